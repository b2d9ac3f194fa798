//! The use cases. The journal is the only writer of the owner's records: each use case is one transaction, and what
//! it has returned is durable.

mod again;
mod attachment;
mod callee;
mod card;
mod coffee;
mod contact;
mod deck;
mod device;
mod due;
mod edit;
mod entry;
mod error;
mod event;
mod find;
mod hello;
mod hope;
mod import;
mod invite;
mod joining;
mod label;
mod log;
mod made;
mod me;
mod now;
mod only_here;
mod people;
mod person;
mod preview;
mod status;
mod take_back;
mod ticket;
mod which_device;
mod who;
mod whom;
mod wrap_up;

use mingle_proto::id::DocumentId;
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;
use std::path::Path;

pub use attachment::{AttachmentRow, NewAttachment};
pub use callee::Callee;
pub use card::{CardEntry, KnownCard};
pub use coffee::{Coffee, CoffeeSlot};
pub use contact::Forgot;
pub use deck::Question;
pub use device::{AddedRow, DeviceRow};
pub use due::{Due, DueMove};
pub use edit::{EntriesEdit, EventEdit, MoveEdit, PersonEdit, SetEdit};
pub use entry::{Correction, Entry, Meant};
pub use error::{Candidate, JournalError, Problem};
pub use event::{EventRow, EventStart};
pub use find::Found;
pub use hello::{Channel, Outcome};
pub use hope::{HopedRow, NotYetMet};
pub use import::{ImportCounts, ImportedContact};
pub use invite::Invitation;
pub use log::{KnownBy, Logged, Where};
pub use me::{MeEdit, Mine};
pub use now::{EventNow, Now, RosterRow};
pub use only_here::OnlyHere;
pub use people::{People, PeopleFilter, PersonRow, TagCount};
pub use person::{InteractionRow, Person};
pub use preview::{Match, MatchedBy, Preview, PreviewChip, PreviewLine};
pub use status::{AttachmentsHeld, PeerStatus, RefusedRow, Status};
pub use wrap_up::{Proposal, WrapUp, WrapUpRow};

use crate::civil::{date_text, parse_date, parse_time, time_text};
use crate::store::{Reading, Store, StoreError};

/// When a use case happens, as the shell's clock and calendar have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub now: Timestamp,
    /// The local calendar's date.
    pub today: jiff::civil::Date,
    /// Seconds that local time is ahead of UTC.
    pub offset: i32,
}

impl Moment {
    /// The moment at which local time was `offset` seconds ahead of UTC. A time beyond the calendar's ends counts as its
    /// nearest day.
    pub fn at(now: Timestamp, offset: i32) -> Self {
        let ahead = jiff::tz::Offset::from_seconds(offset).unwrap_or(jiff::tz::Offset::UTC);
        let civil = |at: jiff::Timestamp| ahead.to_datetime(at).date();
        let today = match jiff::Timestamp::from_millisecond(now.0) {
            Ok(at) => civil(at),
            Err(_) if now.0 < 0 => jiff::civil::Date::MIN,
            Err(_) => jiff::civil::Date::MAX,
        };
        Self { now, today, offset: ahead.seconds() }
    }

    /// The local date and time, to the minute, so much later: `2026-11-27T15:30`.
    fn local(self, later: jiff::SignedDuration) -> String {
        let ahead = jiff::tz::Offset::from_seconds(self.offset).unwrap_or(jiff::tz::Offset::UTC);
        let at = self.now.0.saturating_add(later.as_secs().saturating_mul(1000));
        let there = ahead.to_datetime(jiff::Timestamp::from_millisecond(at).unwrap_or_default());
        format!("{}T{}", date_text(there.date()), time_text(there.time()))
    }
}

/// Someone, to be shown and linked to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct PersonRef {
    pub id: DocumentId,
    pub name: String,
}

/// A replica's use cases.
pub struct Journal {
    store: Store,
}

impl Journal {
    /// Opens the journal in a file, or begins a new one.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Store::open(path).map(Self::new)
    }

    pub fn new(store: Store) -> Self {
        Self { store }
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// For sessions, which bring peers' changes, and for upkeep.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    pub fn into_store(self) -> Store {
        self.store
    }

    /// Derives all views again. `progress` hears how many documents are done, and of how many.
    pub fn reindex(
        &mut self,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<crate::store::Reindexed, JournalError> {
        Ok(self.store.reindex(progress)?)
    }

    fn reading(&self) -> Reading<'_> {
        self.store.reading()
    }
}

/// The date that a text names, as records keep it, `2026-11-27`; empty for an empty text.
fn day_of(asked: &str) -> Result<String, JournalError> {
    match asked.trim() {
        "" => Ok(String::new()),
        text => Ok(date_text(parse_day(text)?)),
    }
}

/// The date that a text names, in the form `2026-11-27`.
pub fn parse_day(asked: &str) -> Result<jiff::civil::Date, JournalError> {
    parse_date(asked.trim()).ok_or_else(|| JournalError::NoDate { asked: asked.to_owned() })
}

/// The time of day that a text names, as records keep it, `15:30`; empty for an empty text.
fn time_of(asked: &str) -> Result<String, JournalError> {
    match asked.trim() {
        "" => Ok(String::new()),
        text => match parse_time(text) {
            Some(time) => Ok(time_text(time)),
            None => Err(JournalError::NoTime { asked: asked.to_owned() }),
        },
    }
}

/// `CTO at Acme`, `CTO`, `Acme`, or nothing.
fn role_at(role: &str, org: &str) -> String {
    match (role, org) {
        ("", org) => org.to_owned(),
        (role, "") => role.to_owned(),
        (role, org) => format!("{role} at {org}"),
    }
}
