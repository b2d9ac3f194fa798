//! Taking in people from other programs' files, as often as one likes.
//!
//! A card is known again by its content, by its UID together with the name that a card of that UID had before, or by
//! a name together with an address or number. A UID alone is not enough: programs that count their cards give each
//! file a `UID:1`, and two people would become one. What a card brings is added to the person; nothing that stands
//! there is replaced. A card that has been taken in before brings nothing, so that what the owner has taken out since
//! stays out.

use mingle_proto::id::{BlobHash, DocumentId};
use mingle_proto::order;
use mingle_proto::record::Contact;
use serde::Serialize;
use std::collections::BTreeSet;

use super::{Journal, JournalError, Moment};
use crate::store::{Reading, SourceKey, StoreError, Writing, fold, fold_name};

/// A UID that so many people have already says nothing, and is not written down with one more.
const MOST_OF_ONE_UID: usize = 8;

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
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
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
    let brought = Brought::by(imported);
    if !writing.reading().contacts_known_by(&SourceKey::of_source(&brought.seen))?.is_empty() {
        counts.unchanged += 1;
        return Ok(());
    }
    match known(&writing.reading(), &brought.contact)? {
        Some((_, true)) => counts.unchanged += 1,
        Some((id, false)) => {
            let before: Contact = writing.reading().record(&id)?.ok_or(StoreError::Missing(id))?;
            let contact = brought.for_person(writing, &before)?;
            writing.edit(&id, |person| add(person, contact))?;
            counts.updated += 1;
        }
        None => {
            let mut contact = brought.for_person(writing, &Contact::default())?;
            contact.created = Some(moment.now);
            writing.create(&contact)?;
            counts.created += 1;
        }
    }
    Ok(())
}

/// What a card brings to a person, with what names the card.
pub(super) struct Brought {
    contact: Contact,
    photo: Option<Vec<u8>>,
    /// Names exactly this content.
    seen: String,
}

impl Brought {
    pub(super) fn by(imported: ImportedContact) -> Self {
        let ImportedContact { mut contact, photo } = imported;
        contact.photo.clear();
        contact.deleted = None;
        let seen = seen(&contact, photo.as_deref());
        Self { contact, photo, seen }
    }

    /// What is to be added to this person: nothing of a card that they had before, and no picture beside theirs.
    pub(super) fn for_person(
        self,
        writing: &mut Writing,
        person: &Contact,
    ) -> Result<Contact, StoreError> {
        if person.sources.contains(&self.seen) {
            return Ok(Contact::default());
        }
        let Self { mut contact, photo, seen } = self;
        name_sources(&writing.reading(), &mut contact)?;
        contact.sources.insert(seen);
        contact.photo = kept(writing, photo.filter(|_| person.photo.is_empty()))?;
        Ok(contact)
    }
}

fn kept(writing: &mut Writing, photo: Option<Vec<u8>>) -> Result<String, StoreError> {
    photo.map_or(Ok(String::new()), |bytes| Ok(writing.keep(&bytes)?.to_string()))
}

/// Names exactly this content, to be known when it comes again.
fn seen(contact: &Contact, photo: Option<&[u8]>) -> String {
    let content =
        serde_json::to_vec(&Contact { created: None, ..contact.clone() }).unwrap_or_default();
    let photo = photo.map(BlobHash::of);
    let photo = photo.as_ref().map_or(&[][..], |hash| hash.as_bytes().as_slice());
    format!("seen:{}", hashed("mingle 1 imported contact", &[&content, photo]))
}

/// Names a card by its UID and its name, so that who came with another name under the same UID is someone else.
fn named_uid(uid: &str, name: &str) -> String {
    let parts = [uid.as_bytes(), b"\0", fold(name).as_bytes()].concat();
    format!("called:{}", hashed("mingle 1 card of a name", &[&parts]))
}

fn hashed(context: &str, parts: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    for part in parts {
        hasher.update(part);
    }
    let name = DocumentId::from_slice(&hasher.finalize().as_bytes()[..16]);
    name.map(|name| name.to_string()).unwrap_or_default()
}

fn is_uid(source: &str) -> bool {
    source.starts_with("uid:")
}

/// Adds to each UID what tells its card from another person's with the same UID.
fn name_sources(reading: &Reading, contact: &mut Contact) -> Result<(), StoreError> {
    let uids: Vec<String> = contact.sources.iter().filter(|it| is_uid(it)).cloned().collect();
    for uid in uids {
        if !contact.name.is_empty() {
            contact.sources.insert(named_uid(&uid, &contact.name));
        }
        let others = reading.contacts_known_by(&SourceKey::of_source(&uid))?;
        if others.len() >= MOST_OF_ONE_UID {
            contact.sources.remove(&uid);
        }
    }
    Ok(())
}

/// The person whom a card means, and whether they are put away.
fn known(reading: &Reading, contact: &Contact) -> Result<Option<(DocumentId, bool)>, StoreError> {
    for source in &contact.sources {
        let found = if is_uid(source) {
            known_by_uid(reading, source, contact)?
        } else {
            reading.contacts_known_by(&SourceKey::of_source(source))?.first().copied()
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    for key in addresses(contact) {
        for (id, deleted) in reading.contacts_known_by(&key)? {
            let row = reading.contact_row(&id)?;
            if row.is_some_and(|row| fold_name(&row.name) == fold_name(&contact.name))
                && !contact.name.is_empty()
            {
                return Ok(Some((id, deleted)));
            }
        }
    }
    Ok(None)
}

/// Of the people with this UID the one whose card it was under this name, or else who shares an address, a number or
/// the name, or else the only one, where a name is missing.
fn known_by_uid(
    reading: &Reading,
    uid: &str,
    card: &Contact,
) -> Result<Option<(DocumentId, bool)>, StoreError> {
    if !card.name.is_empty() {
        let key = SourceKey::of_source(&named_uid(uid, &card.name));
        if let Some(known) = reading.contacts_known_by(&key)?.first() {
            return Ok(Some(*known));
        }
    }
    let candidates = reading.contacts_known_by(&SourceKey::of_source(uid))?;
    let addresses_of_card = addresses(card);
    let mut nameless = Vec::new();
    for known in candidates.iter().take(MOST_OF_ONE_UID) {
        let Some(person) = reading.record::<Contact>(&known.0)? else { continue };
        let same_name = !card.name.is_empty() && fold_name(&person.name) == fold_name(&card.name);
        if same_name || !addresses(&person).is_disjoint(&addresses_of_card) {
            return Ok(Some(*known));
        }
        if (person.name.is_empty() || card.name.is_empty()) && may_be_of_one_org(&person, card) {
            nameless.push(*known);
        }
    }
    Ok(if let [only] = nameless.as_slice() { Some(*only) } else { None })
}

/// Cards of firms have no name: their organisations tell them apart.
fn may_be_of_one_org(one: &Contact, other: &Contact) -> bool {
    one.org.is_empty() || other.org.is_empty() || fold(&one.org) == fold(&other.org)
}

/// The addresses and numbers, as they are compared: numbers by their digits, since nobody is there to be asked whether two
/// forms are one.
fn addresses(contact: &Contact) -> BTreeSet<SourceKey> {
    let emails = contact.emails.keys().map(|address| SourceKey::of_email(address));
    order::set(emails.chain(contact.phones.keys().filter_map(|number| SourceKey::of_phone(number))))
}

/// Adds what a card brings; nothing that stands there is replaced.
pub(super) fn add(person: &mut Contact, card: Contact) {
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
