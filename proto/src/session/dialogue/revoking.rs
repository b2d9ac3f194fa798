//! Who was revoked, told besides the devices record.
//!
//! A device that is still current can write two different changes under one actor and number into the devices record,
//! and give one to each of two replicas; or it can fill the record up to what the guard lets through. In both cases
//! these replicas refuse each other's later changes, and a revocation among them. So ids travel by themselves, too. It
//! gives nobody a new power: whoever is current can revoke anyone by the record.

use std::collections::BTreeSet;

use super::{Dialogue, broken, store};
use crate::id::DeviceId;
use crate::session::limits::{MOST_REVOKED, MOST_REVOKED_A_FRAME};
use crate::session::wire::{Frame, Revocation, Revoked};
use crate::session::{Effect, Ended, Replica};
use crate::timestamp::Timestamp;

/// What both sides have said of revoked devices.
#[derive(Default)]
pub struct Revoking {
    /// The replica's mark when this was looked at last.
    mark: Option<u64>,
    /// Said or heard in this session: the peer knows of these.
    known_to_peer: BTreeSet<DeviceId>,
    said: usize,
    heard: usize,
}

impl Dialogue {
    /// Looks, if there may be news of revoked devices, whether the peer is one, and tells it of the others.
    pub(super) fn follow_revoked<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        let mark = replica.revoked_mark().map_err(store)?;
        if self.revoking.mark.replace(mark) == Some(mark) {
            return Ok(());
        }
        self.check_standing(replica)?;
        let mut news = Vec::new();
        for (device, at) in replica.revoked().map_err(store)? {
            if self.revoking.said < MOST_REVOKED && self.revoking.known_to_peer.insert(device) {
                self.revoking.said += 1;
                news.push(Revocation { device, at: at.0 });
            }
        }
        for items in news.chunks(MOST_REVOKED_A_FRAME) {
            self.outbox.first.push(Frame::from(Revoked { items: items.to_vec() }).encode());
        }
        Ok(())
    }

    /// Keeps what a current peer says, durably, before anything else is taken from anybody whom it names.
    pub(super) fn heard_revoked<R: Replica>(
        &mut self,
        revoked: Revoked,
        replica: &mut R,
    ) -> Result<(), Ended> {
        self.revoking.heard += revoked.items.len();
        if self.revoking.heard > MOST_REVOKED {
            return Err(broken("it names more revoked devices than there can be"));
        }
        let named: Vec<_> =
            revoked.items.iter().map(|item| (item.device, Timestamp::heard(item.at))).collect();
        self.revoking.known_to_peer.extend(named.iter().map(|(device, _)| *device));
        if !replica.hear_revoked(&named).map_err(store)? {
            return Ok(());
        }
        self.outbox.effects.push(Effect::Applied(vec![self.devices]));
        if self.agreed.is_some() {
            // So that the peer is proven anew to hold the record as it is read now.
            self.offering.add(self.devices, true);
        }
        self.follow_revoked(replica)
    }
}
