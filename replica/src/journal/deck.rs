//! Curious questions: one for each new person, from a deck that its owner edits.
//!
//! The deck that Mingle brings stands here; the record of the owner holds only what they changed of it, so that it is
//! empty until then, and merges by question (docs/decisions/0014-the-deck-is-kept-as-its-changes.md).

use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;
use mingle_proto::record::Me;
use serde::Serialize;
use std::collections::BTreeMap;

use super::{EntriesEdit, Journal, JournalError, Moment};
use crate::store::{Reading, StoreError};

/// The questions that Mingle brings. An id is for good: what the owner changed is kept under it.
const BROUGHT: [(&str, &str); 10] = [
    ("begin", "How did you come to do what you do?"),
    ("lately", "What has surprised you lately?"),
    ("proud", "What are you glad to have made, and few people ask about?"),
    ("learning", "What are you learning just now?"),
    ("help", "What would help you most this month?"),
    ("place", "Which place made you who you are?"),
    ("teacher", "Who taught you something that you still use?"),
    ("mind", "What have you changed your mind about?"),
    ("outside", "What do you do when nothing has to be done?"),
    ("next", "What do you hope to be doing in two years?"),
];

/// A question of the deck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Question {
    pub id: String,
    pub words: String,
    /// The owner wrote it, or changed its words.
    pub own: bool,
}

impl Journal {
    /// The questions that are asked: those that Mingle brings, as the owner would have them, then the owner's own.
    pub fn deck(&self) -> Result<Vec<Question>, JournalError> {
        Ok(deck(&self.reading())?)
    }

    /// Changes the deck: `add` are new questions, `set` other words for some, `remove` the ids of those that are not to
    /// be asked. Returns the deck as it is then.
    pub fn edit_deck(
        &mut self,
        edit: &EntriesEdit,
        moment: Moment,
    ) -> Result<Vec<Question>, JournalError> {
        let added: Vec<_> = super::edit::trimmed(&edit.add).collect();
        let mut ids = Vec::new();
        for _ in &added {
            ids.push(DocumentId::random().map_err(StoreError::from)?.to_string());
        }
        self.store.write(moment.now, |writing| {
            writing.edit(&Kind::Me.singleton_id(), |me: &mut Me| {
                for (id, words) in &edit.set {
                    set(&mut me.deck, id, words.trim());
                }
                edit.remove.iter().for_each(|id| set(&mut me.deck, id, ""));
                for (id, words) in ids.into_iter().zip(&added) {
                    me.deck.insert(id, (*words).to_owned());
                }
            })?;
            Ok(deck(&writing.reading())?)
        })
    }

    /// Puts the deck back to what Mingle brings, and returns it.
    pub fn reset_deck(&mut self, moment: Moment) -> Result<Vec<Question>, JournalError> {
        self.store.write(moment.now, |writing| {
            writing.edit(&Kind::Me.singleton_id(), |me: &mut Me| me.deck.clear())?;
            Ok(deck(&writing.reading())?)
        })
    }

    /// The question for a person: the same one each time that is asked, while it is in the deck. None where there is
    /// no question.
    pub fn question(&self, person: &DocumentId) -> Result<Option<Question>, JournalError> {
        Ok(question(&self.reading(), person)?)
    }
}

/// Each question and person make a number, and the greatest wins: a question more or less changes only whose number it
/// is, and neighbours get different ones.
pub fn question(reading: &Reading, person: &DocumentId) -> Result<Option<Question>, StoreError> {
    let drawn = |question: &Question| {
        let mut hasher = blake3::Hasher::new_derive_key("mingle 1 a question drawn for a person");
        hasher.update(person.as_bytes());
        hasher.update(question.id.as_bytes());
        *hasher.finalize().as_bytes()
    };
    Ok(deck(reading)?.into_iter().max_by_key(drawn))
}

fn deck(reading: &Reading) -> Result<Vec<Question>, StoreError> {
    let mut changed = reading.singleton::<Me>()?.deck;
    let mut deck = Vec::new();
    for (id, brought) in BROUGHT {
        let own = changed.remove(id);
        let words = own.as_deref().unwrap_or(brought).trim().to_owned();
        deck.push(Question { id: id.to_owned(), words, own: own.is_some() });
    }
    deck.extend(changed.into_iter().map(|(id, words)| Question { id, words, own: true }));
    deck.retain(|question| !question.words.is_empty());
    Ok(deck)
}

/// Another wording; none for one that is not to be asked. One of the owner's own is gone then.
fn set(deck: &mut BTreeMap<String, String>, id: &str, words: &str) {
    match BROUGHT.iter().find(|(brought, _)| *brought == id) {
        Some((_, brought)) if *brought == words => {
            deck.remove(id);
        }
        Some(_) => {
            deck.insert(id.to_owned(), words.to_owned());
        }
        None if words.is_empty() => {
            deck.remove(id);
        }
        // Also where another device removed it meanwhile: what was written of it stays.
        None => {
            deck.insert(id.to_owned(), words.to_owned());
        }
    }
}
