//! Whom to invite to an event: people whose own words share something with it. What is shown is their words, never a
//! number.

use jiff::SignedDuration;
use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;
use mingle_proto::order;
use mingle_proto::record::{Contact, Interaction};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use super::find::snippet;
use super::wrap_up::first_name;
use super::{Journal, JournalError, Moment, PersonRow, role_at};
use crate::store::{Reading, StoreError, fold};

/// So many people are proposed.
const PROPOSED: usize = 3;
/// Of the people found, the records of so many are looked through for words to quote.
const LOOKED_AT: usize = 12;
/// So many words of an event are looked for, and for each so many records are taken.
const WORDS: usize = 12;
const RECORDS: usize = 60;
/// Shorter words say too little, unless a script needs no more.
const SHORTEST: usize = 4;
/// Whoever was seen since then needs no invitation to be seen again.
const LATELY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Words that are in many goals and say nothing of what they are about.
const COMMON: &[&str] = &[
    "about",
    "after",
    "also",
    "anyone",
    "been",
    "both",
    "come",
    "conference",
    "does",
    "event",
    "find",
    "from",
    "good",
    "have",
    "hear",
    "hope",
    "into",
    "know",
    "learn",
    "like",
    "make",
    "many",
    "meet",
    "meetup",
    "more",
    "most",
    "much",
    "night",
    "other",
    "over",
    "people",
    "really",
    "should",
    "some",
    "someone",
    "talk",
    "than",
    "that",
    "their",
    "them",
    "there",
    "these",
    "they",
    "this",
    "tonight",
    "what",
    "when",
    "where",
    "which",
    "whom",
    "with",
    "work",
    "would",
    "year",
    "your",
];

/// Someone who would enjoy an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Invitation {
    pub person: PersonRow,
    /// Why, in their words or the owner's: `Needs “a storage engineer”`.
    pub why: String,
    /// A message to begin with. It quotes nothing that was written down of them.
    pub draft: String,
}

impl Journal {
    /// At most three people who would enjoy an event of this name, place and goal: those of whom something is written
    /// down that shares a word with it. Whoever was not seen for long comes first. Not those who are at the event that
    /// is on, or are hoped for or brought there, nor anyone who was never met.
    pub fn invitations(
        &self,
        name: &str,
        place: &str,
        goal: &str,
        moment: Moment,
    ) -> Result<Vec<Invitation>, JournalError> {
        let reading = self.reading();
        let mut invitations = Vec::new();
        for (person, words) in self.candidates(&format!("{goal} {name}"), moment)? {
            let because = why(&reading, &person.id, &words)?;
            invitations.extend(because.map(|why| Invitation {
                draft: draft(&person.name, name, place, goal),
                person,
                why,
            }));
            if invitations.len() == PROPOSED {
                break;
            }
        }
        Ok(invitations)
    }

    /// People of whom a word of the text is written down, with those words; the best first.
    fn candidates(
        &self,
        text: &str,
        moment: Moment,
    ) -> Result<Vec<(PersonRow, Vec<String>)>, JournalError> {
        let reading = self.reading();
        let except = self.those_there(moment)?;
        let mut found: BTreeMap<DocumentId, Vec<String>> = BTreeMap::new();
        for word in words(text) {
            for person in people_with(&reading, &word)? {
                if !except.contains(&person) {
                    found.entry(person).or_default().push(word.clone());
                }
            }
        }
        let mut rows = Vec::new();
        for (id, words) in found {
            rows.extend(reading.person_row(&id)?.map(|row| (row, words)));
        }
        let lately = moment.now.0.saturating_sub(LATELY.as_millis() as i64);
        order::sort_by_key(&mut rows, |(row, words): &(PersonRow, Vec<String>)| {
            let last = row.last.map_or(i64::MIN, |at| at.0);
            (last > lately, std::cmp::Reverse(words.len()), last, row.id)
        });
        rows.truncate(LOOKED_AT);
        Ok(rows)
    }

