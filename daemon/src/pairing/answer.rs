//! The daemon's side of a connection to `/pair`: whoever calls may know the code.

use super::open::{Pairings, Shown, Writing};
use super::progress::{Other, Stage};
use super::record;
use crate::http::enrol::Host;
use crate::peers::run_blocking;
use crate::peers::socket::{Frame, Socket};
use crate::places::{Ends, Place};
use anyhow::Result;
use futures_util::{SinkExt, StreamExt};
use mingle_proto::id::DeviceId;
use mingle_proto::pairing::{Asked, Ended, Join, Reason, Secret, Showing};
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;

/// Who has not proven the code and said who it is by then has no business here, whatever else it says.
const JOIN_WITHIN: Duration = Duration::from_secs(20);
/// Who has not said what is next by then is gone.
const SPEAK_WITHIN: Duration = Duration::from_secs(10);
const SEND_WITHIN: Duration = Duration::from_secs(10);

/// Why a connection ended before both were paired.
enum Broken {
    Off(Ended),
    /// The other end is gone, or silent.
    Gone,
}

/// One connection.
struct Line {
    pairings: Pairings,
    id: u64,
    /// The page at whose word the code is shown.
    opener: Option<DeviceId>,
    host: Host,
    ends: Ends,
    socket: Socket,
    showing: Showing,
    /// Who joins, and what ends its connection.
    other: Option<(Join, Other, CancellationToken)>,
    /// The authority that it is given.
    authority: Secret,
    /// While this is here nobody closes the pairing.
    writing: Option<Writing>,
    /// The device is written down here.
    written: bool,
    /// Ends with the pairing.
    closed: CancellationToken,
    place: Place,
}

/// Answers somebody who called, until both are paired or it comes to nothing.
pub async fn answer(pairings: Pairings, host: Host, socket: Socket, ends: Ends, place: Place) {
    let Some(Shown { id, opener, showing, closed }) = pairings.showing() else { return };
    let mut line = Line {
        pairings,
        id,
        opener,
        host,
        ends,
        socket,
        showing,
        other: None,
        authority: Secret::default(),
        writing: None,
        written: false,
        closed,
        place,
    };
    let ended = line.talk().await;
    line.end(ended).await;
}

impl Line {
    async fn talk(&mut self) -> Result<(), Broken> {
        let mut until = Instant::now() + JOIN_WITHIN;
        loop {
            let message = self.next(until).await?;
            let ends = self.ends;
            let wrong = || Stage::wrong_code(ends);
            match self.pairings.take(self.id, &mut self.showing, &message, wrong)? {
                Asked::Send(bytes) | Asked::Proven(bytes) => self.send(bytes).await?,
                Asked::Join(join) => self.welcome(join).await?,
                Asked::Ready => self.write_down().await?,
                Asked::Kept => return Ok(()),
            }
            if self.other.is_some() {
                until = Instant::now() + SPEAK_WITHIN;
            }
        }
    }

    /// Tells whoever has proven the code what it needs to know.
    async fn welcome(&mut self, join: Join) -> Result<(), Broken> {
        let given = self.pairings.give_to(self.id, join.device.id)?;
        self.other = Some((join.clone(), Other::new(&join, false), given.clone()));
        let (host, asking) = (self.host.clone(), join.clone());
        let opener = self.opener;
        let (welcome, authority) =
            blocking(&self.pairings, move || record::welcome(&host, opener, &asking))
                .await?
                .map_err(|reason| self.refused(reason))?;
        let other = Other::new(&join, welcome.known);
        self.pairings.happened(self.id, Stage::Joining { other: other.clone() });
        self.other = Some((join, other, given));
        self.authority = authority;
        let bytes = self.showing.welcome(welcome)?;
        self.send(bytes).await
    }

    /// Writes it down, and says so when that is durable.
    async fn write_down(&mut self) -> Result<(), Broken> {
        let Some((join, other, given)) = &self.other else {
            return Err(Ended::Refused(Reason::Broken).into());
        };
        self.writing = Some(self.pairings.begin_to_write(self.id, given)?);
        let other = other.clone();
        let (host, device) = (self.host.clone(), join.device.clone());
        let (opener, authority) = (self.opener, self.authority.clone());
        blocking(&self.pairings, move || {
            let admitted = record::admit(&host, opener, &device, &authority)?;
            // The other side asks for it as soon as it has heard that this is written. Whoever keeps it fresh tells
            // of trouble, and tries again.
            let _ = host.credentials.renew();
            Ok(admitted)
        })
        .await?
        .map_err(|reason| self.refused(reason))?;
        self.written = true;
        self.pairings.wrote(self.id, other);
        let bytes = self.showing.written(&self.authority)?;
        self.send(bytes).await
    }

