//! A stolen laptop that poses as another one: it vouches for that one's name with the key of the authority, answers
//! multicast DNS under it, and writes down all that it is sent.

use std::io::{ErrorKind, Read};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result};
use ed25519_dalek::{Signer, SigningKey};
use mdns_sd::{ServiceDaemon, ServiceInfo};
use minicbor::Encoder;
use rustls::crypto::ring;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

use super::caller::{IDENTITY, NOISE, PROLOGUE, length};
use crate::authority;
use crate::lab::Host;

const TAG_BYTES: usize = 16;
/// What is not said by then is not said.
const LISTENS_FOR: Duration = Duration::from_secs(3);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What the impostor says of itself in the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// To be the device whose key it has: the stolen one.
    Itself,
    /// To be the device whose name it answers to, which it cannot sign for.
    TheOther,
    /// Nothing at all.
    Nothing,
}

/// One call, as far as it went.
#[derive(Debug, Clone)]
pub struct Heard {
    /// What it claimed in this one.
    pub claim: Claim,
    /// The name that was asked for in the TLS handshake, once that was finished: its certificate was taken.
    pub taken_as: Option<String>,
    /// What was asked for then.
    pub path: String,
    /// Frames of the session, decrypted: the type of each, and its body.
    pub frames: Vec<(u8, Vec<u8>)>,
}

/// Answers until it is dropped.
pub struct Impostor {
    heard: Arc<Mutex<Vec<Heard>>>,
    stop: Arc<AtomicBool>,
    answering: Option<JoinHandle<()>>,
    announcing: ServiceDaemon,
}

/// Who poses as whom.
struct Role {
    config: Arc<ServerConfig>,
    own: SigningKey,
    other: [u8; 32],
}

impl Impostor {
    /// Poses on this host, at this port, as the device with that network name, such as `mingle-0123456789`, and that
    /// key. `data` is the stolen data folder.
    pub fn pose(host: &Host, port: u16, name: &str, other: [u8; 32], data: &Path) -> Result<Self> {
        let at = IpAddr::from(host.address);
        let local = format!("{name}.local");
        let (chain, key) = authority::forge(data, &local, at)?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        let seed = std::fs::read(data.join("device.key"))?;
        let own = SigningKey::from_bytes(&seed.as_slice().try_into().context("a seed")?);
        let role = Role { config: Arc::new(config), own, other };
        let (heard, stop) = (Arc::<Mutex<Vec<Heard>>>::default(), Arc::<AtomicBool>::default());
        let (listener, announcing) = host.inside(|| -> Result<_> {
            let listener = TcpListener::bind(SocketAddr::new(at, port))?;
            listener.set_nonblocking(true)?;
            let daemon = ServiceDaemon::new()?;
            let service = "_mingle._tcp.local.";
            let host = format!("{local}.");
            daemon.register(ServiceInfo::new(
                service,
                name,
                &host,
                at,
                port,
                &[("v", "1")][..],
            )?)?;
            Ok((listener, daemon))
        })?;
        let (notes, stopped) = (heard.clone(), stop.clone());
        let answering = std::thread::spawn(move || answer_all(&listener, &role, &notes, &stopped));
        Ok(Self { heard, stop, answering: Some(answering), announcing })
    }

    /// All calls that are over.
    pub fn heard(&self) -> Vec<Heard> {
        lock(&self.heard).clone()
    }
}

impl Drop for Impostor {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(answering) = self.answering.take() {
            let _ = answering.join();
        }
        let _ = self.announcing.shutdown();
    }
}

fn answer_all(listener: &TcpListener, role: &Role, heard: &Mutex<Vec<Heard>>, stop: &AtomicBool) {
    let mut claims = [Claim::Itself, Claim::TheOther, Claim::Nothing].into_iter().cycle();
    while !stop.load(Ordering::Relaxed) {
        match listener.accept() {
            Ok((stream, _)) => {
                let claim = claims.next().unwrap_or(Claim::Nothing);
                let mut call =
                    Heard { claim, taken_as: None, path: String::new(), frames: Vec::new() };
                // However it ends: what was heard until then is what counts.
                let _ = answer(stream, role, &mut call);
                lock(heard).push(call);
            }
            Err(_) => std::thread::sleep(LOOK_EVERY),
        }
    }
}

