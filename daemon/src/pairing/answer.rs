//! The daemon's side of a connection to `/pair`: whoever calls may know the code.

use super::open::Pairings;
use super::progress::{Other, Stage};
use super::record;
use crate::http::enrol::Host;
use crate::peers::run_blocking;
use crate::peers::socket::{Frame, Socket};
use crate::places::{Ends, Place};
use anyhow::Result;
use futures_util::{SinkExt, StreamExt};
use mingle_proto::pairing::{Asked, Ended, Join, Reason, Secret, Showing};
use std::time::Duration;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Who has not said what is next by then is gone, or has no business here.
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
    host: Host,
    ends: Ends,
    socket: Socket,
    showing: Showing,
    /// Who joins, and what ends its connection.
    other: Option<(Join, Other, CancellationToken)>,
    /// The authority that it is given.
    authority: Secret,
    /// The device is written down here.
    written: bool,
}

/// Answers somebody who called, until both are paired or it comes to nothing.
pub async fn answer(pairings: Pairings, host: Host, socket: Socket, ends: Ends, place: Place) {
    let Some((id, showing)) = pairings.showing() else { return };
    let (other, authority, written) = (None, Secret::default(), false);
    let mut line = Line { pairings, id, host, ends, socket, showing, other, authority, written };
    let ended = line.talk().await;
    line.end(ended).await;
    drop(place);
}

impl Line {
    async fn talk(&mut self) -> Result<(), Broken> {
        loop {
            let message = self.next().await?;
            let ends = self.ends;
            let wrong = || Stage::wrong_code(ends);
            match self.pairings.take(self.id, &mut self.showing, &message, wrong)? {
                Asked::Send(bytes) | Asked::Proven(bytes) => self.send(bytes).await?,
                Asked::Join(join) => self.welcome(join).await?,
                Asked::Ready => self.write_down().await?,
                Asked::Kept => return Ok(()),
            }
        }
    }

    /// Tells whoever has proven the code what it needs to know.
    async fn welcome(&mut self, join: Join) -> Result<(), Broken> {
        let given = self.pairings.give_to(self.id, join.device.id)?;
        self.other = Some((join.clone(), Other::new(&join, false), given.clone()));
        let (host, asking) = (self.host.clone(), join.clone());
        let at = self.host.network_host.clone();
        let (welcome, authority) =
            blocking(move || record::welcome(&host.data, &host.key, &at, &asking))
                .await?
                .map_err(Ended::Refused)?;
        let other = Other::new(&join, welcome.known);
        self.pairings.happened(self.id, Stage::Joining { other: other.clone() });
        self.other = Some((join, other, given));
        self.authority = authority;
        let bytes = self.showing.welcome(welcome)?;
        self.send(bytes).await
    }

    /// Writes it down, and says so when that is durable.
    async fn write_down(&mut self) -> Result<(), Broken> {
        let Some((join, _, given)) = &self.other else {
            return Err(Ended::Refused(Reason::Broken).into());
        };
        if given.is_cancelled() {
            return Err(Ended::Refused(Reason::Closed).into());
        }
        let (host, device) = (self.host.clone(), join.device.clone());
        let authority = self.authority.clone();
        blocking(move || {
            record::admit(&host.data, &host.key, &device, &authority)?;
            // The other side asks for it as soon as it has heard that this is written. Whoever keeps it fresh tells
            // of trouble, and tries again.
            let _ = host.credentials.renew();
            Ok(())
        })
        .await?;
        self.written = true;
        let bytes = self.showing.written(&self.authority)?;
        self.send(bytes).await
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
                crate::note!("a pairing with {} came to nothing: {ended}", self.ends.remote.ip());
                if let Some((_, other, _)) = other {
                    self.pairings.happened(self.id, stage(other, ended.reason()));
                }
                if let Some(bytes) = self.showing.farewell(&ended) {
                    let _ = self.send(bytes).await;
                }
            }
            (Ok(()) | Err(Broken::Gone), None) => {}
        }
        let _ = timeout(SEND_WITHIN, self.socket.outgoing.send(Frame::Close)).await;
    }

    async fn next(&mut self) -> Result<Vec<u8>, Broken> {
        let given = self.other.as_ref().map(|(_, _, given)| given.clone());
        let given = given.unwrap_or_default();
        let message = async {
            loop {
                match timeout(SPEAK_WITHIN, self.socket.incoming.next()).await {
                    Ok(Some(Ok(Frame::Data(message)))) => return Ok(message),
                    Ok(Some(Ok(Frame::Ping | Frame::Alive))) => {}
                    Ok(Some(Ok(Frame::Text))) => return Err(Ended::Refused(Reason::Broken).into()),
                    Ok(Some(Ok(Frame::Close) | Err(_)) | None) | Err(_) => {
                        return Err(Broken::Gone);
                    }
                }
            }
        };
        given.run_until_cancelled(message).await.unwrap_or(Err(Broken::Gone))
    }

    async fn send(&mut self, bytes: Vec<u8>) -> Result<(), Broken> {
        match timeout(SEND_WITHIN, self.socket.outgoing.send(Frame::Data(bytes))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Broken::Gone),
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T, Broken> {
    run_blocking(work).await.map_err(|error| {
        crate::note!("a pairing came to nothing: {error:#}");
        Ended::Refused(Reason::Store).into()
    })
}

impl From<Ended> for Broken {
    fn from(ended: Ended) -> Self {
        Broken::Off(ended)
    }
}
