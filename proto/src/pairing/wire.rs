//! What both sides say: one byte for what it is, then bytes of a fixed length, or a CBOR map with numeric keys (RFC 8949).
//!
//! Unknown keys are skipped, so that later versions can add some. Everything has a cap.

use super::channel::{Channel, MOST_PLAIN_BYTES};
use super::ended::{Ended, Reason};
use crate::id::DeviceId;
use minicbor::{Decode, Decoder, Encode};
use zeroize::Zeroizing;

/// The version of what is said here, in the first message.
pub const VERSION: u8 = 1;
/// Longest name of a device, in characters.
pub const MOST_NAME: usize = 80;
/// Longest word for what a device is, in bytes.
pub const MOST_KIND: usize = 20;
/// Longest network name with a port, in bytes.
pub const MOST_HOST: usize = 120;
/// Most bytes of an authority's secret.
pub const MOST_AUTHORITY: usize = 12_000;
/// Most devices told of; the others come with the devices record.
pub const MOST_DEVICES: usize = 80;

/// Most bytes of a refusal in clear.
const MOST_CLEAR: usize = 100;

/// The outer byte of a message.
pub const REFUSED: u8 = 0;
pub const BEGIN: u8 = 1;
pub const ANSWER: u8 = 2;
pub const PROVE: u8 = 3;
pub const PROVEN: u8 = 4;
pub const SEALED: u8 = 5;

/// One of the owner's devices, as the devices record has it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Device {
    #[n(0)]
    pub id: DeviceId,
    #[n(1)]
    pub name: String,
    /// `laptop`, `phone` or `hub`.
    #[n(2)]
    pub kind: String,
    /// Where its daemon is on a local network, as in `mingle-0123456789.local:7979`; empty if it has none.
    #[n(3)]
    pub host: String,
    /// When it was added, milliseconds since 1970; 0 where nobody knows.
    #[n(4)]
    pub added: i64,
}

/// What a device that wants to join says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Join {
    #[n(0)]
    pub device: Device,
    /// Other devices that belong to its journal already, and will belong to the joined one.
    #[n(1)]
    pub brings_devices: u32,
    /// People in its journal.
    #[n(2)]
    pub brings_people: u64,
}

/// What the owner's device answers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Welcome {
    #[n(0)]
    pub device: Device,
    /// The owner's other devices that are current.
    #[n(1)]
    pub devices: Vec<Device>,
    /// The secret of the owner's authority; empty for anything but a laptop.
    #[n(2)]
    pub authority: Secret,
    /// It was one of the owner's before.
    #[n(3)]
    pub known: bool,
}

/// Bytes that are wiped from memory when dropped, and never printed.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(Zeroizing<Vec<u8>>);

/// The last thing that a side says if it comes to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Refused {
    #[n(0)]
    pub reason: String,
    #[n(1)]
    pub guesses_left: u8,
}

/// Everything that is said once the code is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Refused(Refused),
    Join(Join),
    Welcome(Welcome),
    /// The side that joins can take all that.
    Ready,
    /// The other side has written down, durably, that the device belongs to the owner.
    Written,
    /// And so has the side that joins.
    Kept,
}

impl Secret {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
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
            Message::Written => put(&mut bytes, 4, ()),
            Message::Kept => put(&mut bytes, 5, ()),
        };
        bytes
    }

    /// The message, with all caps checked.
    pub fn decode(bytes: &[u8]) -> Result<Self, Ended> {
        let (kind, body) = bytes.split_first().ok_or_else(|| Ended::broken("an empty message"))?;
        let message = match kind {
            0 => Message::Refused(map(body)?),
            1 => Message::Join(map(body)?),
            2 => Message::Welcome(map(body)?),
            3 => map::<()>(body).map(|()| Message::Ready)?,
            4 => map::<()>(body).map(|()| Message::Written)?,
            5 => map::<()>(body).map(|()| Message::Kept)?,
            other => return Err(Ended::Broken(format!("a message of type {other}"))),
        };
        message.within_caps()?;
        Ok(message)
    }

    fn within_caps(&self) -> Result<(), Ended> {
        match self {
            Message::Join(join) => join.device.within_caps(),
            Message::Welcome(welcome) => {
                at_most(welcome.devices.len(), MOST_DEVICES)?;
                at_most(welcome.authority.0.len(), MOST_AUTHORITY)?;
                welcome.device.within_caps()?;
                welcome.devices.iter().try_for_each(Device::within_caps)
            }
            Message::Refused(refused) => at_most(refused.reason.len(), MOST_NAME),
            Message::Ready | Message::Written | Message::Kept => Ok(()),
        }
    }
}

impl Device {
    /// The same device with texts that fit the caps.
    pub fn fitted(mut self) -> Self {
        self.name = self.name.chars().take(MOST_NAME).collect();
        for (text, most) in [(&mut self.kind, MOST_KIND), (&mut self.host, MOST_HOST)] {
            if text.len() > most {
                text.clear();
            }
        }
        self
    }

    /// The same device, whose daemon can be called there.
    pub fn at(self, host: &str) -> Self {
        Self { host: host.to_owned(), ..self }
    }

    fn within_caps(&self) -> Result<(), Ended> {
        at_most(self.name.chars().count(), MOST_NAME)?;
        at_most(self.kind.len(), MOST_KIND)?;
        at_most(self.host.len(), MOST_HOST)
    }
}

impl Welcome {
    /// The same with as much as a message carries.
    pub fn fitted(self) -> Result<Self, Ended> {
        if self.authority.0.len() > MOST_AUTHORITY {
            return Err(Ended::Refused(Reason::Store));
        }
        let devices = self.devices.into_iter().take(MOST_DEVICES).map(Device::fitted).collect();
        Ok(Self { device: self.device.fitted(), devices, ..self })
    }
}

impl Refused {
    /// What the other side is told of why this one ends it.
    pub fn new(ended: &Ended) -> Self {
        let guesses_left = if let Ended::WrongCode { left } = ended { *left } else { 0 };
        Self { reason: ended.reason().as_str().to_owned(), guesses_left }
    }

    pub fn ended(&self) -> Ended {
        match Reason::from_name(&self.reason) {
            Reason::WrongCode => Ended::WrongCode { left: self.guesses_left },
            reason => Ended::TurnedAway(reason),
        }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}

impl<C> Encode<C> for Secret {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Secret {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Ok(Self::new(d.bytes()?.to_vec()))
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
    Ok(map::<Refused>(body)?.ended())
}

fn put(
    bytes: &mut Vec<u8>,
    kind: u8,
    body: impl Encode<()>,
) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
    bytes.push(kind);
    minicbor::encode(body, bytes)
}

fn map<'b, T: Decode<'b, ()>>(body: &'b [u8]) -> Result<T, Ended> {
    let mut decoder = Decoder::new(body);
    let value = decoder.decode().map_err(|error| Ended::Broken(error.to_string()))?;
    if decoder.position() != body.len() {
        return Err(Ended::broken("bytes after the end of a message"));
    }
    Ok(value)
}

fn at_most(found: usize, most: usize) -> Result<(), Ended> {
    if found > most {
        return Err(Ended::Broken(format!(
            "{found} of something of which there are {most} at most"
        )));
    }
    Ok(())
}
