//! A coffee before goodbye: three moments that one would say out loud, and what to send so that both have it.

use jiff::civil::{Date, Time, Weekday};
use mingle_proto::id::DocumentId;
use mingle_proto::record::{Contact, Me, Move};
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;

use super::due::due_move;
use super::{DueMove, Journal, JournalError, Moment, parse_day};
use crate::calendar::Appointment;
use crate::civil::{
    date_text, day_words, days_later, minutes_later, parse_date, parse_time, time_text, weekday,
};
use crate::line;
use crate::store::{Reading, StoreError, fold};

/// How many days ahead of the one before each moment is looked for, and its time in words, which the grammar of a line
/// knows: what one says aloud is what one writes.
const MOMENTS: [(i64, &str); 3] = [(2, "lunch"), (1, "9"), (4, "after work")];

/// A coffee is taken to last so many minutes.
const LASTS: i64 = 60;

/// Two meetings that begin closer together than so many minutes are one too many.
const APART: i64 = 90;

/// So many workdays are tried for a moment that is free.
const TRIES: usize = 15;

/// Whoever met within so many milliseconds has just met.
const JUST: i64 = 48 * 60 * 60 * 1000;

/// A moment for a coffee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct CoffeeSlot {
    /// `Thu lunch`, `Fri 9`, `next Tue after work`.
    pub label: String,
    /// `2026-11-26`.
    pub due: String,
    /// `12:30`, or empty.
    pub time: String,
}

/// A coffee that was proposed, and what to send of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Coffee {
    /// What is written down of it.
    pub meeting: DueMove,
    /// A text message to begin with, by which they have my number, too.
    pub message: String,
    /// An `.ics` file for my calendar.
    pub ics: String,
    /// What to call that file.
    pub ics_name: String,
    /// What a code says from which they take it into theirs.
    pub code: String,
}

impl Journal {
    /// Three moments for a coffee in the next days, on workdays, at none of which something of mine is due.
    pub fn coffee_slots(&self, moment: Moment) -> Result<Vec<CoffeeSlot>, JournalError> {
        let reading = self.reading();
        let mut from = moment.today;
        let mut slots = Vec::new();
        for (ahead, words) in MOMENTS {
            let at = time_in(words, moment.today).unwrap_or_default();
            from = free(&reading, later(from, ahead), at)?;
            slots.push(slot(from, at, words, moment.today));
        }
        Ok(slots)
    }

    /// The moment that words name, as they are said: `thu lunch`, `fri 9`, `next tue after work`, `2026-11-27 15:30`.
    pub fn coffee_slot(&self, said: &str, moment: Moment) -> Result<CoffeeSlot, JournalError> {
        let same = |slot: &CoffeeSlot| fold(&slot.label) == fold(said);
        if let Some(slot) = self.coffee_slots(moment)?.into_iter().find(same) {
            return Ok(slot);
        }
        let (date, time) = understood(said, moment.today)
            .ok_or_else(|| JournalError::NoDate { asked: said.to_owned() })?;
        Ok(CoffeeSlot {
            label: said.trim().to_owned(),
            due: date_text(date),
            time: time.map(time_text).unwrap_or_default(),
        })
    }

    /// Proposes a coffee with someone: a date, today or later, and a time of that day or empty. It stays proposed until it
    /// is confirmed.
    pub fn coffee(
        &mut self,
        person: &DocumentId,
        due: &str,
        time: &str,
        moment: Moment,
    ) -> Result<Coffee, JournalError> {
        if due.trim().is_empty() {
            return Err(JournalError::NoDay);
        }
        let day = parse_day(due)?;
        if day < moment.today {
            return Err(JournalError::DayIsOver { asked: day_words(day, true) });
        }
        let meeting = self.propose(person, "coffee", "Coffee", due, time, moment)?;
        self.to_send(&meeting.id, moment)
    }

