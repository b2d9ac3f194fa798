//! The owner's other devices: calling them, answering them, and one session with each.

mod backoff;
mod blocking;
mod board;
mod call;
pub mod calling;
mod converse;
mod dial;
mod known;
mod lookup;
mod notes;
mod rivals;
pub mod socket;
mod talk;
pub mod watch;

use crate::authority::credentials::Credentials;
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::discovery::name::NetworkName;
use crate::places::{Ends, Place, Places, Proven};
use mingle_proto::id::DeviceId;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use warp::ws::WebSocket;

pub use blocking::run_blocking;
pub use board::Board;
pub use converse::Called;
pub use dial::{NoAnswer, Proof, dial};
pub use lookup::local_name;
pub use notes::Notes;

/// The largest message that a socket takes: a session cuts everything into Noise messages (Noise, section 3).
pub const MESSAGE_CAP: usize = 65_535;

/// So many callers may be at the door at a time before they have proven who they are.
const STRANGERS: usize = 16;
/// Of those, so many at one address other than this machine's.
const STRANGERS_AT_ONE: usize = 4;

/// Everything that all sessions share. Cloning it makes another handle.
#[derive(Clone)]
pub struct Peers(Arc<Shared>);

struct Shared {
    key: DeviceKey,
    data: DataDir,
    name: NetworkName,
    credentials: Credentials,
    board: Board,
    strangers: Places,
    proven: Proven,
    sessions: TaskTracker,
    notes: Notes,
    hosts: RwLock<Arc<BTreeSet<String>>>,
    stop: CancellationToken,
}

impl Peers {
    /// Nobody yet. All sessions end when `stop` is cancelled.
    pub fn new(
        key: DeviceKey,
        data: DataDir,
        name: NetworkName,
        credentials: Credentials,
        stop: CancellationToken,
    ) -> Self {
        let board = Board::new(key.id());
        let proven = Proven::default();
        let strangers = Places::new(STRANGERS, STRANGERS_AT_ONE, proven.clone());
        let sessions = TaskTracker::new();
        let notes = Notes::default();
        Self(Arc::new(Shared {
            key,
            data,
            name,
            credentials,
            board,
            strangers,
            proven,
            sessions,
            notes,
            hosts: RwLock::default(),
            stop,
        }))
    }

    /// This device.
    pub fn us(&self) -> DeviceId {
        self.0.key.id()
    }

    pub fn board(&self) -> &Board {
        &self.0.board
    }

    /// What this daemon shows and asks for over TLS.
    pub fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    /// The name under which this device is found.
    pub fn our_name(&self) -> &NetworkName {
        &self.0.name
    }

    /// Where the owner's other current devices have their pages, `name.local:port`, as last read from the journal.
    pub fn hosts(&self) -> Arc<BTreeSet<String>> {
        self.0.hosts.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn know_hosts(&self, hosts: BTreeSet<String>) {
        *self.0.hosts.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(hosts);
    }

    /// Where devices of the owner have proven themselves.
    pub fn proven(&self) -> &Proven {
        &self.0.proven
    }

    /// A place for somebody who has not proven anything yet; `None` while too many have one.
    pub fn place_for_stranger(&self, ends: Ends) -> Option<Place> {
        self.0.strangers.take(ends)
    }

    /// Talks with whoever called, until either side ends it.
    pub async fn answer(
        &self,
        socket: WebSocket,
        from: SocketAddr,
        caller: Option<&str>,
        place: Place,
    ) {
        let name = caller.and_then(NetworkName::parse);
        let session = converse::answer(self, socket.into(), from, name, place);
        self.0.sessions.track_future(session).await;
    }

    /// Waits until every session has said goodbye, after `stop` was cancelled.
    pub async fn ended(&self) {
        self.0.sessions.close();
        self.0.sessions.wait().await;
    }
}
