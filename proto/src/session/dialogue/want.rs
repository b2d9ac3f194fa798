//! Wanting: asking for what is offered and not yet here, and taking what comes.

use std::collections::BTreeSet;

use super::{Dialogue, broken, store};
use crate::id::{DocumentId, Heads};
use crate::order;
use crate::refusal::{Refusal, RefusalCode, Refused};
use crate::session::limits::{MOST_ENTRIES, MOST_WANT_HEADS, PENDING_WHEN_ACKNOWLEDGED, WINDOW};
use crate::session::wire::{Documents, Offer, Version, Want, WantAll};
use crate::session::{Applied, Effect, Ended, Payload, Replica};

/// What was asked for and has not come yet.
#[derive(Default)]
pub struct Wanting {
    /// How many they can be follows from how many offers may be under way.
    pending: BTreeSet<DocumentId>,
    /// Those whose whole document was asked for, not its changes alone.
    whole: BTreeSet<DocumentId>,
    offers_to_acknowledge: u64,
    /// Offers of the singletons alone: they are acknowledged at once.
    urgent_to_acknowledge: u64,
    /// This side holds nothing but singletons: it will ask for everything when the gate opens.
    pub everything_is_due: bool,
    everything: bool,
}

impl Wanting {
    pub fn is_idle(&self) -> bool {
        self.pending.is_empty() && !self.everything && !self.everything_is_due
    }

    fn asked_for_changes_of(&self, id: &DocumentId) -> bool {
        self.pending.contains(id) && !self.whole.contains(id)
    }

    /// How many documents were asked for and have not come; `None` while everything is to come.
    pub fn still_to_come(&self) -> Option<u64> {
        (!self.everything && !self.everything_is_due).then_some(self.pending.len() as u64)
    }

    /// Offers are acknowledged when there is room for more.
    pub fn offers_to_acknowledge(&mut self) -> u64 {
        if self.pending.len() > PENDING_WHEN_ACKNOWLEDGED {
            return 0;
        }
        std::mem::take(&mut self.offers_to_acknowledge)
    }

    pub fn urgent_to_acknowledge(&mut self) -> u64 {
        std::mem::take(&mut self.urgent_to_acknowledge)
    }
}

impl Dialogue {
    pub(super) fn ask_for_everything(&mut self) {
        if std::mem::take(&mut self.wanting.everything_is_due) {
            self.wanting.everything = true;
            self.offering.add(crate::kind::Kind::Me.singleton_id(), false);
            self.say(WantAll {});
        }
    }

    pub(super) fn offered<R: Replica>(
        &mut self,
        offer: Offer,
        replica: &mut R,
    ) -> Result<(), Ended> {
        self.comparing.answered(offer.answered)?;
        let is_urgent = self.urgent_goes_apart()
            && offer.answered == 0
            && !offer.items.is_empty()
            && offer.items.iter().all(|item| self.is_urgent(&item.id));
        match is_urgent {
            true => self.wanting.urgent_to_acknowledge += 1,
            false => self.wanting.offers_to_acknowledge += 1,
        }
        if self.wanting.offers_to_acknowledge > WINDOW || self.wanting.urgent_to_acknowledge > 1 {
            return Err(broken("it offers more than it may at once"));
        }
        self.consider(&offer.items, replica)
    }

    /// Wants what is new among these.
    fn consider<R: Replica>(&mut self, offered: &[Version], replica: &mut R) -> Result<(), Ended> {
        let (mut wants, mut lifts) = (BTreeSet::new(), Vec::new());
        for Version { id, heads } in offered {
            // What is wanted already is read when it is sent: it will not be older than this.
            if self.wanting.pending.contains(id) || self.exclusions.we_refused(id, heads) {
                continue;
            }
            if replica.includes(id, heads).map_err(store)? {
                lifts.push(*id);
            } else {
                wants.insert(*id);
            }
        }
        self.lift(lifts);
        self.want(&wants.into_iter().collect::<Vec<_>>(), replica)
    }

    /// True unless this document is here in these heads, or forgotten, or refused in them.
    pub(super) fn is_news<R: Replica>(
        &self,
        id: &DocumentId,
        heads: &Heads,
        replica: &mut R,
    ) -> Result<bool, Ended> {
        if self.exclusions.we_refused(id, heads) {
            return Ok(false);
        }
        Ok(!replica.includes(id, heads).map_err(store)?)
    }

    /// Asks for these documents, naming what is here of them.
    pub(super) fn want<R: Replica>(
        &mut self,
        ids: &[DocumentId],
        replica: &mut R,
    ) -> Result<(), Ended> {
        for some in ids.chunks(MOST_ENTRIES) {
            let held = replica.heads(some).map_err(store)?;
            let mut items = Vec::with_capacity(some.len());
            for (id, held) in some.iter().zip(held) {
                let few = held.as_slice().len() <= MOST_WANT_HEADS;
                let heads = if few { held } else { Heads::default() };
                self.wanting.pending.insert(*id);
                if heads.is_empty() {
                    self.wanting.whole.insert(*id);
                } else {
                    self.wanting.whole.remove(id);
                }
                items.push(Version { id: *id, heads });
            }
            self.say(Want { items });
        }
        Ok(())
    }

    pub(super) fn delivered<R: Replica>(
        &mut self,
        documents: Documents,
        replica: &mut R,
    ) -> Result<(), Ended> {
        self.check_that_all_was_wanted(&documents)?;
        let Documents { items, gone, too_large, of_all, end_of_all } = documents;
        let payloads: Vec<_> = items
            .into_iter()
            .map(|item| Payload { id: item.id, heads: item.heads, bytes: item.bytes })
            .collect();
        if !payloads.is_empty() {
            self.apply(&payloads, of_all, replica)?;
        }
        for id in gone {
            self.settle(&id);
        }
        for item in too_large {
            let reason = Refusal::new(RefusalCode::TooLarge, "it is too large to be sent");
            self.refuse_ourselves(Refused { id: item.id, heads: item.heads, reason }, replica)?;
            if !of_all {
                self.settle(&item.id);
            }
        }
        self.wanting.everything &= !end_of_all;
        self.outbox.acks.documents += 1;
        Ok(())
    }

