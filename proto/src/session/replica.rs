//! What a session needs of a replica. The store implements it; so does a small one in memory for simulations.

use crate::id::{BlobHash, DeviceId, DocumentId, Heads, ItemHash, SetSum};
use crate::refusal::Refused;
use crate::timestamp::Timestamp;

/// One item of a replica's set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// The latest change's time in the document, in seconds, at most [`crate::document::LATEST_TIME`].
    pub time: u64,
    pub hash: ItemHash,
    pub id: DocumentId,
}

/// A whole document, or the changes of one that the other side lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    pub id: DocumentId,
    /// The heads of the sender's document.
    pub heads: Heads,
    /// Automerge chunks, not deflated.
    pub bytes: Vec<u8>,
}

/// What became of the payloads of one frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Documents whose heads are others than before, and those that a newly forgotten id took away.
    pub changed: Vec<DocumentId>,
    /// Documents that this replica cannot take; already remembered.
    pub refused: Vec<Refused>,
    /// Documents of which the changes alone were not enough: ask for the whole.
    pub incomplete: Vec<DocumentId>,
}

/// A part of an attachment.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    pub hash: &'a BlobHash,
    pub offset: u64,
    /// The whole attachment's size.
    pub total: u64,
    pub bytes: &'a [u8],
}

/// What became of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// So many bytes from the start are here now.
    Until(u64),
    /// The attachment is whole and held. These documents mention it.
    Whole(Vec<DocumentId>),
    /// The parts together are not what the name says, or contradict each other: all are thrown away.
    Bad,
    /// No document mentions it any more.
    Unneeded,
}

/// What the devices record and [`Replica::revoked`] say of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It belongs to the owner.
    Current,
    Revoked,
    /// It was never added.
    Unknown,
}

/// A device's documents, as a session sees them. Every call is a transaction of its own; what `apply` has returned
/// is durable.
pub trait Replica {
    type Error: std::error::Error + Send + Sync + 'static;

    /// Count and sum of all documents held, without those refused (which are not held) and forgotten.
    fn summary(&mut self) -> Result<SetSum, Self::Error>;

    /// All documents held, in any order.
    fn items(&mut self) -> Result<Vec<Item>, Self::Error>;

    /// The heads of each document, empty where it is not held.
    fn heads(&mut self, ids: &[DocumentId]) -> Result<Vec<Heads>, Self::Error>;

    /// Whether there is nothing to want: all those changes are held, or the id is forgotten.
    fn includes(&mut self, id: &DocumentId, heads: &Heads) -> Result<bool, Self::Error>;

    /// What someone who has `after` of a document lacks; the whole one for empty or unknown heads. `None` if it is
    /// not held.
    fn payload(&mut self, id: &DocumentId, after: &Heads) -> Result<Option<Payload>, Self::Error>;

    /// Applies what a peer sent, in one transaction, durably; behind the write-ahead mark. Forgotten ids are passed over.
    fn apply(&mut self, from: &DeviceId, payloads: &[Payload]) -> Result<Applied, Self::Error>;

    /// Remembers a refusal that the session found by itself, like those that `apply` returns: a document that is
    /// larger than a frame, or one that stays incomplete. Where it is not remembered, each session finds it anew.
    fn refuse(&mut self, refused: &Refused) -> Result<(), Self::Error> {
        let _ = refused;
        Ok(())
    }

    /// What this replica cannot take, of whichever peer; of one document, the oldest version first. A document that
    /// `apply` took is no longer among it. An implementation that remembers a limited number of them keeps at least
    /// the newest; more than [`MOST_REFUSALS`](super::MOST_REFUSALS) are of no use to a session.
    fn refusals(&mut self) -> Result<Vec<Refused>, Self::Error>;

    /// What the peer says that it cannot take, in place of what it said before. It is shown to the owner, and none of
    /// these documents, in whatever heads, counts as held by the peer: see [`Replica::synced`]. At most
    /// [`MOST_REFUSALS`](super::MOST_REFUSALS).
    fn refused_by(&mut self, peer: &DeviceId, refused: &[Refused]) -> Result<(), Self::Error>;

    fn standing(&mut self, device: &DeviceId) -> Result<Standing, Self::Error>;

    /// Every device that was ever seen revoked here, by the devices record or by a peer's word, in the order of their
    /// ids, with the moment that was told first. It only grows.
    fn revoked(&mut self) -> Result<Vec<(DeviceId, Timestamp)>, Self::Error>;

    /// A number that is another one once `revoked` has grown, by whatever session or program; asked at every turn.
    fn revoked_mark(&mut self) -> Result<u64, Self::Error>;

    /// Takes a current peer's word that these are revoked: for good, durably, whatever the devices record says or can
    /// take. Those that the devices record has as added are always taken, others while fewer than
    /// [`MOST_REVOKED_UNKNOWN`](super::MOST_REVOKED_UNKNOWN) are kept. True if any was new. Then the devices record is
    /// to be shown anew, and counts as not proven to be held by anybody.
    fn hear_revoked(&mut self, devices: &[(DeviceId, Timestamp)]) -> Result<bool, Self::Error>;

    /// The peer was proven to hold the same set as `proven`, without the documents that it refuses: those that
    /// `refused_by` named last, which is always called before. If `proven` is still this replica's set, an
    /// implementation remembers that the peer holds all of it *but those*: whatever it says of where a document is, or
    /// of how many are not yet there, must leave them out. What this replica refuses itself is held by the peer in the
    /// version that is held here, for that was offered, and neither refused nor still wanted.
    fn synced(&mut self, peer: &DeviceId, proven: &SetSum) -> Result<(), Self::Error>;

    /// Attachments that the documents held mention, those put away too, and whose bytes are not held.
    fn lacking(&mut self) -> Result<Vec<BlobHash>, Self::Error>;

    /// Those of these attachments whose bytes are held, whole.
    fn held_of(&mut self, hashes: &[BlobHash]) -> Result<Vec<BlobHash>, Self::Error>;

    /// An attachment's size, and at most `length` of its bytes from `offset` on; `None` if it is not held.
    fn blob_part(
        &mut self,
        hash: &BlobHash,
        offset: u64,
        length: u64,
    ) -> Result<Option<(u64, Vec<u8>)>, Self::Error>;

    /// How many bytes from the start are here of an attachment that is not whole.
    fn part_until(&mut self, hash: &BlobHash) -> Result<u64, Self::Error>;

    /// Keeps a part durably, unless it leaves a gap or is here already; and the whole with its last one, once its hash
    /// is proven.
    fn keep_part(&mut self, part: Part<'_>) -> Result<Kept, Self::Error>;

    /// The peer holds these; what of them is held here, too, does not count as missing there any more.
    fn held_by(&mut self, peer: &DeviceId, hashes: &[BlobHash]) -> Result<(), Self::Error>;

    /// The peer holds every attachment that is held here, if `proven` is still this replica's set of documents.
    fn blobs_synced(&mut self, peer: &DeviceId, proven: &SetSum) -> Result<(), Self::Error>;
}
