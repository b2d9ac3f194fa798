//! Everything about one person.

use mingle_proto::id::{DeviceId, DocumentId, Heads};
use mingle_proto::record::{Contact, Interaction, Move};
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;

use super::due::{DueMove, due_move};
use super::{AttachmentRow, Journal, JournalError, PersonRef, Question, deck, who};
use crate::store::{Reading, StoreError};

/// How many times together are shown.
const INTERACTIONS: usize = 200;

/// A person with their history.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Person {
    pub id: DocumentId,
    /// The version of the record that this is, for edits.
    pub heads: Heads,
    /// What to call them.
    pub name: String,
    pub contact: Contact,
    /// Through whom we met, where that is someone with a record.
    pub through: Option<PersonRef>,
    /// The event at which we met.
    pub met_at_event: Option<String>,
    /// One curious question for them, as long as their story is not written down.
    pub question: Option<Question>,
    /// Latest first.
    pub interactions: Vec<InteractionRow>,
    pub open: Vec<DueMove>,
    pub done: Vec<DueMove>,
    /// Photos and files, the oldest here first.
    pub attachments: Vec<AttachmentRow>,
    /// Devices that were proven to hold the person's record as it stands.
    pub held_on: Vec<DeviceId>,
}

/// A time together in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct InteractionRow {
    pub id: DocumentId,
    pub at: Option<Timestamp>,
    pub channel: String,
    pub place: String,
    /// The event's name, or empty.
    pub event: String,
    pub note: String,
    /// `no-answer` where it was only tried, or empty.
    pub outcome: String,
    pub people: Vec<PersonRef>,
}

impl Journal {
    /// The person meant by an id or the unique start of one, a name, an address or a number, also one that only may be
    /// theirs.
    pub fn show(&self, asked: &str, today: jiff::civil::Date) -> Result<Person, JournalError> {
        let reading = self.reading();
        let id = who::shown(&reading, asked)?;
        let mut document = reading.document(&id)?.ok_or(StoreError::Missing(id))?;
        let contact: Contact = document.read();
        let name = reading.contact_row(&id)?.map(|row| row.name).unwrap_or_default();
        let mut person = Person {
            id,
            heads: document.heads(),
            name,
            through: through(&reading, &contact.met_through)?,
            met_at_event: event_name(&reading, &contact.met_event)?,
            question: match contact.story.trim() {
                "" => deck::question(&reading, &id)?,
                _ => None,
            },
            contact,
            interactions: interactions(&reading, &id)?,
            open: Vec::new(),
            done: Vec::new(),
            attachments: self.attachments_of(&id)?,
            held_on: reading.held_on(&id)?,
        };
        for id in reading.moves_with(&id)? {
            let Some(record) = reading.record::<Move>(&id)? else { continue };
            let list = if record.done.is_some() { &mut person.done } else { &mut person.open };
            list.push(due_move(&reading, &id, &record, today)?);
        }
        Ok(person)
    }

    /// The person with this id, put away or not.
    pub fn person(
        &self,
        id: &DocumentId,
        today: jiff::civil::Date,
    ) -> Result<Person, JournalError> {
        self.show(&id.to_string(), today)
    }

    /// The id of the person meant, for certain.
    pub fn who(&self, asked: &str) -> Result<DocumentId, JournalError> {
        who::person(&self.reading(), asked)
    }
}

/// The interactions with a person, latest first.
fn interactions(reading: &Reading, id: &DocumentId) -> Result<Vec<InteractionRow>, StoreError> {
    let mut rows = Vec::new();
    for id in reading.interactions_with(id, INTERACTIONS)? {
        let Some(interaction) = reading.record::<Interaction>(&id)? else { continue };
        let mut people = Vec::new();
        for person in &interaction.people {
            people.extend(who::person_ref(reading, person)?);
        }
        rows.push(InteractionRow {
            id,
            at: interaction.at,
            channel: interaction.channel,
            place: interaction.place,
            event: event_name(reading, &interaction.event)?.unwrap_or_default(),
            note: interaction.note,
            outcome: interaction.outcome,
            people,
        });
    }
    Ok(rows)
}

fn event_name(reading: &Reading, event: &str) -> Result<Option<String>, StoreError> {
    event.parse().map_or(Ok(None), |id| reading.event_name(&id))
}

/// The one named by an id; none where only a name stands in the record, which the record shows by itself.
fn through(reading: &Reading, through: &str) -> Result<Option<PersonRef>, StoreError> {
    who::person_ref(reading, through)
}