    fn check_that_all_was_wanted(&self, documents: &Documents) -> Result<(), Ended> {
        let mut seen = BTreeSet::new();
        let mut named = documents
            .items
            .iter()
            .map(|item| item.id)
            .chain(documents.gone.iter().copied())
            .chain(documents.too_large.iter().map(|item| item.id));
        let of_all = documents.of_all && self.wanting.everything;
        let wanted = |id| of_all || self.wanting.pending.contains(&id);
        if !named.all(|id| seen.insert(id) && wanted(id)) {
            return Err(broken("it sent a document that nobody asked for"));
        }
        if (documents.of_all || documents.end_of_all) && !of_all {
            return Err(broken("it ends what was not begun"));
        }
        Ok(())
    }

    /// Applies what came, and draws the conclusions. What is sent `of_all` settles nothing that was wanted by name:
    /// that is under way besides.
    fn apply<R: Replica>(
        &mut self,
        payloads: &[Payload],
        of_all: bool,
        replica: &mut R,
    ) -> Result<(), Ended> {
        let applied = replica.apply(&self.peer, payloads).map_err(store)?;
        let Applied { changed, refused, mut incomplete } = applied;
        self.documents.received += payloads.len() as u64;
        self.attaching.look_again();
        if !changed.is_empty() {
            self.outbox.effects.push(Effect::Applied(changed.clone()));
        }
        let (again, refused): (Vec<_>, Vec<_>) =
            refused.into_iter().partition(|refused| self.may_fit_as_a_whole(refused));
        incomplete.extend(again.into_iter().map(|refused| refused.id));
        let refused_ids = refused.iter().map(|refused| refused.id);
        let not_taken = order::set(refused_ids.chain(incomplete.iter().copied()));
        self.refuse(refused, replica)?;
        self.lift(payloads.iter().map(|it| it.id).filter(|id| !not_taken.contains(id)));
        for payload in payloads {
            match (incomplete.contains(&payload.id), of_all) {
                (true, true) => self.refuse_incomplete(payload, replica)?,
                (true, false) => self.ask_for_the_whole(payload, replica)?,
                (false, true) => {}
                (false, false) => self.settle(&payload.id),
            }
        }
        self.offer_what_was_joined(payloads, &changed, replica)?;
        if changed.contains(&self.forgotten) {
            self.lift_what_is_no_longer_refused(&changed, replica)?;
        }
        if changed.contains(&self.devices) {
            self.look_up_standing(replica)?;
        }
        Ok(())
    }

    /// True for changes that do not fit what is held here, as after something older came back. The replica has
    /// remembered the refusal; it forgets it when it takes the whole document.
    fn may_fit_as_a_whole(&self, refused: &Refused) -> bool {
        use RefusalCode::{MissingChanges, OtherHeads, Unreadable};
        matches!(refused.reason.code, MissingChanges | OtherHeads | Unreadable)
            && self.wanting.asked_for_changes_of(&refused.id)
    }

    /// The changes alone were not enough; if the whole document was not either, it is refused.
    fn ask_for_the_whole<R: Replica>(
        &mut self,
        payload: &Payload,
        replica: &mut R,
    ) -> Result<(), Ended> {
        if self.wanting.asked_for_changes_of(&payload.id) {
            self.wanting.whole.insert(payload.id);
            let items = vec![Version { id: payload.id, heads: Heads::default() }];
            self.say(Want { items });
            return Ok(());
        }
        self.refuse_incomplete(payload, replica)?;
        self.settle(&payload.id);
        Ok(())
    }

    fn refuse_incomplete<R: Replica>(
        &mut self,
        payload: &Payload,
        replica: &mut R,
    ) -> Result<(), Ended> {
        let what = "the whole document lacks changes that it builds on";
        let reason = Refusal::new(RefusalCode::MissingChanges, what);
        let (id, heads) = (payload.id, payload.heads.clone());
        self.refuse_ourselves(Refused { id, heads, reason }, replica)
    }

    fn refuse_ourselves<R: Replica>(
        &mut self,
        refused: Refused,
        replica: &mut R,
    ) -> Result<(), Ended> {
        replica.refuse(&refused).map_err(store)?;
        self.refuse(vec![refused], replica)
    }

    /// This want is over.
    fn settle(&mut self, id: &DocumentId) {
        self.wanting.pending.remove(id);
        self.wanting.whole.remove(id);
        self.gate.remove(id);
    }

    /// Where what came met changes that the peer does not have, the result is new to the peer.
    fn offer_what_was_joined<R: Replica>(
        &mut self,
        payloads: &[Payload],
        changed: &[DocumentId],
        replica: &mut R,
    ) -> Result<(), Ended> {
        if changed.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = payloads.iter().map(|payload| payload.id).collect();
        if changed.contains(&self.forgotten) && !ids.contains(&self.forgotten) {
            // What came belongs to what is forgotten here, so that it is, too.
            self.offering.add(self.forgotten, true);
        }
        let held = replica.heads(&ids).map_err(store)?;
        for (payload, held) in payloads.iter().zip(held) {
            if !held.is_empty() && held != payload.heads && changed.contains(&payload.id) {
                self.offering.add(payload.id, self.is_urgent(&payload.id));
            }
        }
        Ok(())
    }
}
