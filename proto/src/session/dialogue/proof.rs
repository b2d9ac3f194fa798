//! Proving that both sets are equal: fingerprints, compared when both sides have dealt with the same frames.

use super::{Counted, Dialogue, store};
use crate::id::{Fingerprint, SetSum};
use crate::session::limits::{MOST_SAME_RESULTS, MOST_UNEQUAL_ROUNDS};
use crate::session::wire::Check;
use crate::session::{Ended, Replica, Role};

#[derive(Default)]
pub struct Proof {
    said: Option<Check>,
    heard: Option<Check>,
    /// The counters at which both sets were proven equal.
    proven: Option<Counted>,
    judged: Option<(Check, Check)>,
    /// The documents of this side at that moment.
    pub whole: Option<SetSum>,
    last_unequal: Option<(Fingerprint, Fingerprint)>,
    same_results: u32,
    unequal_rounds: u32,
}

impl Proof {
    pub fn said(&mut self, check: Check) {
        self.said = Some(check);
    }

    pub fn heard(&mut self, check: Check) {
        self.heard = Some(check);
    }

    /// True if the sets were proven equal, and nothing has been said since.
    pub fn holds(&self, now: Counted) -> bool {
        self.proven == Some(now)
    }

    /// Whether the peer has said last that it lacks attachments of which it has not told.
    pub fn peer_lacks_more(&self) -> bool {
        self.heard.is_some_and(|heard| heard.lacks_more)
    }

    /// The peer's check, if both sides have dealt with the same frames.
    fn counted(&self, now: Counted) -> Option<Check> {
        self.heard.filter(|heard| heard.sent == now.applied && heard.applied == now.sent)
    }

    /// Gives up where comparing again leads nowhere.
    fn count_unequal(&mut self, ours: Fingerprint, theirs: Fingerprint) -> Result<(), Ended> {
        let same = self.last_unequal.replace((ours, theirs)) == Some((ours, theirs));
        self.same_results = if same { self.same_results + 1 } else { 1 };
        self.unequal_rounds += 1;
        if self.same_results > MOST_SAME_RESULTS || self.unequal_rounds > MOST_UNEQUAL_ROUNDS {
            return Err(super::broken("the sets stay different, however often they are compared"));
        }
        Ok(())
    }
}

impl Dialogue {
    /// When nothing is on its way: says what is held here, and judges what the peer has said.
    pub(super) fn prove<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        if !self.is_idle() {
            return Ok(());
        }
        self.tell_what_is_lacking(replica)?;
        let (whole, compared) = self.sums(replica)?;
        let Counted { sent, applied } = self.counted;
        let lacks_more = self.speaks_of_attachments() && self.attaching.lacks_more();
        let ours = Check { fingerprint: compared.fingerprint(), sent, applied, lacks_more };
        if self.proof.said != Some(ours) {
            self.proof.said = Some(ours);
            self.say(ours);
        }
        let Some(theirs) = self.proof.counted(self.counted) else { return Ok(()) };
        if self.proof.judged.replace((ours, theirs)) == Some((ours, theirs)) {
            return Ok(());
        }
        if ours.fingerprint == theirs.fingerprint {
            self.proven(&whole, replica)
        } else {
            self.unequal(ours.fingerprint, theirs.fingerprint, replica)
        }
    }

    fn proven<R: Replica>(&mut self, whole: &SetSum, replica: &mut R) -> Result<(), Ended> {
        self.proof.proven = Some(self.counted);
        self.proof.whole = Some(*whole);
        self.proof.last_unequal = None;
        self.proof.unequal_rounds = 0;
        self.comparing.proven();
        replica.synced(&self.peer, whole).map_err(store)
    }

    /// The dialer compares again; the listener waits for it.
    fn unequal<R: Replica>(
        &mut self,
        ours: Fingerprint,
        theirs: Fingerprint,
        replica: &mut R,
    ) -> Result<(), Ended> {
        self.proof.proven = None;
        self.proof.count_unequal(ours, theirs)?;
        match self.role {
            Role::Dialer => self.begin_round(replica),
            Role::Listener => Ok(()),
        }
    }
}
