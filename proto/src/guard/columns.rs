//! Column tables and the run-length columns behind them.
//!
//! A table is a count and, for each column, a specification (column id in the upper 28 bits, a deflate bit, three bits
//! of type) and a length; the columns' bytes follow. Every type but raw values is a sequence of runs: a positive count
//! repeats one value, a negative one precedes that many literal values, zero precedes a count of nulls; booleans are
//! counts alone, of false and true in turn.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::danger::Counted;
use super::nesting::{FIRST_ACTION, HISTORY, Kept, OBJECTS};
use super::{Danger, Inspection, Limits};
use crate::inflate::{InflateError, inflate};

const DEFLATED: u32 = 0b1000;

/// Which table of a chunk a column stands in, as its id means another thing in each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    /// The changes of a document.
    Changes,
    /// The operations of a document.
    DocumentOperations,
    /// The operations of a change, whose columns are never deflated one by one.
    ChangeOperations,
}

impl Table {
    fn keeps(self) -> &'static [u32] {
        match self {
            Self::Changes => HISTORY,
            Self::DocumentOperations => OBJECTS,
            Self::ChangeOperations => FIRST_ACTION,
        }
    }
}

/// One entry of a column table.
#[derive(Clone, Copy)]
pub(super) struct Column {
    specification: u32,
    length: u64,
}

/// The types of column that Automerge knows, by the low three bits of the specification.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Group,
    Actor,
    Integer,
    Delta,
    Boolean,
    Text,
    ValueMeta,
    Value,
}

impl Column {
    pub(super) fn id(self) -> u32 {
        self.specification >> 4
    }

    fn is_deflated(self) -> bool {
        self.specification & DEFLATED != 0
    }

    fn kind(self) -> Kind {
        match self.specification & 0b111 {
            0 => Kind::Group,
            1 => Kind::Actor,
            2 => Kind::Integer,
            3 => Kind::Delta,
            4 => Kind::Boolean,
            5 => Kind::Text,
            6 => Kind::ValueMeta,
            _ => Kind::Value,
        }
    }

    /// The least value of a column whose values number operations, changes or dependencies and so have a ceiling too.
    fn lowest(self, table: Table) -> Option<i64> {
        let in_changes = table == Table::Changes;
        match (self.kind(), self.id()) {
            // Sequence number; highest operation and dependency; the time (2) is free.
            (Kind::Delta, 0) if in_changes => Some(1),
            (Kind::Delta, 1 | 4) if in_changes => Some(0),
            // The element before, where 0 is the head of the list.
            (Kind::Delta, 1) if !in_changes => Some(0),
            // An operation's own id, its predecessors and successors, and its object.
            (Kind::Delta, 2 | 7 | 8) | (Kind::Integer, 0) if !in_changes => Some(1),
            _ => None,
        }
    }
}

/// Reads a column table; its memory is bounded by `max_columns`.
pub(super) fn read_table(
    cursor: &mut Cursor<'_>,
    max_columns: usize,
) -> Result<Vec<Column>, Danger> {
    let count = cursor.count(2, "column table")?;
    if count > max_columns as u64 {
        let what = Counted::Columns;
        return Err(Danger::TooMany { what, max: max_columns as u64 });
    }
    let mut columns: Vec<Column> = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let part = "column table";
        let specification =
            u32::try_from(cursor.unsigned(part)?).map_err(|_| Danger::BadNumber { part })?;
        let length = cursor.unsigned(part)?;
        let rises = |last: &Column| last.specification & !DEFLATED < specification & !DEFLATED;
        if !columns.last().is_none_or(rises) {
            return Err(Danger::ColumnOrder);
        }
        columns.push(Column { specification, length });
    }
    Ok(columns)
}

/// What the columns of one table hold together.
#[derive(Default)]
pub(super) struct Tally<'a> {
    /// The most rows that any column has which belongs to no group.
    pub(super) rows: u64,
    /// The most rows that a group claims or that a column in it has.
    pub(super) grouped: u64,
    /// The columns that are read once more, row by row.
    pub(super) kept: Kept<'a>,
}

