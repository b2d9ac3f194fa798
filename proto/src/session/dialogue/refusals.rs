//! One side's refusals, as they were announced. Both sides keep them by the same rules, so that both hold the same.

use std::collections::BTreeMap;

use crate::id::{DocumentId, Heads};
use crate::refusal::Refused;
use crate::session::limits::{MOST_REFUSALS, MOST_REFUSED_HEADS, MOST_REFUSED_VERSIONS};

/// By document: of one, several versions may be refused, in the order in which they were.
#[derive(Default)]
pub struct Refusals {
    documents: BTreeMap<DocumentId, Vec<Refused>>,
    versions: usize,
    heads: usize,
}

impl Refusals {
    /// Adds a refusal, in place of the document's oldest where it has [`MOST_REFUSED_VERSIONS`]. False if there is no
    /// room for it; then nothing has changed.
    pub fn add(&mut self, refused: Refused) -> bool {
        let known = self.documents.get(&refused.id).map_or(&[][..], Vec::as_slice);
        if known.iter().any(|other| other.heads == refused.heads) {
            return true;
        }
        let oldest = known.first().filter(|_| known.len() >= MOST_REFUSED_VERSIONS);
        let has_oldest = oldest.is_some();
        let versions = self.versions + 1 - usize::from(has_oldest);
        let heads = self.heads + count(&refused) - oldest.map_or(0, count);
        if versions > MOST_REFUSALS || heads > MOST_REFUSED_HEADS {
            return false;
        }
        (self.versions, self.heads) = (versions, heads);
        let known = self.documents.entry(refused.id).or_default();
        if has_oldest {
            known.remove(0);
        }
        known.push(refused);
        true
    }

    /// Takes back all refusals of a document; false if there were none.
    pub fn remove(&mut self, id: &DocumentId) -> bool {
        let Some(versions) = self.documents.remove(id) else { return false };
        self.versions -= versions.len();
        self.heads -= versions.iter().map(count).sum::<usize>();
        true
    }

    pub fn names(&self, id: &DocumentId) -> bool {
        self.documents.contains_key(id)
    }

    /// True if just these heads are refused.
    pub fn contains(&self, id: &DocumentId, heads: &Heads) -> bool {
        self.documents.get(id).is_some_and(|known| known.iter().any(|it| it.heads == *heads))
    }

    pub fn ids(&self) -> impl Iterator<Item = DocumentId> {
        self.documents.keys().copied()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Refused> {
        self.documents.values().flatten()
    }

    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// True if at least half of the room is left.
    pub fn is_half_empty(&self) -> bool {
        self.versions <= MOST_REFUSALS / 2 && self.heads <= MOST_REFUSED_HEADS / 2
    }
}

fn count(refused: &Refused) -> usize {
    refused.heads.as_slice().len()
}
