//! An appointment as calendars read it: iCalendar, RFC 5545.

use std::fmt::Write;

use jiff::civil::{Date, DateTime, Time};
use mingle_proto::timestamp::Timestamp;

use crate::civil::{days_later, minutes_later};

/// A line has at most so many octets, its break left out (RFC 5545, 3.1).
const LINE: usize = 75;

/// Something that is to happen at a place's own time, whichever time zone that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// The same for every copy of it, so that a calendar which has one takes the next for it.
    pub uid: String,
    /// When this copy was made.
    pub stamp: Timestamp,
    pub date: Date,
    /// None for the whole day.
    pub time: Option<Time>,
    /// In minutes.
    pub lasts: i64,
    pub summary: String,
    /// Anything else, in lines; may be empty.
    pub description: String,
    /// The other person has said yes.
    pub is_confirmed: bool,
}

impl Appointment {
    /// A calendar with this alone in it: the whole of an `.ics` file, in UTF-8.
    pub fn file(&self) -> String {
        let mut lines = vec!["BEGIN:VCALENDAR".to_owned(), "VERSION:2.0".to_owned()];
        lines.push("PRODID:-//Mingle//Mingle//EN".to_owned());
        lines.extend(self.lines());
        lines.push("END:VCALENDAR".to_owned());
        lines.iter().map(|line| folded(line)).collect()
    }

    /// The appointment alone, for a code that a phone's camera reads: no line of it is folded, since those readers take
    /// a line as it stands.
    pub fn code(&self) -> String {
        self.lines().join("\r\n")
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", escaped(&self.uid)),
            format!("DTSTAMP:{}Z", stamp(self.stamp)),
        ];
        lines.extend(self.span());
        lines.push(format!("SUMMARY:{}", escaped(&self.summary)));
        if !self.description.is_empty() {
            lines.push(format!("DESCRIPTION:{}", escaped(&self.description)));
        }
        let status = if self.is_confirmed { "CONFIRMED" } else { "TENTATIVE" };
        lines.push(format!("STATUS:{status}"));
        lines.push("END:VEVENT".to_owned());
        lines
    }

    /// From when until when: floating local time (3.3.5, form 1), or whole days.
    fn span(&self) -> [String; 2] {
        match self.time {
            Some(time) => {
                let from = self.date.to_datetime(time);
                let to = minutes_later(from, self.lasts).unwrap_or(from);
                [format!("DTSTART:{}", moment(from)), format!("DTEND:{}", moment(to))]
            }
            None => {
                let next = days_later(self.date, 1).unwrap_or(self.date);
                let whole = |name: &str, date: Date| format!("{name};VALUE=DATE:{}", day(date));
                [whole("DTSTART", self.date), whole("DTEND", next)]
            }
        }
    }
}

/// A text value (3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            // What else controls has no place in a text.
            character if character.is_control() => {}
            character => escaped.push(character),
        }
    }
    escaped
}

/// The line with its break, in pieces of at most [`LINE`] octets, none of which ends within a character.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 4);
    let mut used = 0;
    for character in line.chars() {
        if used + character.len_utf8() > LINE {
            folded.push_str("\r\n ");
            used = 1;
        }
        folded.push(character);
        used += character.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

fn moment(at: DateTime) -> String {
    let mut text = day(at.date());
    // Writing into a text does not fail.
    let _ = write!(text, "T{:02}{:02}{:02}", at.hour(), at.minute(), at.second());
    text
}

fn stamp(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    moment(jiff::tz::Offset::UTC.to_datetime(at))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::{date, time};

    fn coffee(summary: &str) -> Appointment {
        Appointment {
            uid: "0123456789abcdef@mingle".to_owned(),
            stamp: Timestamp(1_795_250_540_000),
            date: date(2026, 11, 26),
            time: Some(time(12, 30, 0, 0)),
            lasts: 60,
            summary: summary.to_owned(),
            description: String::new(),
            is_confirmed: false,
        }
    }

    /// What a reader makes of a file: its lines, put together again (3.1).
    fn unfolded(file: &str) -> Vec<String> {
        file.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_calendar_takes_it_at_the_local_time_wherever_it_is_opened() {
        assert_eq!(
            unfolded(&coffee("Coffee with Ana Ruiz").file()),
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//Mingle//Mingle//EN",
                "BEGIN:VEVENT",
                "UID:0123456789abcdef@mingle",
                "DTSTAMP:20261121T084220Z",
                "DTSTART:20261126T123000",
                "DTEND:20261126T133000",
                "SUMMARY:Coffee with Ana Ruiz",
                "STATUS:TENTATIVE",
                "END:VEVENT",
                "END:VCALENDAR",
            ]
        );
    }

    #[test]
    fn names_of_any_script_are_folded_between_characters_and_come_back_whole() {
        let names = [
            "Zoë Ångström-Đặng",
            "بدر الدين بن عبد الله آل سعود المعروف بأبي يوسف الأندلسي القرطبي",
            "李小龍",
            "👩‍🚀👩🏽‍🔬",
            "semi; comma, back\\slash",
        ];
        for name in names {
            for repeated in 1..12 {
                let summary = format!("Coffee with {}", [name].repeat(repeated).join(" "));
                let file = coffee(&summary).file();
                for line in file.split_terminator("\r\n") {
                    assert!(line.len() <= 75, "{} octets: {line}", line.len());
                    assert!(!line.contains(['\r', '\n']), "{line}");
                }
                let line = unfolded(&file).into_iter().find(|it| it.starts_with("SUMMARY:"));
                let text = line.unwrap().replace("\\;", ";").replace("\\,", ",");
                assert_eq!(text.replace("\\\\", "\\"), format!("SUMMARY:{summary}"));
            }
        }
    }

    #[test]
    fn no_text_begins_a_line_of_its_own() {
        let mut coffee = coffee("Coffee\r\nEND:VEVENT\u{7}");
        coffee.description = "one\ntwo".to_owned();
        let lines = unfolded(&coffee.file());
        assert!(lines.contains(&"SUMMARY:Coffee\\nEND:VEVENT".to_owned()), "{lines:?}");
        assert!(lines.contains(&"DESCRIPTION:one\\ntwo".to_owned()));
        assert_eq!(lines.iter().filter(|line| *line == "END:VEVENT").count(), 1);
    }

    #[test]
    fn without_a_time_it_is_the_whole_day_and_at_midnight_the_end_is_tomorrow() {
        let mut coffee = coffee("Coffee");
        coffee.time = None;
        assert!(coffee.code().contains("DTSTART;VALUE=DATE:20261126\r\nDTEND;VALUE=DATE:20261127"));
        coffee.time = Some(time(23, 30, 0, 0));
        coffee.is_confirmed = true;
        let code = coffee.code();
        assert!(code.contains("DTEND:20261127T003000") && code.contains("STATUS:CONFIRMED"));
        assert!(code.starts_with("BEGIN:VEVENT\r\n") && code.ends_with("\r\nEND:VEVENT"));
    }
}
