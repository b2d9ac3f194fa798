//! The session as a whole: handshake, who is there, and then the dialogue, encrypted.

use super::dialogue::Dialogue;
use super::noise::{Channel, Handshake};
use super::wire::{Frame, Goodbye, Identity};
use super::{Effect, Ended, EndedCode, Event, Replica, Role, Settings, Standing, State, identity};
use crate::id::DeviceId;

/// What a session has cost since both sides knew each other, in bytes of messages as they are sent; the messages that
/// say who is who are not among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Traffic {
    pub sent: u64,
    pub received: u64,
    /// Frames in both directions.
    pub frames: u64,
    /// How often one side had to wait for the other: changes of direction, two to a round trip.
    pub round_trips: u64,
}

/// One conversation between two replicas.
pub struct Session {
    settings: Settings,
    stage: Stage,
    meter: Meter,
}

enum Stage {
    /// Keys are being exchanged.
    Shaking(Handshake),
    /// The dialer waits for its own signature.
    SigningFirst(Channel),
    /// The other side is to say who it is.
    AwaitingIdentity(Channel),
    /// The listener knows the dialer, and waits for its own signature.
    SigningAnswer(Channel, DeviceId),
    Talking(Box<(Channel, Dialogue)>),
    Over,
}

#[derive(Default)]
struct Meter {
    traffic: Traffic,
    turns: u64,
    last_was_sent: Option<bool>,
}

impl Session {
    /// A session, and the dialer's first message.
    pub fn new(settings: Settings) -> Result<(Self, Vec<Effect>), Ended> {
        let (handshake, first) = Handshake::begin(settings.role)?;
        let stage = Stage::Shaking(handshake);
        let effects = first.into_iter().map(Effect::Send).collect();
        Ok((Self { settings, stage, meter: Meter::default() }, effects))
    }

    /// Takes one event; returns what is to be done, in order. After [`Effect::Close`] nothing happens any more.
    pub fn handle<R: Replica>(&mut self, event: Event<'_>, replica: &mut R) -> Vec<Effect> {
        let mut effects = Vec::new();
        let outcome = match event {
            Event::Message(message) => self.message(message, replica, &mut effects),
            Event::Signed(signature) => self.signed(signature, replica, &mut effects),
            Event::Changed(ids) => match &mut self.stage {
                Stage::Talking(talk) => {
                    talk.1.changed(ids, replica).and_then(|()| talk.1.advance(replica))
                }
                // Hello will tell of it.
                _ => Ok(()),
            },
        };
        let outcome = outcome.and_then(|()| self.check_standing(replica));
        if matches!(outcome, Err(Ended::Revoked | Ended::Stranger)) {
            self.unsay();
        }
        let outcome = self.flush(&mut effects).and(outcome);
        if let Err(ended) = outcome {
            self.close(ended, &mut effects);
        }
        effects
    }

    /// Who is on the other side, once it is proven.
    pub fn peer(&self) -> Option<DeviceId> {
        match &self.stage {
            Stage::Talking(talk) => Some(talk.1.peer()),
            Stage::SigningAnswer(_, peer) => Some(*peer),
            _ => None,
        }
    }

    pub fn state(&self) -> State {
        match &self.stage {
            Stage::Talking(talk) => talk.1.state(),
            _ => State::Authenticating,
        }
    }

    /// How many documents the session will have moved in both directions, as far as is known: none until it is known what
    /// differs. It may still grow, and a document that turns out to be here already is counted in vain.
    pub fn total(&self) -> Option<u64> {
        match &self.stage {
            Stage::Talking(talk) => talk.1.total(),
            _ => None,
        }
    }

    pub fn traffic(&self) -> Traffic {
        Traffic { round_trips: self.meter.turns.div_ceil(2), ..self.meter.traffic }
    }

