//! The one pairing that may be open: its code, its guesses, its end.

use super::opening::{Opened, Opening};
use super::progress::{Closed, Other, Progress, Stage};
use crate::onboarding::{Agent, Phones, Step};
use crate::peers::Notes;
use crate::places::{Ends, Place, Places, Proven};
use anyhow::{Context, Result};
use mingle_proto::id::DeviceId;
use mingle_proto::pairing::{Asked, Code, Ended, Guesses, Reason, Showing};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

/// How long a code can be used.
pub const LIFE: Duration = Duration::from_secs(600);
/// Whoever shows the code asks how far it is; without that for so long, nobody looks at the code any more.
const LEASE: Duration = Duration::from_secs(20);
/// So long an answer about the progress waits for some.
const NEWS_WITHIN: Duration = Duration::from_secs(5);
/// So many callers may be at the door at a time, and so many of one address other than this machine's. They take nobody's
/// place anywhere else.
const CALLERS: usize = 16;
const CALLERS_OF_ONE: usize = 4;

/// The pairing of a daemon. Cloning it makes another handle.
#[derive(Clone)]
pub struct Pairings(Arc<Shared>);

struct Shared {
    open: Mutex<Option<Open>>,
    progress: watch::Sender<Progress>,
    callers: Places,
    notes: Notes,
}

struct Open {
    id: u64,
    opener: Option<DeviceId>,
    code: Code,
    guesses: Guesses,
    until: Instant,
    asked_last: Instant,
    /// The device that is being paired, and what ends its connection.
    taken: Option<(DeviceId, CancellationToken)>,
    /// So many connections are writing down a device at this moment. It is not closed while there are any.
    writing: usize,
    /// It is to be closed as soon as that is done.
    closing: Option<Closed>,
    /// The device that is written down, and has not said that it has done the same.
    unfinished: Option<Other>,
    closed: CancellationToken,
}

impl Open {
    /// One that nobody has called for yet.
    fn new(id: u64, opener: Option<DeviceId>, code: Code, now: Instant) -> Self {
        Self {
            id,
            opener,
            code,
            guesses: Guesses::default(),
            until: now + LIFE,
            asked_last: now,
            taken: None,
            writing: 0,
            closing: None,
            unfinished: None,
            closed: CancellationToken::new(),
        }
    }
}

/// What a connection of somebody who calls begins with.
pub(super) struct Shown {
    pub(super) id: u64,
    /// The page at whose word the code is shown: it counts while that page is one of the owner's devices.
    pub(super) opener: Option<DeviceId>,
    pub(super) showing: Showing,
    /// Ends with the pairing.
    pub(super) closed: CancellationToken,
}

/// A device is being written down. Whoever closes the pairing meanwhile waits until this is dropped.
pub(super) struct Writing {
    pairings: Pairings,
    id: u64,
}

impl Pairings {
    /// None is open yet. Who calls from a place where a device of the owner has proven itself is pushed out by no stranger.
    pub fn new(proven: Proven) -> Self {
        let nothing = Progress {
            id: 0,
            seen: 0,
            guesses_left: 0,
            unfinished: None,
            phones: Phones::default(),
            stage: Stage::Closed { why: Closed::TakenBack },
        };
        let (open, progress) = (Mutex::new(None), watch::Sender::new(nothing));
        let callers = Places::new(CALLERS, CALLERS_OF_ONE, proven);
        Self(Arc::new(Shared { open, progress, callers, notes: Notes::default() }))
    }

    /// Opens one with a new code, unless one is open. `opener` is the page that asks for it; `None` stands for whoever can
    /// read the owner's files.
    pub fn open(
        &self,
        opener: Option<DeviceId>,
        name: String,
        addresses: Vec<SocketAddr>,
    ) -> Result<Opening> {
        let code = Code::random().context("the system gives no random numbers")?;
        let mut open = self.lock();
        let now = Instant::now();
        if let Some(open) = open.as_ref() {
            let expires_in_seconds = open.until.saturating_duration_since(now).as_secs();
            return Ok(Opening::AlreadyOpen { id: open.id, expires_in_seconds });
        }
        let id = self.0.progress.borrow().id + 1;
        let shown = Open::new(id, opener, code, now);
        let opened = Opened {
            id,
            code: shown.code.to_string(),
            guesses: shown.guesses.left(),
            expires_in_seconds: LIFE.as_secs(),
            name,
            addresses,
            phone: None,
        };
        self.tell(id, opened.guesses, None, Stage::Waiting);
        tokio::spawn(end_in_time(self.clone(), id, shown.closed.clone()));
        *open = Some(shown);
        Ok(Opening::Opened(opened))
    }

