//! Finding records by what is remembered of them.

use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;
use serde::Serialize;

use super::{Journal, JournalError, PersonRef, role_at};
use crate::store::{Reading, SearchText, StoreError, fold};

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
    /// Whom a talk or a move is with; nobody for the other kinds.
    pub people: Vec<PersonRef>,
}

impl Journal {
    /// Records that hold every word of what was typed, people whose names begin with it first, at most `limit`. The
    /// last letters of each word may be missing; case and accents do not matter. Nor does the form of a telephone number
    /// that was typed whole: see [`Reading::contacts_called`].
    pub fn find(&self, typed: &str, limit: usize) -> Result<Vec<Found>, JournalError> {
        let reading = self.reading();
        let mut results = Vec::new();
        for (id, kind) in reading.search(typed, limit)? {
            // No document is loaded for what is only listed.
            let Some(text) = reading.search_text(&id)? else { continue };
            results.extend(listed(&reading, &id, kind, &text, typed)?);
        }
        Ok(results)
    }
}

/// A record as it is listed, put away or not; `None` if it is not there, or of no kind that is shown.
pub fn found(reading: &Reading, id: &DocumentId, typed: &str) -> Result<Option<Found>, StoreError> {
    let Some(document) = reading.document(id)? else { return Ok(None) };
    let Some(kind) = document.kind() else { return Ok(None) };
    let text = match kind {
        Kind::Contact => SearchText::of_contact(&document.read()),
        Kind::Interaction => SearchText::of_interaction(&document.read()),
        Kind::Event => SearchText::of_event(&document.read()),
        Kind::Move => SearchText::of_move(&document.read()),
        _ => return Ok(None),
    };
    listed(reading, id, kind, &text, typed)
}

/// What a record is called in a list.
pub fn title(reading: &Reading, id: &DocumentId, _: &Kind) -> Option<String> {
    found(reading, id, "").ok().flatten().map(|found| found.title)
}

fn listed(
    reading: &Reading,
    id: &DocumentId,
    kind: Kind,
    text: &SearchText,
    typed: &str,
) -> Result<Option<Found>, StoreError> {
    let mut details = text.details();
    let mut detail = || details.next().unwrap_or_default();
    let people = match kind {
        Kind::Interaction | Kind::Move => people_in(reading, id)?,
        _ => Vec::new(),
    };
    let (title, subtitle) = match kind {
        Kind::Contact => {
            let (org, role) = (detail(), detail());
            (text.title().to_owned(), role_at(role, org))
        }
        Kind::Interaction => (names(&people), detail().to_owned()),
        Kind::Event => (text.title().to_owned(), detail().to_owned()),
        Kind::Move => (text.title().to_owned(), names(&people)),
        _ => return Ok(None),
    };
    let snippet = match kind {
        Kind::Contact => snippet(text.texts().chain(details), typed),
        Kind::Move => snippet(text.texts().chain(details.take(1)), typed),
        _ => snippet(text.texts(), typed),
    };
    Ok(Some(Found { kind, id: *id, title, subtitle, snippet, people }))
}

fn people_in(reading: &Reading, id: &DocumentId) -> Result<Vec<PersonRef>, StoreError> {
    let people = reading.people_in(id)?.into_iter();
    Ok(people.map(|(id, name)| PersonRef { id, name }).collect())
}

fn names(people: &[PersonRef]) -> String {
    people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The first text that holds a word of what was typed, from a little before it; else the start of the first text.
pub fn snippet<'a>(texts: impl Iterator<Item = &'a str>, typed: &str) -> String {
    let texts: Vec<&str> = texts.collect();
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
    let is_there = fold(text).contains(typed);
    is_there.then(|| text.split_whitespace().position(|word| fold(word).contains(typed)))?
}
