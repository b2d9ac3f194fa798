//! A caller that speaks the protocol by hand, from its description and apart from the program: WebSocket, Noise,
//! frames. It can therefore say what the program never would.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use ed25519_dalek::{Signer, SigningKey};
use minicbor::Encoder;
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

use super::PATIENCE;
use super::tls::{Secured, connect};

pub(super) const NOISE: &str = "Noise_NN_25519_ChaChaPoly_SHA256";
pub(super) const PROLOGUE: &[u8] = b"mingle 1 session";
const TAG_BYTES: usize = 16;
const MOST_MESSAGE_BYTES: usize = 65_535;

/// Frame types, as the protocol numbers them.
pub const IDENTITY: u8 = 1;
pub const GOODBYE: u8 = 2;
pub const HELLO: u8 = 3;

/// A WebSocket to a daemon, and in it an encrypted channel.
pub struct Caller {
    socket: WebSocket<Secured>,
    noise: snow::TransportState,
    handshake_hash: Vec<u8>,
    incoming: Vec<u8>,
    /// Every message sent so far, as it went out.
    pub sent: Vec<Vec<u8>>,
    /// Bytes received in messages so far.
    pub received: usize,
}

/// How a connection ended.
#[derive(Debug, Default)]
pub struct Farewell {
    /// Frames that came before the end, with their types, undecoded.
    pub frames: Vec<(u8, Vec<u8>)>,
    /// The reason in a WebSocket close frame (RFC 6455, section 5.5.1).
    pub close: Option<String>,
}

impl Farewell {
    /// The code of the Goodbye frame, if one came.
    pub fn goodbye(&self) -> Option<String> {
        let (_, body) = self.frames.iter().find(|(number, _)| *number == GOODBYE)?;
        let mut decoder = minicbor::Decoder::new(body);
        decoder.map().ok()?;
        decoder.u8().ok()?;
        decoder.str().ok().map(str::to_owned)
    }

    pub fn has(&self, frame: u8) -> bool {
        self.frames.iter().any(|(number, _)| *number == frame)
    }
}

/// A WebSocket to the daemon's `/sync`, nothing said yet.
pub fn websocket(daemon: SocketAddr) -> Result<WebSocket<Secured>> {
    let (socket, _) = tungstenite::client(format!("wss://{daemon}/sync"), connect(daemon)?)
        .map_err(|error| anyhow::anyhow!("no WebSocket: {error}"))?;
    Ok(socket)
}

/// What is answered to these bytes over TLS until the other side closes or is silent for `patience`.
pub fn answer_to(daemon: SocketAddr, bytes: &[u8], patience: Duration) -> Result<Vec<u8>> {
    let mut stream = connect(daemon)?;
    stream.sock.set_read_timeout(Some(patience))?;
    Ok(exchange(&mut stream, bytes))
}

/// As [`answer_to`], over TCP without TLS.
pub fn answer_in_the_clear_to(
    daemon: SocketAddr,
    bytes: &[u8],
    patience: Duration,
) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect(daemon)?;
    stream.set_read_timeout(Some(patience))?;
    Ok(exchange(&mut stream, bytes))
}

