//! Taking in people from other programs' files, as often as one likes.
//!
//! A card is known again by its sources, or by a name together with an address or number. What it brings is added to
//! the person; nothing that stands there is replaced. A card that has been taken in before brings nothing, so that
//! what the owner has taken out since stays out.

use mingle_proto::id::{BlobHash, DocumentId};
use mingle_proto::record::Contact;
use serde::Serialize;

use super::{Journal, JournalError, Moment};
use crate::store::{Reading, SourceKey, StoreError, Writing, fold};

/// A person as a file has them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedContact {
    /// `sources` names the card; `photo` is empty.
    pub contact: Contact,
    /// The picture's bytes.
    pub photo: Option<Vec<u8>>,
}

/// What became of the people of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ImportCounts {
    pub created: u64,
    /// Known before; the file brought something new.
    pub updated: u64,
    pub unchanged: u64,
}

impl std::ops::AddAssign for ImportCounts {
    fn add_assign(&mut self, other: Self) {
        self.created += other.created;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
    }
}

impl Journal {
    /// Takes in a batch in one transaction. Some hundreds at once are a good measure.
    pub fn import_contacts(
        &mut self,
        batch: Vec<ImportedContact>,
        moment: Moment,
    ) -> Result<ImportCounts, JournalError> {
        self.store.write(moment.now, |writing| {
            let mut counts = ImportCounts::default();
            for imported in batch {
                import(writing, imported, moment, &mut counts)?;
            }
            Ok(counts)
        })
    }
}

fn import(
    writing: &mut Writing,
    imported: ImportedContact,
    moment: Moment,
    counts: &mut ImportCounts,
) -> Result<(), JournalError> {
    let ImportedContact { mut contact, photo } = imported;
    contact.photo.clear();
    contact.deleted = None;
    let seen = seen(&contact, photo.as_deref());
    if !writing.reading().contacts_known_by(&SourceKey::of_source(&seen))?.is_empty() {
        counts.unchanged += 1;
        return Ok(());
    }
    let known = known(&writing.reading(), &contact)?;
    contact.sources.insert(seen);
    match known {
        Some((_, true)) => counts.unchanged += 1,
        Some((id, false)) => {
            let before: Contact = writing.reading().record(&id)?.ok_or(StoreError::Missing(id))?;
            contact.photo = kept(writing, photo.filter(|_| before.photo.is_empty()))?;
            writing.edit(&id, |person| add(person, contact))?;
            counts.updated += 1;
        }
        None => {
            contact.photo = kept(writing, photo)?;
            contact.created = Some(moment.now);
            writing.create(&contact)?;
            counts.created += 1;
        }
    }
    Ok(())
}

fn kept(writing: &mut Writing, photo: Option<Vec<u8>>) -> Result<String, StoreError> {
    photo.map_or(Ok(String::new()), |bytes| Ok(writing.keep(&bytes)?.to_string()))
}

/// Names exactly this content, to be known when it comes again.
fn seen(contact: &Contact, photo: Option<&[u8]>) -> String {
    let content =
        serde_json::to_vec(&Contact { created: None, ..contact.clone() }).unwrap_or_default();
    let mut hasher = blake3::Hasher::new_derive_key("mingle 1 imported contact");
    hasher.update(&content);
    hasher.update(photo.map(BlobHash::of).as_ref().map_or(&[], |hash| hash.as_bytes().as_slice()));
    let name = DocumentId::from_slice(&hasher.finalize().as_bytes()[..16]);
    format!("seen:{}", name.map(|name| name.to_string()).unwrap_or_default())
}

/// The person whom a card means, and whether they are put away.
fn known(reading: &Reading, contact: &Contact) -> Result<Option<(DocumentId, bool)>, StoreError> {
    for source in &contact.sources {
        if let Some(known) = reading.contacts_known_by(&SourceKey::of_source(source))?.first() {
            return Ok(Some(*known));
        }
    }
    let emails = contact.emails.keys().map(|address| SourceKey::of_email(address));
    for key in emails.chain(contact.phones.keys().filter_map(|number| SourceKey::of_phone(number)))
    {
        for (id, deleted) in reading.contacts_known_by(&key)? {
            let row = reading.contact_row(&id)?;
            if row.is_some_and(|row| fold(&row.name) == fold(&contact.name))
                && !contact.name.is_empty()
            {
                return Ok(Some((id, deleted)));
            }
        }
    }
    Ok(None)
}

/// Adds what a card brings; nothing that stands there is replaced.
fn add(person: &mut Contact, card: Contact) {
    for (field, brought) in [
        (&mut person.name, card.name),
        (&mut person.org, card.org),
        (&mut person.role, card.role),
        (&mut person.birthday, card.birthday),
        (&mut person.photo, card.photo),
        (&mut person.story, card.story),
        (&mut person.learned, card.learned),
        (&mut person.note, card.note),
    ] {
        if field.is_empty() {
            *field = brought;
        }
    }
    for (field, brought) in [
        (&mut person.emails, card.emails),
        (&mut person.phones, card.phones),
        (&mut person.links, card.links),
        (&mut person.addresses, card.addresses),
        (&mut person.extra, card.extra),
    ] {
        brought.into_iter().for_each(|(key, label)| {
            field.entry(key).or_insert(label);
        });
    }
    person.tags.extend(card.tags);
    person.sources.extend(card.sources);
}
