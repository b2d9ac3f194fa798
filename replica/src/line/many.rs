//! Pasted notes: one record a line.

use super::scan::is_invisible;

/// The lines that say something, without what a notes program puts before them, and where in the text each starts.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    let lines = text.split(['\n', '\r', '\u{2028}', '\u{2029}']).map(move |line| {
        let offset = next;
        // Two of the four ends of a line are longer than a byte.
        let ended = text.get(offset + line.len()..).and_then(|rest| rest.chars().next());
        next = offset + line.len() + ended.map_or(0, char::len_utf8);
        let said = without_bullet(line);
        (offset + bytes_before(line, said), said)
    });
    lines.filter(|(_, line)| line.chars().any(says))
}

/// How far into `line` its end `said`, itself trimmed at the end, begins.
fn bytes_before(line: &str, said: &str) -> usize {
    line.trim_end_matches(is_blank).len().saturating_sub(said.len())
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// A rule of dashes says nothing; a smiling face does.
fn says(c: char) -> bool {
    c.is_alphanumeric()
        || !c.is_ascii()
            && !c.is_whitespace()
            && !is_invisible(c)
            && !matches!(c, '–' | '—' | '─' | '…')
}

fn without_bullet(line: &str) -> &str {
    let mut line = line.trim_matches(is_blank);
    loop {
        let shorter = after_mark(line).or_else(|| after_box(line)).or_else(|| after_number(line));
        match shorter {
            Some(rest) => line = rest.trim_start_matches(is_blank),
            None => return line,
        }
    }
}

/// A bullet is followed by a space, save for those that are nothing else, and for the dash of a list typed in haste.
fn after_mark(line: &str) -> Option<&str> {
    let mut chars = line.chars();
    let mark = chars.next()?;
    let rest = chars.as_str();
    let only_bullet = matches!(
        mark,
        '•' | '◦' | '▪' | '‣' | '●' | '○' | '☐' | '☑' | '✓' | '✔' | '□' | '⁃' | '·'
    );
    let spaced =
        matches!(mark, '-' | '*' | '–' | '—' | '+' | '>') && rest.starts_with(char::is_whitespace);
    let touching = matches!(mark, '-' | '*' | '–') && rest.starts_with(char::is_alphabetic);
    (only_bullet || spaced || touching).then_some(rest)
}

/// `[ ]` and `[x]`, of a list of things to do.
fn after_box(line: &str) -> Option<&str> {
    ["[ ]", "[x]", "[X]", "[]"]
        .iter()
        .find_map(|mark| line.strip_prefix(mark))
        .filter(|rest| rest.starts_with(' '))
}

/// `1.`, `2)`, `(3)`, up to three digits and followed by a space: `27.11.` is a date.
fn after_number(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('(').unwrap_or(line);
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = inner.len() - rest.len();
    let rest = rest.strip_prefix([')', '.'])?;
    ((1..=3).contains(&digits) && rest.starts_with(char::is_whitespace)).then_some(rest)
}
