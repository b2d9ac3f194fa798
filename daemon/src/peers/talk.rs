//! The working half of a connection, on a thread of its own: it feeds the session and does what the session asks.
//!
//! Each session opens the store for itself: reads of one never wait for another, and SQLite puts the writes of all
//! of them, and of other processes, in a row anyway.

use super::board::Line;
use super::socket::Frame;
use super::{Peers, board::Pending};
use anyhow::Result;
use mingle_proto::id::DeviceId;
use mingle_proto::session::{Effect, Ended, Event, Session, Settings};
use mingle_replica::store::Store;
use std::collections::VecDeque;
use std::time::Instant;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

/// What a session needs from its surroundings.
pub struct Talk {
    pub peers: Peers,
    pub settings: Settings,
    pub line: Line,
    pub inbox: Receiver<Vec<u8>>,
    pub outbox: Sender<Frame>,
    /// Given back as soon as the other side has proven who it is.
    pub place: Option<OwnedSemaphorePermit>,
    /// Cancelled at that moment.
    pub proven: CancellationToken,
}

/// How a talk went.
#[derive(Debug)]
pub struct Told {
    /// With whom it was, and since when, if that was proven.
    pub device: Option<(DeviceId, Instant)>,
    /// Why the session ended; `None` if the connection did.
    pub ended: Option<Ended>,
}

enum Input {
    Message(Vec<u8>),
    Changed,
}

impl Talk {
    /// Drives a session until it ends or the channels close. Blocks; runs inside a tokio runtime's blocking thread.
    pub fn run(mut self) -> Result<Told> {
        let mut store = Store::open(&self.peers.0.data.journal())?;
        let (mut session, first) = Session::new(self.settings.clone());
        let mut told = Told { device: None, ended: None };
        let mut effects = VecDeque::from(first);
        let handle = Handle::current();
        loop {
            while let Some(effect) = effects.pop_front() {
                match effect {
                    Effect::Sign(bytes) => {
                        let signature = self.peers.0.key.sign(&bytes);
                        effects.extend(session.handle(Event::Signed(signature), &mut store));
                    }
                    Effect::Close(ended) => {
                        told.ended = Some(ended);
                        return Ok(told);
                    }
                    other => {
                        if !self.perform(other, &mut told) {
                            return Ok(told);
                        }
                    }
                }
            }
            let next = match handle.block_on(next(&mut self.inbox, &self.line.changed)) {
                None => return Ok(told),
                Some(Input::Message(message)) => session.handle(Event::Message(&message), &mut store),
                Some(Input::Changed) => {
                    session.handle(Event::Changed(&self.line.changed.take()), &mut store)
                }
            };
            effects.extend(next);
        }
    }

    /// False once nobody takes what is sent any more.
    fn perform(&mut self, effect: Effect, told: &mut Told) -> bool {
        let board = self.peers.board();
        match effect {
            Effect::Send(message) => return self.outbox.blocking_send(Frame::Data(message)).is_ok(),
            Effect::Authenticated(device) => {
                told.device = Some((device, Instant::now()));
                self.place = None;
                self.proven.cancel();
                board.authenticated(self.line.id, device);
            }
            Effect::Applied(ids) => board.changed(Some(self.line.id), &ids),
            Effect::State(state) => board.set_state(self.line.id, state),
            Effect::Sign(_) | Effect::Close(_) => {}
        }
        true
    }
}

async fn next(inbox: &mut Receiver<Vec<u8>>, changed: &Pending) -> Option<Input> {
    tokio::select! {
        message = inbox.recv() => message.map(Input::Message),
        () = changed.more.notified() => Some(Input::Changed),
    }
}
