//! What can go wrong with a use case, in a sentence for a person.

use crate::store::{ContactRow, Reading, StoreError};
use mingle_proto::id::IdError;
use mingle_proto::session::MOST_BLOB_BYTES;
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;

/// Why the journal does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("nobody is called {asked:?}, and no record has that id")]
    NoSuchPerson { asked: String },
    #[error("{asked:?} may be any of {}: {}", candidates.len(), listed(candidates))]
    Ambiguous { asked: String, candidates: Vec<Candidate> },
    #[error("no {kind} has an id that begins with {asked:?}")]
    NoSuchId { asked: String, kind: &'static str },
    #[error("no event is called {asked:?}, and no id of one begins so")]
    NoSuchEvent { asked: String },
    #[error("an event has a name")]
    NamelessEvent,
    #[error("no words say what is to be done")]
    NothingToDo,
    #[error("{what:?} is nothing that waits to be confirmed")]
    NotToConfirm { what: String },
    #[error("{asked:?} is no telephone number")]
    NoPhone { asked: String },
    #[error("{asked:?} is no address of mail")]
    NoEmail { asked: String },
    #[error("{asked:?} is no link to a page")]
    NoLink { asked: String },
    #[error("the line names nobody")]
    NamesNobody,
    #[error("the event {name:?} is on")]
    EventIsOn { name: String },
    #[error("no event is on")]
    NoEventIsOn,
    #[error("{asked:?} is no date")]
    NoDate { asked: String },
    #[error("{asked} is over")]
    DayIsOver { asked: String },
    #[error("no day is agreed for it yet")]
    NoDay,
    #[error("{asked:?} is no time of day")]
    NoTime { asked: String },
    #[error("no device of yours is called {asked}")]
    NoSuchDevice { asked: String },
    #[error("{asked:?} is not the id of a device: {error}")]
    MistypedDevice { asked: String, error: IdError },
    #[error("there is nothing in it")]
    EmptyAttachment,
    #[error("it has {size} bytes, and an attachment has at most {}", MOST_BLOB_BYTES)]
    LargeAttachment { size: u64 },
    #[error("this device cannot revoke itself: the others would never hear of it from here")]
    OwnDevice,
}

/// An error as the page hears of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Problem {
    /// Stable.
    pub code: String,
    /// One sentence for a person.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Who or what may be meant, where that is to be said.
    #[cfg_attr(feature = "page", tsify(optional))]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
}

impl From<&JournalError> for Problem {
    fn from(error: &JournalError) -> Self {
        Problem {
            code: error.code().to_owned(),
            message: error.to_string(),
            hint: error.hint().map(str::to_owned),
            candidates: match error {
                JournalError::Ambiguous { candidates, .. } => candidates.clone(),
                _ => Vec::new(),
            },
        }
    }
}

/// So many are listed at most of those who may be meant.
pub const CANDIDATES: usize = 10;

/// One of several records that were asked for at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Candidate {
    pub id: String,
    pub title: String,
    pub subtitle: String,
    /// The latest time together, of a person.
    pub last: Option<Timestamp>,
}

impl Candidate {
    /// A person who may be meant.
    pub fn of(reading: &Reading, row: ContactRow) -> Result<Self, StoreError> {
        Ok(Candidate {
            id: row.id.to_string(),
            subtitle: super::role_at(&row.role, &row.org),
            last: reading.person_row(&row.id)?.and_then(|row| row.last),
            title: row.name,
        })
    }

    /// The first of these people, as many as are listed.
    pub fn first_of(reading: &Reading, rows: Vec<ContactRow>) -> Result<Vec<Self>, StoreError> {
        rows.into_iter().take(CANDIDATES).map(|row| Self::of(reading, row)).collect()
    }
}

fn listed(candidates: &[Candidate]) -> String {
    let one = |candidate: &Candidate| match candidate.subtitle.as_str() {
        "" => format!("{} {}", candidate.id, candidate.title),
        subtitle => format!("{} {} ({subtitle})", candidate.id, candidate.title),
    };
    candidates.iter().map(one).collect::<Vec<_>>().join("; ")
}

impl JournalError {
    /// A stable name for the page and for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            JournalError::Store(error) => error.code(),
            JournalError::NoSuchPerson { .. } => "no-such-person",
            JournalError::Ambiguous { .. } => "ambiguous",
            JournalError::NoSuchId { .. } => "no-such-id",
            JournalError::NoSuchEvent { .. } => "no-such-event",
            JournalError::NamelessEvent => "nameless-event",
            JournalError::NothingToDo => "nothing-to-do",
            JournalError::NotToConfirm { .. } => "not-to-confirm",
            JournalError::NoPhone { .. } => "no-phone",
            JournalError::NoEmail { .. } => "no-email",
            JournalError::NoLink { .. } => "no-link",
            JournalError::NamesNobody => "names-nobody",
            JournalError::EventIsOn { .. } => "event-is-on",
            JournalError::NoEventIsOn => "no-event-is-on",
            JournalError::NoDate { .. } => "no-date",
            JournalError::DayIsOver { .. } => "day-is-over",
            JournalError::NoDay => "no-day",
            JournalError::NoTime { .. } => "no-time",
            JournalError::NoSuchDevice { .. } => "no-such-device",
            JournalError::MistypedDevice { .. } => "mistyped-device",
            JournalError::EmptyAttachment => "empty-attachment",
            JournalError::LargeAttachment { .. } => "large-attachment",
            JournalError::OwnDevice => "own-device",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            JournalError::Store(error) => error.hint(),
            JournalError::NoSuchPerson { .. } => {
                Some("`mingle find` looks for any part of what you know")
            }
            JournalError::Ambiguous { .. } => {
                Some("say which one by its id; the first letters are enough")
            }
            JournalError::NoSuchId { .. } => Some("`mingle due` and `mingle show` print the ids"),
            JournalError::NoSuchEvent { .. } => {
                Some("`mingle event list` prints their names and ids")
            }
            JournalError::NamelessEvent => Some("say what to call it, as in: Rust Nation"),
            JournalError::NothingToDo => Some("say what, as in: Send the paper"),
            JournalError::NotToConfirm { .. } => {
                Some("a coffee or a meeting is, until it is done; `mingle done` is for the rest")
            }
            JournalError::NoPhone { .. } => Some("write it as in +44 7700 900123"),
            JournalError::NoEmail { .. } => Some("write it as in ana@mail.example"),
            JournalError::NoLink { .. } => Some("write it as in https://ana.example/me"),
            JournalError::NamesNobody => {
                Some("begin the line with a name, as in: Ana Ruiz @ Acme, coffee fri")
            }
            JournalError::EventIsOn { .. } => Some("end it first: `mingle event end`"),
            JournalError::NoEventIsOn => Some("start one: `mingle event start NAME`"),
            JournalError::NoDate { .. } => Some("write it as in 2026-11-27"),
            JournalError::DayIsOver { .. } => Some("choose today or a later day"),
            JournalError::NoDay => Some("say which day it is on, then tell them"),
            JournalError::NoTime { .. } => Some("write it as in 15:30"),
            JournalError::NoSuchDevice { .. } => Some("`mingle devices` lists them"),
            JournalError::MistypedDevice { .. } => {
                Some("compare it with what that device shows; its name will do, too")
            }
            JournalError::EmptyAttachment => Some("choose another file"),
            JournalError::LargeAttachment { .. } => {
                Some("make it smaller: a photo of 1,600 pixels shows all that a screen can")
            }
            JournalError::OwnDevice => {
                Some("do that on another of your devices, by `mingle revoke` or on its page")
            }
        }
    }
}
