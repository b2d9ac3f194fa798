//! Places at a door: so many in all, and fewer for one address, so that no caller can take them all. This machine has
//! places of its own, so that no stranger can keep its owner out.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    address: IpAddr,
}

#[derive(Debug)]
struct Shared {
    in_all: usize,
    for_one: usize,
    taken: Mutex<HashMap<IpAddr, usize>>,
}

impl Places {
    /// `in_all` places for this machine, as many again for all others together, and `for_one` of those for one address.
    pub fn new(in_all: usize, for_one: usize) -> Self {
        Self(Arc::new(Shared { in_all, for_one, taken: Mutex::default() }))
    }

    /// A place for whoever connected, if there is one.
    pub fn take(&self, ends: Ends) -> Option<Place> {
        let address = ends.from();
        let mut taken = self.0.taken();
        let by_this_machine = taken.get(&THIS_MACHINE).copied().unwrap_or(0);
        let by_one = taken.get(&address).copied().unwrap_or(0);
        let is_room = if address == THIS_MACHINE {
            by_one < self.0.in_all
        } else {
            let by_others = taken.values().sum::<usize>() - by_this_machine;
            by_one < self.0.for_one && by_others < self.0.in_all
        };
        if !is_room {
            return None;
        }
        taken.insert(address, by_one + 1);
        drop(taken);
        Some(Place { shared: self.0.clone(), address })
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
    fn taken(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.shared.taken();
        if let Some(count) = taken.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn from(remote: &str) -> Ends {
        Ends { local: "10.77.0.1:7979".parse().unwrap(), remote: remote.parse().unwrap() }
    }

    #[test]
    fn one_caller_cannot_take_all_places_and_gets_its_own_back() {
        let places = Places::new(3, 2);
        let first = places.take(from("10.77.0.2:1")).unwrap();
        let _second = places.take(from("10.77.0.2:2")).unwrap();
        assert!(places.take(from("10.77.0.2:3")).is_none());
        assert!(places.take(from("[::ffff:10.77.0.2]:3")).is_none(), "the same caller");
        let _other = places.take(from("[fd12::2]:1")).unwrap();
        assert!(places.take(from("10.77.0.3:1")).is_none(), "there are three in all");
        drop(first);
        assert!(places.take(from("10.77.0.2:4")).is_some());
    }

    #[test]
    fn however_many_strangers_call_there_is_room_for_this_machine() {
        let places = Places::new(2, 2);
        let strangers: Vec<_> =
            ["10.77.0.2:1", "10.77.0.3:1"].map(|it| places.take(from(it)).unwrap()).into();
        assert!(places.take(from("10.77.0.4:1")).is_none());
        let ours = ["127.0.0.1:1", "10.77.0.1:1"].map(|it| places.take(from(it)).unwrap());
        assert!(places.take(from("[::1]:1")).is_none(), "it has as many places, and no more");
        drop(strangers);
        assert!(places.take(from("10.77.0.4:1")).is_some(), "and takes none of theirs");
        drop(ours);
        assert!(places.0.taken().is_empty());
    }
}
