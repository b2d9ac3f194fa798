use automerge::ChangeHash;
use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};
use std::fmt;
use std::str::FromStr;

/// The heads of a document: the hashes of its latest changes, sorted and distinct. Equal heads mean equal documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Heads(Vec<ChangeHash>);

impl Heads {
    pub fn new(mut hashes: Vec<ChangeHash>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes)
    }

    /// True for a document that holds no change, which is how 'I have nothing of it' is said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_slice(&self) -> &[ChangeHash] {
        &self.0
    }

    /// The hashes one after another, 32 bytes each: how a store keeps them.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| hash.0).collect()
    }

    /// `None` unless the length is a multiple of 32.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        rest.is_empty().then(|| Self::new(hashes.iter().map(|hash| ChangeHash(*hash)).collect()))
    }
}

/// The hashes one after another in hexadecimal digits, 64 each: how the page carries them.
impl fmt::Display for Heads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|hash| write!(f, "{hash}"))
    }
}

/// Why a text is not the heads of a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("heads are hashes of 64 hexadecimal digits")]
pub struct HeadsError;

impl FromStr for Heads {
    type Err = HeadsError;

    fn from_str(text: &str) -> Result<Self, HeadsError> {
        let (hashes, rest) = text.as_bytes().as_chunks::<64>();
        let hash = |digits: &[u8; 64]| std::str::from_utf8(digits).ok()?.parse::<ChangeHash>().ok();
        let hashes: Option<Vec<ChangeHash>> = hashes.iter().map(hash).collect();
        hashes.filter(|_| rest.is_empty()).map(Self::new).ok_or(HeadsError)
    }
}

impl serde::Serialize for Heads {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Heads {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<C> Encode<C> for Heads {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.to_bytes())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Heads {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::from_bytes(d.bytes()?)
            .ok_or_else(|| minicbor::decode::Error::message("heads are 32 bytes each"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn heads_read_back_from_what_they_print() {
        let heads = Heads::new(vec![ChangeHash([0xab; 32]), ChangeHash([7; 32])]);
        assert_eq!(heads.to_string().len(), 128);
        assert_eq!(heads.to_string().parse::<Heads>().unwrap(), heads);
        assert_eq!("".parse::<Heads>().unwrap(), Heads::default());
        for wrong in ["07", &"g".repeat(64), &"ab".repeat(33)] {
            assert_eq!(wrong.parse::<Heads>(), Err(HeadsError), "{wrong}");
        }
    }
}
