//! What both sides say: one byte for what it is, then bytes of a fixed length, or a CBOR map with numeric keys (RFC 8949).
//!
//! Unknown keys are skipped, so that later versions can add some. Everything has a cap.

use super::bodies::{MOST_NAME, Refused, Welcome, Written, at_most, read};
use super::channel::{Channel, MOST_PLAIN_BYTES};
use super::claim::Claim;
use super::ended::Ended;
use minicbor::Encode;
use zeroize::Zeroizing;

/// The version of what is said here, in the first message. The first one told the authority's secret in the welcome, in
/// the second one nobody signed; neither was ever released.
pub const VERSION: u8 = 3;
/// Most bytes of a refusal in clear.
const MOST_CLEAR: usize = 100;

/// The outer byte of a message.
pub const REFUSED: u8 = 0;
pub const BEGIN: u8 = 1;
pub const ANSWER: u8 = 2;
pub const PROVE: u8 = 3;
pub const PROVEN: u8 = 4;
pub const SEALED: u8 = 5;

/// Everything that is said once the code is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Refused(Refused),
    Join(Claim),
    Welcome(Welcome),
    /// The side that joins can take all that.
    Ready,
    /// The other side has written down, durably, that the device belongs to the owner.
    Written(Written),
    /// And so has the side that joins.
    Kept,
}

impl Message {
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(MOST_PLAIN_BYTES));
        // Writing into memory does not fail, and no field's encoding does.
        let _ = match self {
            Message::Refused(body) => put(&mut bytes, 0, body),
            Message::Join(body) => put(&mut bytes, 1, body),
            Message::Welcome(body) => put(&mut bytes, 2, body),
            Message::Ready => put(&mut bytes, 3, ()),
            Message::Written(body) => put(&mut bytes, 4, body),
            Message::Kept => put(&mut bytes, 5, ()),
        };
        bytes
    }

    /// The message, with all caps checked.
    pub fn decode(bytes: &[u8]) -> Result<Self, Ended> {
        let (kind, body) = bytes.split_first().ok_or_else(|| Ended::broken("an empty message"))?;
        let message = match kind {
            0 => Message::Refused(read(body)?),
            1 => Message::Join(read(body)?),
            2 => Message::Welcome(read(body)?),
            3 => read::<()>(body).map(|()| Message::Ready)?,
            4 => Message::Written(read(body)?),
            5 => read::<()>(body).map(|()| Message::Kept)?,
            other => return Err(Ended::Broken(format!("a message of type {other}"))),
        };
        message.within_caps()?;
        Ok(message)
    }

    fn within_caps(&self) -> Result<(), Ended> {
        match self {
            Message::Join(claim) => claim.join.device.within_caps(),
            Message::Welcome(welcome) => welcome.within_caps(),
            Message::Refused(refused) => at_most(refused.reason.len(), MOST_NAME),
            Message::Written(written) => written.within_caps(),
            Message::Ready | Message::Kept => Ok(()),
        }
    }
}

impl Channel {
    /// The bytes that say this.
    pub fn say(&mut self, message: &Message) -> Result<Vec<u8>, Ended> {
        let mut said = self.seal(&message.encode())?;
        said.insert(0, SEALED);
        Ok(said)
    }

    /// What was said; a refusal is an error.
    pub fn hear(&mut self, sealed: &[u8]) -> Result<Message, Ended> {
        match Message::decode(&self.open(sealed)?)? {
            Message::Refused(refused) => Err(refused.ended()),
            message => Ok(message),
        }
    }
}

/// What stands in a message of this type.
pub fn outer(kind: u8, message: &[u8]) -> Result<&[u8], Ended> {
    match message.split_first() {
        Some((first, rest)) if *first == kind => Ok(rest),
        _ => Err(Ended::broken("a message out of its place")),
    }
}

/// The last message: through the channel once there is one, else in clear. None if the other side has ended it.
pub fn farewell(ended: &Ended, channel: Option<&mut Channel>) -> Option<Vec<u8>> {
    let refused = match ended {
        Ended::TurnedAway(_) => return None,
        ended => Refused::new(ended),
    };
    match channel {
        Some(channel) => channel.say(&Message::Refused(refused)).ok(),
        None => {
            let mut message = vec![REFUSED];
            // Writing into memory does not fail.
            let _ = minicbor::encode(&refused, &mut message);
            Some(message)
        }
    }
}

/// Why the other side has ended it, as far as a message in clear is to be believed.
pub fn clear_refusal(message: &[u8]) -> Result<Ended, Ended> {
    let body = outer(REFUSED, message)?;
    at_most(body.len(), MOST_CLEAR)?;
    Ok(read::<Refused>(body)?.ended())
}

fn put(
    bytes: &mut Vec<u8>,
    kind: u8,
    body: impl Encode<()>,
) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
    bytes.push(kind);
    minicbor::encode(body, bytes)
}
