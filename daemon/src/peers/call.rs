//! Calling one address.

use super::MESSAGE_CAP;
use super::Peers;
use super::converse::{Called, Ends, converse};
use super::socket::Socket;
use crate::discovery::name::NetworkName;
use crate::http::gate::{SYNC, is_loopback};
use crate::http::routes::CALLER;
use anyhow::{Context, Result, anyhow};
use mingle_proto::id::DeviceId;
use mingle_proto::session::Role;
use rustls::pki_types::ServerName;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::client_async_with_config;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use warp::http::HeaderValue;

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const SECURE_WITHIN: Duration = Duration::from_secs(5);
const UPGRADE_WITHIN: Duration = Duration::from_secs(5);

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
        let socket = match self.connect(address, name.as_ref()).await {
            Ok(socket) => socket,
            Err(error) => return Called::Failed(format!("{address}: {error:#}")),
        };
        let ends = Ends { role: Role::Dialer, address, name, expect, place: None };
        let session = converse(self, socket, ends);
        match self.0.sessions.track_future(session).await {
            Called::Failed(why) => Called::Failed(format!("{address}: {why}")),
            talked => talked,
        }
    }

    async fn connect(&self, address: SocketAddr, name: Option<&NetworkName>) -> Result<Socket> {
        let stream = timeout(CONNECT_WITHIN, TcpStream::connect(address))
            .await
            .context("no answer")?
            .map_err(|error| match error.kind() {
                ErrorKind::ConnectionRefused => anyhow!("nobody listens there"),
                _ => anyhow!("cannot connect: {error}"),
            })?;
        stream.set_nodelay(true)?;
        if is_loopback(address) {
            return self.upgrade(format!("ws://{}{SYNC}", host(address)), stream).await;
        }
        let (server, host) = match name {
            Some(name) => {
                let host = name.host();
                (ServerName::try_from(host.clone())?, format!("{host}:{}", address.port()))
            }
            None => (ServerName::from(address.ip().to_canonical()), host(address)),
        };
        let connector = TlsConnector::from(self.0.credentials.client());
        let secured = timeout(SECURE_WITHIN, connector.connect(server, stream))
            .await
            .context("it does not answer as mingle does")?
            .context("it does not prove by its certificate that it is one of yours")?;
        self.upgrade(format!("wss://{host}{SYNC}"), secured).await
    }

    async fn upgrade<S>(&self, url: String, stream: S) -> Result<Socket>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let mut request = url.into_client_request()?;
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
        Ok(socket.into())
    }
}

/// An address as a URL's authority: without the scope of a link-local one (RFC 9110 has no place for it).
fn host(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(address) => address.to_string(),
        SocketAddr::V6(address) => format!("[{}]:{}", address.ip(), address.port()),
    }
}
