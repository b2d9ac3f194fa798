//! What one side cannot take is left out of both sides' sets.
//!
//! What is excluded follows from what has been *said* alone (each side's refusals in Hello, Refuse and Lift), never
//! from what is held: after the same counted frames both sides therefore exclude the same ids.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dialogue, broken, store};
use crate::id::{DocumentId, Heads, ItemHash, SetSum};
use crate::refusal::{RefusalCode, Refused};
use crate::session::limits::{
    MOST_ENTRIES, MOST_REFUSAL_BYTES, MOST_REFUSALS, MOST_REFUSED_HEADS, MOST_SENTENCE,
};
use crate::session::wire::{Lift, Refuse, RefusedEntry};
use crate::session::{Ended, Replica};

/// By document and version: of one document, several versions may be refused, as two peers hold them.
type Refusals = BTreeMap<(DocumentId, Heads), Refused>;

/// The refusals that both sides have announced.
#[derive(Default)]
pub struct Exclusions {
    ours: Refusals,
    theirs: Refusals,
}

impl Exclusions {
    /// This side's refusals, as far as a Hello can name them; the others are found and refused anew.
    pub fn begin(&mut self, refusals: Vec<Refused>) {
        let mut bytes = 0;
        let told = refusals.into_iter().take(MOST_REFUSALS).take_while(|refused| {
            let heads = refused.heads.as_slice().len();
            bytes += 64 + 32 * heads + refused.reason.message.len().min(4 * MOST_SENTENCE);
            bytes <= MOST_REFUSAL_BYTES
        });
        self.ours = told.map(keyed).collect();
    }

    pub fn to_tell(&self) -> Vec<RefusedEntry> {
        self.ours.values().map(Into::into).collect()
    }

    pub fn peer_refuses(&mut self, refused: Vec<Refused>) -> Result<(), Ended> {
        self.theirs.extend(refused.into_iter().map(keyed));
        let heads: usize = self.theirs.values().map(|entry| entry.heads.as_slice().len()).sum();
        if self.theirs.len() > MOST_REFUSALS || heads > MOST_REFUSED_HEADS {
            return Err(broken("it refuses too much"));
        }
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.ours.is_empty() && self.theirs.is_empty()
    }

    /// How many documents are left out.
    pub fn len(&self) -> u64 {
        self.ids().len() as u64
    }

    pub fn contains(&self, id: &DocumentId) -> bool {
        names(&self.ours, id) || names(&self.theirs, id)
    }

    /// True if the peer refuses the document in just these heads: offering it again is of no use.
    pub fn peer_refused(&self, id: &DocumentId, heads: &Heads) -> bool {
        self.theirs.contains_key(&(*id, heads.clone()))
    }

    /// True if this side refuses the document in just these heads.
    pub fn we_refused(&self, id: &DocumentId, heads: &Heads) -> bool {
        self.ours.contains_key(&(*id, heads.clone()))
    }

    fn ids(&self) -> BTreeSet<DocumentId> {
        self.ours.keys().chain(self.theirs.keys()).map(|(id, _)| *id).collect()
    }
}

fn keyed(refused: Refused) -> ((DocumentId, Heads), Refused) {
    ((refused.id, refused.heads.clone()), refused)
}

fn names(refusals: &Refusals, id: &DocumentId) -> bool {
    let mut from = refusals.range((*id, Heads::default())..);
    from.next().is_some_and(|((first, _), _)| first == id)
}

impl Dialogue {
    /// The whole set, and what of it is compared.
    pub(super) fn sums<R: Replica>(&self, replica: &mut R) -> Result<(SetSum, SetSum), Ended> {
        let whole = replica.summary().map_err(store)?;
        let mut compared = whole;
        if !self.exclusions.is_empty() {
            let ids: Vec<_> = self.exclusions.ids().into_iter().collect();
            let heads = replica.heads(&ids).map_err(store)?;
            for (id, heads) in ids.iter().zip(&heads).filter(|(_, heads)| !heads.is_empty()) {
                compared.remove(&ItemHash::of(id, heads));
            }
        }
        Ok((whole, compared))
    }

    /// Announces what this side cannot take.
    pub(super) fn refuse(&mut self, refused: Vec<Refused>) {
        for some in refused.chunks(MOST_ENTRIES) {
            self.say(Refuse { items: some.iter().map(Into::into).collect() });
        }
        self.exclusions.ours.extend(refused.into_iter().map(keyed));
    }

    /// Announces that these, as far as they were refused, no longer are.
    pub(super) fn lift(&mut self, ids: impl IntoIterator<Item = DocumentId>) {
        let ours = &mut self.exclusions.ours;
        let ids: BTreeSet<_> = ids.into_iter().filter(|id| names(ours, id)).collect();
        ours.retain(|(id, _), _| !ids.contains(id));
        let ids: Vec<_> = ids.into_iter().collect();
        for some in ids.chunks(MOST_ENTRIES) {
            self.say(Lift { items: some.to_vec() });
        }
    }

    /// What this side could not take may have been brought by another session or the owner, or been forgotten.
    pub(super) fn lift_what_is_no_longer_refused<R: Replica>(
        &mut self,
        changed: &[DocumentId],
        replica: &mut R,
    ) -> Result<(), Ended> {
        if self.exclusions.ours.is_empty() {
            return Ok(());
        }
        let still: BTreeSet<_> =
            replica.refusals().map_err(store)?.into_iter().map(|refused| refused.id).collect();
        // Refusals that sessions find by themselves need not be remembered by the replica.
        let is_ours_alone = |refused: &Refused| {
            let code = refused.reason.code;
            matches!(code, RefusalCode::TooLarge | RefusalCode::MissingChanges)
        };
        let over = self.exclusions.ours.values().filter(|refused| !still.contains(&refused.id));
        let over = over.filter(|it| changed.contains(&it.id) || !is_ours_alone(it));
        let over: Vec<_> = over.map(|refused| refused.id).collect();
        self.lift(over);
        Ok(())
    }

    pub(super) fn refused<R: Replica>(
        &mut self,
        refuse: Refuse,
        replica: &mut R,
    ) -> Result<(), Ended> {
        let ids: Vec<_> = refuse.items.iter().map(|item| item.id).collect();
        self.exclusions.peer_refuses(refuse.items.into_iter().map(Into::into).collect())?;
        self.remember_refused_by(replica)?;
        self.offer_other_versions(&ids, replica)
    }

    pub(super) fn lifted<R: Replica>(&mut self, lift: &Lift, replica: &mut R) -> Result<(), Ended> {
        let lifted: BTreeSet<_> = lift.items.iter().collect();
        self.exclusions.theirs.retain(|(id, _), _| !lifted.contains(id));
        self.remember_refused_by(replica)
    }

    pub(super) fn remember_refused_by<R: Replica>(&self, replica: &mut R) -> Result<(), Ended> {
        let refused: Vec<_> = self.exclusions.theirs.values().cloned().collect();
        replica.refused_by(&self.peer, &refused).map_err(store)
    }

    /// Offers what the peer refuses in other heads than those held here: these it may be able to take.
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
