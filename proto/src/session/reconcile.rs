//! One round of range-based set reconciliation (negentropy) over a snapshot of the set, which is kept for the round.
//!
//! The dialer leads and learns both differences: what it holds alone, by id, and what the other holds alone, by hash.

use negentropy::{Id, Negentropy, NegentropyStorageVector};
use std::collections::HashMap;

use super::{Ended, Item, limits};
use crate::id::{DocumentId, ItemHash};

/// A snapshot and where the exchange over it stands.
pub struct Round {
    negentropy: Negentropy<'static, NegentropyStorageVector>,
    ids: HashMap<ItemHash, DocumentId>,
    messages_left: u64,
    needs_left: u64,
}

/// What one message of the listener has told the dialer.
pub struct Differences {
    /// Held by the dialer alone.
    pub have: Vec<DocumentId>,
    /// Held by the listener alone.
    pub need: Vec<ItemHash>,
    /// What to ask next; `None` when the round is over.
    pub next: Option<Vec<u8>>,
}

impl Round {
    /// A round over these items; `theirs` is the greatest number that the other side can have.
    pub fn new(items: Vec<Item>, theirs: u64) -> Result<Self, Ended> {
        let mut storage = NegentropyStorageVector::with_capacity(items.len());
        let mut ids = HashMap::with_capacity(items.len());
        for item in &items {
            storage
                .insert(item.time, Id::from_byte_array(*item.hash.as_bytes()))
                .map_err(broken)?;
            ids.insert(item.hash, item.id);
        }
        storage.seal().map_err(broken)?;
        let negentropy =
            Negentropy::owned(storage, limits::RECONCILE_BYTES as u64).map_err(broken)?;
        let messages_left = most_messages(items.len() as u64, theirs);
        let needs_left = theirs.min(limits::MOST_NEEDS);
        Ok(Self { negentropy, ids, messages_left, needs_left })
    }

    /// The dialer's first message.
    pub fn open(&mut self) -> Result<Vec<u8>, Ended> {
        self.negentropy.initiate().map_err(broken)
    }

    /// The listener's answer.
    pub fn answer(&mut self, message: &[u8]) -> Result<Vec<u8>, Ended> {
        self.count_message()?;
        self.negentropy.reconcile(message).map_err(broken)
    }

    /// What the dialer learns from an answer. Ends as broken where it is said to lack more than the other side has.
    pub fn learn(&mut self, message: &[u8]) -> Result<Differences, Ended> {
        self.count_message()?;
        let (mut have, mut need) = (Vec::new(), Vec::new());
        let next =
            self.negentropy.reconcile_with_ids(message, &mut have, &mut need).map_err(broken)?;
        let found = need.len() as u64;
        self.needs_left = self.needs_left.checked_sub(found).ok_or_else(|| {
            Ended::Broken("reconciliation finds more than the other side can have".into())
        })?;
        let have = have.iter().filter_map(|id| self.id_of(&hash(id))).collect();
        Ok(Differences { have, need: need.iter().map(hash).collect(), next })
    }

    /// The document that this item of the snapshot is of.
    pub fn id_of(&self, item: &ItemHash) -> Option<DocumentId> {
        self.ids.get(item).copied()
    }

    fn count_message(&mut self) -> Result<(), Ended> {
        self.messages_left = self.messages_left.checked_sub(1).ok_or_else(|| {
            Ended::Broken("reconciliation takes more messages than the sets can need".into())
        })?;
        Ok(())
    }
}

/// A generous bound: a message holds some 1,800 hashes, and a range is split sixteenfold by each.
fn most_messages(ours: u64, theirs: u64) -> u64 {
    64 + (ours + theirs.min(limits::MOST_NEEDS)) / 256
}

fn hash(id: &Id) -> ItemHash {
    ItemHash::from_bytes(id.to_bytes())
}

fn broken(error: negentropy::Error) -> Ended {
    Ended::Broken(format!("reconciliation failed: {error}"))
}