    fn those_there(&self, moment: Moment) -> Result<BTreeSet<DocumentId>, JournalError> {
        let unmet = self.reading().unmet(None)?.into_iter().map(|person| person.id);
        let mut there = order::set(unmet);
        if let Some(on) = self.current_event(moment)? {
            let on = self.event(&on.id, moment)?;
            there.extend(on.roster.iter().map(|row| row.person.id));
            there.extend(on.hoped.iter().map(|row| row.person.id));
            there.extend(on.brought.iter().map(|row| row.id));
        }
        Ok(there)
    }
}

/// The words of an event that say what it is about, each once.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in fold(text).split(|letter: char| !letter.is_alphanumeric()) {
        let long = word.chars().count() >= SHORTEST || (!word.is_ascii() && word.len() > 3);
        // `engines` is also in `engine`.
        let word = match word.strip_suffix('s') {
            Some(one) if one.len() > SHORTEST && !one.ends_with('s') => one,
            _ => word,
        };
        if long && COMMON.binary_search(&word).is_err() && !words.iter().any(|it| it == word) {
            words.push(word.to_owned());
        }
    }
    words.truncate(WORDS);
    words
}

/// The people whose record holds a word, or a time with whom does.
fn people_with(reading: &Reading, word: &str) -> Result<BTreeSet<DocumentId>, StoreError> {
    let mut people = BTreeSet::new();
    for (id, kind) in reading.search(word, RECORDS)? {
        match kind {
            Kind::Contact => {
                people.insert(id);
            }
            Kind::Interaction => {
                people.extend(reading.people_in(&id)?.into_iter().map(|(id, _)| id));
            }
            _ => {}
        }
    }
    Ok(people)
}

/// What is written down of someone that has one of the words: their needs and offers first, since those are theirs.
fn why(reading: &Reading, id: &DocumentId, words: &[String]) -> Result<Option<String>, StoreError> {
    let contact: Contact = reading.record(id)?.unwrap_or_default();
    let job = role_at(&contact.role, &contact.org);
    let mut said: Vec<(&str, String)> = Vec::new();
    said.extend(contact.needs.values().map(|need| ("Needs", need.clone())));
    said.extend(contact.offers.values().map(|offer| ("Can give", offer.clone())));
    said.extend([("Their story:", contact.story), ("You learned:", contact.learned)]);
    said.extend(contact.tags.iter().map(|tag| ("Tag:", format!("#{tag}"))));
    said.push(("Works there:", job));
    said.push(("You wrote:", contact.note));
    if let Some(quote) = quoted(&said, words) {
        return Ok(Some(quote));
    }
    for id in reading.interactions_with(id, RECORDS)? {
        let talk: Interaction = reading.record(&id)?.unwrap_or_default();
        if let Some(quote) = quoted(&[("You wrote:", talk.note)], words) {
            return Ok(Some(quote));
        }
    }
    Ok(None)
}

fn quoted(said: &[(&str, String)], words: &[String]) -> Option<String> {
    said.iter().find_map(|(label, text)| {
        let folded = fold(text);
        let begins = |part: &str| words.iter().any(|word| part.starts_with(word.as_str()));
        let mut parts = folded.split(|letter: char| !letter.is_alphanumeric());
        // A script without spaces has its words within.
        let within = || words.iter().any(|word| !word.is_ascii() && folded.contains(word.as_str()));
        (parts.any(begins) || within()).then(|| {
            format!("{label} “{}”", snippet([text.as_str()].into_iter(), &words.join(" ")))
        })
    })
}

fn draft(person: &str, name: &str, place: &str, goal: &str) -> String {
    let place = place.trim();
    let where_to = if place.is_empty() { String::new() } else { format!(", {place}") };
    let goal = goal.trim().trim_end_matches(['.', '?', '!']);
    let curious =
        if goal.is_empty() { String::new() } else { format!(" I am curious about {goal}.") };
    let (to, name) = (first_name(person), name.trim());
    format!(
        "Hi {to}, I am going to {name}{where_to}.{curious} I thought of you: would you like to come?"
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_common_words_are_in_order_to_be_found() {
        assert!(COMMON.is_sorted());
    }

    #[test]
    fn what_an_event_is_about_is_in_its_rarer_words() {
        assert_eq!(
            words("Who would know about Storage engines? and glass, storage engine – حفظ البيانات"),
            ["storage", "engine", "glass", "حفظ", "البيانات"]
        );
    }
}
