//! What stands in each frame. Keys are numbers, and never change their meaning; `docs/protocol.md` lists them.

use minicbor::{Decode, Encode};

use crate::id::{BlobHash, DeviceId, DocumentId, Fingerprint, Heads, ItemHash};
use crate::refusal::{Refusal, RefusalCode, Refused};
use crate::session::limits;

/// Who speaks, proven by a signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Identity {
    #[n(0)]
    pub device: DeviceId,
    /// Ed25519, over what [`crate::session::identity::text`] says.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

/// The last frame of a session that ends for a reason.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Goodbye {
    #[n(0)]
    pub code: String,
}

/// What a replica holds, as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Hello {
    #[n(0)]
    pub least_version: u32,
    #[n(1)]
    pub greatest_version: u32,
    #[n(2)]
    pub count: u64,
    #[n(3)]
    pub fingerprint: Fingerprint,
    #[n(4)]
    pub devices: Heads,
    #[n(5)]
    pub forgotten: Heads,
    /// Nothing but singletons is held.
    #[cbor(n(6), default, skip_if = "is_false")]
    pub bare: bool,
    #[cbor(n(7), default, skip_if = "Vec::is_empty")]
    pub refused: Vec<RefusedEntry>,
    /// Of the attachments that the documents held mention and whose bytes are not held; none if there are no such.
    #[n(8)]
    pub lacking: Option<Fingerprint>,
}

/// A document in certain heads that the sender cannot take.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RefusedEntry {
    #[n(0)]
    pub id: DocumentId,
    #[n(1)]
    pub heads: Heads,
    #[n(2)]
    pub code: String,
    #[n(3)]
    pub message: String,
}

/// One message of range-based set reconciliation (negentropy, protocol 1).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Reconcile {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub message: Vec<u8>,
    /// It opens a round: the listener takes a fresh snapshot.
    #[cbor(n(1), default, skip_if = "is_false")]
    pub first: bool,
}

/// Items of the listener's set that the dialer lacks.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Need {
    #[cbor(n(0), with = "hashes")]
    pub items: Vec<ItemHash>,
    /// The round is over; nothing more is needed of this snapshot.
    #[cbor(n(1), default, skip_if = "is_false")]
    pub last: bool,
}

/// Documents that the sender holds, with their heads.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Offer {
    #[n(0)]
    pub items: Vec<Version>,
    /// That many items of Need frames are answered with this.
    #[cbor(n(1), default, skip_if = "is_zero")]
    pub answered: u64,
}

/// A document in certain heads.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Version {
    #[n(0)]
    pub id: DocumentId,
    #[n(1)]
    pub heads: Heads,
}

/// Documents that the sender lacks changes of, with the heads that it has; none for the whole document.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Want {
    #[n(0)]
    pub items: Vec<Version>,
}

/// Everything is wanted, without being offered first.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WantAll {}

/// Documents that were wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Documents {
    #[n(0)]
    pub items: Vec<Bytes>,
    /// Wanted, but no longer held.
    #[cbor(n(1), default, skip_if = "Vec::is_empty")]
    pub gone: Vec<DocumentId>,
    /// Wanted, but larger than a frame may be.
    #[cbor(n(2), default, skip_if = "Vec::is_empty")]
    pub too_large: Vec<Version>,
    /// These answer the WantAll, not a Want.
    #[cbor(n(3), default, skip_if = "is_false")]
    pub of_all: bool,
    /// The last frame of those that answer the WantAll.
    #[cbor(n(4), default, skip_if = "is_false")]
    pub end_of_all: bool,
}

/// One document, or its changes after the heads that were named: Automerge chunks, not deflated.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Bytes {
    #[n(0)]
    pub id: DocumentId,
    #[n(1)]
    pub heads: Heads,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

