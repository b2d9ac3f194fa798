//! Finding records by what is remembered of them.

use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;
use mingle_proto::record::{Contact, Event, Interaction, Move};
use serde::Serialize;

use super::{Journal, JournalError, role_at, who};
use crate::store::{Reading, StoreError, fold};

/// Characters of a snippet.
const SNIPPET: usize = 120;

/// A record that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Found {
    pub kind: Kind,
    pub id: DocumentId,
    pub title: String,
    pub subtitle: String,
    /// The part of its text where the first word stands, or the start of it.
    pub snippet: String,
}

impl Journal {
    /// Records that hold every word of what was typed, the best first, at most `limit`. The last letters of each word
    /// may be missing; case and accents do not matter.
    pub fn find(&self, typed: &str, limit: usize) -> Result<Vec<Found>, JournalError> {
        let reading = self.reading();
        let mut results = Vec::new();
        for (id, _) in reading.search(typed, limit)? {
            results.extend(found(&reading, &id, typed)?);
        }
        Ok(results)
    }
}

/// A record as it is listed; `None` if it is not there, or of no kind that is shown.
pub fn found(reading: &Reading, id: &DocumentId, typed: &str) -> Result<Option<Found>, StoreError> {
    let Some(document) = reading.document(id)? else { return Ok(None) };
    let Some(kind) = document.kind() else { return Ok(None) };
    let (title, subtitle, texts) = match kind {
        Kind::Contact => {
            let contact: Contact = document.read();
            let row = reading.contact_row(id)?;
            let title = row.map_or_else(|| contact.name.clone(), |row| row.name);
            (title, role_at(&contact.role, &contact.org), contact_texts(contact))
        }
        Kind::Interaction => {
            let interaction: Interaction = document.read();
            let people = names(reading, &interaction.people)?;
            (people, interaction.place, vec![interaction.note])
        }
        Kind::Event => {
            let event: Event = document.read();
            (event.name, event.place, vec![event.goal, event.learned, event.note])
        }
        Kind::Move => {
            let one: Move = document.read();
            let people = names(reading, &one.people)?;
            (one.what, people, vec![one.note, one.about])
        }
        _ => return Ok(None),
    };
    let snippet = snippet(&texts, typed);
    Ok(Some(Found { kind, id: *id, title, subtitle, snippet }))
}

/// What a record is called in a list.
pub fn title(reading: &Reading, id: &DocumentId, _: &Kind) -> Option<String> {
    found(reading, id, "").ok().flatten().map(|found| found.title)
}

fn contact_texts(contact: Contact) -> Vec<String> {
    let mut texts = vec![contact.story, contact.learned, contact.note, contact.met_place];
    texts.extend(contact.needs.into_values().chain(contact.offers.into_values()));
    texts.extend(contact.tags);
    texts.extend(contact.emails.into_keys().chain(contact.phones.into_keys()));
    texts.extend(contact.links.into_keys().chain(contact.addresses.into_keys()));
    texts
}

fn names<'a>(
    reading: &Reading,
    people: impl IntoIterator<Item = &'a String>,
) -> Result<String, StoreError> {
    let mut names = Vec::new();
    for person in people {
        names.extend(who::person_ref(reading, person)?.map(|person| person.name));
    }
    Ok(names.join(", "))
}

/// The first text that holds a word of what was typed, from a little before it; else the start of the first text.
fn snippet(texts: &[String], typed: &str) -> String {
    let typed = fold(typed);
    let hit = texts.iter().find_map(|text| {
        let at = typed
            .split(' ')
            .filter(|word| !word.is_empty())
            .find_map(|word| position(text, word))?;
        Some((text, at))
    });
    let first = || texts.iter().find(|text| !text.trim().is_empty()).map(|text| (text, 0));
    let Some((text, at)) = hit.or_else(first) else { return String::new() };
    let words: Vec<&str> = text.split_whitespace().collect();
    let from = at.saturating_sub(6);
    let mut snippet = String::from(if from > 0 { "… " } else { "" });
    for word in words.iter().skip(from) {
        if snippet.chars().count() + word.chars().count() > SNIPPET && !snippet.is_empty() {
            snippet.push('…');
            break;
        }
        snippet.push_str(word);
        snippet.push(' ');
    }
    // A script without spaces is one long word.
    snippet.trim_end().chars().take(2 * SNIPPET).collect()
}

/// The number of the word that holds what was typed.
fn position(text: &str, typed: &str) -> Option<usize> {
    text.split_whitespace().position(|word| fold(word).contains(typed))
}
