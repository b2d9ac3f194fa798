//! The addresses at which a device of the owner has proven itself.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many are remembered, for as long as this process lives; the ones that proved nothing for longest are forgotten.
const KEPT: usize = 32;

/// Cloning it makes another handle to the same addresses.
#[derive(Debug, Clone, Default)]
pub struct Proven(Arc<Mutex<VecDeque<IpAddr>>>);

impl Proven {
    /// Whoever is at this address has just proven to be a device of the owner.
    pub fn note(&self, address: IpAddr) {
        let address = address.to_canonical();
        let mut all = self.all();
        all.retain(|other| *other != address);
        if all.len() == KEPT {
            all.pop_front();
        }
        all.push_back(address);
    }

    /// Whether a device of the owner has proven itself there.
    pub fn has(&self, address: IpAddr) -> bool {
        self.all().contains(&address)
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<IpAddr>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
