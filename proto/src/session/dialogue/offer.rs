//! Offering: telling the other side which documents are here, and in which heads.

use std::collections::{BTreeSet, HashSet, VecDeque};

use super::{Dialogue, broken, store};
use crate::id::DocumentId;
use crate::session::limits::{HEADS_AN_OFFER, MOST_ENTRIES, MOST_HEADS, WINDOW};
use crate::session::wire::{Offer, Version};
use crate::session::{Ended, Replica};

/// What is still to be offered. Heads are read when the frame is made, so that the newest are offered.
#[derive(Default)]
pub struct Offering {
    queue: VecDeque<DocumentId>,
    queued: HashSet<DocumentId>,
    /// Items of Need frames that the last Offer of the queue will answer.
    pub answers_due: u64,
    unacknowledged: u64,
    /// The singletons among what is to be offered: they go apart, and before all else.
    urgent: BTreeSet<DocumentId>,
    urgent_is_under_way: bool,
}

impl Offering {
    pub fn add(&mut self, id: DocumentId, urgent: bool) {
        if urgent {
            self.urgent.insert(id);
        } else if self.queued.insert(id) {
            self.queue.push_back(id);
        }
    }

    pub fn is_idle(&self) -> bool {
        self.queue.is_empty()
            && self.answers_due == 0
            && self.unacknowledged == 0
            && self.urgent.is_empty()
            && !self.urgent_is_under_way
    }

    /// Whether the peer may not know yet that there is news of devices or of forgotten ids: until it has asked for
    /// them, or has said that it needs not, nothing else is sent.
    pub fn holds_documents_back(&self) -> bool {
        self.urgent_is_under_way
    }

    pub fn urgent_acknowledged(&mut self, frames: u64) -> Result<(), Ended> {
        match (frames, self.urgent_is_under_way) {
            (0, _) => Ok(()),
            (1, true) => {
                self.urgent_is_under_way = false;
                Ok(())
            }
            _ => Err(broken("it acknowledges offers that were not made")),
        }
    }

    pub fn acknowledged(&mut self, frames: u64) -> Result<(), Ended> {
        self.unacknowledged = self
            .unacknowledged
            .checked_sub(frames)
            .ok_or_else(|| broken("it acknowledges offers that were not made"))?;
        Ok(())
    }

    /// For a peer that counts all offers together: the singletons are the next of them.
    fn mix_in_what_is_urgent(&mut self) {
        for id in std::mem::take(&mut self.urgent) {
            if self.queued.insert(id) {
                self.queue.push_front(id);
            }
        }
    }

    fn take(&mut self) -> Vec<DocumentId> {
        let count = self.queue.len().min(MOST_ENTRIES);
        let ids: Vec<_> = self.queue.drain(..count).collect();
        for id in &ids {
            self.queued.remove(id);
        }
        ids
    }

    /// Puts back what did not fit into a frame.
    fn put_back(&mut self, versions: Vec<Version>) {
        for version in versions.into_iter().rev() {
            if self.queued.insert(version.id) {
                self.queue.push_front(version.id);
            }
        }
    }
}

impl Dialogue {
    pub(super) fn send_offers<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        self.offer_what_is_urgent(replica)?;
        while self.offering.unacknowledged < WINDOW
            && (!self.offering.queue.is_empty() || self.offering.answers_due > 0)
        {
            let ids = self.offering.take();
            let mut items = self.worth_offering(ids, replica)?;
            let fit = how_many_fit(&items);
            self.offering.put_back(items.split_off(fit));
            let last = self.offering.queue.is_empty();
            let answered = if last { std::mem::take(&mut self.offering.answers_due) } else { 0 };
            if !items.is_empty() || answered > 0 {
                self.offering.unacknowledged += 1;
                self.say(Offer { items, answered });
            }
        }
        Ok(())
    }

    /// One frame of the singletons alone, if none is under way. The peer acknowledges it at once.
    fn offer_what_is_urgent<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        if self.offering.urgent_is_under_way {
            return Ok(());
        }
        if !self.urgent_goes_apart() {
            self.offering.mix_in_what_is_urgent();
            return Ok(());
        }
        let ids = std::mem::take(&mut self.offering.urgent).into_iter().collect();
        let items = self.worth_offering(ids, replica)?;
        if !items.is_empty() {
            self.offering.urgent_is_under_way = true;
            self.say(Offer { items, answered: 0 });
        }
        Ok(())
    }

    /// The documents that are still held, unless the peer refuses them just as they are.
    fn worth_offering<R: Replica>(
        &self,
        ids: Vec<DocumentId>,
        replica: &mut R,
    ) -> Result<Vec<Version>, Ended> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let heads = replica.heads(&ids).map_err(store)?;
        let versions = ids.into_iter().zip(heads).map(|(id, heads)| Version { id, heads });
        Ok(versions
            .filter(|it| (1..=MOST_HEADS).contains(&it.heads.as_slice().len()))
            .filter(|it| !self.exclusions.peer_refused(&it.id, &it.heads))
            .collect())
    }
}

/// How many of these fit into one frame; at least one.
fn how_many_fit(items: &[Version]) -> usize {
    let mut heads = 0;
    let fits = |item: &&Version| {
        heads += item.heads.as_slice().len();
        heads <= HEADS_AN_OFFER
    };
    items.iter().take_while(fits).count()
}
