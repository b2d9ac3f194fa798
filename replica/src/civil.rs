//! Dates and times as records keep them and as people read them: `2026-11-27`, `15:30`, `Fri 27 Nov`.
//!
//! A calendar library writes and reads many more forms, each with its own errors in words. They would weigh more in the
//! page than all of its arithmetic, and nothing here asks for them.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::Offset;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const MINUTES_OF_DAY: i64 = 24 * 60;

/// `2026-11-27`.
pub fn date_text(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// `15:30`.
pub fn time_text(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `Fri 27 Nov`, and with its year if that is asked for.
pub fn day_words(date: Date, with_year: bool) -> String {
    let month = MONTHS.get(usize::from(date.month().unsigned_abs()) - 1).copied();
    let words = format!("{} {} {}", weekday(date), date.day(), month.unwrap_or_default());
    if with_year { format!("{words} {}", date.year()) } else { words }
}

/// The date of a text of the form `2026-11-27`; `None` for every other form and for days that no calendar has.
pub fn parse_date(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let exactly = |text: &str, digits| (text.len() == digits).then(|| number(text)).flatten();
    let year = exactly(year, 4)?;
    let (month, day) = (exactly(month, 2)?, exactly(day, 2)?);
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// The time of a text such as `15:30` or `9:05`; `None` for every other form and for what no clock shows.
pub fn parse_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let short = |text: &str| (text.len() <= 2).then(|| number(text)).flatten();
    Time::new(short(hour)?.try_into().ok()?, short(minute)?.try_into().ok()?, 0, 0).ok()
}

/// So many days later; `None` beyond the calendar's ends.
pub fn days_later(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// So many minutes later by the same clock; `None` beyond the calendar's ends.
///
/// The calendar library's own way would bring into the page what all of its errors say.
pub fn minutes_later(at: DateTime, minutes: i64) -> Option<DateTime> {
    let minute_of_day = i64::from(at.hour()) * 60 + i64::from(at.minute());
    let later = minute_of_day.checked_add(minutes)?;
    let date = days_later(at.date(), later.div_euclid(MINUTES_OF_DAY))?;
    let of_day = later.rem_euclid(MINUTES_OF_DAY);
    let (hour, minute) = (i8::try_from(of_day / 60).ok()?, i8::try_from(of_day % 60).ok()?);
    let time = Time::new(hour, minute, at.second(), at.subsec_nanosecond()).ok()?;
    Some(date.to_datetime(time))
}

/// A moment in UTC as RFC 3339 has it, `2026-11-21T08:42:20Z`, with its milliseconds if there are any.
pub fn moment_text(at: jiff::Timestamp) -> String {
    let there = Offset::UTC.to_datetime(at);
    let fraction = match there.millisecond() {
        0 => String::new(),
        milliseconds => format!(".{milliseconds:03}"),
    };
    let (date, time) = (date_text(there.date()), time_text(there.time()));
    format!("{date}T{time}:{:02}{fraction}Z", there.second())
}

fn number(digits: &str) -> Option<i16> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// `Fri`.
pub fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_day_of_nine_years_is_written_as_the_calendar_library_writes_it_and_read_again() {
        let mut date = date(2020, 1, 1);
        while date.year() < 2029 {
            assert_eq!(date_text(date), date.to_string());
            assert_eq!(day_words(date, false), date.strftime("%a %-d %b").to_string());
            assert_eq!(day_words(date, true), date.strftime("%a %-d %b %Y").to_string());
            assert_eq!(parse_date(&date_text(date)), Some(date));
            date = date.tomorrow().unwrap();
        }
    }

    #[test]
    fn every_minute_of_a_day_is_written_as_the_calendar_library_writes_it_and_read_again() {
        for minute in 0..24 * 60 {
            let time = jiff::civil::time((minute / 60) as i8, (minute % 60) as i8, 0, 0);
            assert_eq!(time_text(time), time.strftime("%H:%M").to_string());
            assert_eq!(parse_time(&time_text(time)), Some(time));
        }
        assert_eq!(parse_time("9:05").map(time_text).as_deref(), Some("09:05"));
    }

    #[test]
    fn what_comes_later_is_what_the_calendar_library_says() {
        let at = date(2028, 2, 28).at(22, 45, 7, 5);
        for minutes in (-3000..3000).step_by(15).chain([600_000_000, -600_000_000]) {
            let theirs = at.checked_add(jiff::SignedDuration::from_mins(minutes)).unwrap();
            assert_eq!(minutes_later(at, minutes), Some(theirs), "{minutes}");
        }
        assert_eq!(days_later(at.date(), 2), Some(date(2028, 3, 1)));
        for (end, beyond) in [(Date::MAX, 1), (Date::MIN, -1)] {
            assert_eq!(days_later(end, beyond), None);
            assert_eq!(minutes_later(end.at(12, 0, 0, 0), beyond * 24 * 60), None);
            assert_eq!(minutes_later(end.at(12, 0, 0, 0), beyond * i64::MAX), None);
        }
    }

    #[test]
    fn what_is_no_date_and_no_time_is_not_guessed_at() {
        for text in [
            "",
            "2026-02-30",
            "2026-13-01",
            "26-11-27",
            "2026-1-27",
            "2026-11-27T15:30",
            "+026-11-27",
            "２０２６-11-27",
            "2026-11-27-",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
        for text in ["", ":", "24:00", "9:60", "15:30:00", "9", "9:+5", "009:05", "９:05"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn a_moment_is_told_as_the_standard_has_it() {
        for (milliseconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_795_250_540_000, "2026-11-21T08:42:20Z"),
            (1_795_250_540_020, "2026-11-21T08:42:20.020Z"),
        ] {
            let at = jiff::Timestamp::from_millisecond(milliseconds).unwrap();
            assert_eq!(moment_text(at), text);
            assert_eq!(text.parse::<jiff::Timestamp>().unwrap(), at);
        }
    }
}
