//! Taking back what was logged.

use mingle_proto::id::DocumentId;
use mingle_proto::record::{Contact, Interaction, Move};
use mingle_proto::timestamp::Timestamp;

use super::ticket::{Ids, Part};
use super::{Journal, JournalError, Moment, again};
use crate::store::{StoreError, Writing};

impl Journal {
    /// Takes back an entry: what it made is put away, and what it added to people who were known goes back, where
    /// nobody has changed it since. Someone whom it made stays if another record speaks of them by now. Done twice it
    /// is done once.
    pub fn take_back(&mut self, ticket: &DocumentId, moment: Moment) -> Result<(), JournalError> {
        self.store.write(moment.now, |writing| {
            let mut line = 0;
            while again::is_known(&writing.reading(), &Ids::new(*ticket, line))? {
                line += 1;
            }
            // The last line first, as each built on those before it.
            for line in (0..line).rev() {
                take_line_back(writing, &Ids::new(*ticket, line), moment.now)?;
            }
            Ok(())
        })
    }
}

fn take_line_back(writing: &mut Writing, ids: &Ids, now: Timestamp) -> Result<(), StoreError> {
    for id in again::moves_of(&writing.reading(), ids)? {
        if writing.reading().holds(&id)? {
            writing.edit(&id, |one: &mut Move| put_away(&mut one.deleted, now))?;
        }
    }
    let id = ids.of(Part::Interaction);
    let mut people = Vec::new();
    if let Some(interaction) = writing.reading().record::<Interaction>(&id)? {
        people.extend(interaction.people.iter().filter_map(|id| id.parse::<DocumentId>().ok()));
        writing.edit(&id, |interaction: &mut Interaction| {
            put_away(&mut interaction.deleted, now);
        })?;
    }
    let new = ids.of(Part::Person);
    for person in people {
        if writing.reading().holds(&person)? {
            writing.change::<Contact>(&person, |document, writer| {
                document.take_back::<Contact>(writer, &ids.message())
            })?;
        }
    }
    if writing.reading().holds(&new)? && !writing.reading().is_spoken_of(&new)? {
        writing.edit(&new, |contact: &mut Contact| put_away(&mut contact.deleted, now))?;
    }
    Ok(())
}

fn put_away(deleted: &mut Option<Timestamp>, now: Timestamp) {
    *deleted = deleted.or(Some(now));
}
