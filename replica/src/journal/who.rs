//! Finding the one record that is meant.

use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;

use super::error::CANDIDATES;
use super::whom::living;
use super::{Candidate, JournalError, PersonRef};
use crate::store::{ContactRow, Reading, SourceKey, StoreError, fold};

/// With fewer letters than these an id is not meant.
const SHORTEST_PREFIX: usize = 4;

/// The person meant as [`person`] has it, or else the only one of whose number what was asked for may be another form:
/// enough to show them, and not to write anything about them.
pub fn shown(reading: &Reading, asked: &str) -> Result<DocumentId, JournalError> {
    let error = match person(reading, asked) {
        Err(error @ JournalError::NoSuchPerson { .. }) => error,
        other => return other,
    };
    let perhaps = rows(reading, reading.contacts_called(asked)?)?;
    one_of(reading, asked, perhaps)?.ok_or(error)
}

/// The person meant by an id or the unique start of one, a name, an address, a number, or the start of a name.
pub fn person(reading: &Reading, asked: &str) -> Result<DocumentId, JournalError> {
    let found = match wholly_named(reading, asked)? {
        Some(id) => Some(id),
        None => one_of(reading, asked.trim(), half_named(reading, asked.trim())?)?,
    };
    found.ok_or_else(|| JournalError::NoSuchPerson { asked: asked.trim().to_owned() })
}

