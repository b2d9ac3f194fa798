//! Reading single rows of a run-length column that has been walked already, forwards only.

use super::Danger;
use super::cursor::Cursor;

/// A column of numbers, by row. Null rows and rows past the end read as `None`.
pub(super) struct Rows<'a> {
    cursor: Cursor<'a>,
    is_delta: bool,
    /// The row that the rest of the current run begins at, and how many rows are left of it.
    row: u64,
    left: u64,
    value: Option<i64>,
    running: i64,
    literals: u64,
}

impl<'a> Rows<'a> {
    pub(super) fn new(column: &'a [u8], is_delta: bool) -> Self {
        Self {
            cursor: Cursor::new(column),
            is_delta,
            row: 0,
            left: 0,
            value: None,
            running: 0,
            literals: 0,
        }
    }

    /// The value in `row`, which must be greater at every call.
    pub(super) fn at(&mut self, row: u64) -> Result<Option<i64>, Danger> {
        while row >= self.row.saturating_add(self.left) {
            self.pass(self.left);
            if !self.refill()? {
                return Ok(None);
            }
        }
        self.pass(row - self.row + 1);
        Ok(match self.value {
            Some(_) if self.is_delta => Some(self.running),
            value => value,
        })
    }

    /// The next run: its value, which is not summed up, and its rows.
    pub(super) fn next_run(&mut self) -> Result<Option<(Option<i64>, u64)>, Danger> {
        Ok(self.refill()?.then_some((self.value, self.left)))
    }

    fn pass(&mut self, rows: u64) {
        self.row = self.row.saturating_add(rows);
        self.left = self.left.saturating_sub(rows);
        let step = self.value.filter(|_| self.is_delta).unwrap_or(0);
        let moved = step.saturating_mul(i64::try_from(rows).unwrap_or(i64::MAX));
        self.running = self.running.saturating_add(moved);
    }

    /// Goes to the next run or literal value; false at the end.
    fn refill(&mut self) -> Result<bool, Danger> {
        if self.literals == 0 {
            if self.cursor.is_empty() {
                return Ok(false);
            }
            match self.cursor.signed("column")? {
                0 => {
                    self.left = self.cursor.unsigned("column")?;
                    self.value = None;
                    return Ok(true);
                }
                repeat @ 1.. => {
                    self.left = repeat.unsigned_abs();
                    self.value = Some(self.number()?);
                    return Ok(true);
                }
                literals => self.literals = literals.unsigned_abs(),
            }
        }
        self.literals -= 1;
        self.left = 1;
        self.value = Some(self.number()?);
        Ok(true)
    }

    fn number(&mut self) -> Result<i64, Danger> {
        if self.is_delta {
            self.cursor.signed("column")
        } else {
            Ok(i64::try_from(self.cursor.unsigned("column")?).unwrap_or(i64::MAX))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn rows_are_found_across_runs_literals_and_nulls() {
        // Three times 5, two nulls, then 7 and 9.
        let column = [3, 5, 0, 2, 0x7e, 7, 9];
        let expected = [Some(5), Some(5), Some(5), None, None, Some(7), Some(9), None];
        for step in 1..4 {
            let mut rows = Rows::new(&column, false);
            for (row, value) in expected.iter().enumerate().step_by(step) {
                assert_eq!(rows.at(row as u64).unwrap(), *value, "row {row}, step {step}");
            }
        }
    }

    #[test]
    fn differences_are_summed_also_over_rows_that_are_passed() {
        // 1, 2, 3, null, 13, 12.
        let column = [3, 1, 0, 1, 0x7e, 10, 0x7f];
        let expected = [Some(1), Some(2), Some(3), None, Some(13), Some(12), None];
        for step in 1..4 {
            let mut rows = Rows::new(&column, true);
            for (row, value) in expected.iter().enumerate().step_by(step) {
                assert_eq!(rows.at(row as u64).unwrap(), *value, "row {row}, step {step}");
            }
        }
    }
}