fn exchange(stream: &mut (impl Read + Write), bytes: &[u8]) -> Vec<u8> {
    // It may be refused before all of it is sent.
    let _ = stream.write_all(bytes);
    let (mut answer, mut buffer) = (Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = stream.read(&mut buffer) {
        answer.extend_from_slice(&buffer[..length]);
    }
    answer
}

impl Caller {
    /// Connects and exchanges ephemeral keys; who calls has not been said.
    pub fn call(daemon: SocketAddr) -> Result<Self> {
        let mut socket = websocket(daemon)?;
        let builder = snow::Builder::new(NOISE.parse()?).prologue(PROLOGUE)?;
        let mut handshake = builder.build_initiator()?;
        let mut first = vec![0; 64];
        let length = handshake.write_message(&[], &mut first)?;
        first.truncate(length);
        socket.send(Message::binary(first.clone()))?;
        let answer =
            next_binary(&mut socket)?.map_err(|close| anyhow::anyhow!("closed: {close}"))?;
        handshake.read_message(&answer, &mut [0; 64])?;
        let handshake_hash = handshake.get_handshake_hash().to_vec();
        let noise = handshake.into_transport_mode()?;
        let received = answer.len();
        Ok(Self {
            socket,
            noise,
            handshake_hash,
            incoming: Vec::new(),
            sent: vec![first],
            received,
        })
    }

    /// Proves to be the device of this key, in the role of the one who dials.
    pub fn identify(&mut self, key: &SigningKey) -> Result<()> {
        self.identify_as(key.verifying_key().to_bytes(), key)
    }

    /// Claims to be this device, and signs with that key.
    pub fn identify_as(&mut self, device: [u8; 32], key: &SigningKey) -> Result<()> {
        let label = b"mingle 1 session identity\0dialer\0".as_slice();
        let signature = key.sign(&[label, &device, &self.handshake_hash].concat()).to_bytes();
        self.send_frame(IDENTITY, |cbor| {
            cbor.map(2)?.u8(0)?.bytes(&device)?.u8(1)?.bytes(&signature)?.ok()
        })
    }

    /// Greets with these protocol versions and a set of `count` documents.
    pub fn hello(&mut self, least: u32, greatest: u32, count: u64) -> Result<()> {
        self.send_frame(HELLO, |cbor| {
            cbor.map(6)?.u8(0)?.u32(least)?.u8(1)?.u32(greatest)?.u8(2)?.u64(count)?;
            cbor.u8(3)?.bytes(&[7; 32])?.u8(4)?.bytes(&[])?.u8(5)?.bytes(&[])?.ok()
        })
    }

    /// Sends one frame whose body this writes.
    pub fn send_frame(
        &mut self,
        number: u8,
        body: impl FnOnce(&mut Encoder<&mut Vec<u8>>) -> Result<(), CborError>,
    ) -> Result<()> {
        let mut frame = vec![number];
        body(&mut Encoder::new(&mut frame)).map_err(|error| anyhow::anyhow!("{error}"))?;
        self.send_bytes(&frame)
    }

    /// Sends these bytes as one frame, whatever they are.
    pub fn send_bytes(&mut self, frame: &[u8]) -> Result<()> {
        let mut stream = length(frame.len());
        stream.extend_from_slice(frame);
        self.send_stream(&stream)
    }

    /// Sends these bytes in the channel, as they are.
    pub fn send_stream(&mut self, bytes: &[u8]) -> Result<()> {
        for piece in bytes.chunks(MOST_MESSAGE_BYTES - TAG_BYTES) {
            let mut message = vec![0; piece.len() + TAG_BYTES];
            let length = self.noise.write_message(piece, &mut message)?;
            message.truncate(length);
            self.send_message(message)?;
        }
        Ok(())
    }

    /// Sends one WebSocket message outside of the channel.
    pub fn send_message(&mut self, message: Vec<u8>) -> Result<()> {
        self.sent.push(message.clone());
        self.socket.send(Message::binary(message)).context("the daemon no longer listens")
    }

    /// Reads until a frame of this type has come; fails if the connection ends before.
    pub fn wait_for(&mut self, frame: u8) -> Result<Vec<u8>> {
        loop {
            if let Some((number, body)) = self.next_frame()? {
                if number & 0x7f == frame {
                    return Ok(body);
                }
                ensure!(number != GOODBYE, "goodbye: {}", String::from_utf8_lossy(&body));
                continue;
            }
            if let Err(close) = self.receive()? {
                bail!("closed: {close}");
            }
        }
    }

    /// Reads until the daemon closes the connection; fails if it does not.
    pub fn farewell(mut self) -> Result<Farewell> {
        let mut farewell = Farewell::default();
        loop {
            while let Some(frame) = self.next_frame()? {
                farewell.frames.push(frame);
            }
            if let Err(close) = self.receive()? {
                farewell.close = Some(close);
                return Ok(farewell);
            }
        }
    }

    fn receive(&mut self) -> Result<Result<(), String>> {
        let message = match next_binary(&mut self.socket)? {
            Ok(message) => message,
            Err(close) => return Ok(Err(close)),
        };
        self.received += message.len();
        let mut plain = vec![0; message.len()];
        let length = self.noise.read_message(&message, &mut plain)?;
        self.incoming.extend_from_slice(&plain[..length]);
        Ok(Ok(()))
    }

    fn next_frame(&mut self) -> Result<Option<(u8, Vec<u8>)>> {
        let (mut length, mut start) = (0usize, 0);
        loop {
            let Some(byte) = self.incoming.get(start) else { return Ok(None) };
            length |= usize::from(byte & 0x7f) << (7 * start);
            start += 1;
            if byte & 0x80 == 0 {
                break;
            }
        }
        if self.incoming.len() < start + length {
            return Ok(None);
        }
        let frame: Vec<u8> = self.incoming.drain(..start + length).skip(start).collect();
        let (number, body) = frame.split_first().context("an empty frame")?;
        Ok(Some((*number, body.to_vec())))
    }
}

type CborError = minicbor::encode::Error<std::convert::Infallible>;

/// The next binary message; or why the connection ended. Fails if neither comes in time.
pub fn next_binary(socket: &mut WebSocket<Secured>) -> Result<Result<Vec<u8>, String>> {
    let start = Instant::now();
    loop {
        // Signs of life alone are no answer.
        ensure!(start.elapsed() < PATIENCE, "the daemon neither answers nor closes");
        match socket.read() {
            Ok(Message::Binary(bytes)) => return Ok(Ok(bytes.to_vec())),
            Ok(Message::Close(Some(close))) => return Ok(Err(close.to_string())),
            Ok(Message::Close(None)) => return Ok(Err("without a reason".into())),
            Ok(_) => {}
            Err(tungstenite::Error::Io(error))
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                ) =>
            {
                bail!("the daemon neither answers nor closes")
            }
            Err(error) => return Ok(Err(error.to_string())),
        }
    }
}

/// A frame's length as it stands before the frame (LEB128).
pub fn length(mut length: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while length >= 0x80 {
        bytes.push(length as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
    bytes
}
