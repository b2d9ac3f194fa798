//! What one side cannot take is left out of both sides' sets.
//!
//! What is excluded follows from what has been *said* alone (each side's refusals in Hello, Refuse and Lift), never
//! from what is held: after the same counted frames both sides therefore exclude the same ids.
//!
//! One side can announce so many refusals and no more. What it refuses beyond that it keeps to itself, and then does
//! not say that it is idle: the rest is exchanged as ever, but nobody can claim that the sets are equal.

use std::collections::BTreeSet;

use super::refusals::Refusals;
use super::{Dialogue, broken, store};
use crate::id::{DocumentId, Heads, ItemHash, SetSum};
use crate::order;
use crate::refusal::Refused;
use crate::session::limits::{MOST_ENTRIES, MOST_REFUSAL_BYTES, MOST_SENTENCE};
use crate::session::wire::{Lift, Refuse, RefusedEntry};
use crate::session::{Ended, Replica};

/// The refusals that both sides have announced.
#[derive(Default)]
pub struct Exclusions {
    ours: Refusals,
    theirs: Refusals,
    /// This side refuses more than it can announce.
    more_than_can_be_told: bool,
    /// The replica is to be told of the peer's refusals.
    theirs_are_new: bool,
}

impl Exclusions {
    /// This side's refusals, as far as a Hello can name them; the others are found and refused anew.
    pub fn begin(&mut self, refusals: Vec<Refused>) {
        let mut bytes = 0;
        for refused in refusals {
            let heads = refused.heads.as_slice().len();
            bytes += 64 + 32 * heads + refused.reason.message.len().min(4 * MOST_SENTENCE);
            if bytes > MOST_REFUSAL_BYTES || !self.ours.add(refused) {
                break;
            }
        }
    }

    pub fn to_tell(&self) -> Vec<RefusedEntry> {
        self.ours.iter().map(Into::into).collect()
    }

    pub fn peer_refuses(&mut self, refused: Vec<RefusedEntry>) -> Result<(), Ended> {
        self.theirs_are_new = true;
        if !refused.into_iter().all(|entry| self.theirs.add(entry.into())) {
            return Err(broken("it refuses too much"));
        }
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.ours.is_empty() && self.theirs.is_empty()
    }

    /// False if what is left out is not all that the two cannot agree on.
    pub fn are_complete(&self) -> bool {
        !self.more_than_can_be_told
    }

    /// How many documents are left out.
    pub fn len(&self) -> u64 {
        self.ids().len() as u64
    }

    pub fn contains(&self, id: &DocumentId) -> bool {
        self.ours.names(id) || self.theirs.names(id)
    }

    /// True if the peer refuses the document in just these heads: offering it again is of no use.
    pub fn peer_refused(&self, id: &DocumentId, heads: &Heads) -> bool {
        self.theirs.contains(id, heads)
    }

    /// True if this side refuses the document in just these heads.
    pub fn we_refused(&self, id: &DocumentId, heads: &Heads) -> bool {
        self.ours.contains(id, heads)
    }

    /// All ids that are left out, in order.
    pub fn ids(&self) -> Vec<DocumentId> {
        order::set(self.ours.ids().chain(self.theirs.ids())).into_iter().collect()
    }
}

impl Dialogue {
    /// The whole set, and what of it is compared.
    pub(super) fn sums<R: Replica>(&self, replica: &mut R) -> Result<(SetSum, SetSum), Ended> {
        let whole = replica.summary().map_err(store)?;
        let mut compared = whole;
        if !self.exclusions.is_empty() {
            let ids = self.exclusions.ids();
            let heads = replica.heads(&ids).map_err(store)?;
            for (id, heads) in ids.iter().zip(&heads).filter(|(_, heads)| !heads.is_empty()) {
                compared.remove(&ItemHash::of(id, heads));
            }
        }
        Ok((whole, compared))
    }