    pub fn is_open(&self) -> bool {
        self.lock().as_ref().is_some_and(|open| open.closing.is_none())
    }

    /// What is cancelled at the moment at which the code is of no use any more; `None` if there is none.
    pub fn closed(&self) -> Option<CancellationToken> {
        self.lock().as_ref().map(|open| open.closed.clone())
    }

    /// How long the code can be used; `None` if there is none.
    pub fn expires_in_seconds(&self) -> Option<u64> {
        let until = self.lock().as_ref()?.until;
        Some(until.saturating_duration_since(Instant::now()).as_secs())
    }

    /// Notes what a phone did, while a code is shown.
    pub fn seen(&self, address: IpAddr, step: Step, agent: Option<Agent>) {
        let open = self.lock();
        let Some(open) = open.as_ref() else { return };
        self.0.progress.send_if_modified(|now| {
            let is_news = now.id == open.id && now.phones.note(address, step, agent);
            now.seen += u64::from(is_news);
            is_news
        });
    }

    /// Closes the pairing with this id, if it is open: at once, or when the device that is being written down is.
    pub fn take_back(&self, id: u64) {
        self.close(&mut self.lock(), id, Closed::TakenBack);
    }

    /// How far it is, once something has happened that was not seen, or after a few seconds.
    pub async fn progress(&self, id: u64, seen: u64) -> Progress {
        if let Some(open) = self.lock().as_mut().filter(|open| open.id == id) {
            open.asked_last = Instant::now();
        }
        let mut news = self.0.progress.subscribe();
        let _ = timeout(NEWS_WITHIN, news.wait_for(|now| now.id != id || now.seen > seen)).await;
        let now = news.borrow().clone();
        if now.id == id {
            return now;
        }
        // Another one has been opened since: the one that is asked about has ended.
        let (phones, stage) = (Phones::default(), Stage::Closed { why: Closed::TakenBack });
        Progress { id, unfinished: None, phones, stage, ..now }
    }

    /// Where it is noted what callers do.
    pub(super) fn notes(&self) -> &Notes {
        &self.0.notes
    }

    /// A place for somebody who calls; `None` while too many have one.
    pub(super) fn place(&self, ends: Ends) -> Option<Place> {
        self.0.callers.take(ends)
    }

    /// The side of a new connection that shows the code; `None` if there is no code to show.
    pub(super) fn showing(&self) -> Option<Shown> {
        let open = self.lock();
        let open = open.as_ref().filter(|open| open.closing.is_none())?;
        let (showing, closed) = (Showing::new(open.code.clone()), open.closed.clone());
        Some(Shown { id: open.id, opener: open.opener, showing, closed })
    }

    /// Takes a message of somebody. One at a time: a guess is counted before the next one is looked at.
    pub(super) fn take(
        &self,
        id: u64,
        showing: &mut Showing,
        message: &[u8],
        wrong: impl FnOnce() -> Stage,
    ) -> Result<Asked, Ended> {
        let mut open = self.lock();
        let Some(now) = open.as_mut().filter(|open| open.id == id) else {
            return Err(Ended::Refused(Reason::Closed));
        };
        let asked = showing.take(message, &mut now.guesses);
        if let Err(Ended::WrongCode { left }) = asked {
            self.tell(id, left, now.unfinished.clone(), wrong());
            if left == 0 {
                self.close(&mut open, id, Closed::Guesses);
            }
        }
        asked
    }

