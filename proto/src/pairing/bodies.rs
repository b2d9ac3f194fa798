//! What stands in the messages. Keys are numbers, and never change their meaning; `docs/protocol.md` lists them.

use super::ended::{Ended, Reason};
use super::secret::Secret;
use crate::id::DeviceId;
use minicbor::{Decode, Decoder, Encode};

/// Longest name of a device, in characters.
pub const MOST_NAME: usize = 80;
/// Longest word for what a device is, in bytes.
pub const MOST_KIND: usize = 20;
/// Longest network name with a port, in bytes.
pub const MOST_HOST: usize = 120;
/// Most bytes of an authority's root certificate.
pub const MOST_ROOT: usize = 4_000;
/// Most bytes of an authority's secret.
pub const MOST_AUTHORITY: usize = 12_000;
/// Most devices told of; the others come with the devices record.
pub const MOST_DEVICES: usize = 80;

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
    /// The root certificate of the owner's authority (DER), which says whose it is and is no secret; empty for anything but
    /// a laptop.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub root: Vec<u8>,
    /// It was one of the owner's before.
    #[n(3)]
    pub known: bool,
}

/// What is said once the device that joins is written down.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Written {
    /// The secret of the owner's authority; empty for anything but a laptop.
    #[n(0)]
    pub authority: Secret,
}

/// The last thing that a side says if it comes to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Refused {
    #[n(0)]
    pub reason: String,
    #[n(1)]
    pub guesses_left: u8,
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

    pub(super) fn within_caps(&self) -> Result<(), Ended> {
        at_most(self.name.chars().count(), MOST_NAME)?;
        at_most(self.kind.len(), MOST_KIND)?;
        at_most(self.host.len(), MOST_HOST)
    }
}

impl Join {
    /// For another module of the same page: what [`Join::from_bytes`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        bytes_of(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Ended> {
        let join: Self = read(bytes)?;
        join.device.within_caps()?;
        Ok(join)
    }
}

impl Welcome {
    /// For another module of the same page: what [`Welcome::from_bytes`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        bytes_of(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Ended> {
        let welcome: Self = read(bytes)?;
        welcome.within_caps()?;
        Ok(welcome)
    }

    pub(super) fn within_caps(&self) -> Result<(), Ended> {
        at_most(self.devices.len(), MOST_DEVICES)?;
        at_most(self.root.len(), MOST_ROOT)?;
        self.device.within_caps()?;
        self.devices.iter().try_for_each(Device::within_caps)
    }

    /// The same with as much as a message carries.
    pub fn fitted(self) -> Result<Self, Ended> {
        if self.root.len() > MOST_ROOT {
            return Err(Ended::Refused(Reason::Store));
        }
        let devices = self.devices.into_iter().take(MOST_DEVICES).map(Device::fitted).collect();
        Ok(Self { device: self.device.fitted(), devices, ..self })
    }
}

impl Written {
    pub(super) fn within_caps(&self) -> Result<(), Ended> {
        at_most(self.authority.expose().len(), MOST_AUTHORITY)
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

pub(super) fn at_most(found: usize, most: usize) -> Result<(), Ended> {
    if found > most {
        return Err(Ended::Broken(format!(
            "{found} of something of which there are {most} at most"
        )));
    }
    Ok(())
}

fn bytes_of(body: &impl Encode<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing into memory does not fail, and no field's encoding does.
    let _ = minicbor::encode(body, &mut bytes);
    bytes
}

/// A CBOR map with nothing after it.
pub(super) fn read<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, Ended> {
    let mut decoder = Decoder::new(bytes);
    let value = decoder.decode().map_err(|error| Ended::Broken(error.to_string()))?;
    if decoder.position() != bytes.len() {
        return Err(Ended::broken("bytes after the end of a message"));
    }
    Ok(value)
}
