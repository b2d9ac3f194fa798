//! What matters now.

use mingle_proto::timestamp::Timestamp;
use serde::Serialize;

use super::{DueMove, EventRow, Journal, JournalError, Moment, PersonRow};

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

/// An event with those who were met at it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct EventNow {
    pub event: EventRow,
    /// Each person once, the latest first.
    pub roster: Vec<RosterRow>,
    /// How many people there are in all.
    pub total: usize,
}

/// Someone talked to at an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct RosterRow {
    pub person: PersonRow,
    /// The start of what was written down.
    pub note: String,
    pub at: Option<Timestamp>,
    /// They were met at this event for the first time.
    pub is_new: bool,
}

impl Journal {
    /// What matters at this moment.
    pub fn now(&self, moment: Moment) -> Result<Now, JournalError> {
        let _ = moment;
        Ok(Now {
            people: 0,
            event: None,
            soon: Vec::new(),
            moves: Vec::new(),
            more_moves: 0,
            waiting_on: Vec::new(),
            more_waiting: 0,
            recent: Vec::new(),
        })
    }
}
