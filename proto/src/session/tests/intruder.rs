//! A peer that speaks frames of its own choice to a real session.

use ed25519_dalek::{Signer, SigningKey};

use crate::id::DeviceId;
use crate::memory::MemoryReplica;
use crate::session::noise::{Channel, Handshake};
use crate::session::wire::{Frame, Hello, Identity};
use crate::session::{Effect, Ended, Event, Role, Session, Settings, VERSIONS, identity};

/// The owner's laptop, which listens, and whoever dials it.
pub struct Intruder {
    pub laptop: SigningKey,
    pub replica: MemoryReplica,
    pub session: Session,
    pub key: SigningKey,
    pub channel: Option<Channel>,
    /// Frames that the laptop has sent.
    pub heard: Vec<Frame>,
    /// All messages that the laptop has sent, as they were.
    pub messages: Vec<Vec<u8>>,
    pub ended: Option<Ended>,
}

pub fn id(key: &SigningKey) -> DeviceId {
    DeviceId::from_bytes(key.verifying_key().to_bytes())
}

impl Intruder {
    /// A laptop whose journal knows the intruder's device.
    pub fn known() -> Self {
        let mut intruder = Self::unknown();
        let device = id(&intruder.key);
        intruder.replica.add_device(&device);
        intruder
    }

    pub fn unknown() -> Self {
        let (laptop, key) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let mut replica = MemoryReplica::new(1);
        replica.add_device(&id(&laptop));
        let settings =
            Settings { us: id(&laptop), role: Role::Listener, expect: None, versions: VERSIONS };
        let (session, _) = Session::new(settings).unwrap();
        let (heard, messages) = (Vec::new(), Vec::new());
        Self { laptop, replica, session, key, channel: None, heard, messages, ended: None }
    }

    /// Exchanges keys.
    pub fn shake(&mut self) -> &mut Self {
        let (handshake, first) = Handshake::begin(Role::Dialer).unwrap();
        self.deliver(&first.unwrap());
        let answer = self.messages.pop().unwrap();
        self.channel = Some(handshake.finish(&answer).unwrap().0);
        self
    }

    /// Exchanges keys and identities.
    pub fn enter(&mut self) -> &mut Self {
        self.shake();
        let identity = self.identity();
        self.say(&[identity]);
        self
    }

    /// Enters, and says a Hello that differs from the laptop's.
    pub fn greet(&mut self) -> &mut Self {
        self.enter();
        let hello = self.hello();
        self.say(&[hello.into()]);
        assert!(self.ended.is_none());
        self
    }

    /// Enters, and says that it holds just what the laptop holds, and lacks no attachment.
    pub fn greet_as_equal(&mut self) -> &mut Self {
        self.enter();
        let hello = Hello { lacking: None, ..self.laptops_hello() };
        self.say(&[hello.into()])
    }

    pub fn hello(&self) -> Hello {
        let mut hello = self.laptops_hello();
        hello.fingerprint = crate::id::Fingerprint::from_bytes([9; 32]);
        hello
    }

    fn laptops_hello(&self) -> Hello {
        let hello = self.heard.iter().find_map(|frame| match frame {
            Frame::Hello(hello) => Some(hello.clone()),
            _ => None,
        });
        hello.unwrap()
    }

    pub fn identity(&self) -> Frame {
        let hash = self.channel.as_ref().unwrap().handshake_hash();
        let text = identity::text(Role::Dialer, &id(&self.key), hash);
        Identity { device: id(&self.key), signature: self.key.sign(&text).to_bytes() }.into()
    }

    pub fn say(&mut self, frames: &[Frame]) -> &mut Self {
        let frames: Vec<_> = frames.iter().map(Frame::encode).collect();
        self.say_bytes(&frames)
    }

    pub fn say_bytes(&mut self, frames: &[Vec<u8>]) -> &mut Self {
        let messages = self.channel.as_mut().unwrap().seal(frames).unwrap();
        messages.iter().for_each(|message| self.deliver(message));
        self.listen();
        self
    }

    pub fn deliver(&mut self, message: &[u8]) {
        let effects = self.session.handle(Event::Message(message), &mut self.replica);
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(message) => self.messages.push(message),
                Effect::Sign(text) => {
                    let signature = self.laptop.sign(&text).to_bytes();
                    let effects = self.session.handle(Event::Signed(signature), &mut self.replica);
                    self.perform(effects);
                }
                Effect::Close(ended) => self.ended = Some(ended),
                _ => {}
            }
        }
    }

    /// Reads what the laptop has sent.
    fn listen(&mut self) {
        let channel = self.channel.as_mut().unwrap();
        channel.trust();
        for message in self.messages.drain(..) {
            channel.open(&message).unwrap();
            while let Some(frame) = channel.next_frame().unwrap() {
                self.heard.extend(Frame::decode(&frame).unwrap());
            }
        }
    }

    /// The session has ended because the protocol was broken, and says so.
    pub fn is_shown_the_door(&self, why: &str) {
        match &self.ended {
            Some(Ended::Broken(what)) => assert!(what.contains(why), "{what}"),
            other => panic!("not shown the door: {other:?}"),
        }
    }

    /// True if the laptop has told something of its journal.
    pub fn has_learned_something(&self) -> bool {
        !self.heard.iter().all(|frame| matches!(frame, Frame::Goodbye(_)))
    }
}
