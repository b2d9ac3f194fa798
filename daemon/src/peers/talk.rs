//! The working half of a connection, on a thread of its own: it feeds the session and does what the session asks.
//!
//! Each session opens the store for itself: reads of one never wait for another, and SQLite puts the writes of all
//! of them, and of other processes, in a row anyway.

use super::board::Line;
use super::socket::Frame;
use super::{Peers, board::Pending};
use crate::places::Place;
use crate::words::now;
use anyhow::Result;
use mingle_proto::id::{DeviceId, DocumentId};
use mingle_proto::session::{Effect, Ended, Event, Replica, Role, Session, Settings, State};
use mingle_replica::store::Store;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio_util::sync::CancellationToken;

const REMEMBER_EVERY: Duration = Duration::from_secs(10);

/// What a session needs from its surroundings.
pub struct Talk {
    pub peers: Peers,
    pub settings: Settings,
    pub line: Line,
    pub inbox: Receiver<Vec<u8>>,
    pub outbox: Sender<Frame>,
    /// Given back as soon as the other side has proven who it is.
    pub place: Option<Place>,
    /// Cancelled at that moment.
    pub proven: CancellationToken,
    pub address: SocketAddr,
    /// When it was last written down that both were in sync.
    pub in_sync_since: Option<Instant>,
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
        let mut store = Store::open(self.peers.0.data.journal())?;
        let mut told = Told { device: None, ended: None };
        match Session::new(self.settings.clone()) {
            Ok((session, first)) => self.drive(session, first, &mut store, &mut told)?,
            Err(ended) => told.ended = Some(ended),
        }
        if let (Some(_), Some((device, _))) = (self.in_sync_since, told.device) {
            store.note_sync(&device, now())?;
        }
        Ok(told)
    }

    /// Drives the session to its end. However that comes, what was applied is durable by then, and noted as told: the
    /// other sessions hear of it.
    fn drive(
        &mut self,
        mut session: Session,
        first: Vec<Effect>,
        store: &mut Store,
        told: &mut Told,
    ) -> Result<()> {
        let mut effects = VecDeque::from(first);
        let ended = self.go_on(&mut session, &mut effects, store, told);
        for effect in effects {
            if let Effect::Applied(ids) = effect {
                self.tell_others(&ids);
            }
        }
        ended
    }

    /// Does what is asked for and feeds what comes, until one side has ended; what was not done by then is left.
    fn go_on(
        &mut self,
        session: &mut Session,
        effects: &mut VecDeque<Effect>,
        store: &mut Store,
        told: &mut Told,
    ) -> Result<()> {
        let runtime = Handle::current();
        loop {
            while let Some(effect) = effects.pop_front() {
                match effect {
                    Effect::Sign(bytes) => {
                        let signature = self.peers.0.key.sign(&bytes);
                        effects.extend(self.handle(session, Event::Signed(signature), store)?);
                    }
                    Effect::Close(ended) => {
                        told.ended = Some(ended);
                        return Ok(());
                    }
                    other => {
                        if self.perform(other, store, told)?.is_break() {
                            return Ok(());
                        }
                    }
                }
            }
            let next = match runtime.block_on(next(&mut self.inbox, &self.line.changed)) {
                None => return Ok(()),
                Some(Input::Message(message)) => {
                    self.handle(session, Event::Message(&message), store)?
                }
                Some(Input::Changed) => {
                    self.handle(session, Event::Changed(&self.line.changed.take()), store)?
                }
            };
            effects.extend(next);
        }
    }

    /// What the session asks for; what it changed is noted before anybody can find it in the store.
    fn handle(
        &self,
        session: &mut Session,
        event: Event<'_>,
        store: &mut Store,
    ) -> Result<Vec<Effect>> {
        let board = self.peers.board();
        let _at_work = board.at_work();
        let effects = session.handle(event, store);
        let applied = effects.iter().filter_map(|effect| match effect {
            Effect::Applied(ids) => Some(ids.as_slice()),
            _ => None,
        });
        let applied = applied.collect::<Vec<_>>().concat();
        if !applied.is_empty() {
            // All or none: what is not noted is found, and told, by the watch.
            let heads = store.heads(&applied)?;
            board.will_tell(applied.into_iter().zip(heads));
        }
        Ok(effects)
    }

    /// Breaks off once nobody takes what is sent any more.
    fn perform(
        &mut self,
        effect: Effect,
        store: &mut Store,
        told: &mut Told,
    ) -> Result<ControlFlow<()>> {
        let board = self.peers.board();
        match effect {
            Effect::Send(message) => {
                if self.outbox.blocking_send(Frame::Data(message)).is_err() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Effect::Authenticated(device) => {
                told.device = Some((device, Instant::now()));
                self.place = None;
                self.proven.cancel();
                self.peers.proven().note(self.address.ip(), device);
                board.authenticated(self.line.id, device);
                self.remember_address(device, store)?;
            }
            Effect::Applied(ids) => self.tell_others(&ids),
            Effect::State(state) => {
                // Whoever sees that both are in sync finds in the journal since when.
                if let (State::InSync { .. }, Some((device, _))) = (state, told.device) {
                    self.remember_sync(device, store)?;
                }
                self.peers.board().set_state(self.line.id, state);
            }
            Effect::Sign(_) | Effect::Close(_) => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn tell_others(&self, ids: &[DocumentId]) {
        self.peers.board().changed(Some(self.line.id), ids);
    }

    /// Where it answered, for the next call. A name that was typed stays: it may lead there from elsewhere too.
    fn remember_address(&self, device: DeviceId, store: &mut Store) -> Result<()> {
        if self.settings.role == Role::Listener {
            return Ok(());
        }
        let known = store.reading().peers()?.into_iter().find(|peer| peer.device == device);
        let known = known.map(|peer| peer.address).unwrap_or_default();
        let address = self.address.to_string();
        let is_number = known.is_empty() || known.parse::<SocketAddr>().is_ok();
        if is_number && known != address {
            store.note_address(&device, &address)?;
        }
        Ok(())
    }

    /// Not at every edit: each time costs a wait for the disk.
    fn remember_sync(&mut self, device: DeviceId, store: &mut Store) -> Result<()> {
        if self.in_sync_since.is_none_or(|since| since.elapsed() >= REMEMBER_EVERY) {
            store.note_sync(&device, now())?;
            self.in_sync_since = Some(Instant::now());
        }
        Ok(())
    }
}

async fn next(inbox: &mut Receiver<Vec<u8>>, changed: &Pending) -> Option<Input> {
    tokio::select! {
        message = inbox.recv() => message.map(Input::Message),
        () = changed.more.notified() => Some(Input::Changed),
    }
}

#[cfg(test)]
#[path = "talk_tests.rs"]
mod tests;
