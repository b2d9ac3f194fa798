//! Times of day: `9am`, `15:30`, `after work`, and the bare hour of `fri 9`.

use jiff::civil::Time;

use super::scan::{Word, starts_with};
use super::words;

/// A time that words may give: how many they are, and the time, or `None` where nobody can say which.
pub(super) type Reading = (usize, Option<Time>);

/// The time that follows a date. `evening` says that a bare hour is one of the evening.
pub(super) fn after_date(words: &[Word<'_>], evening: bool) -> Option<Reading> {
    let lead = usize::from(words.first().is_some_and(|word| word.is_one_of(&["at", "@", "um"])));
    let rest = words.get(lead..)?;
    if let Some((length, time)) = exact(rest).or_else(|| part_of_day(rest)) {
        return Some((lead + length, time));
    }
    bare_hour(rest, evening).map(|(length, time)| (lead + length, time))
}

/// The time that stands before a date: one that cannot be anything else, or an hour after `at`.
pub(super) fn before_date(words: &[Word<'_>], evening: bool) -> Option<Reading> {
    let lead = usize::from(words.first().is_some_and(|word| word.is_one_of(&["at", "@"])));
    let rest = words.get(lead..)?;
    let bare = || if lead > 0 { bare_hour(rest.get(..1)?, evening) } else { None };
    let (length, time) = exact(rest).or_else(bare)?;
    Some((lead + length, time))
}

/// The time as a table gives it.
pub(super) fn at((hour, minute): (i8, i8)) -> Option<Time> {
    Time::new(hour, minute, 0, 0).ok()
}

fn part_of_day(words: &[Word<'_>]) -> Option<Reading> {
    words::PARTS_OF_DAY.iter().find_map(|(phrase, hour, minute)| {
        Some((starts_with(words, phrase)?, at((*hour, *minute))))
    })
}

/// `9am`, `9:30 pm`, `15:30`, `15h`, `15h30`, `9 uhr`, `9 o'clock`.
fn exact(words: &[Word<'_>]) -> Option<Reading> {
    let first = words.first()?;
    let key = first.key.as_str();
    let next = words.get(1).map_or("", |word| word.key.as_str());
    for (mark, afternoon) in [("am", false), ("pm", true), ("a.m", false), ("p.m", true)] {
        if let Some(number) = key.strip_suffix(mark) {
            return Some((1, half_day(number, afternoon)?));
        }
        if next == mark {
            return half_day(key, afternoon).map(|time| (2, time));
        }
    }
    if next == "uhr" || next == "o'clock" && hour_of(key)? > 7 {
        return Some((2, full_day(key, ':')?));
    }
    if let Some(hour) = key.strip_suffix('h') {
        return Some((1, full_day(hour, ':')?));
    }
    if key.contains(':') {
        return Some((1, full_day(key, ':')?));
    }
    if key.contains('h') {
        return Some((1, full_day(key, 'h')?));
    }
    None
}

/// Hour and minute of the first or second half of a day. The inner `None`: no such time.
fn half_day(number: &str, afternoon: bool) -> Option<Option<Time>> {
    let (hour, minute) = hour_and_minute(number, ':')?;
    if !(1..=12).contains(&hour) {
        return Some(None);
    }
    Some(at((hour % 12 + if afternoon { 12 } else { 0 }, minute)))
}

fn full_day(number: &str, mark: char) -> Option<Option<Time>> {
    hour_and_minute(number, mark).map(at)
}

fn hour_and_minute(number: &str, mark: char) -> Option<(i8, i8)> {
    match number.split_once(mark) {
        Some((hour, minute)) if minute.len() == 2 => Some((hour_of(hour)?, hour_of(minute)?)),
        Some(_) => None,
        None => Some((hour_of(number)?, 0)),
    }
}

fn hour_of(text: &str) -> Option<i8> {
    let digits = matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// `fri 9`. From 8 to 23 it is as it says; from 1 to 6 in the afternoon; 7 is morning or evening, and unsure.
/// In the evening, from 5 to 11, it is of the evening. A number that counts something is unsure.
fn bare_hour(words: &[Word<'_>], evening: bool) -> Option<Reading> {
    let first = words.first()?;
    let Some(hour) = hour_of(&first.key) else {
        return first.text.starts_with(|c: char| c.is_ascii_digit()).then_some((1, None));
    };
    let counts = words.get(1).is_some_and(|next| !next.is_one_of(words::AFTER_HOUR));
    let hour = match hour {
        _ if counts => None,
        5..=11 if evening => Some(hour + 12),
        1..=6 => Some(hour + 12),
        8..=23 => Some(hour),
        _ => None,
    };
    Some((1, hour.and_then(|hour| at((hour, 0)))))
}
