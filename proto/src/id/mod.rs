//! Names of things: documents, devices, heads, items of a replica's set. Never bare strings or byte vectors.

mod base32;
mod heads;
mod set;
mod spoken;

use std::fmt;
use std::str::FromStr;

pub use automerge::ChangeHash;
pub use heads::{Heads, HeadsError};
pub use set::{Fingerprint, ItemHash, SetSum};

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    #[error("an id has {expected} characters, this one has {found}")]
    Length { expected: usize, found: usize },
    #[error("an id does not end with {0:?}")]
    LastCharacter(char),
    #[error("{0:?} is not a character of an id (digits and a-z without i, l, o, u)")]
    Character(char),
    #[error(
        "a device's id has 52 characters, or 56 in eight groups with the check characters; this one has {found}"
    )]
    DeviceLength { found: usize },
    #[error("group {number}, {group:?}, has {found} characters instead of {expected}")]
    Group { number: usize, group: String, expected: usize, found: usize },
    #[error("{groups:?} is mistyped: its check character does not fit")]
    Mistyped { groups: String },
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $crate::id::id! { $(#[$doc])* $name, $bytes, |text: &str| Ok::<_, IdError>(text.to_owned()) }
    };
    ($(#[$doc:meta])* $name:ident, $bytes:literal, $plain:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $bytes]);

        impl $name {
            pub const fn from_bytes(bytes: [u8; $bytes]) -> Self {
                Self(bytes)
            }

            pub fn as_bytes(&self) -> &[u8; $bytes] {
                &self.0
            }

            /// `None` unless the slice has exactly this id's length.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&base32::encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let plain: String = $plain(text)?;
                base32::decode(&plain).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                Self::from_slice(d.bytes()?)
                    .ok_or_else(|| minicbor::decode::Error::message(concat!(stringify!($name), " of wrong length")))
            }
        }
    };
}
pub(crate) use id;

id! {
    /// A record's document: 16 random bytes, or for a singleton the start of a hash of its kind.
    /// Written as 26 characters of Crockford's base 32, lower case.
    DocumentId, 16
}

id! {
    /// A device: its Ed25519 public key (RFC 8032), written as 52 characters of base 32. Read in that form, and in
    /// the one that [`DeviceId::spoken`] has.
    DeviceId, 32, spoken::to_plain
}

id! {
    /// An attachment's bytes: their BLAKE3 hash, written as 52 characters of base 32.
    BlobHash, 32
}

impl DocumentId {
    /// A new random id from the system's randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }
}

impl DeviceId {
    /// The device that a key of the devices record names; `None` for a text that is not just what a device prints.
    pub fn from_key(key: &str) -> Option<Self> {
        key.parse().ok().filter(|device: &Self| device.to_string() == key)
    }

    /// The id as people compare it and read it out: eight groups of seven characters with dashes between, in which a
    /// character of each second group checks those before it.
    pub fn spoken(&self) -> String {
        spoken::of_plain(&self.to_string())
    }

    /// The first two groups of [`DeviceId::spoken`], for where there is no room for all of it.
    pub fn spoken_start(&self) -> String {
        self.spoken().chars().take(15).collect()
    }
}

impl BlobHash {
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_what_it_prints() {
        let id = DocumentId::from_bytes([7; 16]);
        assert_eq!(id.to_string().len(), 26);
        assert_eq!(id.to_string().parse::<DocumentId>().unwrap(), id);
        let device = DeviceId::from_bytes([255; 32]);
        assert_eq!(device.to_string().to_uppercase().parse::<DeviceId>().unwrap(), device);
    }

    #[test]
    fn an_id_is_written_in_one_way() {
        let device = DeviceId::from_bytes([7; 32]);
        let text = device.to_string();
        let mut read = Vec::new();
        for last in "0123456789abcdefghjkmnpqrstvwxyz".chars() {
            let other = format!("{}{last}", &text[..51]);
            match other.parse::<DeviceId>() {
                Ok(id) => read.push(id),
                Err(error) => assert_eq!(error, IdError::LastCharacter(last)),
            }
        }
        assert!(read.len() == 2 && read[0] != read[1], "one bit of the last character counts");
        assert_eq!(DeviceId::from_key(&text), Some(device));
        for other in [text.to_uppercase(), device.spoken(), format!(" {text}"), String::new()] {
            assert_eq!(DeviceId::from_key(&other), None, "{other}");
        }
    }

    #[test]
    fn a_wrong_id_says_what_is_wrong() {
        assert_eq!("abc".parse::<DocumentId>(), Err(IdError::Length { expected: 26, found: 3 }));
        let typo = "0000000000000000000000000u";
        assert_eq!(typo.parse::<DocumentId>(), Err(IdError::Character('u')));
    }
}
