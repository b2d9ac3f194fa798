//! Sessions with other devices. The sockets are the page's: it brings what was heard, and does what the effects say.
//!
//! Whatever changes here, by the owner or by one session, is told to every other session at once; what these then
//! have to say waits for `told`.

use js_sys::Array;
use mingle_proto::id::DeviceId;
use mingle_proto::session::{Effect, Event, Role, Session, Settings, State, VERSIONS};
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::Journal;
use mingle_replica::store::StoreError;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Replica, effects};
use crate::Failed;
use crate::clock::moment_now;
use crate::json::named;

/// How often it is written down that both are in sync, in milliseconds: each time is a write.
const REMEMBER_EVERY: i64 = 10_000;

/// The sessions that are on.
#[derive(Default)]
pub struct Talks {
    /// The count of writes up to which the sessions have heard.
    heard: i64,
    last: u32,
    /// A few, in the order in which they began.
    live: Vec<Talk>,
}

struct Talk {
    number: u32,
    session: Session,
    /// What it has to say because something changed elsewhere.
    waiting: Option<Vec<Effect>>,
    device: Option<DeviceId>,
    /// When it was last written down that both were in sync.
    noted: Option<Timestamp>,
}

#[wasm_bindgen]
impl Replica {
    /// Begins a session over a socket that has just been opened, with that device if one is expected.
    #[wasm_bindgen(unchecked_return_type = "Called")]
    pub fn call(
        &mut self,
        #[wasm_bindgen(unchecked_optional_param_type = "DeviceId")] expect: Option<String>,
    ) -> Answer {
        let expect = expect.as_deref().map(named).transpose()?;
        let settings = Settings { us: self.device, role: Role::Dialer, expect, versions: VERSIONS };
        let (session, first) = Session::new(settings)
            .map_err(|ended| Failed::new(ended.code().as_str(), ended.to_string(), None))?;
        let talk = self.talks.add(session, &self.journal)?;
        Ok(effects::of_talk(talk, &effects::told(first, None)?))
    }

    /// Takes one whole message of the other side.
    #[wasm_bindgen(unchecked_return_type = "TalkEffect[]")]
    pub fn heard(&mut self, talk: u32, message: &[u8]) -> Answer {
        self.on(talk, Event::Message(message))
    }

    /// Takes the signature that an effect asked for.
    #[wasm_bindgen(unchecked_return_type = "TalkEffect[]")]
    pub fn signed(&mut self, talk: u32, signature: &[u8]) -> Answer {
        let signature =
            signature.try_into().map_err(|_| Failed::misunderstood("a signature has 64 bytes"))?;
        self.on(talk, Event::Signed(signature))
    }

    /// Ends a session whose socket is gone. One that is over already is nothing.
    #[wasm_bindgen(unchecked_return_type = "TalkEffect[]")]
    pub fn hang_up(&mut self, talk: u32) -> Answer {
        let Some(talk) = self.talks.remove(talk) else { return Ok(Array::new().into()) };
        if let (Some(device), State::InSync { .. }) = (talk.device, talk.session.state()) {
            // For display only: a full disk must not keep a session from ending.
            let _ = self.journal.store_mut().note_sync(&device, moment_now()?.now);
        }
        Ok(Array::new().into())
    }

    /// What sessions have to say because something changed elsewhere. To be asked after every call that may write.
    #[wasm_bindgen(unchecked_return_type = "Called[]")]
    pub fn told(&mut self) -> Answer {
        let list = Array::new();
        let live = self.talks.live.iter_mut();
        let waiting: Vec<(u32, Vec<Effect>)> =
            live.filter_map(|talk| Some((talk.number, talk.waiting.take()?))).collect();
        for (talk, waiting) in waiting {
            let said = self.said(talk, waiting)?;
            list.push(&effects::of_talk(talk, &said));
        }
        Ok(list.into())
    }
}

impl Replica {
    fn on(&mut self, talk: u32, event: Event<'_>) -> Answer {
        // What comes for a session that is over was under way when it ended.
        let Some(live) = self.talks.get(talk) else { return Ok(Array::new().into()) };
        let done = live.session.handle(event, self.journal.store_mut());
        self.talks.tell(&mut self.journal, Some(talk));
        Ok(self.said(talk, done)?.into())
    }

    /// Notes what the effects say of the session, and hands them on.
    fn said(&mut self, talk: u32, done: Vec<Effect>) -> Result<Array, Failed> {
        let mut of = None;
        for effect in &done {
            match (effect, self.talks.get(talk)) {
                (Effect::Authenticated(device), Some(live)) => live.device = Some(*device),
                (Effect::State(State::InSync { .. }), Some(live)) => {
                    live.remember_sync(&mut self.journal, moment_now()?.now);
                }
                (Effect::State(_), Some(live)) => of = live.session.total(),
                (Effect::Close(_), Some(_)) => drop(self.talks.remove(talk)),
                _ => {}
            }
        }
        effects::told(done, of)
    }
}

impl Talks {
    fn add(&mut self, session: Session, journal: &Journal) -> Result<u32, StoreError> {
        if self.live.is_empty() {
            // What was written while nobody listened stands in the session's Hello.
            self.heard = journal.store().seq()?;
        }
        self.last += 1;
        let number = self.last;
        self.live.push(Talk { number, session, waiting: None, device: None, noted: None });
        Ok(number)
    }

    fn get(&mut self, talk: u32) -> Option<&mut Talk> {
        self.live.iter_mut().find(|live| live.number == talk)
    }

    fn remove(&mut self, talk: u32) -> Option<Talk> {
        let at = self.live.iter().position(|live| live.number == talk)?;
        Some(self.live.remove(at))
    }

    /// Tells every session what changed, except the one that brought it. What cannot be read now is told next time:
    /// it stands written, whatever comes of this.
    pub fn tell(&mut self, journal: &mut Journal, except: Option<u32>) {
        if self.live.is_empty() {
            return;
        }
        let Ok((changed, heard)) = journal.store().changed_since(self.heard) else { return };
        self.heard = heard;
        if changed.is_empty() {
            return;
        }
        for live in self.live.iter_mut().filter(|live| Some(live.number) != except) {
            let said = live.session.handle(Event::Changed(&changed), journal.store_mut());
            live.waiting.get_or_insert_default().extend(said);
        }
    }
}

impl Talk {
    /// For display only: that it cannot be written down must not take along what the session has to say.
    fn remember_sync(&mut self, journal: &mut Journal, now: Timestamp) {
        let due = self.noted.is_none_or(|noted| now.0 - noted.0 >= REMEMBER_EVERY);
        if let (Some(device), true) = (self.device, due)
            && journal.store_mut().note_sync(&device, now).is_ok()
        {
            self.noted = Some(now);
        }
    }
}
