//! Which connections there are, with whom, and how far each is. Sessions meet here and nowhere else.

use super::rivals::{Verdict, judge};
use crate::discovery::name::NetworkName;
use crate::status::PeerState;
use mingle_proto::id::{DeviceId, DocumentId, Heads};
use mingle_proto::session::{Role, State};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::SocketAddr;
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError,
};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

/// A device has one connection, two while crossing calls are sorted out, three while an old one is found to be dead.
const CONNECTIONS_OF_A_DEVICE: usize = 3;

/// Documents of which it is remembered that sessions told each other of them. Forgetting costs an offer too many.
const TOLD: usize = 100_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConnectionId(u64);

/// What a connection's driver is told from outside.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: ConnectionId,
    /// Documents that changed elsewhere and are not yet told to this session.
    pub changed: Arc<Pending>,
    /// Cancelled when this connection is to end.
    pub stop: CancellationToken,
}

/// Ids waiting for a session. However many changes come while it is busy, each id waits once.
#[derive(Debug, Default)]
pub struct Pending {
    ids: Mutex<BTreeSet<DocumentId>>,
    pub more: Notify,
}

/// A device that this one is connected with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    pub address: SocketAddr,
    pub state: PeerState,
    pub except: u64,
}

pub struct Board {
    us: DeviceId,
    inner: Mutex<Inner>,
    work: RwLock<()>,
    /// Counts whatever changes who is connected.
    comings_and_goings: watch::Sender<u64>,
}

#[derive(Default)]
struct Inner {
    next: u64,
    connections: BTreeMap<ConnectionId, Connection>,
    /// Which device answers to which name, learned from proven sessions.
    named: BTreeMap<NetworkName, DeviceId>,
    problems: BTreeMap<DeviceId, String>,
    told: HashMap<DocumentId, Heads>,
}

struct Connection {
    line: Line,
    role: Role,
    address: SocketAddr,
    name: Option<NetworkName>,
    device: Option<DeviceId>,
    state: State,
}

impl Board {
    pub fn new(us: DeviceId) -> Self {
        Self {
            us,
            inner: Mutex::default(),
            work: RwLock::default(),
            comings_and_goings: watch::Sender::new(0),
        }
    }

    /// Adds a connection whose other end is not proven yet. `stop` ends it with everything else.
    pub fn add(
        &self,
        role: Role,
        address: SocketAddr,
        name: Option<NetworkName>,
        stop: &CancellationToken,
    ) -> Line {
        let mut inner = self.inner();
        let id = ConnectionId(inner.next);
        inner.next += 1;
        let line = Line { id, changed: Arc::default(), stop: stop.child_token() };
        let state = State::Authenticating;
        let connection =
            Connection { line: line.clone(), role, address, name, device: None, state };
        inner.connections.insert(id, connection);
        line
    }

    pub fn remove(&self, id: ConnectionId) {
        self.inner().connections.remove(&id);
        self.announce();
    }

    /// The other end is proven to be `device`: of several connections with it, those that are too many end.
    pub fn authenticated(&self, id: ConnectionId, device: DeviceId) {
        let mut inner = self.inner();
        if let Some(connection) = inner.connections.get_mut(&id) {
            connection.device = Some(device);
            if let Some(name) = connection.name.clone() {
                inner.named.insert(name, device);
            }
        }
        inner.problems.remove(&device);
        inner.end_rivals(self.us, device, id);
        drop(inner);
        self.announce();
    }

    pub fn set_state(&self, id: ConnectionId, state: State) {
        if let Some(connection) = self.inner().connections.get_mut(&id) {
            connection.state = state;
        }
    }

    /// Tells every session but `by` that these documents changed.
    pub fn changed(&self, by: Option<ConnectionId>, ids: &[DocumentId]) {
        for connection in self.inner().connections.values() {
            if Some(connection.line.id) != by {
                connection.line.changed.add(ids);
            }
        }
    }

