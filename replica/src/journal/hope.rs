//! Whom one hopes to meet, and people *not yet met*.

use mingle_proto::id::DocumentId;
use mingle_proto::record::{Contact, Event, Interaction};
use serde::Serialize;

use super::made::{self, Setting};
use super::ticket::Ids;
use super::whom::{may_be_of_one_org, named, whom};
use super::{Journal, JournalError, Meant, Moment, PersonRow, who};
use crate::line::{self, Line};
use crate::store::{ContactRow, Reading, StoreError, Writing};

/// So many letters of an id are shown in lists.
const ID_SHOWN: usize = 8;

/// Someone whom one hopes to meet at an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct HopedRow {
    pub person: PersonRow,
    /// One has talked to them there.
    pub met: bool,
}

/// Someone whom one hoped to meet somewhere, and has never met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct NotYetMet {
    pub person: PersonRow,
    /// The names of the events at which one hopes to meet them, or hoped so.
    pub hoped_at: Vec<String>,
}

impl Journal {
    /// People whom one hoped to meet at some event and has never met, by name.
    pub fn not_yet_met(&self) -> Result<Vec<NotYetMet>, JournalError> {
        let reading = self.reading();
        let mut rows = Vec::new();
        for person in reading.unmet(None)? {
            let hoped_at = hoped_at(&reading, &person.id)?;
            if !hoped_at.is_empty() {
                rows.push(NotYetMet { person, hoped_at });
            }
        }
        Ok(rows)
    }
}

/// Whether someone was hoped for and never met: then the next time together is the first.
pub fn is_not_yet_met(reading: &Reading, person: &DocumentId) -> Result<bool, StoreError> {
    Ok(!reading.unmet(Some(person))?.is_empty() && !hoped_at(reading, person)?.is_empty())
}

/// Someone hoped for is met by this time together, unless they were met before.
pub fn meet_by(
    writing: &mut Writing,
    person: &DocumentId,
    talk: &Interaction,
) -> Result<(), StoreError> {
    if talk.is_attempt() || !is_not_yet_met(&writing.reading(), person)? {
        return Ok(());
    }
    let (line, setting) = there(&writing.reading(), talk)?;
    writing.edit(person, |contact: &mut Contact| {
        made::meet(contact, &line, &setting, String::new());
    })?;
    Ok(())
}

/// Someone hoped for is not yet met again where this was the only time together and is put away.
pub fn unmeet_by(
    writing: &mut Writing,
    person: &DocumentId,
    talk: &Interaction,
) -> Result<(), StoreError> {
    let reading = writing.reading();
    let Some(contact) = reading.record::<Contact>(person)? else { return Ok(()) };
    // Whoever was made along with it was met by it alone, and nobody hoped for them before.
    let is_by_it = contact.met_at == talk.at && contact.created != talk.created;
    if !is_by_it || hoped_at(&reading, person)?.is_empty() || was_talked_to(&reading, person)? {
        return Ok(());
    }
    let (line, setting) = there(&reading, talk)?;
    let place = made::place(&line, &setting);
    writing.edit(person, |contact: &mut Contact| {
        contact.met_at = None;
        if contact.met_place == place {
            contact.met_place.clear();
        }
        if contact.met_event == talk.event && !talk.event.is_empty() {
            contact.met_event.clear();
            contact.stage.clear();
        }
    })?;
    Ok(())
}

/// Where and when a time together was, as a line would say it.
fn there(reading: &Reading, talk: &Interaction) -> Result<(Line, Setting), StoreError> {
    let event = match talk.event.parse() {
        Ok(id) => reading.record::<Event>(&id)?.map(|event| (id, event)),
        Err(_) => None,
    };
    let at = talk.at.or(talk.created).unwrap_or_default();
    let line = Line { place: talk.place.clone(), ..Line::default() };
    Ok((line, Setting { event, at, ..Setting::default() }))
}

