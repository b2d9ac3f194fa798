//! The addresses at which a device of the owner has proven itself.

use mingle_proto::id::DeviceId;
use std::collections::{BTreeSet, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many are remembered, for as long as this process lives; the ones that proved nothing for longest are forgotten.
const KEPT: usize = 32;

/// Cloning it makes another handle to the same addresses.
#[derive(Debug, Clone, Default)]
pub struct Proven(Arc<Mutex<VecDeque<(IpAddr, DeviceId)>>>);

impl Proven {
    /// Whoever is at this address has just proven to be this device of the owner.
    pub fn note(&self, address: IpAddr, device: DeviceId) {
        let address = address.to_canonical();
        let mut all = self.all();
        all.retain(|(other, _)| *other != address);
        if all.len() == KEPT {
            all.pop_front();
        }
        all.push_back((address, device));
    }

    /// Whether a device of the owner has proven itself there.
    pub fn has(&self, address: IpAddr) -> bool {
        self.all().iter().any(|(other, _)| *other == address)
    }

    /// What these devices have proven counts no longer.
    pub fn forget(&self, devices: &BTreeSet<DeviceId>) {
        self.all().retain(|(_, device)| !devices.contains(device));
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<(IpAddr, DeviceId)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
