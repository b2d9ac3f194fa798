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
        let (length, when) = at_a_meal(words, index + length, length, when);
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

/// A meal after the date of something else is its time: `coffee thu lunch`.
fn at_a_meal(
    words: &[Word<'_>],
    end: usize,
    length: usize,
    when: Option<When>,
) -> (usize, Option<When>) {
    let is_last = words.get(end + 1).is_none_or(|next| next.is_one_of(words::AFTER_HOUR));
    let meal = words.get(end).filter(|_| is_last).and_then(|word| {
        words::ACTIONS.iter().find(|action| action.words == [word.key.as_str()])?.hour
    });
    match (when, meal.and_then(clock::at)) {
        (Some(when @ When { time: None, .. }), time @ Some(_)) => {
            (length + 1, Some(When { words: when.words.start..end + 1, time, ..when }))
        }
        (when, _) => (length, when),
    }
}

/// The date that stands at `index`, with a time before or after it; `None` inside where it is unsure.
pub(super) fn opening(
    words: &[Word<'_>],
    index: usize,
    today: Date,
    evening: bool,
) -> Option<(usize, Option<When>)> {
    let rest = words.get(index..)?;
    let before = clock::before_date(rest, evening);
    let early = before.map_or(0, |(length, _)| length);
    let (late, date, tonight) = day_after_small_words(rest.get(early..)?, today)?;
    let after = clock::after_date(rest.get(early + late..)?, evening || tonight);
    let length =
        early + late + if before.is_none() { after.map_or(0, |(length, _)| length) } else { 0 };
    // No time is well; one that nobody can read, or two of them, makes the date unsure as well.
    let time = match (before, after) {
        (None, None) if tonight => clock::at((19, 0)).map(Some),
        (None, None) => Some(None),
        (Some((_, time)), None) | (None, Some((_, time))) => time.map(Some),
        (Some(_), Some(_)) => None,
    };
    let questioned = rest.get(..length)?.iter().any(|word| word.text.contains('?'));
    let certain = date.zip(time).filter(|_| !questioned);
    Some((length, certain.map(|(date, time)| When { words: index..index + length, date, time })))
}

/// The day after `on`, `by` and their like: how many words, the day, and whether it is `tonight`.
fn day_after_small_words(words: &[Word<'_>], today: Date) -> Option<(usize, Option<Date>, bool)> {
    let mut lead = 0;
    loop {
        let rest = words.get(lead..)?;
        if let Some((length, date)) = day::day(rest, today) {
            return Some((lead + length, date, rest.first()?.key == "tonight"));
        }
        if !rest.first()?.is_one_of(words::BEFORE_DATE) {
            return None;
        }
        lead += 1;
    }
}
