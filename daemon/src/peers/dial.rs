//! Opening a WebSocket to another daemon.

use super::MESSAGE_CAP;
use crate::discovery::name::NetworkName;
use crate::http::routes::CALLER;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, http::StatusCode};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use warp::http::HeaderValue;

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const UPGRADE_WITHIN: Duration = Duration::from_secs(5);

/// Why nobody could be talked to.
#[derive(Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nobody could be reached at all, and why.
    Unreachable(String),
    /// It answered, and has nothing at that path for us.
    Status(StatusCode),
    /// Whoever it is, it does not speak as mingle does.
    Foreign,
}

/// A WebSocket to this path of the daemon at an address. `name` is ours, for its notes.
pub async fn dial(
    address: SocketAddr,
    path: &str,
    name: &NetworkName,
) -> Result<WebSocketStream<TcpStream>, NoAnswer> {
    let stream = timeout(CONNECT_WITHIN, TcpStream::connect(address))
        .await
        .map_err(|_| NoAnswer::Unreachable("no answer".into()))?
        .map_err(|error| match error.kind() {
            ErrorKind::ConnectionRefused => NoAnswer::Unreachable("nobody listens there".into()),
            _ => NoAnswer::Unreachable(format!("cannot connect: {error}")),
        })?;
    // Without it, small messages wait for each other; they still arrive.
    let _ = stream.set_nodelay(true);
    let mut request = format!("ws://{}{path}", host(address))
        .into_client_request()
        .map_err(|_| NoAnswer::Foreign)?;
    let name = HeaderValue::from_str(&name.to_string()).map_err(|_| NoAnswer::Foreign)?;
    request.headers_mut().insert(CALLER, name);
    let limits = WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_CAP))
        .max_frame_size(Some(MESSAGE_CAP));
    match timeout(UPGRADE_WITHIN, client_async_with_config(request, stream, Some(limits))).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(Error::Http(response))) => Err(NoAnswer::Status(response.status())),
        Ok(Err(_)) | Err(_) => Err(NoAnswer::Foreign),
    }
}

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NoAnswer::Unreachable(why) => f.write_str(why),
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