    /// What to send of a coffee or meeting that was proposed before; [`JournalError::NoDay`] where it has no date.
    pub fn to_send(&self, id: &DocumentId, moment: Moment) -> Result<Coffee, JournalError> {
        let reading = self.reading();
        let record: Move = reading.record(id)?.ok_or(StoreError::Missing(*id))?;
        let meeting = due_move(&reading, id, &record, moment.today)?;
        let day = parse_date(&meeting.due).ok_or(JournalError::NoDay)?;
        let me: Me = reading.singleton()?;
        let with = match meeting.people.first() {
            Some(person) => reading.record::<Contact>(&person.id)?.unwrap_or_default(),
            None => Contact::default(),
        };
        let names: Vec<&str> = meeting.people.iter().map(|one| one.name.as_str()).collect();
        let mine = appointment(&meeting, day, &names.join(", "), moment);
        let theirs = appointment(&meeting, day, &me.name, moment);
        Ok(Coffee {
            message: message(&meeting, day, &with, &me, moment),
            ics: mine.file(),
            ics_name: format!("{}-{}.ics", meeting.sort, meeting.due),
            code: theirs.code(),
            meeting,
        })
    }
}

/// The first workday from a day on, at whose time nothing of mine is due; the last one tried where all are taken.
fn free(reading: &Reading, from: Date, at: Time) -> Result<Date, StoreError> {
    let mut day = workday(from);
    for _ in 0..TRIES {
        let start = day.to_datetime(at);
        let text = |minutes: i64| {
            let at = minutes_later(start, minutes).unwrap_or(start);
            format!("{}T{}", date_text(at.date()), time_text(at.time()))
        };
        if !reading.is_busy(&text(-APART), &text(APART))? {
            return Ok(day);
        }
        day = workday(later(day, 1));
    }
    Ok(day)
}

fn workday(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => later(day, 2),
        Weekday::Sunday => later(day, 1),
        _ => day,
    }
}

/// So many days later, or the calendar's last day.
fn later(day: Date, days: i64) -> Date {
    days_later(day, days).unwrap_or(Date::MAX)
}

/// From six days ahead on, a weekday alone could be this week's. What a line would read as another day has its date.
fn slot(day: Date, at: Time, words: &str, today: Date) -> CoffeeSlot {
    let next = if day >= later(today, 6) { "next " } else { "" };
    let mut label = format!("{next}{} {words}", weekday(day));
    if read(&label, today) != Some((day, Some(at))) {
        label = format!("{} {words}", day_words(day, false));
    }
    CoffeeSlot { label, due: date_text(day), time: time_text(at) }
}

/// A day and time as a line names them, or a date of any year as records keep it.
fn understood(said: &str, today: Date) -> Option<(Date, Option<Time>)> {
    let said = fold(said);
    let (first, rest) = said.split_once([' ', 't']).unwrap_or((&said, ""));
    match parse_date(first) {
        Some(date) if rest.is_empty() => Some((date, None)),
        Some(date) => Some((date, Some(time_in(rest, today)?))),
        None => read(&said, today),
    }
}

fn time_in(words: &str, today: Date) -> Option<Time> {
    read(&format!("today {words}"), today)?.1
}

fn read(said: &str, today: Date) -> Option<(Date, Option<Time>)> {
    let line = line::parse(&format!("Ana, coffee {said}"), today);
    let promise = line.promises.into_iter().next()?;
    Some((promise.due?, promise.time))
}

fn appointment(meeting: &DueMove, date: Date, with: &str, moment: Moment) -> Appointment {
    let what = if meeting.what.is_empty() { "Meeting" } else { meeting.what.as_str() };
    let summary = if with.is_empty() { what.to_owned() } else { format!("{what} with {with}") };
    Appointment {
        uid: format!("{}@mingle", meeting.id),
        stamp: moment.now,
        date,
        time: parse_time(&meeting.time),
        lasts: LASTS,
        summary,
        description: String::new(),
        is_confirmed: meeting.state == "confirmed",
    }
}

fn message(meeting: &DueMove, day: Date, with: &Contact, me: &Me, moment: Moment) -> String {
    let ago = |at: Timestamp| moment.now.0.saturating_sub(at.0);
    let just_met = with.met_at.is_some_and(|at| ago(at) < JUST);
    let greeting = if just_met { "It was good to meet you. " } else { "" };
    let day = day_words(day, false);
    let at = if meeting.time.is_empty() { "" } else { " at " };
    let signed: Vec<&str> = [me.name.as_str()]
        .into_iter()
        .chain(me.phones.keys().map(String::as_str).take(1))
        .filter(|words| !words.is_empty())
        .collect();
    let signed =
        if signed.is_empty() { String::new() } else { format!(" – {}", signed.join(", ")) };
    format!("{greeting}{} on {day}{at}{}?{signed}", meeting.what, meeting.time)
}
