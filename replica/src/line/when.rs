//! The one date of a clause, with its time.

use std::ops::Range;

use jiff::civil::{Date, Time};

use super::scan::Word;
use super::{clock, day, words};

/// A date, its time, and the words of the clause that gave them.
#[derive(Clone, Debug)]
pub(super) struct When {
    pub words: Range<usize>,
    pub date: Date,
    pub time: Option<Time>,
}

/// What a clause says about its date.
pub(super) enum Found {
    Nothing,
    /// Something like a date is there, and nobody can say which.
    Unsure,
    One(When),
}

/// The date in `words` from word `from` on. Two dates are unsure, as is one that another word puts in doubt.
pub(super) fn find(words: &[Word<'_>], from: usize, today: Date, evening: bool) -> Found {
    let mut found = Found::Nothing;
    let mut index = from;
    while index < words.len() {
        let Some((length, when)) = opening(words, index, today, evening) else {
            index += 1;
            continue;
        };
        let doubted = index.checked_sub(1).and_then(|before| words.get(before));
        let doubted = doubted.is_some_and(|word| word.is_one_of(words::DOUBT_BEFORE_DATE));
        match (found, when) {
            (Found::Nothing, Some(when)) if !doubted => found = Found::One(when),
            _ => return Found::Unsure,
        }
        index += length;
    }
    found
}

/// The date that stands at `index`, with a time before or after it; `None` inside where it is unsure.
pub(super) fn opening(
    words: &[Word<'_>],
    index: usize,
    today: Date,
    evening: bool,
) -> Option<(usize, Option<When>)> {
    let rest = words.get(index..)?;
    let (early, before) = match clock::before_date(rest) {
        Some((length, time)) => (length, Some(time)),
        None => (0, None),
    };
    let mut length = early;
    let mut reading = day::day(rest.get(length..)?, today);
    while reading.is_none()
        && rest.get(length).is_some_and(|word| word.is_one_of(words::BEFORE_DATE))
    {
        length += 1;
        reading = day::day(rest.get(length..)?, today);
    }
    let (taken, date) = reading?;
    let tonight = rest.get(length).is_some_and(|word| word.key == "tonight");
    length += taken;
    let after = clock::after_date(rest.get(length..)?, evening || tonight);
    let time = match (before, after) {
        (Some(_), Some(_)) => Some(None),
        (Some(time), None) => Some(time),
        (None, Some((more, time))) => {
            length += more;
            Some(time)
        }
        (None, None) => tonight.then(|| clock::at((19, 0))),
    };
    let questioned = rest.get(..length)?.iter().any(|word| word.text.contains('?'));
    let when = match (date, time) {
        (Some(date), None) if !questioned => {
            Some(When { words: index..index + length, date, time: None })
        }
        (Some(date), Some(Some(time))) if !questioned => {
            Some(When { words: index..index + length, date, time: Some(time) })
        }
        _ => None,
    };
    Some((length, when))
}