fn was_talked_to(reading: &Reading, person: &DocumentId) -> Result<bool, StoreError> {
    for id in reading.interactions_with(person, usize::MAX)? {
        if reading.record::<Interaction>(&id)?.is_some_and(|talk| !talk.is_attempt()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whom one hopes to meet at an event, by name; not those who were put away.
pub fn hoped_for(
    reading: &Reading,
    id: &DocumentId,
    event: &Event,
) -> Result<Vec<HopedRow>, StoreError> {
    let mut rows = Vec::new();
    for person in people(reading, &event.hoped)? {
        rows.push(HopedRow { met: reading.talked_at(id, &person.id)?, person });
    }
    Ok(rows)
}

/// The people of these ids, by name; not those who were put away.
pub fn people<'a>(
    reading: &Reading,
    ids: impl IntoIterator<Item = &'a String>,
) -> Result<Vec<PersonRow>, StoreError> {
    let mut rows = Vec::new();
    for id in ids.into_iter().filter_map(|id| id.parse().ok()) {
        rows.extend(reading.person_row(&id)?);
    }
    mingle_proto::order::sort_by_key(&mut rows, |row: &PersonRow| crate::store::fold(&row.name));
    Ok(rows)
}

/// The ids of people who are named by an id, the unique start of one, or a line, such as `Bo Haugen @ Kestrel`. Whoever is not known becomes
/// someone not yet met.
pub fn ids_of(
    writing: &mut Writing,
    named: &[String],
    moment: Moment,
) -> Result<Vec<String>, JournalError> {
    let mut ids = Vec::new();
    for words in named.iter().map(|words| words.trim()).filter(|words| !words.is_empty()) {
        ids.push(id_of(writing, words, moment)?.to_string());
    }
    Ok(ids)
}

fn id_of(writing: &mut Writing, words: &str, moment: Moment) -> Result<DocumentId, JournalError> {
    // A short word of letters alone is a name, whosever id begins so: of sixty thousand one in twenty words does.
    let may_be_id = words.len() >= ID_SHOWN || words.contains(|c: char| c.is_ascii_digit());
    if may_be_id && let Some(id) = who::wholly_named(&writing.reading(), words)? {
        return Ok(id);
    }
    let line = line::parse(words, moment.today);
    let found = whom(&writing.reading(), &line, None)?;
    let of_one_org = of_one_org(&writing.reading(), &line)?;
    match (found.meant, of_one_org.as_slice()) {
        (Meant::Known { id }, _) => Ok(id),
        (Meant::New, _) if line.names_nobody() => Err(JournalError::NamesNobody),
        (Meant::New, [one]) if !one.org.is_empty() => Ok(one.id),
        (Meant::New, [_, ..]) => {
            Err(JournalError::Ambiguous { asked: words.to_owned(), candidates: found.namesakes })
        }
        (Meant::New, []) => not_met(writing, &line, moment),
    }
}

/// Makes somebody not yet met of a line.
fn not_met(writing: &mut Writing, line: &Line, moment: Moment) -> Result<DocumentId, JournalError> {
    let mut contact = Contact {
        name: line.name.clone(),
        met_through: made::through(&writing.reading(), line)?,
        note: line.note.clone(),
        created: Some(moment.now),
        ..Contact::default()
    };
    // What is promised to someone who was never met is no promise yet.
    for promise in &line.promises {
        contact.note = [contact.note.as_str(), &promise.what].join(" ").trim().to_owned();
    }
    let ids = Ids::new(DocumentId::random().map_err(StoreError::from)?, 0);
    made::add_to(&mut contact, line, &Setting::default(), &ids);
    Ok(writing.create(&contact)?)
}

/// Those of the line's name who may be of its organisation.
fn of_one_org(reading: &Reading, line: &Line) -> Result<Vec<ContactRow>, StoreError> {
    let mut found = named(reading, line)?;
    found.retain(|person| may_be_of_one_org(person, line));
    Ok(found)
}

fn hoped_at(reading: &Reading, person: &DocumentId) -> Result<Vec<String>, StoreError> {
    let mut events = Vec::new();
    let key = person.to_string();
    for id in reading.mentions_of(person)? {
        let event = reading.record::<Event>(&id)?;
        let hoping = event.filter(|event| event.deleted.is_none() && event.hoped.contains(&key));
        events.extend(hoping.map(|event| event.name));
    }
    Ok(events)
}
