//! What matters now.

use jiff::SignedDuration;
use mingle_proto::id::DocumentId;
use mingle_proto::record::Move;
use serde::Serialize;

use super::due::due_move;
use super::event::with_people;
use super::{DueMove, EventRow, HopedRow, Journal, JournalError, Moment, PersonRow};
use crate::civil::date_text;
use crate::store::StoreError;

pub use crate::store::RosterRow;

/// How many moves, people and so on are shown at once.
const MOVES: usize = 3;
const WAITING: usize = 5;
const RECENT: usize = 8;
const ROSTER: usize = 50;

/// A coffee or meeting is shown from so long before its time, until so long after.
const BEGINS: SignedDuration = SignedDuration::from_mins(30);
const BEGAN: SignedDuration = SignedDuration::from_hours(2);

/// What matters now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Now {
    /// How many people there are; 0 on the first day.
    pub people: usize,
    /// The event that is on.
    pub event: Option<EventNow>,
    /// Coffees and meetings that began in the last two hours or begin in the next half.
    pub soon: Vec<DueMove>,
    /// Mine, at most three: the overdue first, then today's, then those without a date, then later ones.
    pub moves: Vec<DueMove>,
    /// How many more of mine are open.
    pub more_moves: usize,
    /// What others said they would do, and coffees to come that nobody has confirmed; at most five.
    pub waiting_on: Vec<DueMove>,
    pub more_waiting: usize,
    /// At most eight people, by their latest time together.
    pub recent: Vec<PersonRow>,
}

/// An event with its people.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct EventNow {
    pub event: EventRow,
    /// Each person once, the latest first; while the event is on, the latest fifty.
    pub roster: Vec<RosterRow>,
    /// How many people there are in all.
    pub total: usize,
    /// It is on for twelve hours or more, and was perhaps forgotten.
    pub asks_to_end: bool,
    /// Whom one hopes to meet, by name.
    pub hoped: Vec<HopedRow>,
    /// Whom one brings, by name.
    pub brought: Vec<PersonRow>,
}

impl Journal {
    /// What matters at this moment.
    pub fn now(&self, moment: Moment) -> Result<Now, JournalError> {
        let reading = self.reading();
        let today = date_text(moment.today);
        let event = match self.current_event(moment)? {
            Some(event) => Some(with_people(&reading, event, ROSTER, moment)?),
            None => None,
        };
        let (mine, waiting) = reading.count_moves(&today)?;
        let shown = |ids: Vec<DocumentId>| -> Result<Vec<DueMove>, StoreError> {
            let mut moves = Vec::new();
            for id in ids {
                if let Some(one) = reading.record::<Move>(&id)? {
                    moves.push(due_move(&reading, &id, &one, moment.today)?);
                }
            }
            Ok(moves)
        };
        let moves = shown(reading.moves_of_mine(&today, MOVES)?)?;
        let waiting_on = shown(reading.moves_waiting(&today, WAITING)?)?;
        let (from, to) = (moment.local(-BEGAN), moment.local(BEGINS));
        let mut recent = Vec::new();
        for id in reading.recent_people(RECENT)? {
            recent.extend(reading.person_row(&id)?);
        }
        Ok(Now {
            people: reading.count_people(None)?,
            event,
            soon: shown(reading.meetings_between(&from, &to)?)?,
            more_moves: mine.saturating_sub(moves.len()),
            moves,
            more_waiting: waiting.saturating_sub(waiting_on.len()),
            waiting_on,
            recent,
        })
    }
}
