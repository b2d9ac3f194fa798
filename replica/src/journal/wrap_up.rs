//! Wrapping up an event: each new person with their own words, and one thing that one could do for them.

use mingle_proto::id::DocumentId;
use mingle_proto::record::{Contact, Interaction, Move};
use serde::Serialize;
use std::collections::BTreeSet;

use super::due::due_move;
use super::{DueMove, EventRow, Journal, JournalError, Moment, PersonRow, event};
use crate::store::{Reading, StoreError};

/// So many of the latest times with a person are looked through for what was written at the event.
const TIMES: usize = 50;

/// The new people of an event.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct WrapUp {
    pub event: EventRow,
    /// In the order in which one met them.
    pub people: Vec<WrapUpRow>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct WrapUpRow {
    pub person: PersonRow,
    /// What was written down of what they said; may be empty.
    pub words: String,
    /// What could be done for them, unless something was written down in this list.
    pub proposal: Option<Proposal>,
    /// What is written down to be done already, since one met them there.
    pub written: Vec<DueMove>,
}

/// Something that one could do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Proposal {
    pub what: String,
    /// As a move has it: `mail`, `other` and so on.
    pub sort: &'static str,
}

impl Journal {
    /// The new people of an event, each with their words and one thing that one could do for them.
    pub fn wrap_up(&self, id: &DocumentId, moment: Moment) -> Result<WrapUp, JournalError> {
        let reading = self.reading();
        let event = event::row(&reading, *id)?.ok_or(StoreError::Missing(*id))?;
        let (roster, _) = reading.roster(id, usize::MAX)?;
        let mut people = Vec::new();
        for met in roster.into_iter().rev().filter(|met| met.is_new) {
            people.push(row(&reading, id, met.person, moment)?);
        }
        Ok(WrapUp { event, people })
    }

    /// Writes down something to do for someone who was met at an event.
    pub fn write_down(
        &mut self,
        event: &DocumentId,
        person: &DocumentId,
        what: &str,
        sort: &str,
        moment: Moment,
    ) -> Result<DueMove, JournalError> {
        if what.trim().is_empty() {
            return Err(JournalError::NothingToDo);
        }
        let record = Move {
            what: what.trim().to_owned(),
            sort: sort.to_owned(),
            whose: "mine".to_owned(),
            people: [person.to_string()].into(),
            from: event.to_string(),
            created: Some(moment.now),
            ..Move::default()
        };
        self.store.write(moment.now, |writing| {
            for id in [event, person] {
                if !writing.reading().holds(id)? {
                    return Err(StoreError::Missing(*id).into());
                }
            }
            let id = writing.create(&record)?;
            Ok(due_move(&writing.reading(), &id, &record, moment.today)?)
        })
    }
}

fn row(
    reading: &Reading,
    event: &DocumentId,
    person: PersonRow,
    moment: Moment,
) -> Result<WrapUpRow, StoreError> {
    let contact: Contact = reading.record(&person.id)?.unwrap_or_default();
    let mut from = BTreeSet::from([event.to_string()]);
    let mut words: Vec<String> =
        contact.needs.values().map(|need| format!("needs {need}")).collect();
    words.extend(contact.offers.values().map(|offer| format!("offers {offer}")));
    let mut notes = Vec::new();
    for id in reading.interactions_with(&person.id, TIMES)? {
        let talk: Interaction = reading.record(&id)?.unwrap_or_default();
        if talk.event == event.to_string() {
            from.insert(id.to_string());
            notes.push(talk.note);
        }
    }
    // The latest came first.
    words.extend(notes.into_iter().rev().filter(|note| !note.is_empty()));
    let (mut written, mut is_decided) = (Vec::new(), false);
    for id in reading.moves_with(&person.id)? {
        let Some(one) = reading.record::<Move>(&id)? else { continue };
        if from.contains(&one.from) {
            is_decided |= one.from == event.to_string();
            written.push(due_move(reading, &id, &one, moment.today)?);
        }
    }
    let proposal = if is_decided { None } else { proposal(&person, &contact, &written) };
    Ok(WrapUpRow { person, words: words.join("; "), proposal, written })
}

/// What they need; else what they said they would do, to be asked about; else a word to them, unless something is
/// promised already.
fn proposal(person: &PersonRow, contact: &Contact, written: &[DueMove]) -> Option<Proposal> {
    let theirs = |one: &&DueMove| one.whose != "mine" && one.done.is_none();
    if let Some(need) = contact.needs.values().next() {
        return Some(Proposal { what: format!("Help with: {need}"), sort: "other" });
    }
    if let Some(one) = written.iter().find(theirs) {
        return Some(Proposal { what: format!("Ask about: {}", one.what), sort: "other" });
    }
    if !written.is_empty() {
        return None;
    }
    let sort = if contact.emails.is_empty() { "other" } else { "mail" };
    Some(Proposal { what: format!("Write to {}", first_name(&person.name)), sort })
}

/// Words before a name that are none of it. Those that end in a full stop are known by it.
const TITLES: [&str; 12] =
    ["dr", "prof", "professor", "mr", "mrs", "ms", "mx", "miss", "sir", "dame", "herr", "frau"];

/// What one calls them: the first of two words of a name, or the one before a particle (`Ludwig van der Meer`). Else the
/// whole name: of three words the first may be the family's, as in Vietnam, and so it is where letters have no capitals,
/// in East Asia. To be called by all of one's name is stiff; by one's family's alone, or as `Dr.`, wrong.
pub fn first_name(name: &str) -> &str {
    let name = name.trim();
    let is_title = |word: &&str| {
        let plain = word.trim_end_matches('.');
        plain.len() > 1 && plain.len() < word.len() || TITLES.contains(&&*plain.to_lowercase())
    };
    let mut words = name.split_whitespace().skip_while(is_title);
    let (Some(first), Some(second)) = (words.next(), words.next()) else { return name };
    let begins = |word: &str, fits: fn(char) -> bool| word.starts_with(fits);
    let is_certain = match words.next() {
        None => begins(first, |c| c.is_uppercase() || c.is_lowercase()),
        Some(_) => begins(first, char::is_uppercase) && begins(second, char::is_lowercase),
    };
    if is_certain && !first.ends_with(['.', ',']) { first } else { name }
}
