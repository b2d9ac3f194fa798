//! Changing people, putting records away, and forgetting for good.

use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;
use mingle_proto::record::{Attachment, Contact, Event, Forgotten, Interaction, Move};
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;

use super::find::{Found, found};
use super::{Journal, JournalError, Moment, hope};
use crate::store::{StoreError, Writing};

/// What forgetting took away, and what still speaks of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Forgot {
    pub id: DocumentId,
    /// Records that name the person by id, and may name them in words.
    pub mentioned_in: Vec<Found>,
}

impl Journal {
    /// Adds a person, and returns the document's id.
    pub fn add_contact(
        &mut self,
        mut contact: Contact,
        moment: Moment,
    ) -> Result<DocumentId, JournalError> {
        contact.created = contact.created.or(Some(moment.now));
        self.store.write(moment.now, |writing| Ok(writing.create(&contact)?))
    }

    /// Adds a time together, and returns the document's id.
    pub fn add_interaction(
        &mut self,
        mut interaction: Interaction,
        moment: Moment,
    ) -> Result<DocumentId, JournalError> {
        interaction.created = interaction.created.or(Some(moment.now));
        self.store.write(moment.now, |writing| Ok(writing.create(&interaction)?))
    }

    /// Changes a person; false if the edit changed nothing.
    pub fn edit_contact(
        &mut self,
        id: &DocumentId,
        moment: Moment,
        edit: impl FnOnce(&mut Contact),
    ) -> Result<bool, JournalError> {
        self.store.write(moment.now, |writing| Ok(writing.edit(id, edit)?))
    }

    /// Changes what was written of a time together; false if the edit changed nothing.
    pub fn edit_interaction(
        &mut self,
        id: &DocumentId,
        moment: Moment,
        edit: impl FnOnce(&mut Interaction),
    ) -> Result<bool, JournalError> {
        self.store.write(moment.now, |writing| Ok(writing.edit(id, edit)?))
    }

    /// Puts a record away; false if it was away. It can be taken back.
    pub fn delete(&mut self, id: &DocumentId, moment: Moment) -> Result<bool, JournalError> {
        self.set_deleted(id, moment, Some(moment.now))
    }

    /// Takes a record back that was put away; false if it was there.
    pub fn undelete(&mut self, id: &DocumentId, moment: Moment) -> Result<bool, JournalError> {
        self.set_deleted(id, moment, None)
    }

    fn set_deleted(
        &mut self,
        id: &DocumentId,
        moment: Moment,
        to: Option<Timestamp>,
    ) -> Result<bool, JournalError> {
        let set = move |deleted: &mut Option<Timestamp>| {
            if deleted.is_some() != to.is_some() {
                *deleted = to;
            }
        };
        self.store.write(moment.now, |writing| {
            let document = writing.reading().document(id)?.ok_or(StoreError::Missing(*id))?;
            Ok(match document.kind() {
                Some(Kind::Contact) => {
                    writing.edit(id, |record: &mut Contact| set(&mut record.deleted))?
                }
                Some(Kind::Interaction) => set_talk_deleted(writing, id, &document.read(), to)?,
                Some(Kind::Event) => {
                    writing.edit(id, |record: &mut Event| set(&mut record.deleted))?
                }
                Some(Kind::Move) => {
                    writing.edit(id, |record: &mut Move| set(&mut record.deleted))?
                }
                Some(Kind::Attachment) => {
                    writing.edit(id, |record: &mut Attachment| set(&mut record.deleted))?
                }
                _ => return Err(StoreError::Missing(*id).into()),
            })
        })
    }

    /// Forgets a record for good, with its photos and files: its bytes leave this file, and every other device's when it
    /// hears of it; nothing brings it back.
    pub fn forget(&mut self, id: &DocumentId, moment: Moment) -> Result<Forgot, JournalError> {
        self.store.write(moment.now, |writing| {
            let mut mentioned_in = Vec::new();
            for mention in writing.reading().mentions_of(id)? {
                mentioned_in.extend(found(&writing.reading(), &mention, "")?);
            }
            if writing.reading().document(id)?.is_none() {
                return Err(StoreError::Missing(*id).into());
            }
            let singleton = Kind::Forgotten.singleton_id();
            writing.edit(&singleton, |forgotten: &mut Forgotten| {
                forgotten.ids.insert(id.to_string());
            })?;
            Ok(Forgot { id: *id, mentioned_in })
        })
    }
}

/// Whoever was hoped for is met by a time together while it is there.
fn set_talk_deleted(
    writing: &mut Writing,
    id: &DocumentId,
    talk: &Interaction,
    to: Option<Timestamp>,
) -> Result<bool, StoreError> {
    if talk.deleted.is_some() == to.is_some() {
        return Ok(false);
    }
    let people: Vec<DocumentId> = talk.people.iter().filter_map(|id| id.parse().ok()).collect();
    if to.is_none() {
        people.iter().try_for_each(|person| hope::meet_by(writing, person, talk))?;
    }
    writing.edit(id, |talk: &mut Interaction| talk.deleted = to)?;
    if to.is_some() {
        people.iter().try_for_each(|person| hope::unmeet_by(writing, person, talk))?;
    }
    Ok(true)
}
