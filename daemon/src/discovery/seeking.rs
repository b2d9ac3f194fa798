//! Looking for others without announcing oneself: for a command that ends soon.

use super::{Found, Noticed, SERVICE, lan::lan, local_sockets, noticed};
use anyhow::Result;
use mdns_sd::{
    HostnameResolutionEvent, IfKind, IfPredicate, Receiver, ServiceDaemon, ServiceEvent,
};
use std::net::SocketAddr;

/// A look at all local networks, until it is dropped.
pub struct Seeking {
    daemon: ServiceDaemon,
    events: Receiver<ServiceEvent>,
}

impl Seeking {
    /// Asks all local networks.
    ///
    /// # Errors
    /// If there is no multicast to be had.
    pub fn start() -> Result<Self> {
        let daemon = ServiceDaemon::new()?;
        daemon.disable_interface(IfKind::All)?;
        daemon.enable_interface(IfKind::Predicate(IfPredicate::new(|interface| {
            lan(interface.ip()) && !interface.is_loopback()
        })))?;
        let events = daemon.browse(SERVICE)?;
        Ok(Self { daemon, events })
    }

    /// The local addresses of a name that ends in `.local`, with this port. Waits until somebody answers.
    pub async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>> {
        let answers = self.daemon.resolve_hostname(&format!("{host}."), None)?;
        loop {
            if let HostnameResolutionEvent::AddressesFound(_, ips) = answers.recv_async().await? {
                let found = local_sockets(ips.iter(), port);
                if !found.is_empty() {
                    return Ok(found);
                }
            }
        }
    }

    /// Waits for the next one that is found; `None` once looking has ended.
    pub async fn next(&self) -> Option<Found> {
        loop {
            if let Some(Noticed::Found(found)) = noticed(self.events.recv_async().await.ok()?) {
                return Some(found);
            }
        }
    }
}

impl Drop for Seeking {
    fn drop(&mut self) {
        // A command that ends does not wait for the thread.
        let _ = self.daemon.shutdown();
    }
}
