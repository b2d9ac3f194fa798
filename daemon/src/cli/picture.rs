//! A code of black and white, drawn with letters.

use crate::onboarding::Qr;

/// Light modules around the code (ISO/IEC 18004, section 9.1).
const QUIET: usize = 4;

/// Two rows of modules a line. Both colours are set, so that it is dark on light in every terminal.
pub fn drawn(qr: &Qr) -> String {
    let side = qr.side + 2 * QUIET;
    let is_dark = |row: usize, column: usize| {
        let at = |place: usize| place.checked_sub(QUIET);
        let (row, column) = (at(row), at(column));
        let row = row.and_then(|row| qr.rows.get(row));
        row.zip(column).and_then(|(row, column)| row.as_bytes().get(column)) == Some(&b'1')
    };
    let mut text = String::new();
    for row in (0..side).step_by(2) {
        text.push_str("    \u{1b}[38;5;16;48;5;231m");
        text.extend((0..side).map(|column| {
            match (is_dark(row, column), is_dark(row + 1, column)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            }
        }));
        text.push_str("\u{1b}[0m\n");
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_has_its_quiet_zone_and_is_dark_on_light() {
        let qr = Qr { side: 3, rows: ["101", "010", "111"].map(str::to_owned).to_vec() };
        let lines: Vec<String> = drawn(&qr).lines().map(str::to_owned).collect();
        let modules: Vec<&str> = lines
            .iter()
            .map(|line| line.strip_prefix("    \u{1b}[38;5;16;48;5;231m").unwrap())
            .map(|line| line.strip_suffix("\u{1b}[0m").unwrap())
            .collect();
        let blank = " ".repeat(11);
        assert_eq!(modules, [&*blank, &blank, "    ▀▄▀    ", "    ▀▀▀    ", &blank, &blank]);
    }
}
