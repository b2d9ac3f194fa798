//! A real session with a daemon, over a replica of the test's choice.

use std::collections::VecDeque;
use std::net::SocketAddr;

use anyhow::{Result, bail};
use ed25519_dalek::{Signer, SigningKey};
use mingle_proto::id::DeviceId;
use mingle_proto::session::{
    Effect, Ended, Event, Replica, Role, Session, Settings, State, VERSIONS,
};
use tokio_tungstenite::tungstenite::Message;

use super::caller::{next_binary, websocket};

/// How a conversation came to its end.
#[derive(Debug)]
pub enum Outcome {
    /// Both are proven equal, except for so many documents.
    InSync { except: u64 },
    /// The session was ended, by either side.
    Ended(Ended),
    /// The connection was, and why.
    Lost(String),
}

/// Dials a daemon as the device of this key, and talks as long as `goes_on` says so of where it is; that is asked
/// whenever the session is in sync.
pub fn converse<R: Replica>(
    daemon: SocketAddr,
    key: &SigningKey,
    replica: &mut R,
    mut goes_on: impl FnMut(&mut R) -> bool,
) -> Result<Outcome> {
    let mut socket = websocket(daemon)?;
    let us = DeviceId::from_bytes(key.verifying_key().to_bytes());
    let settings = Settings { us, role: Role::Dialer, expect: None, versions: VERSIONS };
    let (mut session, first) = match Session::new(settings) {
        Ok(begun) => begun,
        Err(ended) => bail!("no session: {ended}"),
    };
    let mut effects = VecDeque::from(first);
    loop {
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Send(bytes) => socket.send(Message::binary(bytes))?,
                Effect::Sign(text) => {
                    let signature = key.sign(&text).to_bytes();
                    effects.extend(session.handle(Event::Signed(signature), replica));
                }
                Effect::State(State::InSync { except }) if !goes_on(replica) => {
                    return Ok(Outcome::InSync { except });
                }
                Effect::Close(ended) => return Ok(Outcome::Ended(ended)),
                Effect::Authenticated(_) | Effect::Applied(_) | Effect::State(_) => {}
            }
        }
        match next_binary(&mut socket)? {
            Ok(message) => effects.extend(session.handle(Event::Message(&message), replica)),
            Err(close) => return Ok(Outcome::Lost(close)),
        }
    }
}