/// Frames that are dealt with: documents durably, offers as far as there is room for more.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Ack {
    #[cbor(n(0), default, skip_if = "is_zero")]
    pub documents: u64,
    #[cbor(n(1), default, skip_if = "is_zero")]
    pub offers: u64,
    /// Offers of the devices and forgotten singletons alone, which are counted apart.
    #[cbor(n(2), default, skip_if = "is_zero")]
    pub urgent: u64,
}

/// The sender cannot take these: both sides leave them out of their sets.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Refuse {
    #[n(0)]
    pub items: Vec<RefusedEntry>,
}

/// The sender no longer refuses these.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Lift {
    #[n(0)]
    pub items: Vec<DocumentId>,
}

/// The sender's set, after that many of its own and of the other's counted frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Check {
    #[n(0)]
    pub fingerprint: Fingerprint,
    #[n(1)]
    pub sent: u64,
    #[n(2)]
    pub applied: u64,
    /// The sender lacks attachments of which it has not told yet.
    #[cbor(n(3), default, skip_if = "is_false")]
    pub lacks_more: bool,
}

/// Devices that the sender has seen revoked, each once, in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Revoked {
    #[n(0)]
    pub items: Vec<Revocation>,
}

/// A device, and when it was revoked, in milliseconds since 1970: for people, no rule hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Revocation {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub at: i64,
}

/// Attachments that the sender's documents mention, and whose bytes it does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Lack {
    #[n(0)]
    pub items: Vec<BlobHash>,
}

/// Attachments that the sender holds durably, and the other side lacks or has given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Have {
    #[n(0)]
    pub items: Vec<BlobHash>,
    /// That many items of Lack frames are answered with this.
    #[cbor(n(1), default, skip_if = "is_zero")]
    pub answered: u64,
    /// What came of these is not what their names say; they are not asked for any more.
    #[cbor(n(2), default, skip_if = "Vec::is_empty")]
    pub bad: Vec<BlobHash>,
}

/// A part of an attachment is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WantBlob {
    #[n(0)]
    pub hash: BlobHash,
    #[cbor(n(1), default, skip_if = "is_zero")]
    pub offset: u64,
    #[n(2)]
    pub length: u64,
}

/// The wanted part, as far as the attachment goes; `total` is its size, 0 if it is not held (any more).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BlobPart {
    #[n(0)]
    pub hash: BlobHash,
    #[cbor(n(1), default, skip_if = "is_zero")]
    pub offset: u64,
    #[n(2)]
    pub total: u64,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

impl From<&Refused> for RefusedEntry {
    fn from(refused: &Refused) -> Self {
        let message = refused.reason.message.chars().take(limits::MOST_SENTENCE).collect();
        let code = refused.reason.code.as_str().to_owned();
        Self { id: refused.id, heads: refused.heads.clone(), code, message }
    }
}

impl From<RefusedEntry> for Refused {
    fn from(entry: RefusedEntry) -> Self {
        let message: String = entry.message.chars().take(limits::MOST_SENTENCE).collect();
        let reason = Refusal::new(RefusalCode::from_name(&entry.code), message);
        Self { id: entry.id, heads: entry.heads, reason }
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_zero(value: &u64) -> bool {
    *value == 0
}

/// Hashes one after another in one byte string, 32 bytes each.
mod hashes {
    use super::ItemHash;
    use minicbor::decode::{Decoder, Error as DecodeError};
    use minicbor::encode::{Encoder, Error as EncodeError, Write};

    pub fn encode<C, W: Write>(
        items: &[ItemHash],
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        let bytes: Vec<u8> = items.iter().flat_map(|item| *item.as_bytes()).collect();
        e.bytes(&bytes)?.ok()
    }

    pub fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<Vec<ItemHash>, DecodeError> {
        let (hashes, rest) = d.bytes()?.as_chunks::<32>();
        if !rest.is_empty() {
            return Err(DecodeError::message("hashes are 32 bytes each"));
        }
        Ok(hashes.iter().map(|hash| ItemHash::from_bytes(*hash)).collect())
    }
}
