//! What stands in each frame. Keys are numbers, and never change their meaning; `docs/protocol.md` lists them.

use minicbor::{Decode, Encode};

use crate::id::{BlobHash, DeviceId, DocumentId, Fingerprint, Heads, ItemHash};
use crate::refusal::{Refusal, RefusalCode, Refused};
use crate::session::limits;

use super::BadFrame;
use super::fields::{Body, FieldsIn, FieldsOut, body};

/// Who speaks, proven by a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub device: DeviceId,
    /// Ed25519, over what [`crate::session::identity::text`] says.
    pub signature: [u8; 64],
}

body!(Identity {
    0 always device,
    1 exactly signature,
});

/// The last frame of a session that ends for a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goodbye {
    pub code: String,
}

body!(Goodbye {
    0 always code,
});

/// What a replica holds, as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    pub least_version: u32,
    pub greatest_version: u32,
    pub count: u64,
    pub fingerprint: Fingerprint,
    pub devices: Heads,
    pub forgotten: Heads,
    /// Nothing but singletons is held.
    pub bare: bool,
    pub refused: Vec<RefusedEntry>,
    /// Of the attachments that the documents held mention and whose bytes are not held; none if there are no such.
    pub lacking: Option<Fingerprint>,
}

body!(Hello {
    0 always least_version,
    1 always greatest_version,
    2 always count,
    3 always fingerprint,
    4 always devices,
    5 always forgotten,
    6 unless_empty bare,
    7 unless_empty refused,
    8 unless_empty lacking,
});

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconcile {
    pub message: Vec<u8>,
    /// It opens a round: the listener takes a fresh snapshot.
    pub first: bool,
}

body!(Reconcile {
    0 bytes message,
    1 unless_empty first,
});

/// Items of the listener's set that the dialer lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    pub items: Vec<ItemHash>,
    /// The round is over; nothing more is needed of this snapshot.
    pub last: bool,
}

body!(Need {
    0 hashes items,
    1 unless_empty last,
});

/// Documents that the sender holds, with their heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub items: Vec<Version>,
    /// That many items of Need frames are answered with this.
    pub answered: u64,
}

body!(Offer {
    0 always items,
    1 unless_empty answered,
});

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    pub items: Vec<Version>,
}

body!(Want {
    0 always items,
});

/// Everything is wanted, without being offered first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantAll {}

body!(WantAll {});

/// Documents that were wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Documents {
    pub items: Vec<Bytes>,
    /// Wanted, but no longer held.
    pub gone: Vec<DocumentId>,
    /// Wanted, but larger than a frame may be.
    pub too_large: Vec<Version>,
    /// These answer the WantAll, not a Want.
    pub of_all: bool,
    /// The last frame of those that answer the WantAll.
    pub end_of_all: bool,
}

body!(Documents {
    0 always items,
    1 unless_empty gone,
    2 unless_empty too_large,
    3 unless_empty of_all,
    4 unless_empty end_of_all,
});

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    pub documents: u64,
    pub offers: u64,
    /// Offers of the devices and forgotten singletons alone, which are counted apart.
    pub urgent: u64,
}

body!(Ack {
    0 unless_empty documents,
    1 unless_empty offers,
    2 unless_empty urgent,
});

/// The sender cannot take these: both sides leave them out of their sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refuse {
    pub items: Vec<RefusedEntry>,
}

body!(Refuse {
    0 always items,
});

/// The sender no longer refuses these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lift {
    pub items: Vec<DocumentId>,
}

body!(Lift {
    0 always items,
});

/// The sender's set, after that many of its own and of the other's counted frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    pub fingerprint: Fingerprint,
    pub sent: u64,
    pub applied: u64,
    /// The sender lacks attachments of which it has not told yet.
    pub lacks_more: bool,
}

body!(Check {
    0 always fingerprint,
    1 always sent,
    2 always applied,
    3 unless_empty lacks_more,
});

/// Devices that the sender has seen revoked, each once, in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    pub items: Vec<Revocation>,
}

body!(Revoked {
    0 always items,
});

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    pub items: Vec<BlobHash>,
}

body!(Lack {
    0 always items,
});

/// Attachments that the sender holds durably, and the other side lacks or has given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Have {
    pub items: Vec<BlobHash>,
    /// That many items of Lack frames are answered with this.
    pub answered: u64,
    /// What came of these is not what their names say; they are not asked for any more.
    pub bad: Vec<BlobHash>,
}

body!(Have {
    0 always items,
    1 unless_empty answered,
    2 unless_empty bad,
});

/// A part of an attachment is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WantBlob {
    pub hash: BlobHash,
    pub offset: u64,
    pub length: u64,
}

body!(WantBlob {
    0 always hash,
    1 unless_empty offset,
    2 always length,
});

/// The wanted part, as far as the attachment goes; `total` is its size, 0 if it is not held (any more).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobPart {
    pub hash: BlobHash,
    pub offset: u64,
    pub total: u64,
    pub bytes: Vec<u8>,
}

body!(BlobPart {
    0 always hash,
    1 unless_empty offset,
    2 always total,
    3 bytes bytes,
});

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