    /// Gives the pairing to a device, if no other has it. An earlier connection of the same device is ended: it was cut,
    /// or this one would not have been made.
    pub(super) fn give_to(&self, id: u64, device: DeviceId) -> Result<CancellationToken, Ended> {
        let mut open = self.lock();
        let is_open = |open: &&mut Open| open.id == id && open.closing.is_none();
        let Some(now) = open.as_mut().filter(is_open) else {
            return Err(Ended::Refused(Reason::Closed));
        };
        match &now.taken {
            Some((other, given)) if *other != device && !given.is_cancelled() => {
                return Err(Ended::Refused(Reason::Busy));
            }
            Some((_, given)) => given.cancel(),
            None => {}
        }
        let given = CancellationToken::new();
        now.taken = Some((device, given.clone()));
        Ok(given)
    }

    /// Before the device that has the pairing is written down. From now on nobody closes it: whoever tries hears what
    /// has become of the device.
    pub(super) fn begin_to_write(
        &self,
        id: u64,
        given: &CancellationToken,
    ) -> Result<Writing, Ended> {
        let mut open = self.lock();
        let is_open =
            |open: &&mut Open| open.id == id && open.closing.is_none() && !given.is_cancelled();
        let Some(now) = open.as_mut().filter(is_open) else {
            return Err(Ended::Refused(Reason::Closed));
        };
        now.writing += 1;
        Ok(Writing { pairings: self.clone(), id })
    }

    #[cfg(test)]
    pub(super) fn is_writing(&self) -> bool {
        self.lock().as_ref().is_some_and(|open| open.writing > 0)
    }

    /// The device is written down, durably; that it has done the same is not known yet.
    pub(super) fn wrote(&self, id: u64, other: Other) {
        if let Some(open) = self.lock().as_mut().filter(|open| open.id == id) {
            open.unfinished = Some(other);
        }
    }

    /// Tells what happened, while this pairing is open.
    pub(super) fn happened(&self, id: u64, stage: Stage) {
        let open = self.lock();
        if let Some(open) = open.as_ref().filter(|open| open.id == id) {
            self.tell(id, open.guesses.left(), open.unfinished.clone(), stage);
        }
    }

    /// A device is paired: the code has been used.
    pub(super) fn used(&self, id: u64, stage: Stage) {
        let mut open = self.lock();
        if let Some(used) = open.take_if(|open| open.id == id) {
            used.closed.cancel();
            self.tell(id, used.guesses.left(), None, stage);
        }
    }

    fn close(&self, open: &mut Option<Open>, id: u64, why: Closed) {
        if let Some(open) = open.as_mut().filter(|open| open.id == id && open.writing > 0) {
            open.closing.get_or_insert(why);
            return;
        }
        if let Some(closed) = open.take_if(|open| open.id == id) {
            closed.closed.cancel();
            self.tell(id, closed.guesses.left(), closed.unfinished, Stage::Closed { why });
        }
    }

    fn tell(&self, id: u64, guesses_left: u8, unfinished: Option<Other>, stage: Stage) {
        self.0.progress.send_modify(|now| {
            let phones = std::mem::take(&mut now.phones);
            let phones = if now.id == id { phones } else { Phones::default() };
            *now = Progress { id, seen: now.seen + 1, guesses_left, unfinished, phones, stage };
        });
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let mut open = self.pairings.lock();
        let Some(now) = open.as_mut().filter(|open| open.id == self.id) else { return };
        now.writing -= 1;
        if let Some(why) = now.closing.filter(|_| now.writing == 0) {
            self.pairings.close(&mut open, self.id, why);
        }
    }
}

/// Closes it when its time is up, or when nobody has asked about it for a while.
async fn end_in_time(pairings: Pairings, id: u64, closed: CancellationToken) {
    loop {
        let (until, left_alone) = {
            let open = pairings.lock();
            let Some(open) = open.as_ref().filter(|open| open.id == id) else { return };
            (open.until, open.asked_last + LEASE)
        };
        let now = Instant::now();
        if now >= until || now >= left_alone {
            let why = if now >= until { Closed::Time } else { Closed::TakenBack };
            return pairings.close(&mut pairings.lock(), id, why);
        }
        if closed.run_until_cancelled(sleep_until(until.min(left_alone))).await.is_none() {
            return;
        }
    }
}
