//! Places at a door: so many in all, and fewer for one caller. This machine has places of its own, so that no stranger can
//! keep its owner out, and so have the addresses of devices that have proven themselves.
//!
//! A stranger who comes always gets in: where there is no room, whoever has been let wait for longest gives way, of those
//! who hold the most. So however many addresses somebody calls from, whoever calls once has to be slower than as many
//! calls as there are places to be ended by them. Within a network of 64 bits of IPv6 anybody can have as many addresses
//! as they like (RFC 4862), and many people can be neighbours: each address has places of its own there, and what they
//! hold together weighs against those elsewhere, though less than if one caller held it.

mod proven;

pub use proven::Proven;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// Under which everything that comes from this machine is counted.
const THIS_MACHINE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// So many places of neighbours on a network of IPv6 weigh as much as one place of a single address.
const NEIGHBOURS: usize = 4;

/// The two ends of a connection; put among the extensions of its requests.
#[derive(Debug, Clone, Copy)]
pub struct Ends {
    pub local: SocketAddr,
    pub remote: SocketAddr,
}

/// Places that can be taken. Cloning it makes another handle to the same ones.
#[derive(Debug, Clone)]
pub struct Places(Arc<Shared>);

/// Given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    shared: Arc<Shared>,
    number: u64,
    gives_way: CancellationToken,
}

#[derive(Debug)]
struct Shared {
    in_all: usize,
    for_one: usize,
    proven: Proven,
    taken: Mutex<Taken>,
}

/// The places that are taken, in the order in which they were.
#[derive(Debug, Default)]
struct Taken {
    last: u64,
    holders: BTreeMap<u64, Holder>,
}

#[derive(Debug)]
struct Holder {
    standing: Standing,
    address: IpAddr,
    gives_way: CancellationToken,
}

/// Nobody gives way to anybody of another standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    ThisMachine,
    Proven,
    Stranger,
}

impl Places {
    /// `in_all` places for this machine, as many again for the `proven` addresses, and for all others together; and
    /// `for_one` of those for one address.
    pub fn new(in_all: usize, for_one: usize, proven: Proven) -> Self {
        Self(Arc::new(Shared { in_all, for_one, proven, taken: Mutex::default() }))
    }

    /// A place for whoever connected. `None` is for this machine alone, while it has all of its own.
    pub fn take(&self, ends: Ends) -> Option<Place> {
        let address = ends.from();
        let standing = self.standing(address);
        let mut taken = self.0.taken();
        let is_full = taken.of(standing).count() >= self.0.in_all;
        if standing == Standing::ThisMachine {
            if is_full {
                return None;
            }
        } else if taken.of(standing).filter(|other| **other == address).count() >= self.0.for_one {
            taken.end_oldest(standing, address);
        } else if is_full && let Some(fullest) = taken.fullest(standing) {
            taken.end_oldest(standing, fullest);
        }
        Some(taken.give(standing, address, &self.0))
    }

    fn standing(&self, address: IpAddr) -> Standing {
        match address {
            THIS_MACHINE => Standing::ThisMachine,
            _ if self.0.proven.has(address) => Standing::Proven,
            _ => Standing::Stranger,
        }
    }
}

impl Place {
    /// Is cancelled when whoever has this place is to give way to others.
    pub fn gives_way(&self) -> CancellationToken {
        self.gives_way.clone()
    }

    /// Does this, in this place, until it is done or has to give way.
    pub async fn hold(self, work: impl Future<Output = ()>) {
        self.gives_way.run_until_cancelled(work).await;
    }
}

impl Taken {
    /// The address of each place that is taken in this standing, the oldest first.
    fn of(&self, standing: Standing) -> impl Iterator<Item = &IpAddr> {
        self.holders.values().filter(move |it| it.standing == standing).map(|it| &it.address)
    }

    /// The address that is to give way: the one that holds the most, in the network that weighs the most; of several the
    /// one that has for longest.
    fn fullest(&self, standing: Standing) -> Option<IpAddr> {
        let counts = counted(self.of(standing).copied());
        let mut weights: BTreeMap<IpAddr, (usize, usize)> = BTreeMap::new();
        for (address, count) in &counts {
            let (together, most) = weights.entry(network(*address)).or_default();
            (*together, *most) = (*together + count, (*most).max(count * NEIGHBOURS));
        }
        let weighs =
            |address| weights.get(&network(address)).map(|(together, most)| together.max(most));
        // Of equal ones the last is taken.
        let fullest = counts.iter().rev().max_by_key(|(it, count)| (weighs(*it), *count));
        fullest.map(|(address, _)| *address)
    }

    fn end_oldest(&mut self, standing: Standing, address: IpAddr) {
        let is_it = |holder: &Holder| holder.standing == standing && holder.address == address;
        let oldest = self.holders.iter().find(|(_, holder)| is_it(holder)).map(|(at, _)| *at);
        if let Some(holder) = oldest.and_then(|at| self.holders.remove(&at)) {
            holder.gives_way.cancel();
        }
    }

    fn give(&mut self, standing: Standing, address: IpAddr, shared: &Arc<Shared>) -> Place {
        self.last += 1;
        let (number, gives_way) = (self.last, CancellationToken::new());
        self.holders.insert(number, Holder { standing, address, gives_way: gives_way.clone() });
        Place { shared: shared.clone(), number, gives_way }
    }
}

/// How often each comes up, in the order in which they first do.
fn counted(all: impl Iterator<Item = IpAddr>) -> Vec<(IpAddr, usize)> {
    let mut counts: Vec<(IpAddr, usize)> = Vec::new();
    for one in all {
        match counts.iter_mut().find(|(other, _)| *other == one) {
            Some((_, count)) => *count += 1,
            None => counts.push((one, 1)),
        }
    }
    counts
}

/// Within which one caller may have many addresses.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64).into(),
    }
}

impl Ends {
    /// Who is at the other end, IPv4 in its own form. Whoever called an address from that same address is on this
    /// machine.
    fn from(&self) -> IpAddr {
        let (local, remote) = (self.local.ip().to_canonical(), self.remote.ip().to_canonical());
        if remote.is_loopback() || remote == local { THIS_MACHINE } else { remote }
    }
}

impl Shared {
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.shared.taken().holders.remove(&self.number);
    }
}

#[cfg(test)]
#[path = "places_tests.rs"]
mod tests;
