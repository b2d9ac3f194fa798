//! What two replicas say to each other once they know who they are: frames in, frames and effects out, no encryption.
//!
//! This file is the table of contents: it hands each frame to the part that deals with it, and after each message
//! lets every part say what it has to say. The protocol is told in [`super`].

mod attaching;
mod compare;
mod exclusions;
mod greet;
mod offer;
mod proof;
mod provide;
mod refusals;
mod revoking;
mod want;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::wire::{Ack, Frame, Hello};
use super::{Effect, Ended, EndedCode, Replica, Role, Standing, State};
use crate::id::{DeviceId, DocumentId, Heads};
use crate::kind::Kind;

use attaching::Attaching;
use compare::Comparing;
use exclusions::Exclusions;
use offer::Offering;
use proof::Proof;
use provide::Providing;
use revoking::Revoking;
use want::Wanting;

/// One session's knowledge of both sides.
pub struct Dialogue {
    role: Role,
    peer: DeviceId,
    versions: RangeInclusive<u32>,
    devices: DocumentId,
    forgotten: DocumentId,
    /// The devices record in which the peer's standing was looked up last.
    standing_in: Heads,
    revoking: Revoking,
    our_hello: Option<Hello>,
    /// The version that both speak, once the peer has said Hello.
    agreed: Option<u32>,
    /// Singletons of the peer that must be applied before anything else is told.
    gate: BTreeSet<DocumentId>,
    exclusions: Exclusions,
    comparing: Comparing,
    offering: Offering,
    wanting: Wanting,
    providing: Providing,
    proof: Proof,
    attaching: Attaching,
    counted: Counted,
    documents: DocumentCount,
    state: State,
    outbox: Outbox,
}

/// Counted frames so far.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counted {
    sent: u64,
    applied: u64,
}

#[derive(Debug, Default, Clone, Copy)]
struct DocumentCount {
    sent: u64,
    received: u64,
}

#[derive(Default)]
struct Outbox {
    /// Who was revoked: it goes before everything else that is still to be sent.
    first: Vec<Vec<u8>>,
    frames: Vec<Vec<u8>>,
    effects: Vec<Effect>,
    acks: AckCount,
}

#[derive(Default)]
struct AckCount {
    documents: u64,
    offers: u64,
    urgent: u64,
}

impl Dialogue {
    pub fn new(role: Role, peer: DeviceId, versions: RangeInclusive<u32>) -> Self {
        Self {
            role,
            peer,
            versions,
            devices: Kind::Devices.singleton_id(),
            forgotten: Kind::Forgotten.singleton_id(),
            standing_in: Heads::default(),
            revoking: Revoking::default(),
            our_hello: None,
            agreed: None,
            gate: BTreeSet::new(),
            exclusions: Exclusions::default(),
            comparing: Comparing::default(),
            offering: Offering::default(),
            wanting: Wanting::default(),
            providing: Providing::default(),
            proof: Proof::default(),
            attaching: Attaching::default(),
            counted: Counted::default(),
            documents: DocumentCount::default(),
            state: State::Authenticating,
            outbox: Outbox::default(),
        }
    }

    pub fn peer(&self) -> DeviceId {
        self.peer
    }

    pub fn state(&self) -> State {
        self.state
    }

    /// How many documents will have been moved in both directions, as far as is known.
    pub fn total(&self) -> Option<u64> {
        let incoming = match self.wanting.still_to_come() {
            Some(wanted) => self.documents.received + self.comparing.still_to_ask() + wanted,
            None => self.documents.received.max(self.comparing.their_count),
        };
        let total = incoming + self.documents.sent + self.providing.still_to_send();
        (total > 0).then_some(total)
    }

    /// The frames that are to be sent, in order.
    pub fn take_frames(&mut self) -> Vec<Vec<u8>> {
        let mut frames = std::mem::take(&mut self.outbox.first);
        frames.append(&mut self.outbox.frames);
        frames
    }

