//! The side that shows the code: one of these for each connection, and [`Guesses`] for all of them together.

use super::LAPTOP;
use super::bodies::{Join, MOST_AUTHORITY, Welcome, Written};
use super::channel::{Channel, Exchange, Handshake, SPAKE2_BYTES};
use super::code::Code;
use super::ended::{Ended, Reason};
use super::guesses::Guesses;
use super::secret::Secret;
use super::wire::{ANSWER, BEGIN, Message, PROVE, PROVEN, SEALED, VERSION};
use super::wire::{farewell, outer};

/// One connection to a device that may know the code.
pub struct Showing(State);

/// What is to be done after a message of the other side.
#[derive(Debug)]
pub enum Asked {
    /// Send this.
    Send(Vec<u8>),
    /// The other side has proven that it has the code. Send this.
    Proven(Vec<u8>),
    /// It wants to join, and is the device that it says. Answer with [`Showing::welcome`] or [`Showing::farewell`].
    Join(Join),
    /// It can take what it was told. Write down that it belongs to the owner; once that is durable, send what
    /// [`Showing::written`] gives.
    Ready,
    /// It has written down the same. This is over, and both are paired.
    Kept,
}

enum State {
    Fresh(Code),
    Guessing(Handshake),
    Open(Channel, Step),
    /// A message could not be read, and no channel is there.
    Over,
    /// All is said.
    Gone,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The device's own words are next.
    Join,
    /// This side is to answer; the other one is a laptop.
    Welcome {
        laptop: bool,
    },
    Ready {
        laptop: bool,
    },
    Write {
        laptop: bool,
    },
    Kept,
    /// Nothing is in place any more.
    Ended,
}

impl Showing {
    pub fn new(code: Code) -> Self {
        Self(State::Fresh(code))
    }

    /// Takes a message. After an error nothing more can be said but [`Showing::farewell`].
    pub fn take(&mut self, message: &[u8], guesses: &mut Guesses) -> Result<Asked, Ended> {
        match std::mem::replace(&mut self.0, State::Over) {
            State::Fresh(code) => self.begin(&code, message),
            State::Guessing(handshake) => self.guess(handshake, message, guesses),
            State::Open(mut channel, step) => {
                let heard = outer(SEALED, message).and_then(|sealed| channel.hear(sealed));
                // Why it ends can still be said through the channel, unless that has broken.
                let asked = heard.and_then(|heard| step.next(heard, &channel.handshake_hash));
                let next = asked.as_ref().map_or(Step::Ended, |(_, next)| *next);
                self.0 = State::Open(channel, next);
                asked.map(|(asked, _)| asked)
            }
            State::Over | State::Gone => {
                self.0 = State::Gone;
                Err(Ended::broken("a message after the end"))
            }
        }
    }

    /// The answer to [`Asked::Join`]. The authority's root goes to laptops only, whatever is given here.
    pub fn welcome(&mut self, mut welcome: Welcome) -> Result<Vec<u8>, Ended> {
        let State::Open(channel, step) = &mut self.0 else {
            return Err(Ended::broken("a welcome out of its place"));
        };
        let Step::Welcome { laptop } = *step else {
            return Err(Ended::broken("a welcome out of its place"));
        };
        if !laptop {
            welcome.root.clear();
        }
        let said = channel.say(&Message::Welcome(welcome.fitted()?));
        *step = Step::Ready { laptop };
        said
    }

    /// What to send once the device is written down, durably. The authority's secret goes to laptops only, whatever is
    /// given here.
    pub fn written(&mut self, authority: &Secret) -> Result<Vec<u8>, Ended> {
        let State::Open(channel, step) = &mut self.0 else {
            return Err(Ended::broken("written out of its place"));
        };
        let Step::Write { laptop } = *step else {
            return Err(Ended::broken("written out of its place"));
        };
        if authority.expose().len() > MOST_AUTHORITY {
            return Err(Ended::Refused(Reason::Store));
        }
        *step = Step::Kept;
        let authority = if laptop { authority.clone() } else { Secret::default() };
        channel.say(&Message::Written(Written { authority }))
    }

    /// What to send before the connection is closed, once; nothing if the other side has ended it.
    pub fn farewell(&mut self, ended: &Ended) -> Option<Vec<u8>> {
        match std::mem::replace(&mut self.0, State::Gone) {
            State::Open(mut channel, _) => farewell(ended, Some(&mut channel)),
            State::Fresh(_) | State::Guessing(_) | State::Over => farewell(ended, None),
            State::Gone => None,
        }
    }

    fn begin(&mut self, code: &Code, message: &[u8]) -> Result<Asked, Ended> {
        let (version, theirs) = match outer(BEGIN, message)?.split_first() {
            Some((version, theirs)) => (*version, theirs),
            None => return Err(Ended::broken("an empty beginning")),
        };
        if version != VERSION {
            return Err(Ended::Refused(Reason::Version));
        }
        if theirs.len() != SPAKE2_BYTES {
            return Err(Ended::broken("a beginning of another length"));
        }
        let (exchange, ours) = Exchange::shows(code)?;
        self.0 = State::Guessing(exchange.finish(theirs, false)?);
        Ok(Asked::Send([&[ANSWER], ours.as_slice()].concat()))
    }

    /// The guess is taken before it is looked at: however many are under way, none is tried for nothing.
    fn guess(
        &mut self,
        mut handshake: Handshake,
        message: &[u8],
        guesses: &mut Guesses,
    ) -> Result<Asked, Ended> {
        let proof = outer(PROVE, message)?;
        if !guesses.take() {
            return Err(Ended::Refused(Reason::Closed));
        }
        if !handshake.read(proof) {
            return Err(Ended::WrongCode { left: guesses.left() });
        }
        guesses.give_back();
        let ours = handshake.write()?;
        self.0 = State::Open(handshake.channel()?, Step::Join);
        Ok(Asked::Proven([&[PROVEN], ours.as_slice()].concat()))
    }
}

impl Step {
    fn next(self, heard: Message, handshake_hash: &[u8; 32]) -> Result<(Asked, Step), Ended> {
        match (self, heard) {
            (Step::Join, Message::Join(claim)) => {
                let join = claim.verified(handshake_hash)?;
                let laptop = join.device.kind == LAPTOP;
                Ok((Asked::Join(join), Step::Welcome { laptop }))
            }
            (Step::Ready { laptop }, Message::Ready) => Ok((Asked::Ready, Step::Write { laptop })),
            (Step::Kept, Message::Kept) => Ok((Asked::Kept, Step::Ended)),
            _ => Err(Ended::broken("a message out of its place")),
        }
    }
}