fn answer(mut stream: TcpStream, role: &Role, call: &mut Heard) -> Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(LISTENS_FOR))?;
    let mut connection = ServerConnection::new(role.config.clone())?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream)?;
    }
    call.taken_as = Some(connection.server_name().unwrap_or("an address").to_owned());
    let secured = StreamOwned::new(connection, stream);
    let path = &mut call.path;
    #[allow(clippy::result_large_err, reason = "what the library asks for")]
    let look = |request: &tungstenite::handshake::server::Request, response| {
        *path = request.uri().path().to_owned();
        Ok(response)
    };
    let mut socket = tungstenite::accept_hdr(secured, look)
        .map_err(|error| anyhow::anyhow!("no WebSocket: {error}"))?;
    let builder = snow::Builder::new(NOISE.parse()?).prologue(PROLOGUE)?;
    let mut handshake = builder.build_responder()?;
    handshake.read_message(&next(&mut socket)?, &mut [0; 64])?;
    let mut second = vec![0; 128];
    let length = handshake.write_message(&[], &mut second)?;
    second.truncate(length);
    socket.send(Message::binary(second))?;
    let hash = handshake.get_handshake_hash().to_vec();
    let mut noise = handshake.into_transport_mode()?;
    if let Some(identity) = role.identity(call.claim, &hash)? {
        let mut message = vec![0; identity.len() + TAG_BYTES];
        let length = noise.write_message(&identity, &mut message)?;
        message.truncate(length);
        socket.send(Message::binary(message))?;
    }
    let mut said = Vec::new();
    loop {
        let message = next(&mut socket);
        let Ok(message) = message else { break };
        let mut plain = vec![0; message.len()];
        let length = noise.read_message(&message, &mut plain)?;
        said.extend_from_slice(&plain[..length]);
        call.frames = frames(&said);
    }
    Ok(())
}

impl Role {
    /// The frame in which a listener says who it is.
    fn identity(&self, claim: Claim, hash: &[u8]) -> Result<Option<Vec<u8>>> {
        let device = match claim {
            Claim::Itself => self.own.verifying_key().to_bytes(),
            Claim::TheOther => self.other,
            Claim::Nothing => return Ok(None),
        };
        let label = b"mingle 1 session identity\0listener\0".as_slice();
        let signature = self.own.sign(&[label, &device, hash].concat()).to_bytes();
        let mut frame = vec![IDENTITY];
        Encoder::new(&mut frame).map(2)?.u8(0)?.bytes(&device)?.u8(1)?.bytes(&signature)?;
        Ok(Some([length(frame.len()), frame].concat()))
    }
}

fn next<S: Read + std::io::Write>(socket: &mut WebSocket<S>) -> Result<Vec<u8>> {
    loop {
        match socket.read() {
            Ok(Message::Binary(bytes)) => return Ok(bytes.to_vec()),
            Ok(Message::Close(_)) => anyhow::bail!("closed"),
            Ok(_) => {}
            Err(tungstenite::Error::Io(error)) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// The whole frames of a stream: each a length (LEB128), a type and a body.
fn frames(mut stream: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut found = Vec::new();
    while let Some(end) = stream.iter().position(|byte| byte & 0x80 == 0) {
        let size =
            stream[..=end].iter().rev().fold(0, |size, byte| size << 7 | usize::from(byte & 0x7f));
        let Some(frame) = stream.get(end + 1..end + 1 + size) else { break };
        if let Some((number, body)) = frame.split_first() {
            found.push((*number, body.to_vec()));
        }
        stream = &stream[end + 1 + size..];
    }
    found
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
