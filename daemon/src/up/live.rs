//! What a running daemon knows beyond its journal: who is connected, and how far they are.

use super::doors::Doors;
use crate::data_dir::DataDir;
use crate::discovery::Discovery;
use crate::journal;
use crate::onboarding::addresses;
use crate::peers::{Peers, run_blocking};
use crate::status::{Daemon, PeerState, Status};
use crate::words::now;
use anyhow::Result;
use std::net::SocketAddr;
use std::sync::Arc;

/// The daemon's own part of [`Status`].
#[derive(Clone)]
pub struct Live {
    data: DataDir,
    peers: Peers,
    listening: Arc<[SocketAddr]>,
    discovery: Option<Arc<Discovery>>,
    daemon: Daemon,
}

impl Live {
    pub fn new(
        data: DataDir,
        peers: Peers,
        doors: &Doors,
        discovery: Option<Arc<Discovery>>,
    ) -> Self {
        let daemon = Daemon {
            pid: std::process::id(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started: now().0,
            announced_as: discovery.as_ref().map(|discovery| discovery.us().host()),
            finding: None,
        };
        Self { data, peers, listening: doors.addresses().collect(), discovery, daemon }
    }

    /// How things stand at this moment.
    pub async fn status(self) -> Result<Status> {
        run_blocking(move || {
            // In this order: what is said to be in sync has been noted by the time that the journal is read.
            let mut connected = self.peers.board().connected();
            let mut status = journal::status(&self.data)?;
            for peer in &mut status.peers {
                let Ok(device) = peer.device.parse() else { continue };
                match connected.remove(&device) {
                    Some(now) => {
                        peer.state = now.state;
                        peer.in_sync = now.state == PeerState::InSync;
                        peer.except = now.except;
                        peer.address = Some(now.address.to_string());
                    }
                    None => peer.problem = self.peers.board().problem(&device),
                }
            }
            status.listeners = self.listening.iter().map(SocketAddr::to_string).collect();
            status.reached_at =
                addresses(&self.listening).iter().map(SocketAddr::to_string).collect();
            let finding = self.discovery.as_ref().map(|discovery| discovery.finding());
            status.alarms = self.discovery.map(|discovery| discovery.alarms()).unwrap_or_default();
            status.daemon = Some(Daemon { finding, ..self.daemon });
            Ok(status)
        })
        .await
    }
}
