//! The side on which the code is typed.

use super::bodies::{Join, Welcome};
use super::channel::{Channel, Exchange, Handshake, SPAKE2_BYTES};
use super::claim::{self, Claim};
use super::code::Code;
use super::ended::{Ended, Reason};
use super::secret::Secret;
use super::wire::{ANSWER, BEGIN, Message, PROVE, PROVEN, REFUSED, SEALED, VERSION};
use super::wire::{clear_refusal, farewell, outer};

/// One connection to a device that shows a code.
pub struct Joining {
    join: Join,
    state: State,
}

/// What is to be done after a message of the other side.
#[derive(Debug)]
pub enum Heard {
    /// Send this.
    Send(Vec<u8>),
    /// Sign this by the device's key, and send what [`Joining::signed`] gives.
    Sign(Vec<u8>),
    /// What the other side tells. Look whether all of it can be taken; then send what [`Joining::ready`] gives, or end it
    /// with [`Joining::farewell`]. Nothing is written down yet.
    Welcome(Box<Welcome>),
    /// This device belongs to the owner now. Write down what it was told, durably, and send what [`Joining::kept`] gives.
    /// Also the secret of the owner's authority, for a laptop; one that is not of the root that the welcome named is to be
    /// refused.
    Written(Box<Welcome>, Secret),
}

enum State {
    Begun(Exchange),
    Proving(Handshake),
    Open(Channel, Step),
    /// A message could not be read, and no channel is there.
    Over,
    /// All is said.
    Gone,
}

enum Step {
    /// This side is to sign what it says of itself.
    Sign,
    Welcome,
    /// This side is to say whether it can take it.
    Ready(Box<Welcome>),
    Written(Box<Welcome>),
    Keep,
    /// Nothing is in place any more.
    Ended,
}

impl Joining {
    /// Begins with a code; also what to send first.
    pub fn new(code: &Code, mut join: Join) -> Result<(Self, Vec<u8>), Ended> {
        join.device = join.device.fitted();
        let (exchange, ours) = Exchange::joins(code)?;
        let first = [&[BEGIN, VERSION], ours.as_slice()].concat();
        Ok((Self { join, state: State::Begun(exchange) }, first))
    }

    /// Takes a message. After an error nothing more can be said but [`Joining::farewell`].
    pub fn take(&mut self, message: &[u8]) -> Result<Heard, Ended> {
        let state = std::mem::replace(&mut self.state, State::Over);
        let in_clear = matches!(state, State::Begun(_) | State::Proving(_));
        if in_clear && message.first() == Some(&REFUSED) {
            return Err(clear_refusal(message)?);
        }
        match state {
            State::Begun(exchange) => self.prove(exchange, outer(ANSWER, message)?),
            State::Proving(handshake) => self.proven(handshake, outer(PROVEN, message)?),
            State::Open(mut channel, step) => {
                let heard = outer(SEALED, message).and_then(|sealed| channel.hear(sealed));
                let next = heard.and_then(|heard| self.next(step, heard));
                let (result, step) = match next {
                    Ok((heard, step)) => (Ok(heard), step),
                    Err(ended) => (Err(ended), Step::Ended),
                };
                self.state = State::Open(channel, step);
                result
            }
            State::Over | State::Gone => {
                self.state = State::Gone;
                Err(Ended::broken("a message after the end"))
            }
        }
    }

    /// What was to be signed is: what to send.
    pub fn signed(&mut self, signature: [u8; 64]) -> Result<Vec<u8>, Ended> {
        match std::mem::replace(&mut self.state, State::Over) {
            State::Open(mut channel, Step::Sign) => {
                let claim = Claim { join: self.join.clone(), signature };
                let said = channel.say(&Message::Join(claim))?;
                self.state = State::Open(channel, Step::Welcome);
                Ok(said)
            }
            _ => Err(Ended::broken("a signature out of its place")),
        }
    }

    /// All of the welcome can be taken: what to send.
    pub fn ready(&mut self) -> Result<Vec<u8>, Ended> {
        match std::mem::replace(&mut self.state, State::Over) {
            State::Open(mut channel, Step::Ready(welcome)) => {
                let said = channel.say(&Message::Ready)?;
                self.state = State::Open(channel, Step::Written(welcome));
                Ok(said)
            }
            _ => Err(Ended::broken("ready out of its place")),
        }
    }

    /// What to send once everything is written down, durably. This is over then, and both are paired.
    pub fn kept(&mut self) -> Result<Vec<u8>, Ended> {
        match &mut self.state {
            State::Open(channel, Step::Keep) => channel.say(&Message::Kept),
            _ => Err(Ended::broken("kept out of its place")),
        }
    }

    /// What to send before the connection is closed, once; nothing if the other side has ended it.
    pub fn farewell(&mut self, ended: &Ended) -> Option<Vec<u8>> {
        match std::mem::replace(&mut self.state, State::Gone) {
            State::Open(mut channel, _) => farewell(ended, Some(&mut channel)),
            _ if matches!(ended, Ended::WrongCode { .. }) => None,
            State::Begun(_) | State::Proving(_) | State::Over => farewell(ended, None),
            State::Gone => None,
        }
    }

    /// Any message through the channel, in its place or not.
    #[cfg(test)]
    pub fn say_anything(&mut self, message: &Message) -> Vec<u8> {
        match &mut self.state {
            State::Open(channel, _) => channel.say(message).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    fn prove(&mut self, exchange: Exchange, theirs: &[u8]) -> Result<Heard, Ended> {
        if theirs.len() != SPAKE2_BYTES {
            return Err(Ended::broken("an answer of another length"));
        }
        let mut handshake = exchange.finish(theirs, true)?;
        let proof = handshake.write()?;
        self.state = State::Proving(handshake);
        Ok(Heard::Send([&[PROVE], proof.as_slice()].concat()))
    }

    fn proven(&mut self, mut handshake: Handshake, theirs: &[u8]) -> Result<Heard, Ended> {
        if !handshake.read(theirs) {
            return Err(Ended::broken("it does not have the code either"));
        }
        let channel = handshake.channel()?;
        let text = claim::text(&self.join.device.id, &channel.handshake_hash);
        self.state = State::Open(channel, Step::Sign);
        Ok(Heard::Sign(text))
    }

    fn next(&self, step: Step, heard: Message) -> Result<(Heard, Step), Ended> {
        match (step, heard) {
            (Step::Welcome, Message::Welcome(welcome)) => {
                if welcome.device.id == self.join.device.id {
                    return Err(Ended::Refused(Reason::Ourselves));
                }
                let welcome = Box::new(welcome);
                Ok((Heard::Welcome(welcome.clone()), Step::Ready(welcome)))
            }
            (Step::Written(welcome), Message::Written(written)) => {
                Ok((Heard::Written(welcome, written.authority), Step::Keep))
            }
            _ => Err(Ended::broken("a message out of its place")),
        }
    }
}
