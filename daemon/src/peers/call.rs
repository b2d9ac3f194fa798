//! Calling one address.

use super::MESSAGE_CAP;
use super::Peers;
use super::converse::{Called, Ends, converse};
use crate::discovery::name::NetworkName;
use crate::http::gate::SYNC;
use crate::http::routes::CALLER;
use anyhow::{Context, Result, anyhow};
use mingle_proto::id::DeviceId;
use mingle_proto::session::Role;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::client_async_with_config;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use warp::http::HeaderValue;

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const UPGRADE_WITHIN: Duration = Duration::from_secs(5);

/// Whom a call is meant for.
#[derive(Debug, Clone, Default)]
pub struct Callee {
    /// Nobody else may answer.
    pub expect: Option<DeviceId>,
    /// The name under which it was found.
    pub name: Option<NetworkName>,
}

impl Peers {
    /// Calls an address and talks until either side ends it.
    pub async fn call(&self, address: SocketAddr, callee: Callee) -> Called {
        let socket = match self.connect(address).await {
            Ok(socket) => socket,
            Err(error) => return Called::Failed(format!("{address}: {error:#}")),
        };
        let Callee { expect, name } = callee;
        let ends = Ends { role: Role::Dialer, address, name, expect, place: None };
        let session = converse(self, socket.into(), ends);
        match self.0.sessions.track_future(session).await {
            Called::Failed(why) => Called::Failed(format!("{address}: {why}")),
            talked => talked,
        }
    }

    async fn connect(&self, address: SocketAddr) -> Result<WebSocketStream<TcpStream>> {
        let stream = timeout(CONNECT_WITHIN, TcpStream::connect(address))
            .await
            .context("no answer")?
            .map_err(|error| match error.kind() {
                ErrorKind::ConnectionRefused => anyhow!("nobody listens there"),
                _ => anyhow!("cannot connect: {error}"),
            })?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{}{SYNC}", host(address)).into_client_request()?;
        let name = HeaderValue::from_str(&self.our_name().to_string())?;
        request.headers_mut().insert(CALLER, name);
        let limits = WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_CAP))
            .max_frame_size(Some(MESSAGE_CAP));
        let upgraded = client_async_with_config(request, stream, Some(limits));
        let (socket, _) = timeout(UPGRADE_WITHIN, upgraded)
            .await
            .context("it does not answer as mingle does")?
            .context("it does not answer as mingle does")?;
        Ok(socket)
    }
}

/// An address as a URL's authority: without the scope of a link-local one (RFC 9110 has no place for it).
fn host(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(address) => address.to_string(),
        SocketAddr::V6(address) => format!("[{}]:{}", address.ip(), address.port()),
    }
}