    fn message<R: Replica>(
        &mut self,
        message: &[u8],
        replica: &mut R,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Ended> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Over => Ok(()),
            Stage::Shaking(handshake) => self.shaken(handshake.finish(message)?, effects),
            Stage::AwaitingIdentity(mut channel) => {
                channel.open(message)?;
                self.identified(channel, replica, effects)
            }
            Stage::SigningFirst(channel) | Stage::SigningAnswer(channel, _) => {
                Err(spoke_too_early(channel, message))
            }
            Stage::Talking(mut talk) => {
                let opened = talk.0.open(message);
                self.stage = Stage::Talking(talk);
                self.meter.received(message.len());
                opened?;
                self.talk(replica)
            }
        }
    }

    /// The channel stands: the dialer proves itself, the listener waits for that.
    fn shaken(
        &mut self,
        (channel, answer): (Channel, Option<Vec<u8>>),
        effects: &mut Vec<Effect>,
    ) -> Result<(), Ended> {
        effects.extend(answer.map(Effect::Send));
        self.stage = match self.settings.role {
            Role::Listener => Stage::AwaitingIdentity(channel),
            Role::Dialer => {
                effects.push(self.to_sign(&channel));
                Stage::SigningFirst(channel)
            }
        };
        Ok(())
    }

    fn to_sign(&self, channel: &Channel) -> Effect {
        let hash = channel.handshake_hash();
        Effect::Sign(identity::text(self.settings.role, &self.settings.us, hash))
    }

    /// The peer says who it is, if the frame is whole.
    fn identified<R: Replica>(
        &mut self,
        mut channel: Channel,
        replica: &mut R,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Ended> {
        let Some(frame) = channel.next_frame()? else {
            self.stage = Stage::AwaitingIdentity(channel);
            return Ok(());
        };
        let admitted = self.admit(&frame, &channel, replica);
        let peer = match admitted {
            Ok(peer) => peer,
            Err(ended) => {
                say_goodbye(&mut channel, &ended, effects);
                return Err(ended);
            }
        };
        effects.push(Effect::Authenticated(peer));
        channel.trust();
        match self.settings.role {
            Role::Listener => {
                effects.push(self.to_sign(&channel));
                self.stage = Stage::SigningAnswer(channel, peer);
                Ok(())
            }
            Role::Dialer => {
                self.begin(channel, peer, replica)?;
                self.talk(replica)
            }
        }
    }

    /// Checks the claim, then whether the device belongs here.
    fn admit<R: Replica>(
        &self,
        frame: &[u8],
        channel: &Channel,
        replica: &mut R,
    ) -> Result<DeviceId, Ended> {
        let frame = Frame::decode(frame).map_err(|bad| Ended::Broken(bad.0))?;
        let identity = match frame {
            Some(Frame::Identity(identity)) => identity,
            Some(Frame::Goodbye(goodbye)) => return Err(turned_away(&goodbye)),
            _ => return Err(Ended::Broken("it did not say who it is".into())),
        };
        let device = identity.device;
        if device == self.settings.us {
            return Err(Ended::Ourselves);
        }
        identity::verify(&identity, self.settings.role, channel.handshake_hash())?;
        match replica.standing(&device).map_err(|error| Ended::Store(Box::new(error)))? {
            Standing::Revoked => Err(Ended::Revoked),
            Standing::Unknown => Err(Ended::Stranger),
            Standing::Current if self.settings.expect.is_some_and(|other| other != device) => {
                Err(Ended::SomeoneElse)
            }
            Standing::Current => Ok(device),
        }
    }

    fn signed<R: Replica>(
        &mut self,
        signature: [u8; 64],
        replica: &mut R,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Ended> {
        let identity = Frame::from(Identity { device: self.settings.us, signature }).encode();
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::SigningFirst(mut channel) => {
                effects.extend(channel.seal(&[identity])?.into_iter().map(Effect::Send));
                self.stage = Stage::AwaitingIdentity(channel);
                Ok(())
            }
            Stage::SigningAnswer(mut channel, peer) => {
                effects.extend(channel.seal(&[identity])?.into_iter().map(Effect::Send));
                self.begin(channel, peer, replica)
            }
            other => {
                // Nobody asked for a signature, or the session ended while it was made.
                self.stage = other;
                Ok(())
            }
        }
    }

    fn begin<R: Replica>(
        &mut self,
        channel: Channel,
        peer: DeviceId,
        replica: &mut R,
    ) -> Result<(), Ended> {
        let mut dialogue = Dialogue::new(self.settings.role, peer, self.settings.versions.clone());
        let opened = dialogue.open(replica);
        self.stage = Stage::Talking(Box::new((channel, dialogue)));
        opened
    }

    /// Looks, before anything is taken from the peer and before anything is told to it, whether it still belongs here:
    /// the devices record may have changed by another session or another process.
    fn check_standing<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        match &mut self.stage {
            Stage::Talking(talk) => talk.1.follow_devices(replica),
            _ => Ok(()),
        }
    }

    /// Nothing that was to be said is said: the peer does not belong here any more.
    fn unsay(&mut self) {
        if let Stage::Talking(talk) = &mut self.stage {
            talk.1.take_frames();
        }
    }

    /// Takes the frames that have come, then says what there is to say.
    fn talk<R: Replica>(&mut self, replica: &mut R) -> Result<(), Ended> {
        self.check_standing(replica)?;
        let Stage::Talking(talk) = &mut self.stage else { return Ok(()) };
        let (channel, dialogue) = talk.as_mut();
        while let Some(frame) = channel.next_frame()? {
            self.meter.traffic.frames += 1;
            dialogue.receive(&frame, replica)?;
        }
        dialogue.advance(replica)
    }

    /// Seals what the dialogue has said, and passes on its effects.
    fn flush(&mut self, effects: &mut Vec<Effect>) -> Result<(), Ended> {
        let Stage::Talking(talk) = &mut self.stage else { return Ok(()) };
        let (channel, dialogue) = talk.as_mut();
        let frames = dialogue.take_frames();
        self.meter.traffic.frames += frames.len() as u64;
        let messages = channel.seal(&frames)?;
        for message in messages {
            self.meter.sent(message.len());
            effects.push(Effect::Send(message));
        }
        effects.extend(dialogue.take_effects());
        Ok(())
    }

    fn close(&mut self, ended: Ended, effects: &mut Vec<Effect>) {
        if let Stage::Talking(mut talk) = std::mem::replace(&mut self.stage, Stage::Over) {
            say_goodbye(&mut talk.0, &ended, effects);
        }
        effects.push(Effect::Close(ended));
    }
}

