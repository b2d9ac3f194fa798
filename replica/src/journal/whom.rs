//! Whom a line means.

use mingle_proto::id::DocumentId;

use super::log::KnownBy;
use super::{Candidate, Meant};
use crate::line::Line;
use crate::store::{ContactRow, Reading, SourceKey, StoreError, fold};

/// Whom a line means, and why.
pub struct Whom {
    pub meant: Meant,
    /// By what they were recognised; none for someone new, and where the owner said who it is.
    pub by: Option<KnownBy>,
    /// Others of the same name, where it takes someone new for lack of certainty.
    pub namesakes: Vec<Candidate>,
}

/// Whom a line means: whom the owner says, or else who is recognised for certain, or else someone new.
pub fn whom(reading: &Reading, line: &Line, said: Option<Meant>) -> Result<Whom, StoreError> {
    if let Some(meant) = said {
        return Ok(Whom { meant, by: None, namesakes: Vec::new() });
    }
    if let Some((id, by)) = by_address(reading, line)? {
        return Ok(Whom { meant: Meant::Known { id }, by: Some(by), namesakes: Vec::new() });
    }
    let namesakes = named(reading, line)?;
    if let [one] = namesakes.as_slice()
        && may_be_of_one_org(one, line)
    {
        let meant = Meant::Known { id: one.id };
        return Ok(Whom { meant, by: Some(KnownBy::Name), namesakes: Vec::new() });
    }
    let namesakes = Candidate::all(reading, namesakes)?;
    Ok(Whom { meant: Meant::New, by: None, namesakes })
}

/// All living people whom an address or number of the line names, and by what.
pub fn addressed(reading: &Reading, line: &Line) -> Result<Vec<(DocumentId, KnownBy)>, StoreError> {
    let mut found = Vec::new();
    for Way { people, by } in ways_of(reading, line)? {
        for (id, _) in people {
            if !found.iter().any(|(known, _)| *known == id) {
                found.push((id, by));
            }
        }
    }
    Ok(found)
}

/// All living people of the line's name.
pub fn named(reading: &Reading, line: &Line) -> Result<Vec<ContactRow>, StoreError> {
    if line.name.is_empty() { Ok(Vec::new()) } else { reading.contacts_named(&line.name) }
}

/// The only living person with the first address or number that only one is known by, if it is theirs for certain.
fn by_address(reading: &Reading, line: &Line) -> Result<Option<(DocumentId, KnownBy)>, StoreError> {
    for Way { people, by } in ways_of(reading, line)? {
        if let [(id, true)] = people.as_slice() {
            return Ok(Some((*id, by)));
        }
    }
    Ok(None)
}

/// All living people whom a link of the line names.
pub fn linked(reading: &Reading, line: &Line) -> Result<Vec<DocumentId>, StoreError> {
    let mut found = Vec::new();
    for key in line.links.iter().filter_map(|link| SourceKey::of_link(link)) {
        found.extend(living(reading, &key)?.into_iter().map(|(id, _)| id));
    }
    Ok(found)
}

fn ways_of(reading: &Reading, line: &Line) -> Result<Vec<Way>, StoreError> {
    ways(reading, &mut line.emails.iter(), &mut line.phones.iter())
}

/// A way to reach somebody.
pub struct Way {
    /// The living people who have it; the second says whether it is theirs for certain.
    pub people: Vec<(DocumentId, bool)>,
    pub by: KnownBy,
}

/// Who has each of these addresses, and each of these numbers in whatever form.
pub fn ways<'a>(
    reading: &Reading,
    emails: &mut dyn Iterator<Item = &'a String>,
    phones: &mut dyn Iterator<Item = &'a String>,
) -> Result<Vec<Way>, StoreError> {
    let mut ways = Vec::new();
    for email in emails {
        let people = living(reading, &SourceKey::of_email(email))?;
        ways.push(Way { people, by: KnownBy::Email });
    }
    for number in phones {
        ways.push(Way { people: reading.contacts_called(number)?, by: KnownBy::Phone });
    }
    Ok(ways)
}

/// The living people with this address or link: theirs for certain.
pub fn living(reading: &Reading, key: &SourceKey) -> Result<Vec<(DocumentId, bool)>, StoreError> {
    let mut people = Vec::new();
    for (id, deleted) in reading.contacts_known_by(key)? {
        if !deleted {
            people.push((id, true));
        }
    }
    Ok(people)
}

fn may_be_of_one_org(person: &ContactRow, line: &Line) -> bool {
    person.org.is_empty() || line.org.is_empty() || fold(&person.org) == fold(&line.org)
}