    /// Announces what this side cannot take, as far as there is room, and offers what it has of it itself.
    pub(super) fn refuse<R: Replica>(
        &mut self,
        refused: Vec<Refused>,
        replica: &mut R,
    ) -> Result<(), Ended> {
        let ids: Vec<_> = refused.iter().map(|refused| refused.id).collect();
        let mut items = Vec::with_capacity(refused.len());
        for refused in refused {
            let entry = RefusedEntry::from(&refused);
            if self.exclusions.ours.add(refused) {
                items.push(entry);
            } else {
                self.exclusions.more_than_can_be_told = true;
            }
        }
        for some in items.chunks(MOST_ENTRIES) {
            self.say(Refuse { items: some.to_vec() });
        }
        self.offer_other_versions(&ids, replica)
    }

    /// Announces that these, as far as they were refused, no longer are. With much room again, the two can compare
    /// what could not be told before.
    pub(super) fn lift(&mut self, ids: impl IntoIterator<Item = DocumentId>) {
        let ours = &mut self.exclusions.ours;
        let ids: Vec<_> = ids.into_iter().filter(|id| ours.remove(id)).collect();
        self.exclusions.more_than_can_be_told &= !ours.is_half_empty();
        for some in ids.chunks(MOST_ENTRIES) {
            self.say(Lift { items: some.to_vec() });
        }
    }

    /// What this side could not take may have been brought by another session or the owner, or been forgotten. That
    /// the replica no longer remembers a refusal says nothing by itself: it has no room for ever more of them either.
    pub(super) fn lift_what_is_no_longer_refused<R: Replica>(
        &mut self,
        changed: &[DocumentId],
        replica: &mut R,
    ) -> Result<(), Ended> {
        let ours = &self.exclusions.ours;
        let forgotten = changed.contains(&self.forgotten);
        if !forgotten && !changed.iter().any(|id| ours.names(id)) {
            return Ok(());
        }
        let refusals = replica.refusals().map_err(store)?;
        let still = order::set(refusals.into_iter().map(|refused| refused.id));
        let mut over = BTreeSet::new();
        for refused in ours.iter().filter(|refused| !still.contains(&refused.id)) {
            let Refused { id, heads, .. } = refused;
            if changed.contains(id) || forgotten && replica.includes(id, heads).map_err(store)? {
                over.insert(*id);
            }
        }
        self.lift(over);
        Ok(())
    }

    pub(super) fn refused<R: Replica>(
        &mut self,
        refuse: Refuse,
        replica: &mut R,
    ) -> Result<(), Ended> {
        let ids: Vec<_> = refuse.items.iter().map(|item| item.id).collect();
        self.exclusions.peer_refuses(refuse.items)?;
        self.offer_other_versions(&ids, replica)
    }

    pub(super) fn lifted(&mut self, lift: &Lift) {
        for id in &lift.items {
            self.exclusions.theirs_are_new |= self.exclusions.theirs.remove(id);
        }
    }

    /// Once for all frames of a message: with many refusals, each time is much to write.
    pub(super) fn remember_refused_by<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        if std::mem::take(&mut self.exclusions.theirs_are_new) {
            let refused: Vec<_> = self.exclusions.theirs.iter().cloned().collect();
            replica.refused_by(&self.peer, &refused).map_err(store)?;
        }
        Ok(())
    }

    /// Offers what one side refuses, in the heads that are held here, unless the peer refuses just these: it may be
    /// able to take them, and no comparison will find them.
    pub(super) fn offer_other_versions<R: Replica>(
        &mut self,
        ids: &[DocumentId],
        replica: &mut R,
    ) -> Result<(), Ended> {
        if ids.is_empty() {
            return Ok(());
        }
        let heads = replica.heads(ids).map_err(store)?;
        for (id, heads) in ids.iter().zip(&heads) {
            if !heads.is_empty() && !self.exclusions.peer_refused(id, heads) {
                self.offering.add(*id, self.is_urgent(id));
            }
        }
        Ok(())
    }
}