impl Meter {
    fn sent(&mut self, bytes: usize) {
        self.traffic.sent += bytes as u64;
        self.turn(true);
    }

    fn received(&mut self, bytes: usize) {
        self.traffic.received += bytes as u64;
        self.turn(false);
    }

    fn turn(&mut self, sent: bool) {
        if self.last_was_sent.replace(sent) != Some(sent) {
            self.turns += 1;
        }
    }
}

/// Tells the other side why; nothing where it ended the session itself.
fn say_goodbye(channel: &mut Channel, ended: &Ended, effects: &mut Vec<Effect>) {
    if matches!(ended, Ended::TurnedAway { .. }) {
        return;
    }
    let code = ended.code().as_str().to_owned();
    let goodbye = Frame::from(Goodbye { code }).encode();
    // A channel that cannot encrypt any more has nothing to say.
    effects.extend(channel.seal(&[goodbye]).unwrap_or_default().into_iter().map(Effect::Send));
}

fn turned_away(goodbye: &Goodbye) -> Ended {
    Ended::TurnedAway { code: EndedCode::from_name(&goodbye.code) }
}

/// While this side signs, the other one waits: all it can have to say is that it gives up.
fn spoke_too_early(mut channel: Channel, message: &[u8]) -> Ended {
    let frame = channel.open(message).and_then(|()| channel.next_frame());
    let frame = frame.map(|frame| frame.and_then(|frame| Frame::decode(&frame).ok().flatten()));
    match frame {
        Ok(Some(Frame::Goodbye(goodbye))) => turned_away(&goodbye),
        Ok(_) => Ended::Broken("it spoke before it was answered".into()),
        Err(ended) => ended,
    }
}
