//! One of the two replicas of a measured sync, in a process of its own: the real store, the real session.

use std::collections::VecDeque;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use ed25519_dalek::{Signer, SigningKey};
use mingle_proto::id::DeviceId;
use mingle_proto::session::{Effect, Event, Role, Session, Settings, State, VERSIONS};
use mingle_replica::store::Store;
use mingle_tests::memory;
use serde::{Deserialize, Serialize};

use crate::link::{Heard, Link, Message};

/// What one side has to report.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outcome {
    /// Bytes of the messages that it sent after both had proven who they are.
    pub bytes: u64,
    /// The longest chain of such messages that it had to wait for.
    pub chain: u32,
    /// From the call until it was in sync.
    pub seconds: f64,
    /// The most memory that the process has held, in bytes.
    pub peak_memory: u64,
    pub fingerprint: String,
    pub documents: u64,
}

struct Side {
    session: Session,
    store: Store,
    link: Link,
    key: SigningKey,
    role: Role,
    called: Instant,
    counting: Counting,
    bytes: u64,
    chain: u32,
    in_sync: Option<(f64, u32)>,
}

/// Whether messages that go out are part of what is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counting {
    NotYet,
    /// The listener has yet to say who it is, in its next message.
    AfterIdentity,
    Now,
}

/// The key of the device in this role.
pub fn key(role: Role) -> SigningKey {
    SigningKey::from_bytes(&[if role == Role::Dialer { 1 } else { 2 }; 32])
}

/// The device in this role.
pub fn device(role: Role) -> DeviceId {
    DeviceId::from_bytes(key(role).verifying_key().to_bytes())
}

/// Listens on a free port of 127.0.0.1, prints its number, syncs with whoever calls, and prints the outcome.
pub fn listen(store: &Path) -> Result<()> {
    let store = Store::open(store)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{}", listener.local_addr()?.port());
    std::io::stdout().flush()?;
    let (stream, _) = listener.accept()?;
    report(&sync(Role::Listener, store, stream, Instant::now())?)
}

/// Calls that port, syncs, and prints the outcome.
pub fn dial(store: &Path, port: u16) -> Result<()> {
    let store = Store::open(store)?;
    let called = Instant::now();
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    report(&sync(Role::Dialer, store, stream, called)?)
}

fn report(outcome: &Outcome) -> Result<()> {
    println!("{}", serde_json::to_string(outcome)?);
    Ok(())
}

fn sync(role: Role, store: Store, stream: TcpStream, called: Instant) -> Result<Outcome> {
    let settings = Settings { us: device(role), role, expect: None, versions: VERSIONS };
    let (session, first) = Session::new(settings)?;
    let mut side = Side {
        session,
        store,
        link: Link::new(stream)?,
        key: key(role),
        role,
        called,
        counting: Counting::NotYet,
        bytes: 0,
        chain: 0,
        in_sync: None,
    };
    side.act(first)?;
    side.talk()?;
    side.outcome()
}

impl Side {
    /// Until both sides are in sync.
    fn talk(&mut self) -> Result<()> {
        let mut other_is_in_sync = false;
        while self.in_sync.is_none() || !other_is_in_sync {
            match self.link.heard.recv().context("the other side is gone")? {
                Heard::InSync => other_is_in_sync = true,
                Heard::Message(message) => {
                    self.chain = self.chain.max(message.chain);
                    let effects =
                        self.session.handle(Event::Message(&message.bytes), &mut self.store);
                    self.act(effects)?;
                }
            }
        }
        Ok(())
    }

    fn act(&mut self, effects: Vec<Effect>) -> Result<()> {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Send(bytes) => self.send(bytes)?,
                Effect::Sign(text) => {
                    let signature = self.key.sign(&text).to_bytes();
                    effects.extend(self.session.handle(Event::Signed(signature), &mut self.store));
                }
                Effect::Authenticated(_) => {
                    self.counting = match self.role {
                        Role::Dialer => Counting::Now,
                        Role::Listener => Counting::AfterIdentity,
                    };
                }
                Effect::State(State::InSync { except: 0 }) if self.in_sync.is_none() => {
                    self.in_sync = Some((self.called.elapsed().as_secs_f64(), self.chain));
                    self.link.send_in_sync()?;
                }
                Effect::State(_) | Effect::Applied(_) => {}
                Effect::Close(ended) => bail!("the session ended: {ended}"),
            }
        }
        Ok(())
    }

    fn send(&mut self, bytes: Vec<u8>) -> Result<()> {
        let chain = match self.counting {
            Counting::NotYet => 0,
            Counting::AfterIdentity => {
                self.counting = Counting::Now;
                0
            }
            Counting::Now => {
                self.bytes += bytes.len() as u64;
                self.chain + 1
            }
        };
        self.link.send(&Message { bytes, chain })
    }

    fn outcome(self) -> Result<Outcome> {
        let (seconds, chain) = self.in_sync.context("it was never in sync")?;
        let sum = self.store.reading().sum()?;
        Ok(Outcome {
            bytes: self.bytes,
            chain,
            seconds,
            peak_memory: memory::peak(std::process::id())?,
            fingerprint: sum.fingerprint().to_string(),
            documents: sum.count,
        })
    }
}