impl Inspection<'_> {
    /// Walks every column of a table and moves `cursor` past them. `actors` is how many a column may name.
    pub(super) fn walk_columns<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        columns: &[Column],
        table: Table,
        actors: u64,
    ) -> Result<Tally<'a>, Danger> {
        let mut tally = Tally::default();
        let mut claimed_values = None;
        let mut group = None;
        for column in columns {
            let stored = cursor.take(column.length, "columns")?;
            let bytes = if !column.is_deflated() {
                Cow::Borrowed(stored)
            } else if table == Table::ChangeOperations {
                return Err(Danger::CompressedColumn);
            } else {
                Cow::Owned(self.inflate(stored)?)
            };
            if column.kind() == Kind::Value {
                check_values(&mut claimed_values, column.id(), bytes.len())?;
                continue;
            }
            check_values(&mut claimed_values, u32::MAX, 0)?;
            let walk = Walk {
                kind: column.kind(),
                lowest: column.lowest(table),
                actors,
                limits: self.limits,
                rows_before: self.inspected.rows,
                text_before: self.repeated_text,
            };
            let sum = walk.column(&bytes)?;
            if column.kind() != Kind::Group && group == Some(column.id()) {
                tally.grouped = tally.grouped.max(sum.rows);
            } else {
                tally.rows = tally.rows.max(sum.rows);
            }
            self.repeated_text = self.repeated_text.saturating_add(sum.text);
            match column.kind() {
                Kind::Group => {
                    group = Some(column.id());
                    tally.grouped = tally.grouped.max(sum.grouped);
                }
                Kind::ValueMeta => claimed_values = Some((column.id(), sum.grouped)),
                _ => {}
            }
            if table.keeps().contains(&(column.specification & !DEFLATED)) {
                tally.kept.push((column.specification & !DEFLATED, bytes));
            }
        }
        check_values(&mut claimed_values, u32::MAX, 0)?;
        Ok(tally)
    }

    /// Inflates a part of a chunk on the common budget.
    pub(super) fn inflate(&mut self, stored: &[u8]) -> Result<Vec<u8>, Danger> {
        let max = self.limits.max_inflated;
        let left = max.saturating_sub(self.inspected.inflated);
        let inflated = inflate(stored, left).map_err(|error| match error {
            InflateError::TooLarge { .. } => Danger::InflatesTooFar { max },
            other => Danger::Deflate(other),
        })?;
        self.inspected.inflated += inflated.len();
        Ok(inflated)
    }
}

/// Checks that a raw value column holds what the column of lengths before it claims.
fn check_values(claimed: &mut Option<(u32, u64)>, id: u32, held: usize) -> Result<(), Danger> {
    match claimed.take() {
        Some((of, claimed)) if of == id && claimed <= held as u64 => Ok(()),
        Some((of, claimed)) if of == id => Err(Danger::ValuesBeyondColumn { claimed, held }),
        Some((_, claimed)) if claimed > 0 => Err(Danger::ValuesBeyondColumn { claimed, held: 0 }),
        _ => Ok(()),
    }
}

/// The walk along one column and what it may hold.
struct Walk<'l> {
    kind: Kind,
    /// The least value, if values have a ceiling.
    lowest: Option<i64>,
    actors: u64,
    limits: &'l Limits,
    /// Rows of the chunks before this one.
    rows_before: u64,
    /// Repeated text of the columns before this one.
    text_before: u64,
}

/// What a column's runs add up to.
#[derive(Default)]
struct Sum {
    rows: u64,
    /// The values of a group column, or the lengths in a column of value lengths.
    grouped: u64,
    /// Bytes of text, each as often as its run repeats it.
    text: u64,
    /// The running value of a delta column.
    running: i128,
}