    /// Held by a session while it handles an event, until it has said by [`Board::will_tell`] what it changed.
    pub fn at_work(&self) -> RwLockReadGuard<'_, ()> {
        self.work.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Held while changes are looked for in the store: those that are found there by then have been said, or come
    /// from elsewhere. `None` while a session is at work; nobody is kept waiting.
    pub fn nobody_at_work(&self) -> Option<RwLockWriteGuard<'_, ()>> {
        match self.work.try_write() {
            Ok(quiet) => Some(quiet),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Takes note that a session brought documents into these heads, and tells the others by [`Board::changed`].
    pub fn will_tell(&self, documents: impl IntoIterator<Item = (DocumentId, Heads)>) {
        let mut inner = self.inner();
        if inner.told.len() > TOLD {
            inner.told.clear();
        }
        inner.told.extend(documents);
    }

    /// Tells every session of documents that were found changed in the store, now in these heads, except for those
    /// that a session told of already.
    pub fn found_changed(&self, documents: impl IntoIterator<Item = (DocumentId, Heads)>) {
        let ids: Vec<_> = {
            let mut inner = self.inner();
            let new =
                |(id, heads): &(DocumentId, Heads)| inner.told.remove(id).as_ref() != Some(heads);
            documents.into_iter().filter(new).map(|(id, _)| id).collect()
        };
        if !ids.is_empty() {
            self.changed(None, &ids);
        }
    }

    pub fn is_connected(&self, device: &DeviceId) -> bool {
        self.inner().connections.values().any(|connection| connection.device == Some(*device))
    }

    /// What ends each connection with one of these devices.
    pub fn lines_with(&self, devices: &BTreeSet<DeviceId>) -> Vec<CancellationToken> {
        let inner = self.inner();
        let with = inner
            .connections
            .values()
            .filter(|it| it.device.is_some_and(|it| devices.contains(&it)));
        with.map(|connection| connection.line.stop.clone()).collect()
    }

    /// The device that a name was last proven to belong to.
    pub fn device_named(&self, name: &NetworkName) -> Option<DeviceId> {
        self.inner().named.get(name).copied()
    }

    /// Wakes up whenever somebody came or went.
    pub fn comings_and_goings(&self) -> watch::Receiver<u64> {
        self.comings_and_goings.subscribe()
    }

    /// Remembers, for whoever looks, why a device could not be reached.
    pub fn set_problem(&self, device: DeviceId, problem: String) {
        self.inner().problems.insert(device, problem);
    }

    pub fn problem(&self, device: &DeviceId) -> Option<String> {
        self.inner().problems.get(device).cloned()
    }

    /// Every device that is connected, by the connection that is furthest.
    pub fn connected(&self) -> BTreeMap<DeviceId, Connected> {
        let mut found: BTreeMap<DeviceId, Connected> = BTreeMap::new();
        for connection in self.inner().connections.values() {
            let Some(device) = connection.device else { continue };
            let now = connection.describe();
            match found.get(&device) {
                Some(before) if before.state >= now.state => {}
                _ => drop(found.insert(device, now)),
            }
        }
        found
    }

    fn announce(&self) {
        self.comings_and_goings.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn end_rivals(&self, us: DeviceId, device: DeviceId, newer: ConnectionId) {
        let Some(new) = self.connections.get(&newer) else { return };
        let others =
            || self.connections.values().filter(|c| c.device == Some(device) && c.line.id != newer);
        for old in others() {
            let call = |connection: &Connection| connection.role == Role::Dialer;
            match judge(us, device, call(old), call(new)) {
                Verdict::NewerStays => old.line.stop.cancel(),
                Verdict::OlderStays => new.line.stop.cancel(),
                Verdict::BothStay => {}
            }
        }
        if others().count() >= CONNECTIONS_OF_A_DEVICE
            && let Some(oldest) = others().next()
        {
            oldest.line.stop.cancel();
        }
    }
}

impl Connection {
    fn describe(&self) -> Connected {
        let (state, except) = match self.state {
            State::Authenticating | State::Comparing => (PeerState::Comparing, 0),
            State::Exchanging { .. } => (PeerState::Exchanging, 0),
            State::InSync { except } => (PeerState::InSync, except),
        };
        Connected { address: self.address, state, except }
    }
}

impl Pending {
    /// All ids that wait, which then wait no more.
    pub fn take(&self) -> Vec<DocumentId> {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *ids).into_iter().collect()
    }

    fn add(&self, ids: &[DocumentId]) {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).extend(ids);
        self.more.notify_one();
    }
}

#[cfg(test)]
#[path = "board_tests.rs"]
mod tests;