    /// What the journal has against it. Of a page that was revoked the code is of no use to anybody else either.
    fn refused(&self, reason: Reason) -> Broken {
        if reason == Reason::Closed {
            self.pairings.take_back(self.id);
        }
        Ended::Refused(reason).into()
    }

    /// Tells both sides how it ended.
    async fn end(mut self, ended: Result<(), Broken>) {
        let stage = |other: Other, reason| match self.written {
            true => Stage::CutOff { other },
            false => Stage::nothing(other, reason),
        };
        // A connection that was replaced by a later one of the same device has no more to tell.
        let other = self.other.take().filter(|(_, _, given)| !given.is_cancelled());
        // Once it is written down here, the code is for this device alone, to complete it.
        if let Some((_, _, given)) = other.as_ref().filter(|_| !self.written) {
            given.cancel();
        }
        match (ended, other) {
            (Ok(()), Some((_, other, _))) => {
                crate::note!("{} ({}) was paired", other.name, other.device);
                self.pairings.used(self.id, Stage::Joined { other });
            }
            (Err(Broken::Gone), Some((_, other, _))) => {
                self.pairings.happened(self.id, stage(other, Reason::Other));
            }
            (Err(Broken::Off(ended)), other) => {
                let from = self.ends.remote.ip();
                let notes = self.pairings.notes();
                notes.note(format_args!("a pairing with {from} came to nothing: {ended}"));
                if let Some((_, other, _)) = other {
                    self.pairings.happened(self.id, stage(other, ended.reason()));
                }
                if let Some(bytes) = self.showing.farewell(&ended) {
                    let _ = self.send(bytes).await;
                }
            }
            (Ok(()) | Err(Broken::Gone), None) => {}
        }
        // Whoever waited to close the pairing does so now that all is told.
        drop(self.writing.take());
        let _ = timeout(SEND_WITHIN, self.socket.outgoing.send(Frame::Close)).await;
    }

    /// The next message. Signs of life put nothing off.
    async fn next(&mut self, until: Instant) -> Result<Vec<u8>, Broken> {
        let given = self.other.as_ref().map(|(_, _, given)| given.clone());
        let (given, closed) = (given.unwrap_or_default(), self.closed.clone());
        let gives_way = self.place.gives_way();
        let message = async {
            loop {
                match self.socket.incoming.next().await {
                    Some(Ok(Frame::Data(message))) => return Ok(message),
                    Some(Ok(Frame::Ping | Frame::Alive)) => {}
                    Some(Ok(Frame::Text)) => return Err(Ended::Refused(Reason::Broken).into()),
                    Some(Ok(Frame::Close) | Err(_)) | None => return Err(Broken::Gone),
                }
            }
        };
        tokio::select! {
            biased;
            message = timeout_at(until, message) => message.unwrap_or(Err(Broken::Gone)),
            () = given.cancelled() => Err(Broken::Gone),
            // Who has proven the code gives way to nobody.
            () = gives_way.cancelled(), if self.other.is_none() => Err(Broken::Gone),
            () = closed.cancelled() => Err(Ended::Refused(Reason::Closed).into()),
        }
    }

    async fn send(&mut self, bytes: Vec<u8>) -> Result<(), Broken> {
        match timeout(SEND_WITHIN, self.socket.outgoing.send(Frame::Data(bytes))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Broken::Gone),
        }
    }
}

async fn blocking<T: Send + 'static>(
    pairings: &Pairings,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T, Broken> {
    run_blocking(work).await.map_err(|error| {
        pairings.notes().note(format_args!("a pairing came to nothing: {error:#}"));
        Ended::Refused(Reason::Store).into()
    })
}

impl From<Ended> for Broken {
    fn from(ended: Ended) -> Self {
        Broken::Off(ended)
    }
}