impl Walk<'_> {
    fn column(&self, bytes: &[u8]) -> Result<Sum, Danger> {
        let mut cursor = Cursor::new(bytes);
        let mut sum = Sum::default();
        while !cursor.is_empty() {
            if self.kind == Kind::Boolean {
                let count = cursor.unsigned("column")?;
                self.add_rows(&mut sum, count)?;
                continue;
            }
            match cursor.signed("column")? {
                0 => {
                    let nulls = cursor.unsigned("column")?;
                    if nulls == 0 {
                        return Err(Danger::EmptyRun);
                    }
                    self.add_rows(&mut sum, nulls)?;
                }
                repeat @ 1.. => {
                    let repeat = repeat.unsigned_abs();
                    self.add_rows(&mut sum, repeat)?;
                    self.value(&mut cursor, &mut sum, repeat)?;
                }
                literals => self.literals(&mut cursor, &mut sum, literals.unsigned_abs())?,
            }
        }
        Ok(sum)
    }

    fn literals(
        &self,
        cursor: &mut Cursor<'_>,
        sum: &mut Sum,
        literals: u64,
    ) -> Result<(), Danger> {
        if literals > cursor.left() as u64 {
            let (part, left) = ("column", cursor.left());
            return Err(Danger::ClaimBeyondData { part, claimed: literals, left });
        }
        self.add_rows(sum, literals)?;
        for _ in 0..literals {
            self.value(cursor, sum, 1)?;
        }
        Ok(())
    }

    fn add_rows(&self, sum: &mut Sum, count: u64) -> Result<(), Danger> {
        sum.rows = sum.rows.saturating_add(count);
        within(sum.rows.saturating_add(self.rows_before), self.limits.max_rows, Counted::Rows)
    }

    /// Reads one value that stands for `repeat` rows.
    fn value(&self, cursor: &mut Cursor<'_>, sum: &mut Sum, repeat: u64) -> Result<(), Danger> {
        match self.kind {
            Kind::Delta => {
                let delta = cursor.signed("column")?;
                // A run moves one way only, so of its values the first and the last are the extremes.
                self.count_within(sum.running + i128::from(delta))?;
                sum.running += i128::from(delta) * i128::from(repeat);
                self.count_within(sum.running)
            }
            Kind::Text => {
                let length = cursor.unsigned("column")?;
                cursor.take(length, "text column")?;
                sum.text = sum.text.saturating_add(length.saturating_mul(repeat));
                let text = sum.text.saturating_add(self.text_before);
                within(text, self.limits.max_text, Counted::RepeatedText)
            }
            Kind::Group => {
                let members = cursor.unsigned("column")?;
                sum.grouped = sum.grouped.saturating_add(members.saturating_mul(repeat));
                within(
                    sum.grouped.saturating_add(self.rows_before),
                    self.limits.max_rows,
                    Counted::Rows,
                )
            }
            Kind::ValueMeta => {
                let length = cursor.unsigned("column")? >> 4;
                sum.grouped = sum.grouped.saturating_add(length.saturating_mul(repeat));
                Ok(())
            }
            Kind::Actor => {
                let index = cursor.unsigned("column")?;
                let actors = self.actors;
                if index < actors { Ok(()) } else { Err(Danger::UnknownActor { index, actors }) }
            }
            Kind::Integer | Kind::Boolean | Kind::Value => {
                let value = cursor.unsigned("column")?;
                self.count_within(value.into())
            }
        }
    }

    fn count_within(&self, value: i128) -> Result<(), Danger> {
        let max = self.limits.max_counter;
        let allowed = match self.lowest {
            Some(lowest) => lowest.into()..=max.into(),
            None => i128::from(i64::MIN)..=i128::from(u64::MAX),
        };
        if allowed.contains(&value) { Ok(()) } else { Err(Danger::BadCounter { max }) }
    }
}

/// Refuses a number above its limit.
pub(super) fn within(number: u64, max: u64, what: Counted) -> Result<(), Danger> {
    if number <= max { Ok(()) } else { Err(Danger::TooMany { what, max }) }
}
