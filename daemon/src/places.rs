//! Places at a door: so many in all, and fewer for one caller. This machine has places of its own, so that no stranger can
//! keep its owner out.
//!
//! A stranger who comes always gets in: where there is no room, whoever has been let wait for longest gives way, of those
//! who hold the most. So however many addresses somebody calls from, whoever calls once has to be slower than as many
//! calls as there are places to be ended by them. Addresses of IPv6 count by their network of 64 bits, within which
//! anybody can have as many as they like (RFC 4862).

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// Under which everything that comes from this machine is counted.
const THIS_MACHINE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

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
    address: IpAddr,
    gives_way: CancellationToken,
}

impl Places {
    /// `in_all` places for this machine, as many again for all others together, and `for_one` of those for one caller.
    pub fn new(in_all: usize, for_one: usize) -> Self {
        Self(Arc::new(Shared { in_all, for_one, taken: Mutex::default() }))
    }

    /// A place for whoever connected. `None` is for this machine alone, while it has all of its own.
    pub fn take(&self, ends: Ends) -> Option<Place> {
        let address = ends.from();
        let mut taken = self.0.taken();
        if address == THIS_MACHINE {
            if taken.count(|other| other == THIS_MACHINE) >= self.0.in_all {
                return None;
            }
        } else {
            let network = network(address);
            if taken.count(|other| network_is(other, network)) >= self.0.for_one {
                taken.end_one(network);
            } else if taken.count(|other| other != THIS_MACHINE) >= self.0.in_all {
                let fullest = taken.fullest(THIS_MACHINE);
                taken.end_one(fullest);
            }
        }
        Some(taken.give(address, &self.0))
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
    fn count(&self, fits: impl Fn(IpAddr) -> bool) -> usize {
        self.holders.values().filter(|holder| fits(holder.address)).count()
    }

    /// The network other than this one that holds the most; of several the one that has for longest.
    fn fullest(&self, other_than: IpAddr) -> IpAddr {
        let networks = self.holders.values().map(|holder| network(holder.address));
        most(networks.filter(|network| *network != other_than)).unwrap_or(other_than)
    }

    /// Ends the oldest of the address of a network that holds the most.
    fn end_one(&mut self, of: IpAddr) {
        let addresses = self.holders.values().map(|holder| holder.address);
        let Some(address) = most(addresses.filter(|address| network_is(*address, of))) else {
            return;
        };
        let oldest = self.holders.iter().find(|(_, holder)| holder.address == address);
        if let Some(holder) =
            oldest.map(|(number, _)| *number).and_then(|at| self.holders.remove(&at))
        {
            holder.gives_way.cancel();
        }
    }

    fn give(&mut self, address: IpAddr, shared: &Arc<Shared>) -> Place {
        self.last += 1;
        let (number, gives_way) = (self.last, CancellationToken::new());
        self.holders.insert(number, Holder { address, gives_way: gives_way.clone() });
        Place { shared: shared.clone(), number, gives_way }
    }
}

/// What comes up most often; of several the first.
fn most(all: impl Iterator<Item = IpAddr>) -> Option<IpAddr> {
    let mut counts: Vec<(IpAddr, usize)> = Vec::new();
    for one in all {
        match counts.iter_mut().find(|(other, _)| *other == one) {
            Some((_, count)) => *count += 1,
            None => counts.push((one, 1)),
        }
    }
    let fullest = counts.iter().rev().max_by_key(|(_, count)| *count);
    fullest.map(|(one, _)| *one)
}

/// What an address counts as.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64).into(),
    }
}

fn network_is(address: IpAddr, of: IpAddr) -> bool {
    network(address) == of
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
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn from(remote: &str) -> Ends {
        Ends { local: "10.77.0.1:7979".parse().unwrap(), remote: remote.parse().unwrap() }
    }

    fn taken(places: &Places, remotes: &[&str]) -> Vec<Place> {
        remotes.iter().map(|remote| places.take(from(remote)).unwrap()).collect()
    }

    fn who_gave_way(all: &[Place]) -> Vec<usize> {
        (0..all.len()).filter(|at| all[*at].gives_way.is_cancelled()).collect()
    }

    #[test]
    fn one_caller_cannot_have_more_than_its_own_places() {
        let places = Places::new(9, 2);
        let all = taken(
            &places,
            &["10.77.0.2:1", "10.77.0.3:1", "10.77.0.2:2", "[::ffff:10.77.0.2]:3", "10.77.0.2:4"],
        );
        assert_eq!(who_gave_way(&all), [0, 2], "its own oldest, and nobody else");
    }

    #[test]
    fn however_many_addresses_somebody_has_the_next_caller_gets_in_and_stays() {
        let places = Places::new(64, 8);
        let remotes: Vec<String> = (0..64).map(|at| format!("10.77.1.{}:{at}", at % 8)).collect();
        let hostile: Vec<_> = remotes.iter().map(|it| places.take(from(it)).unwrap()).collect();
        let honest = places.take(from("10.77.0.9:1")).unwrap();
        assert_eq!(who_gave_way(&hostile), [0], "the oldest of those who hold the most");
        for round in 0..500 {
            let again = places.take(from(&format!("10.77.1.{}:1", round % 8))).unwrap();
            std::mem::forget(again);
        }
        assert!(!honest.gives_way.is_cancelled(), "it holds less than any of them");
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_caller_and_is_fair_within() {
        let places = Places::new(64, 4);
        let all = taken(
            &places,
            &["[fd12::1]:1", "[fd12::2]:1", "[fd12::2]:2", "[fd12::2]:3", "[fd12:0:0:1::1]:1"],
        );
        assert!(who_gave_way(&all).is_empty());
        let _next = places.take(from("[fd12::3]:1")).unwrap();
        assert_eq!(who_gave_way(&all), [1], "the one with the most, not the oldest");
    }

    #[test]
    fn however_many_strangers_call_there_is_room_for_this_machine() {
        let places = Places::new(2, 2);
        let strangers = taken(&places, &["10.77.0.2:1", "10.77.0.3:1"]);
        let ours = taken(&places, &["127.0.0.1:1", "10.77.0.1:1"]);
        assert!(places.take(from("[::1]:1")).is_none(), "it has as many places, and no more");
        let later = taken(&places, &["10.77.0.4:1", "10.77.0.5:1"]);
        assert_eq!((who_gave_way(&strangers), who_gave_way(&ours)), (vec![0, 1], vec![]));
        drop((strangers, ours, later));
        assert!(places.0.taken().holders.is_empty(), "all are given back");
    }
}