/// The person meant as [`person`] has it, but not by the start of a name alone, which may be the whole name of another.
pub fn wholly_named(reading: &Reading, asked: &str) -> Result<Option<DocumentId>, JournalError> {
    let asked = asked.trim();
    if let Ok(id) = asked.parse::<DocumentId>()
        && reading.contact_row(&id)?.is_some()
    {
        return Ok(Some(id));
    }
    for way in [named, known, with_prefix] {
        if let Some(id) = one_of(reading, asked, way(reading, asked)?)? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// The only one of those found; none where nobody was.
fn one_of(
    reading: &Reading,
    asked: &str,
    found: Vec<ContactRow>,
) -> Result<Option<DocumentId>, JournalError> {
    if found.len() > 1 {
        return Err(ambiguous(asked, Candidate::first_of(reading, found)?.into_iter()));
    }
    Ok(found.first().map(|one| one.id))
}

/// The event meant by an id or the unique start of one, or by the name that only one event has.
pub fn event(reading: &Reading, asked: &str) -> Result<DocumentId, JournalError> {
    let mut named = Vec::new();
    for id in reading.events()? {
        let name = reading.event_name(&id)?.unwrap_or_default();
        if id.to_string() == asked.trim() {
            return Ok(id);
        }
        if fold(&name) == fold(asked) {
            let id = id.to_string();
            named.push(Candidate { id, title: name, ..Candidate::default() });
        }
    }
    match named.as_slice() {
        [] => of_kind(reading, asked, &Kind::Event, "event").map_err(|error| match error {
            JournalError::NoSuchId { asked, .. } => JournalError::NoSuchEvent { asked },
            other => other,
        }),
        [one] => one.id.parse().map_err(|_| no_id(asked, "event")),
        _ => Err(ambiguous(asked, named.into_iter())),
    }
}

fn no_id(asked: &str, kind: &'static str) -> JournalError {
    JournalError::NoSuchId { asked: asked.to_owned(), kind }
}

/// The document of a kind whose id begins with these letters.
pub fn of_kind(
    reading: &Reading,
    asked: &str,
    kind: &Kind,
    word: &'static str,
) -> Result<DocumentId, JournalError> {
    let asked = asked.trim();
    let found =
        if asked.len() >= SHORTEST_PREFIX { matching(reading, asked, kind)? } else { Vec::new() };
    match found.as_slice() {
        [] => Err(no_id(asked, word)),
        [one] => Ok(*one),
        _ => {
            let candidate = |id: DocumentId| Candidate {
                id: id.to_string(),
                title: super::find::title(reading, &id, kind).unwrap_or_default(),
                ..Candidate::default()
            };
            Err(ambiguous(asked, found.into_iter().map(candidate)))
        }
    }
}

/// A person with their name, for display; `None` if there is no such record.
pub fn person_ref(reading: &Reading, id: &str) -> Result<Option<PersonRef>, StoreError> {
    let Ok(id) = id.parse::<DocumentId>() else { return Ok(None) };
    Ok(reading.contact_row(&id)?.map(|row| PersonRef { id, name: row.name }))
}

/// The only living person of that name.
pub fn only_one_named(reading: &Reading, name: &str) -> Result<Option<PersonRef>, StoreError> {
    match reading.contacts_named(name)?.as_slice() {
        [one] => Ok(Some(PersonRef { id: one.id, name: one.name.clone() })),
        _ => Ok(None),
    }
}

fn ambiguous(asked: &str, candidates: impl Iterator<Item = Candidate>) -> JournalError {
    JournalError::Ambiguous {
        asked: asked.to_owned(),
        candidates: candidates.take(CANDIDATES).collect(),
    }
}

fn named(reading: &Reading, asked: &str) -> Result<Vec<ContactRow>, StoreError> {
    reading.contacts_named(asked)
}

/// Whose address, number or link it is for certain.
fn known(reading: &Reading, asked: &str) -> Result<Vec<ContactRow>, StoreError> {
    let link = SourceKey::of_link(asked);
    let mut people = reading.contacts_called(asked)?;
    for key in [Some(SourceKey::of_email(asked)), link].iter().flatten() {
        people.extend(living(reading, key)?);
    }
    people.retain(|(_, certain)| *certain);
    rows(reading, people)
}

fn rows(reading: &Reading, people: Vec<(DocumentId, bool)>) -> Result<Vec<ContactRow>, StoreError> {
    let mut found = Vec::new();
    for (id, _) in people {
        found.extend(reading.contact_row(&id)?);
    }
    Ok(found)
}

fn with_prefix(reading: &Reading, asked: &str) -> Result<Vec<ContactRow>, StoreError> {
    let mut found = Vec::new();
    if asked.len() >= SHORTEST_PREFIX {
        for id in matching(reading, asked, &Kind::Contact)? {
            found.extend(reading.contact_row(&id)?);
        }
    }
    Ok(found)
}

/// People in whose name every word that was asked for begins a word.
fn half_named(reading: &Reading, asked: &str) -> Result<Vec<ContactRow>, StoreError> {
    let wanted = fold(asked);
    let mut found = Vec::new();
    for (id, kind) in reading.search(asked, 200)? {
        if kind == Kind::Contact
            && let Some(row) = reading.contact_row(&id)?
            && holds(&fold(&row.name), &wanted)
        {
            found.push(row);
        }
    }
    Ok(found)
}

fn holds(name: &str, wanted: &str) -> bool {
    wanted.split(' ').all(|word| {
        // Where no spaces are written, any part of the name will do.
        name.split([' ', '-']).any(|part| part.starts_with(word))
            || (!word.is_ascii() && name.contains(word))
    })
}

fn matching(reading: &Reading, prefix: &str, kind: &Kind) -> Result<Vec<DocumentId>, StoreError> {
    // The prefix, and the rest as in the first of all ids, or the last.
    let padded = |byte: u8| {
        let whole = DocumentId::from_bytes([byte; 16]).to_string();
        let rest: String = whole.chars().skip(prefix.chars().count()).collect();
        format!("{prefix}{rest}").parse::<DocumentId>().ok()
    };
    let (Some(low), Some(high)) = (padded(0), padded(0xff)) else { return Ok(Vec::new()) };
    let found = reading.between(&low, &high, 1000)?;
    Ok(found.into_iter().filter(|(_, found)| found == kind).map(|(id, _)| id).collect())
}
