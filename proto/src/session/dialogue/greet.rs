//! Hello: what each side holds as a whole, and what must come before anything else.

use super::{Dialogue, broken, store};
use crate::id::{DocumentId, Heads};
use crate::kind::Kind;
use crate::session::wire::{Check, Hello};
use crate::session::{Ended, Replica};

impl Dialogue {
    /// Says Hello. Changes before it are in it; later ones are offered.
    pub fn open<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        self.look_up_standing(replica)?;
        self.exclusions.begin(replica.refusals().map_err(store)?);
        let summary = replica.summary().map_err(store)?;
        let ids = Kind::SINGLETONS.map(|kind| kind.singleton_id());
        let heads = replica.heads(&ids).map_err(store)?;
        let of = |id: DocumentId| {
            let at = ids.iter().position(|other| *other == id);
            at.and_then(|at| heads.get(at)).cloned().unwrap_or_default()
        };
        let singletons = heads.iter().filter(|heads| !heads.is_empty()).count() as u64;
        self.attaching.lacks(replica.lacking().map_err(store)?);
        let hello = Hello {
            least_version: *self.versions.start(),
            greatest_version: *self.versions.end(),
            count: summary.count,
            fingerprint: summary.fingerprint(),
            devices: of(self.devices),
            forgotten: of(self.forgotten),
            bare: summary.count == singletons,
            refused: self.exclusions.to_tell(),
            lacking: self.attaching.fingerprint(),
        };
        self.our_hello = Some(hello.clone());
        self.say(hello);
        self.report();
        Ok(())
    }

    pub(super) fn hello<R: Replica>(
        &mut self,
        theirs: Hello,
        replica: &mut R,
    ) -> Result<(), Ended> {
        let Some(ours) = self.our_hello.clone() else {
            return Err(broken("it said Hello before it was greeted"));
        };
        if self.agreed.is_some() {
            return Err(broken("it said Hello twice"));
        }
        self.agreed = Some(agree(&ours, &theirs)?);
        let lacks_more = self.compare_lacks(&ours, &theirs);
        let compared = [check(&ours, lacks_more[0]), check(&theirs, lacks_more[1])];
        self.exclusions.peer_refuses(theirs.refused)?;
        self.offer_other_versions(&self.exclusions.ids(), replica)?;
        self.want_singletons([theirs.devices, theirs.forgotten], replica)?;
        self.comparing.their_count = theirs.count;
        if self.exclusions.is_empty() {
            // The two Hellos are a Check each: of the whole set, after no frame at all.
            let [said, heard] = compared;
            self.proof.said(said);
            self.proof.heard(heard);
        }
        if ours.bare != theirs.bare {
            self.wanting.everything_is_due = ours.bare;
            self.providing.everything_will_be_wanted = theirs.bare;
        }
        Ok(())
    }

    /// Asks for the peer's devices and forgotten ids, where they say what is not known here.
    fn want_singletons<R: Replica>(
        &mut self,
        heads: [Heads; 2],
        replica: &mut R,
    ) -> Result<(), Ended> {
        let mut wants = Vec::new();
        for (id, heads) in [self.devices, self.forgotten].into_iter().zip(heads) {
            if !heads.is_empty() && self.is_news(&id, &heads, replica)? {
                self.gate.insert(id);
                wants.push(id);
            }
        }
        self.want(&wants, replica)
    }
}

fn check(hello: &Hello, lacks_more: bool) -> Check {
    Check { fingerprint: hello.fingerprint, sent: 0, applied: 0, lacks_more }
}

/// The greatest version that both speak.
fn agree(ours: &Hello, theirs: &Hello) -> Result<u32, Ended> {
    let version = ours.greatest_version.min(theirs.greatest_version);
    if version < ours.least_version.max(theirs.least_version) {
        return Err(Ended::Version {
            ours: (ours.least_version, ours.greatest_version),
            theirs: (theirs.least_version, theirs.greatest_version),
        });
    }
    Ok(version)
}
