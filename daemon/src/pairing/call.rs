//! The side that joins: one call to a daemon that shows a code.

use super::record::{self, Ours};
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::discovery::name::NetworkName;
use crate::http::gate::PAIR;
use crate::peers::socket::{Frame, Socket};
use crate::peers::{NoAnswer, Proof, dial, run_blocking};
use anyhow::Result;
use futures_util::{SinkExt, StreamExt};
use mingle_proto::pairing::{Code, Ended, Heard, Joining, Reason, Secret, Welcome};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

const HEAR_WITHIN: Duration = Duration::from_secs(20);
const SEND_WITHIN: Duration = Duration::from_secs(10);

/// Why a call did not end with both paired.
#[derive(Debug)]
pub enum Tried {
    NoAnswer(NoAnswer),
    Ended(Ended),
    /// The connection broke.
    Cut(Cut),
    /// This device's own journal or files.
    Here(anyhow::Error),
}

/// How far it was when the connection broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Nobody has written anything down.
    Early,
    /// The other side may have; this one has not. A second try completes it.
    Between,
}

/// Both have written down the other.
#[derive(Debug)]
pub struct Paired {
    /// What the other side has told.
    pub welcome: Welcome,
    /// The other side has heard that this one has written it down too.
    pub confirmed: bool,
}

/// Joins the journal of the device at an address.
pub async fn join(
    data: &DataDir,
    key: &DeviceKey,
    name: &NetworkName,
    address: SocketAddr,
    code: &Code,
    ours: &Ours,
) -> Result<Paired, Tried> {
    let proof = Proof::none().map_err(Tried::Here)?;
    let socket = dial(address, PAIR, name, proof).await.map_err(Tried::NoAnswer)?;
    let (joining, first) = Joining::new(code, ours.join.clone()).map_err(Tried::Ended)?;
    let place = (data.clone(), key.clone(), address);
    let mut line = Line { place, socket, joining, reached: Cut::Early };
    let talked = line.talk(first).await;
    if let Err(Tried::Ended(ended)) = &talked
        && let Some(bytes) = line.joining.farewell(ended)
    {
        let _ = line.send(bytes).await;
    }
    let confirmed = talked.is_ok() && line.is_hung_up_on().await;
    let _ = timeout(SEND_WITHIN, line.socket.outgoing.send(Frame::Close)).await;
    Ok(Paired { welcome: talked?, confirmed })
}

struct Line {
    place: (DataDir, DeviceKey, SocketAddr),
    socket: Socket,
    joining: Joining,
    reached: Cut,
}

impl Line {
    async fn talk(&mut self, first: Vec<u8>) -> Result<Welcome, Tried> {
        self.send(first).await?;
        loop {
            let message = self.next().await?;
            match self.joining.take(&message).map_err(Tried::Ended)? {
                Heard::Send(bytes) => self.send(bytes).await?,
                Heard::Sign(text) => {
                    let signature = self.place.1.sign(&text);
                    let bytes = self.joining.signed(signature).map_err(Tried::Ended)?;
                    self.send(bytes).await?;
                }
                Heard::Welcome(welcome) => self.agree(*welcome).await?,
                Heard::Written(welcome, given) => return self.keep(*welcome, given).await,
            }
        }
    }

    async fn agree(&mut self, welcome: Welcome) -> Result<(), Tried> {
        let (data, key, _) = self.place.clone();
        let can = run_blocking(move || record::can_keep(&data, &key, &welcome)).await;
        if let Err(reason) = self.here(can).await? {
            return Err(Tried::Ended(Ended::Refused(reason)));
        }
        let bytes = self.joining.ready().map_err(Tried::Ended)?;
        self.reached = Cut::Between;
        self.send(bytes).await
    }

    async fn keep(&mut self, welcome: Welcome, given: Secret) -> Result<Welcome, Tried> {
        let (data, key, address) = self.place.clone();
        let told = welcome.clone();
        let kept = run_blocking(move || record::keep(&data, &key, &told, &given, address)).await;
        if let Err(reason) = self.here(kept).await? {
            return Err(Tried::Ended(Ended::Refused(reason)));
        }
        // Both have it written down. If this is lost, it is to be said again.
        if let Ok(bytes) = self.joining.kept() {
            let _ = self.send(bytes).await;
        }
        Ok(welcome)
    }

    /// What went wrong on this side is told to the other in one word.
    async fn here<T>(&mut self, done: Result<T>) -> Result<T, Tried> {
        match done {
            Ok(done) => Ok(done),
            Err(error) => {
                if let Some(bytes) = self.joining.farewell(&Ended::Refused(Reason::Store)) {
                    let _ = self.send(bytes).await;
                }
                Err(Tried::Here(error))
            }
        }
    }

    /// The other side hangs up once it has heard the last word. A connection that breaks says nothing.
    async fn is_hung_up_on(&mut self) -> bool {
        let until = Instant::now() + HEAR_WITHIN;
        loop {
            match timeout_at(until, self.socket.incoming.next()).await {
                Ok(Some(Ok(Frame::Close))) => return true,
                Ok(Some(Ok(_))) => {}
                Ok(Some(Err(_)) | None) | Err(_) => return false,
            }
        }
    }

    /// The next message. Signs of life put nothing off.
    async fn next(&mut self) -> Result<Vec<u8>, Tried> {
        let until = Instant::now() + HEAR_WITHIN;
        loop {
            match timeout_at(until, self.socket.incoming.next()).await {
                Ok(Some(Ok(Frame::Data(message)))) => return Ok(message),
                Ok(Some(Ok(Frame::Ping | Frame::Alive))) => {}
                _ => return Err(Tried::Cut(self.reached)),
            }
        }
    }

    async fn send(&mut self, bytes: Vec<u8>) -> Result<(), Tried> {
        match timeout(SEND_WITHIN, self.socket.outgoing.send(Frame::Data(bytes))).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Tried::Cut(self.reached)),
        }
    }
}
