//! What a record is. Kinds that a newer program made are kept and synced untouched.

use crate::id::DocumentId;
use std::fmt;

/// A record's kind, as its document names it in the field `kind`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Contact,
    Interaction,
    Event,
    Move,
    Attachment,
    Me,
    Devices,
    Forgotten,
    /// A kind of a newer program: kept, synced, shown nowhere.
    Other(String),
}

impl Kind {
    /// The three singletons. Each replica has one document of each, under the same id, with the same first change.
    pub const SINGLETONS: [Kind; 3] = [Kind::Devices, Kind::Forgotten, Kind::Me];

    pub fn as_str(&self) -> &str {
        match self {
            Kind::Contact => "contact",
            Kind::Interaction => "interaction",
            Kind::Event => "event",
            Kind::Move => "move",
            Kind::Attachment => "attachment",
            Kind::Me => "me",
            Kind::Devices => "devices",
            Kind::Forgotten => "forgotten",
            Kind::Other(name) => name,
        }
    }

    pub fn is_singleton(&self) -> bool {
        Kind::SINGLETONS.contains(self)
    }

    /// The id of this kind's only document: the first 16 bytes of a BLAKE3 hash of the kind's name.
    pub fn singleton_id(&self) -> DocumentId {
        let hash = blake3::derive_key("mingle 1 singleton id", self.as_str().as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        DocumentId::from_bytes(id)
    }
}

impl From<&str> for Kind {
    fn from(name: &str) -> Self {
        [Kind::Contact, Kind::Interaction, Kind::Event, Kind::Move, Kind::Attachment]
            .into_iter()
            .chain(Kind::SINGLETONS)
            .find(|kind| kind.as_str() == name)
            .unwrap_or_else(|| Kind::Other(name.to_owned()))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
