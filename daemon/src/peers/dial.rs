//! Opening a WebSocket to another daemon: over TLS on a network, in the clear on this machine.

use super::MESSAGE_CAP;
use super::socket::Socket;
use crate::discovery::name::NetworkName;
use crate::http::gate::is_loopback;
use crate::http::routes::CALLER;
use crate::tls::client;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::client_async_with_config;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, http::StatusCode};
use warp::http::HeaderValue;

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const SECURE_WITHIN: Duration = Duration::from_secs(5);
const UPGRADE_WITHIN: Duration = Duration::from_secs(5);

/// What whoever answers has to prove by its certificate.
pub struct Proof<'a> {
    pub client: Arc<ClientConfig>,
    /// The name that the certificate has to be for; without one that is the address.
    pub name: Option<&'a NetworkName>,
}

/// Why nobody could be talked to.
#[derive(Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nobody could be reached at all, and why.
    Unreachable(String),
    /// Its certificate is none of the owner's, and why.
    Unproven(String),
    /// It answered, and has nothing at that path for us.
    Status(StatusCode),
    /// Whoever it is, it does not speak as mingle does.
    Foreign,
}

impl Proof<'_> {
    /// Nothing: who answers is proven inside, by a code.
    pub fn none() -> anyhow::Result<Self> {
        Ok(Self { client: client::config(None)?, name: None })
    }
}

/// A WebSocket to this path of the daemon at an address. `us` is our name, for its notes.
pub async fn dial(
    address: SocketAddr,
    path: &str,
    us: &NetworkName,
    proof: Proof<'_>,
) -> Result<Socket, NoAnswer> {
    let stream = timeout(CONNECT_WITHIN, TcpStream::connect(address))
        .await
        .map_err(|_| NoAnswer::Unreachable("no answer".into()))?
        .map_err(|error| match error.kind() {
            ErrorKind::ConnectionRefused => NoAnswer::Unreachable("nobody listens there".into()),
            _ => NoAnswer::Unreachable(format!("cannot connect: {error}")),
        })?;
    // Without it, small messages wait for each other; they still arrive.
    let _ = stream.set_nodelay(true);
    if is_loopback(address) {
        return upgrade(format!("ws://{}{path}", host(address)), us, stream).await;
    }
    let host = match proof.name {
        Some(name) => format!("{}:{}", name.host(), address.port()),
        None => host(address),
    };
    let secured = secure(stream, address, proof).await?;
    upgrade(format!("wss://{host}{path}"), us, secured).await
}

async fn secure(
    stream: TcpStream,
    address: SocketAddr,
    proof: Proof<'_>,
) -> Result<TlsStream<TcpStream>, NoAnswer> {
    let server = match proof.name {
        Some(name) => ServerName::try_from(name.host()).map_err(|_| NoAnswer::Foreign)?,
        None => ServerName::from(address.ip().to_canonical()),
    };
    match timeout(SECURE_WITHIN, TlsConnector::from(proof.client).connect(server, stream)).await {
        Ok(Ok(secured)) => Ok(secured),
        Ok(Err(error)) if is_about_certificate(&error) => {
            Err(NoAnswer::Unproven(error.to_string()))
        }
        Ok(Err(error)) if is_broken(&error) => Err(broken()),
        Ok(Err(_)) | Err(_) => Err(NoAnswer::Foreign),
    }
}

/// Whoever was there is gone, or something between the two is.
fn is_broken(error: &io::Error) -> bool {
    use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
}

fn broken() -> NoAnswer {
    NoAnswer::Unreachable("the connection broke before it had said anything".into())
}

fn is_about_certificate(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    matches!(inner, Some(rustls::Error::InvalidCertificate(_)))
}

async fn upgrade<S>(url: String, us: &NetworkName, stream: S) -> Result<Socket, NoAnswer>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut request = url.into_client_request().map_err(|_| NoAnswer::Foreign)?;
    let us = HeaderValue::from_str(&us.to_string()).map_err(|_| NoAnswer::Foreign)?;
    request.headers_mut().insert(CALLER, us);
    let limits = WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_CAP))
        .max_frame_size(Some(MESSAGE_CAP));
    match timeout(UPGRADE_WITHIN, client_async_with_config(request, stream, Some(limits))).await {
        Ok(Ok((socket, _))) => Ok(socket.into()),
        Ok(Err(Error::Http(response))) => Err(NoAnswer::Status(response.status())),
        Ok(Err(Error::Io(error))) if is_broken(&error) => Err(broken()),
        Ok(Err(Error::Protocol(ProtocolError::HandshakeIncomplete))) => Err(broken()),
        Ok(Err(_)) | Err(_) => Err(NoAnswer::Foreign),
    }
}

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NoAnswer::Unreachable(why) => f.write_str(why),
            NoAnswer::Unproven(why) => {
                write!(f, "it does not prove by its certificate that it is one of yours: {why}")
            }
            NoAnswer::Status(_) | NoAnswer::Foreign => {
                f.write_str("it does not answer as mingle does")
            }
        }
    }
}

/// An address as a URL's authority: without the scope of a link-local one (RFC 9110 has no place for it).
fn host(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(address) => address.to_string(),
        SocketAddr::V6(address) => format!("[{}]:{}", address.ip(), address.port()),
    }
}
