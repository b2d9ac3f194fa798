//! Dates and names as people say them.

use jiff::civil::Date;
use jiff::{Timestamp as Moment, Zoned, tz::TimeZone};
use mingle_proto::id::DeviceId;
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::Moment as JournalMoment;
use std::borrow::Cow;

/// The moment that it is.
pub fn now() -> Timestamp {
    Timestamp(Moment::now().as_millisecond())
}

/// The day that it is here.
pub fn today() -> Date {
    Zoned::now().date()
}

/// The moment that it is here, as the journal takes it.
pub fn moment_now() -> JournalMoment {
    let here = Zoned::now();
    JournalMoment {
        now: Timestamp(here.timestamp().as_millisecond()),
        today: here.date(),
        offset: here.offset().seconds(),
    }
}

/// A moment, given in milliseconds since 1970, by the local calendar and clock: `today 14:05`, `Fri 27 Nov 09:30`.
pub fn moment(milliseconds: i64) -> String {
    match Moment::from_millisecond(milliseconds) {
        Ok(moment) => {
            let local = moment.to_zoned(TimeZone::system());
            format!("{} {}", day(local.date(), today()), local.strftime("%H:%M"))
        }
        Err(_) => "at an unknown time".to_owned(),
    }
}

/// A day as seen from another: `today`, `tomorrow`, `yesterday`, `Fri 27 Nov`; with its year where that is another.
pub fn day(day: Date, today: Date) -> String {
    if day == today {
        "today".to_owned()
    } else if today.tomorrow().is_ok_and(|tomorrow| day == tomorrow) {
        "tomorrow".to_owned()
    } else if today.yesterday().is_ok_and(|yesterday| day == yesterday) {
        "yesterday".to_owned()
    } else if day.year() == today.year() {
        day.strftime("%a %-d %b").to_string()
    } else {
        day.strftime("%a %-d %b %Y").to_string()
    }
}

/// `1 person`, `3 people`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `900 bytes`, `140 kB`, `2.3 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => count(bytes, "byte", "bytes"),
        1_000..999_500 => format!("{} kB", (bytes + 500) / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// What to call a device: its name, or the beginning of its id as people compare it.
pub fn name_or_id<'a>(name: &'a str, id: &'a str) -> Cow<'a, str> {
    match (name, id.parse::<DeviceId>()) {
        ("", Ok(device)) => device.spoken_start().into(),
        ("", Err(_)) => id.into(),
        (name, _) => name.into(),
    }
}

/// A text from a record, from a device or from a file, as it may be shown on one line of a terminal: line breaks and tabs
/// become spaces, and whatever else steers a terminal (C0 and C1 controls) or the direction of what follows (embeddings,
/// overrides and isolates of UAX #9) becomes a replacement character.
pub fn plain(text: &str) -> Cow<'_, str> {
    let steers =
        |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let one = |c: char| match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        c if steers(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    Cow::Owned(text.chars().map(one).collect())
}

/// Rows under each other, in [`plain`] text, each column as wide as its widest cell, two spaces between.
pub fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let rows: Vec<[Cow<'_, str>; N]> =
        rows.iter().map(|row| row.each_ref().map(|cell| plain(cell))).collect();
    let width = |column: usize| rows.iter().map(|row| shown(&row[column])).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - shown(cell) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Columns that a terminal gives a text, near enough: combining marks none, East Asian letters and emoji two.
fn shown(text: &str) -> usize {
    let wide = |c: char| {
        matches!(c as u32, 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
            | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
    };
    let none = |c: char| matches!(c as u32, 0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F);
    text.chars().map(|c| if none(c) { 0 } else { 1 + usize::from(wide(c)) }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_said_as_people_say_them() {
        let today = date(2026, 11, 21);
        assert_eq!(day(date(2026, 11, 21), today), "today");
        assert_eq!(day(date(2026, 11, 22), today), "tomorrow");
        assert_eq!(day(date(2026, 11, 20), today), "yesterday");
        assert_eq!(day(date(2026, 11, 27), today), "Fri 27 Nov");
        assert_eq!(day(date(2027, 1, 4), today), "Mon 4 Jan 2027");
    }

    #[test]
    fn no_text_steers_a_terminal_or_turns_what_follows_around() {
        let odd = "a\u{1b}[2Jb\u{9b}c\u{7f}\u{202e}d\u{2066}e\u{2069}\nf\tg\u{2028}";
        assert_eq!(plain(odd), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}\u{fffd}d\u{fffd}e\u{fffd} f g ");
        for whole in ["נועה לוי", "👩\u{200d}💻 Zoe\u{308}", "a\u{200e}b\u{200f}"] {
            assert_eq!(plain(whole), whole);
        }
        let table = columns(&[["x\ny".to_owned(), "\u{1b}]0;title\u{7}".to_owned()]]);
        assert_eq!(table, "x y  \u{fffd}]0;title\u{fffd}\n");
    }

    #[test]
    fn columns_line_up_in_every_script() {
        let row = |one: &str, two: &str| [one.to_owned(), two.to_owned()];
        let table = columns(&[
            row("山田 花子", "a"),
            row("Zoë", "b"),
            row("Zoe\u{308}", ""),
            row("🦊", "c"),
        ]);
        assert_eq!(table, "山田 花子  a\nZoë        b\nZoe\u{308}\n🦊         c\n");
    }

    #[test]
    fn a_device_without_a_name_is_called_by_the_beginning_of_its_id() {
        let id = DeviceId::from_bytes([0; 32]).to_string();
        assert_eq!(name_or_id("", &id), "0000000-0000000");
        assert_eq!(name_or_id("Ana's laptop", &id), "Ana's laptop");
    }
}
