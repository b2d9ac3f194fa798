//! The numbers of the protocol. What a peer may send is checked against the `MOST_` ones before memory is spent on
//! it; the others say how much of it this program sends at a time.

/// Bytes of a frame, deflated or not: one document of the largest size and what stands around it.
pub const MOST_FRAME_BYTES: usize = MOST_DOCUMENT_BYTES + 512 * 1024;
/// Bytes of a frame before the peer has proven who it is.
pub const MOST_BYTES_BEFORE_IDENTITY: usize = 512;
/// Bytes of one document on the wire. A larger one stays where it is, and the other side remembers it as refused.
pub const MOST_DOCUMENT_BYTES: usize = 4 * 1024 * 1024;
/// Documents in one frame.
pub const MOST_DOCUMENTS: usize = 1_000;
/// Entries of an Offer, Want or Need frame.
pub const MOST_ENTRIES: usize = 1_000;
/// Heads of one document. Every edit joins all heads into one, so that few documents ever have more than three.
pub const MOST_HEADS: usize = 1_024;
/// Heads named in a Want; whoever has more asks for the whole document.
pub const MOST_WANT_HEADS: usize = 64;
/// Heads in all refusals of one side.
pub const MOST_REFUSED_HEADS: usize = 200_000;
/// Documents that a peer may want at once.
pub const MOST_WANTED: usize = 8_192;
/// Refusals of one side: what a replica remembers, and what a session can tell.
pub const MOST_REFUSALS: usize = 10_000;
/// Refused versions of one document; the oldest makes room.
pub const MOST_REFUSED_VERSIONS: usize = 8;
/// Bytes of the refusals that a Hello names.
pub const MOST_REFUSAL_BYTES: usize = 1024 * 1024;
/// Characters of a refusal's sentence.
pub const MOST_SENTENCE: usize = 300;
/// Revoked devices in one frame.
pub const MOST_REVOKED_A_FRAME: usize = 1_000;
/// Revoked devices that one side names in a session. The guard lets 400,000 rows of a record through, and so fewer
/// devices: no honest table is larger.
pub const MOST_REVOKED: usize = 500_000;
/// Devices kept as revoked, beyond which only those that this replica's devices record has as added are taken from a
/// peer's word alone: whoever fills the table with ids of nobody keeps no revocation out that matters here.
pub const MOST_REVOKED_UNKNOWN: usize = 1_000;
/// Offer frames, and Documents frames, that may be under way without an Ack.
pub const WINDOW: u64 = 4;
/// Offers are acknowledged while no more than this many wanted documents are still to come.
pub const PENDING_WHEN_ACKNOWLEDGED: usize = 1_000;
/// Documents that a frame is filled with.
pub const DOCUMENTS_A_FRAME: usize = 200;
/// Bytes of documents that a frame is filled with.
pub const BYTES_A_FRAME: usize = 256 * 1024;
/// Frames of documents made in one call, so that no call takes long.
pub const FRAMES_A_CALL: usize = 2;
/// Heads that an Offer is filled with.
pub const HEADS_AN_OFFER: usize = 16_384;
/// Bytes of a reconciliation message of the peer.
pub const MOST_RECONCILE_BYTES: usize = 256 * 1024;
/// Items that a peer may have got since its Hello, and that a round may find besides those of which it told then.
pub const ROOM_FOR_GROWTH: u64 = 100_000;
/// Items of one side that a round may find the other to lack, whatever that side has told.
pub const MOST_NEEDS: u64 = 10_000_000;
/// The dialer asks on when no more than this many items are still to be needed.
pub const NEEDS_WHEN_ASKING_ON: usize = 10_000;
/// Bytes of a reconciliation message: with its frame, one Noise message.
pub const RECONCILE_BYTES: usize = 60_000;
/// Bytes of an attachment: what a peer's parts may add up to, and what a journal takes.
pub const MOST_BLOB_BYTES: u64 = 16 * 1024 * 1024;
/// Bytes of one part of an attachment.
pub const MOST_PART_BYTES: u64 = 256 * 1024;
/// Bytes of a part that this program asks for: with the next one, all that can stand before a line of text.
pub const PART_BYTES: u64 = 64 * 1024;
/// Parts of attachments that may be asked for and not sent yet.
pub const MOST_PARTS: usize = 2;
/// Attachments that a peer may say in a session that it lacks, as far as they are not here.
pub const MOST_LACKED: usize = 100_000;
/// Bodies of fewer bytes are not worth deflating: they are hashes for the most part.
pub const DEFLATE_FROM: usize = 256;
/// Unequal results that are the very same before the session gives up.
pub const MOST_SAME_RESULTS: u32 = 3;
/// Rounds that the listener answers in a row while its own set stays as it is and nothing is proven.
pub const MOST_ROUNDS_IN_VAIN: u32 = 100;
/// Unequal results of any kind in a row before the session gives up.
pub const MOST_UNEQUAL_ROUNDS: u32 = 100;