    /// What else the shell is asked to do.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.outbox.effects)
    }

    /// Takes one frame of the peer. [`Dialogue::advance`] is called after all frames of a message.
    pub fn receive<R: Replica>(&mut self, bytes: &[u8], replica: &mut R) -> Result<(), Ended> {
        let decoded = Frame::decode(bytes).map_err(|bad| Ended::Broken(bad.0))?;
        let Some(frame) = decoded else { return Ok(()) };
        let comes_before_hello = matches!(frame, Frame::Revoked(_) | Frame::Goodbye(_));
        if self.agreed.is_none() && !comes_before_hello && !matches!(frame, Frame::Hello(_)) {
            return Err(broken("it did not say Hello first"));
        }
        if frame.is_counted() {
            self.counted.applied += 1;
        }
        match frame {
            Frame::Identity(_) => Err(broken("it said twice who it is")),
            Frame::Goodbye(goodbye) => {
                Err(Ended::TurnedAway { code: EndedCode::from_name(&goodbye.code) })
            }
            Frame::Revoked(revoked) => self.heard_revoked(revoked, replica),
            Frame::Hello(hello) => self.hello(hello, replica),
            Frame::Reconcile(reconcile) => self.reconcile(reconcile, replica),
            Frame::Need(need) => self.need(need),
            Frame::Offer(offer) => self.offered(offer, replica),
            Frame::Want(want) => self.wanted(want),
            Frame::WantAll(_) => self.wanted_all(),
            Frame::Documents(documents) => self.delivered(documents, replica),
            Frame::Ack(ack) => self.acknowledged(&ack),
            Frame::Refuse(refuse) => self.refused(refuse, replica),
            Frame::Lift(lift) => {
                self.lifted(&lift);
                Ok(())
            }
            Frame::Check(check) => {
                self.proof.heard(check);
                Ok(())
            }
            Frame::Lack(lack) => self.lacked(&lack, replica),
            Frame::Have(have) => self.had(&have, replica),
            Frame::WantBlob(want) => self.attaching.wanted(want),
            Frame::BlobPart(part) => self.part(&part, replica),
        }
    }

    /// Documents changed outside of this session.
    pub fn changed<R: Replica>(
        &mut self,
        ids: &[DocumentId],
        replica: &mut R,
    ) -> Result<(), Ended> {
        if self.our_hello.is_none() {
            return Ok(());
        }
        if ids.contains(&self.devices) {
            self.look_up_standing(replica)?;
        }
        self.lift_what_is_no_longer_refused(ids, replica)?;
        for id in ids {
            self.offering.add(*id, self.is_urgent(id));
        }
        self.attaching.look_again();
        Ok(())
    }

    /// Says whatever can be said now.
    pub fn advance<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        if self.agreed.is_none() {
            return Ok(());
        }
        self.remember_refused_by(replica)?;
        if self.gate.is_empty() {
            self.answer_reconcile(replica)?;
            self.ask_for_everything();
            self.send_offers(replica)?;
            self.send_needs();
        }
        self.send_documents(replica)?;
        self.send_acks();
        self.prove(replica)?;
        self.exchange_parts(replica)?;
        self.note_attachments(replica)?;
        self.report();
        Ok(())
    }

    /// Looks up the peer's standing if the devices record is another than when that was done last, whoever changed it, or
    /// somebody else was revoked; then it is news to the peer, too.
    pub fn follow_devices<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        let heads = replica.heads(&[self.devices]).map_err(store)?.pop().unwrap_or_default();
        if heads == self.standing_in {
            return self.follow_revoked(replica);
        }
        self.offering.add(self.devices, true);
        self.look_up_standing(replica)
    }

    fn look_up_standing<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        let heads = replica.heads(&[self.devices]).map_err(store)?.pop();
        self.standing_in = heads.unwrap_or_default();
        self.check_standing(replica)?;
        self.follow_revoked(replica)
    }

    /// Whether the peer is still let in.
    fn check_standing<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        match replica.standing(&self.peer).map_err(store)? {
            Standing::Current => Ok(()),
            Standing::Revoked => Err(Ended::Revoked),
            Standing::Unknown => Err(Ended::Stranger),
        }
    }

    /// The documents that decide who may hear and keep the others.
    fn is_urgent(&self, id: &DocumentId) -> bool {
        *id == self.devices || *id == self.forgotten
    }

    /// Whether both sides speak a version in which offers of those alone are counted apart.
    fn urgent_goes_apart(&self) -> bool {
        self.agreed.is_some_and(|version| version >= 2)
    }

    /// True when nothing is on its way in either direction, as far as this side knows.
    fn is_idle(&self) -> bool {
        self.gate.is_empty()
            && self.comparing.is_idle()
            && self.offering.is_idle()
            && self.wanting.is_idle()
            && self.providing.is_idle()
            && self.exclusions.are_complete()
    }

    fn say(&mut self, frame: impl Into<Frame>) {
        let frame = frame.into();
        if frame.is_counted() {
            self.counted.sent += 1;
        }
        self.outbox.frames.push(frame.encode());
    }

    fn send_acks(&mut self) {
        self.outbox.acks.offers += self.wanting.offers_to_acknowledge();
        self.outbox.acks.urgent += self.wanting.urgent_to_acknowledge();
        let AckCount { documents, offers, urgent } = std::mem::take(&mut self.outbox.acks);
        if documents + offers + urgent > 0 {
            self.say(Ack { documents, offers, urgent });
        }
    }

    fn acknowledged(&mut self, ack: &Ack) -> Result<(), Ended> {
        self.providing.acknowledged(ack.documents)?;
        self.offering.urgent_acknowledged(ack.urgent)?;
        self.offering.acknowledged(ack.offers)
    }

    fn documents_are_equal(&self) -> bool {
        self.is_idle() && self.proof.holds(self.counted)
    }

    fn report(&mut self) {
        let DocumentCount { sent, received } = self.documents;
        let are_equal = self.documents_are_equal();
        let state = if are_equal && self.attachments_are_settled() {
            State::InSync { except: self.exclusions.len() }
        } else if sent + received > 0 || are_equal {
            State::Exchanging { sent, received }
        } else {
            State::Comparing
        };
        if state != self.state {
            self.state = state;
            self.outbox.effects.push(Effect::State(state));
        }
    }
}

fn broken(what: impl Into<String>) -> Ended {
    Ended::Broken(what.into())
}

fn store<E: std::error::Error + Send + Sync + 'static>(error: E) -> Ended {
    Ended::Store(Box::new(error))
}
