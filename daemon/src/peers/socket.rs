//! One face for the WebSockets that come in (through warp) and those that go out.

use futures_util::{Sink, SinkExt, Stream, StreamExt, TryStreamExt, future};
use std::pin::Pin;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Outer;
use warp::ws::{Message, WebSocket};

/// What comes over a socket, or goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// One binary message of a session.
    Data(Vec<u8>),
    /// A sign of life. It is answered below this layer.
    Ping,
    /// Any other frame that says no more than that the other end lives.
    Alive,
    /// The end of the conversation.
    Close,
    /// A text: nothing that a session says.
    Text,
}

/// Why a socket is of no more use, in words.
pub type SocketError = Box<dyn std::error::Error + Send + Sync>;

/// The two halves of a socket.
pub struct Socket {
    pub incoming: Pin<Box<dyn Stream<Item = Result<Frame, SocketError>> + Send>>,
    pub outgoing: Pin<Box<dyn Sink<Frame, Error = SocketError> + Send>>,
}

impl From<WebSocket> for Socket {
    fn from(socket: WebSocket) -> Self {
        let (outgoing, incoming) = socket.split();
        let read = |message: Message| match message {
            data if data.is_binary() => Frame::Data(data.into_bytes().into()),
            close if close.is_close() => Frame::Close,
            text if text.is_text() => Frame::Text,
            _ => Frame::Alive,
        };
        let write = |frame| match frame {
            Frame::Data(bytes) => Message::binary(bytes),
            Frame::Close => Message::close(),
            _ => Message::ping(Vec::new()),
        };
        Self {
            incoming: Box::pin(incoming.map_ok(read).map_err(SocketError::from)),
            outgoing: Box::pin(
                outgoing
                    .sink_map_err(SocketError::from)
                    .with(move |frame| future::ready(Ok::<_, SocketError>(write(frame)))),
            ),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> From<WebSocketStream<S>> for Socket {
    fn from(socket: WebSocketStream<S>) -> Self {
        let (outgoing, incoming) = socket.split();
        let read = |message| match message {
            Outer::Binary(bytes) => Frame::Data(bytes.into()),
            Outer::Close(_) => Frame::Close,
            Outer::Text(_) => Frame::Text,
            _ => Frame::Alive,
        };
        let write = |frame| match frame {
            Frame::Data(bytes) => Outer::binary(bytes),
            Frame::Close => Outer::Close(None),
            _ => Outer::Ping(Vec::new().into()),
        };
        Self {
            incoming: Box::pin(incoming.map_ok(read).map_err(SocketError::from)),
            outgoing: Box::pin(
                outgoing
                    .sink_map_err(SocketError::from)
                    .with(move |frame| future::ready(Ok::<_, SocketError>(write(frame)))),
            ),
        }
    }
}
