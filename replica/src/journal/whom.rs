//! Whom a line means.

use mingle_proto::id::DocumentId;

use super::log::KnownBy;
use super::{Candidate, Meant};
use crate::line::Line;
use crate::store::{ContactRow, Reading, SourceKey, StoreError, fold, fold_name};

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
    let namesakes = Candidate::first_of(reading, namesakes)?;
    Ok(Whom { meant: Meant::New, by: None, namesakes })
}

/// All living people whom an address or number of the line names, and by what.
pub fn addressed(reading: &Reading, line: &Line) -> Result<Vec<(DocumentId, KnownBy)>, StoreError> {
    let mut found = Vec::new();
    for Way { people, by, .. } in ways_of(reading, line)? {
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

/// Whose the first address or number is that tells one person, see [`Way::whose`].
fn by_address(reading: &Reading, line: &Line) -> Result<Option<(DocumentId, KnownBy)>, StoreError> {
    for way in ways_of(reading, line)? {
        if let Some(id) = way.whose(reading, &line.name)? {
            return Ok(Some((id, way.by)));
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
    /// The address itself, the link or the number's digits; none for what is no such thing.
    key: Option<SourceKey>,
}

impl Way {
    pub fn of_key(reading: &Reading, key: SourceKey, by: KnownBy) -> Result<Self, StoreError> {
        Ok(Self { people: living(reading, &key)?, by, key: Some(key) })
    }

    /// Whose it is: the only one who has it for certain; of several, the only one who may be called so; and of several
    /// of one name, the only one who has it digit for digit, since an import makes two people of a number's two forms.
    pub fn whose(&self, reading: &Reading, name: &str) -> Result<Option<DocumentId>, StoreError> {
        let mut left = Vec::new();
        for (id, _) in self.people.iter().filter(|(_, certain)| *certain) {
            left.extend(reading.contact_row(id)?);
        }
        if left.len() > 1 {
            left.retain(|row| may_be_one_name(&row.name, name));
        }
        let longest = left.iter().map(|row| row.name.clone()).max_by_key(String::len);
        if left.len() > 1
            && let (Some(longest), Some(key)) = (longest, &self.key)
            && left.iter().all(|row| may_be_one_name(&row.name, &longest))
        {
            let equal = living(reading, key)?;
            left.retain(|row| equal.contains(&(row.id, true)));
        }
        Ok(if let [one] = left.as_slice() { Some(one.id) } else { None })
    }
}

/// Who has each of these addresses, and each of these numbers in whatever form.
pub fn ways<'a>(
    reading: &Reading,
    emails: &mut dyn Iterator<Item = &'a String>,
    phones: &mut dyn Iterator<Item = &'a String>,
) -> Result<Vec<Way>, StoreError> {
    let mut ways = Vec::new();
    for email in emails {
        ways.push(Way::of_key(reading, SourceKey::of_email(email), KnownBy::Email)?);
    }
    for number in phones {
        let (people, key) = (reading.contacts_called(number)?, SourceKey::of_phone(number));
        ways.push(Way { people, by: KnownBy::Phone, key });
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

/// Two people share an address at times; then their names tell them apart.
pub fn may_be_one_name(one: &str, other: &str) -> bool {
    let (one, other) = (fold_name(one), fold_name(other));
    let holds = |long: &str, short: &str| {
        short.split(' ').all(|word| long.split(' ').any(|other| other == word))
    };
    one.is_empty() || other.is_empty() || holds(&one, &other) || holds(&other, &one)
}

/// False where both have an organisation, and two.
pub fn may_be_of_one_org(person: &ContactRow, line: &Line) -> bool {
    person.org.is_empty() || line.org.is_empty() || fold(&person.org) == fold(&line.org)
}
