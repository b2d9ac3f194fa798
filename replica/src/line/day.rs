//! Days: `tomorrow`, `next tue`, `in two weeks`, `27.11.`, `Nov 27`, by the local calendar.

use jiff::civil::Date;
use jiff::{Span, civil};

use super::scan::{Word, starts_with};
use super::words;
use crate::civil::days_later;

/// What words say about a day: how many they are, and the day, or `None` where they look like a day and nobody can
/// say which, or where it does not exist.
pub(super) type Reading = (usize, Option<Date>);

/// The day that `words` open with.
pub(super) fn day(words: &[Word<'_>], today: Date) -> Option<Reading> {
    relative(words, today).or_else(|| weekday(words, today)).or_else(|| absolute(words, today))
}

fn key<'a>(words: &'a [Word<'_>], index: usize) -> &'a str {
    words.get(index).map_or("", |word| word.key.as_str())
}

fn in_months(today: Date, months: i64) -> Option<Date> {
    today.checked_add(Span::new().try_months(months).ok()?).ok()
}

/// The Monday of the next calendar week, whose days are those that `next` names.
fn next_monday(today: Date) -> Option<Date> {
    days_later(today, 7 - i64::from(today.weekday().to_monday_zero_offset()))
}

fn relative(words: &[Word<'_>], today: Date) -> Option<Reading> {
    let opens = |phrase: &[&str]| starts_with(words, phrase);
    if let Some(length) = opens(&["today"]).or_else(|| opens(&["tonight"])) {
        return Some((length, Some(today)));
    }
    let after = opens(&["the", "day", "after", "tomorrow"])
        .or_else(|| opens(&["day", "after", "tomorrow"]));
    if let Some(length) = after {
        return Some((length, days_later(today, 2)));
    }
    if words::TOMORROW.contains(&key(words, 0)) {
        return Some((1, days_later(today, 1)));
    }
    if let Some(length) = opens(&["next", "week"]) {
        return next_week(words.get(length..)?, today).map(|(more, day)| (length + more, day));
    }
    if let Some(length) = opens(&["next", "month"]) {
        return Some((length, in_months(today.first_of_month(), 1)));
    }
    end_of(words, today).or_else(|| later(words, today))
}

/// `next week` is its Monday; `next week thu` its Thursday.
fn next_week(rest: &[Word<'_>], today: Date) -> Option<Reading> {
    let monday = next_monday(today);
    Some(match rest.first().and_then(weekday_of) {
        Some(offset) => (1, monday.and_then(|monday| days_later(monday, offset))),
        None => (0, monday),
    })
}

fn end_of(words: &[Word<'_>], today: Date) -> Option<Reading> {
    let opens = |phrase: &[&str]| starts_with(words, phrase);
    let month = [
        &["eom"][..],
        &["end", "of", "month"],
        &["end", "of", "the", "month"],
        &["end", "of", "this", "month"],
    ];
    if let Some(length) = month.into_iter().find_map(opens) {
        return Some((length, Some(today.last_of_month())));
    }
    if let Some(length) = opens(&["end", "of", "next", "month"]) {
        let first = in_months(today.first_of_month(), 1);
        return Some((length, first.map(Date::last_of_month)));
    }
    let year = [&["end", "of", "year"][..], &["end", "of", "the", "year"]];
    if let Some(length) = year.into_iter().find_map(opens) {
        return Some((length, Some(today.last_of_year())));
    }
    opens(&["end", "of"]).map(|length| ((length + 1).min(words.len()), None))
}

/// `in 3 days`, `in two weeks`, `in a month`.
fn later(words: &[Word<'_>], today: Date) -> Option<Reading> {
    if key(words, 0) != "in" {
        return None;
    }
    let count = number(key(words, 1))?;
    let day = match key(words, 2) {
        "day" | "days" => days_later(today, count),
        "week" | "weeks" => days_later(today, count * 7),
        "month" | "months" => in_months(today, count),
        _ => return None,
    };
    Some((3, day))
}

fn number(word: &str) -> Option<i64> {
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    if let Some(index) = words::NUMBERS.iter().position(|name| *name == word) {
        return i64::try_from(index + 1).ok();
    }
    digits(word, 3)
}

fn digits(text: &str, longest: usize) -> Option<i64> {
    let plain =
        (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

fn weekday_of(word: &Word<'_>) -> Option<i64> {
    let english = words::WEEKDAYS.iter().position(|names| word.is_one_of(names));
    let abroad = || {
        words::WEEKDAYS_ABROAD.iter().position(|names| word.is_one_of(names) && is_day_abroad(word))
    };
    i64::try_from(english.or_else(abroad)?).ok()
}

/// German writes its days with a capital; in Spanish and French a capital makes it a name.
fn is_day_abroad(word: &Word<'_>) -> bool {
    !word.is_capital() || word.key.ends_with("tag") || word.key == "mittwoch"
}

/// The next such day after today; `next` takes it from the next calendar week.
fn weekday(words: &[Word<'_>], today: Date) -> Option<Reading> {
    let lead = [&["this", "coming"][..], &["this"], &["coming"], &["next"]];
    let lead = lead.into_iter().find_map(|phrase| starts_with(words, phrase)).unwrap_or(0);
    let word = words.get(lead)?;
    let offset = weekday_of(word)?;
    let rest = words.get(lead + 1..)?;
    if word.text.contains('?') || is_other_word(word, rest) {
        return Some((lead + 1, None));
    }
    let ahead = (offset - i64::from(today.weekday().to_monday_zero_offset())).rem_euclid(7);
    let coming = days_later(today, if ahead == 0 { 7 } else { ahead });
    if key(words, 0) == "next" {
        return Some((lead + 1, next_monday(today).and_then(|monday| days_later(monday, offset))));
    }
    if let Some(length) = starts_with(rest, &["next", "week"]) {
        return Some((
            lead + 1 + length,
            next_monday(today).and_then(|monday| days_later(monday, offset)),
        ));
    }
    if let Some((length, date)) = absolute(rest, today) {
        let agrees =
            date.filter(|date| i64::from(date.weekday().to_monday_zero_offset()) == offset);
        return Some((lead + 1 + length, agrees));
    }
    // `this fri`, said on a Friday, is today for one and in a week for another.
    let unsure = key(words, 0) == "this" && ahead == 0;
    Some((lead + 1, if unsure { None } else { coming }))
}

/// `sun` and `sat` before a capital: `meet Sun Microsystems`.
fn is_other_word(word: &Word<'_>, rest: &[Word<'_>]) -> bool {
    matches!(word.key.as_str(), "sun" | "sat") && rest.first().is_some_and(Word::is_capital)
}

fn absolute(words: &[Word<'_>], today: Date) -> Option<Reading> {
    numeric(words, today)
        .or_else(|| day_month(words, today))
        .or_else(|| month_day(words, today))
        .or_else(|| nth(words, today))
}

/// `2026-11-27`, `27.11.`, `27.11.2026`, `27/11`. A slash with two numbers up to 12 may be either way round.
fn numeric(words: &[Word<'_>], today: Date) -> Option<Reading> {
    let text = words.first()?.text.trim_matches(['(', ')', '!', ':']);
    let mark =
        text.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '.' | '/' | '-'))?;
    let parts: Vec<&str> = text.split(mark).collect();
    let number = |part: &str| digits(part, 4);
    let date = match (mark, parts.as_slice()) {
        ('-' | '/', [y, m, d]) if y.len() == 4 => full(number(y)?, number(m)?, number(d)?, today),
        ('.', [d, m, ""]) => resolve(number(d)?, number(m)?, today),
        ('.', [d, m]) if m.len() == 2 && ends_here(words, 1) => {
            resolve(number(d)?, number(m)?, today)
        }
        ('.', [d, m, y]) => full(year(y)?, number(m)?, number(d)?, today),
        ('/', [a, b]) => {
            let (a, b) = (digits(a, 2)?, digits(b, 2)?);
            either_way(a, b).and_then(|(d, m)| resolve(d, m, today))
        }
        ('/', [a, b, y]) => {
            let (a, b, y) = (digits(a, 2)?, digits(b, 2)?, year(y)?);
            either_way(a, b).and_then(|(d, m)| full(y, m, d, today))
        }
        _ => return None,
    };
    Some((1, date))
}

/// Nothing but a time or a small word stands at `index`, so that `2.10 release` and `the 3rd draft` are no dates.
fn ends_here(words: &[Word<'_>], index: usize) -> bool {
    words.get(index).is_none_or(|next| {
        next.is_one_of(words::AFTER_HOUR) || next.key.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Day and month of two numbers with a slash, when only one way is possible. `24/7` is no date.
fn either_way(a: i64, b: i64) -> Option<(i64, i64)> {
    match (a, b) {
        (24, 7) => None,
        _ if a == b || a > 12 && b <= 12 => Some((a, b)),
        _ if b > 12 && a <= 12 => Some((b, a)),
        _ => None,
    }
}

fn year(text: &str) -> Option<i64> {
    match text.len() {
        2 => Some(2000 + digits(text, 2)?),
        4 => digits(text, 4),
        _ => None,
    }
}

/// A whole date, unless it is impossible or over.
fn full(year: i64, month: i64, day: i64, today: Date) -> Option<Date> {
    let date =
        civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
            .ok()?;
    (date >= today).then_some(date)
}

/// A day and a month: of this year, or of the next when it is over.
fn resolve(day: i64, month: i64, today: Date) -> Option<Date> {
    let over = (month, day) < (i64::from(today.month()), i64::from(today.day()));
    full(i64::from(today.year()) + i64::from(over), month, day, today)
}

fn month_of(word: &str) -> Option<i64> {
    let index = words::MONTHS.iter().position(|names| names.contains(&word))?;
    i64::try_from(index + 1).ok()
}

/// `27`, `27.`, `27th`.
fn day_number(word: &str) -> Option<i64> {
    let plain =
        ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    digits(plain, 2)
}

fn with_year(words: &[Word<'_>], length: usize, day: i64, month: i64, today: Date) -> Reading {
    match key(words, length) {
        text if text.len() == 4 && digits(text, 4).is_some_and(|y| y >= 1900) => {
            (length + 1, year(text).and_then(|year| full(year, month, day, today)))
        }
        _ => (length, resolve(day, month, today)),
    }
}

/// `27 Nov`, `27. November 2026`, `the 27th of November`.
fn day_month(words: &[Word<'_>], today: Date) -> Option<Reading> {
    let lead = usize::from(key(words, 0) == "the");
    let day = day_number(key(words, lead))?;
    let of = usize::from(key(words, lead + 1) == "of");
    let month = month_of(key(words, lead + 1 + of))?;
    Some(with_year(words, lead + of + 2, day, month, today))
}

/// `Nov 27`, `November 27th, 2026`.
fn month_day(words: &[Word<'_>], today: Date) -> Option<Reading> {
    let month = month_of(key(words, 0))?;
    let day = day_number(key(words, 1))?;
    // Two months are verbs as well: `may 5 people come`.
    let verb = matches!(key(words, 0), "may" | "march") && !ends_here(words, 2);
    (!verb).then(|| with_year(words, 2, day, month, today))
}

/// `the 27th`: of this month, or of the next when it is over. Unsure today, and where the next month has no such day.
fn nth(words: &[Word<'_>], today: Date) -> Option<Reading> {
    if key(words, 0) != "the" || !key(words, 1).ends_with(['t', 'd', 'h']) || !ends_here(words, 2) {
        return None;
    }
    let day = day_number(key(words, 1))?;
    let here = i64::from(today.day());
    let month = if day > here { Some(today) } else { in_months(today.first_of_month(), 1) };
    let date = month.and_then(|month| full(month.year().into(), month.month().into(), day, today));
    Some((2, date.filter(|_| day != here)))
}
