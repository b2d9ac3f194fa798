//! Calling one address.

use super::Peers;
use super::converse::{Called, Ends, converse};
use super::dial::{Proof, dial};
use crate::discovery::name::NetworkName;
use crate::http::gate::SYNC;
use mingle_proto::id::DeviceId;
use mingle_proto::session::Role;
use std::net::SocketAddr;

/// Whom a call is meant for.
#[derive(Debug, Clone, Default)]
pub struct Callee {
    /// Nobody else may answer.
    pub expect: Option<DeviceId>,
    /// The name under which it was found, and which its certificate has to be for; without one that is the address.
    pub name: Option<NetworkName>,
}

impl Peers {
    /// Calls an address and talks until either side ends it.
    pub async fn call(&self, address: SocketAddr, callee: Callee) -> Called {
        let Callee { expect, name } = callee;
        let proof = Proof { client: self.0.credentials.client(), name: name.as_ref() };
        let socket = match dial(address, SYNC, self.our_name(), proof).await {
            Ok(socket) => socket,
            Err(why) => return Called::Failed(format!("{address}: {why}")),
        };
        let ends = Ends { role: Role::Dialer, address, name, expect, place: None };
        let session = converse(self, socket, ends);
        match self.0.sessions.track_future(session).await {
            Called::Failed(why) => Called::Failed(format!("{address}: {why}")),
            talked => talked,
        }
    }
}
