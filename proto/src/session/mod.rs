//! One conversation between two replicas, as a state machine: messages and events in, messages and effects out.
//!
//! **Who.** Two Noise messages give an encrypted channel between strangers. The dialer then says who it is: its device
//! key's signature over the hash of the handshake. The listener checks it, looks the device up in the devices record,
//! and answers in the same way; only now does the dialer know whom it has reached, and the listener has told nothing to
//! anyone who does not belong. Whoever is refused hears the reason and nothing else.
//!
//! **Revoked.** Before all else, and again as soon as there is another, each side names the devices that it has seen
//! revoked. No document carries that: a device that is still current can bring it about that two replicas cannot take
//! each other's devices records any more, and a revocation must get through all the same.
//!
//! **Hello.** Each side says which protocol versions it speaks, how many documents it holds, their fingerprint, the
//! heads of the devices and forgotten singletons, and which documents it cannot take. Equal fingerprints, and nothing
//! refused: both are proven equal, and nothing more is said.
//!
//! **Singletons first.** What the peer knows of devices and forgotten ids and we do not, we want before we tell
//! anything else; then its standing is looked up again, as whenever the devices record changes.
//!
//! **What differs.** The dialer leads a round of negentropy over a snapshot, and learns both differences. It offers
//! (id, heads) what it holds alone, and needs (hashes) what it lacks, which the listener answers with offers. If one
//! side holds nothing but singletons, there is no round: it wants everything and is streamed everything.
//!
//! **Offer, want, documents.** Who is offered something new wants it, naming the heads it has; the documents come many
//! a frame, whole or as changes. At most a few frames of offers and of documents are under way without an Ack, which is
//! sent when they are durable. A document that was joined from both sides' changes is offered back. What vanished
//! meanwhile is answered as gone, so that nobody waits for ever.
//!
//! **Check.** Both sides count the frames that matter (Need, Offer, Want, WantAll, Documents, Refuse, Lift), sent and
//! dealt with. A side for which nothing is on its way says its fingerprint with both counts, once for each state. It
//! is judged only where both counts are the other's: then both speak of the same moment. Equal: in sync. Unequal: the
//! dialer leads another round, and gives up when that changes nothing.
//!
//! **Live.** Whatever changes here, by the owner or by another session, is offered at once, and checked again.
//!
//! **Refusals.** What a side cannot take it says, and both leave that id out of what they compare, until it says that
//! it can. What is left out follows from what was said alone, so that both always leave out the same. What is held of
//! such a document is offered at that moment, for no comparison will find it later.
//!
//! **Attachments.** Their bytes go beside the documents, from version 4 on, and after them: see [`dialogue::attaching`].
//!
//! `docs/protocol.md` has the frames byte by byte.

mod dialogue;
mod identity;
mod limits;
mod machine;
mod noise;
mod reconcile;
mod replica;
#[cfg(test)]
mod tests;
mod wire;

use std::ops::RangeInclusive;

pub use limits::{MOST_BLOB_BYTES, MOST_PARTS, MOST_REFUSALS, MOST_REVOKED_UNKNOWN, PART_BYTES};
pub use machine::{Session, Traffic};
pub use replica::{Applied, Item, Kept, Part, Payload, Replica, Standing};

use crate::id::{DeviceId, DocumentId};

/// The protocol versions that this program speaks. From version 2 on, offers of the devices and forgotten singletons
/// alone go, and are acknowledged, apart from all others. From version 3 on, revoked devices are named in frames of their
/// own, which are said to everybody: who speaks less skips them. From version 4 on, attachments go, too.
pub const VERSIONS: RangeInclusive<u32> = 1..=4;

/// Which side opened the connection. The dialer speaks first, and leads the reconciliation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Dialer,
    Listener,
}

/// What a session is started with.
#[derive(Debug, Clone)]
pub struct Settings {
    pub us: DeviceId,
    pub role: Role,
    /// Whom the dialer means to reach; anyone of the owner's devices if none.
    pub expect: Option<DeviceId>,
    /// Protocol versions that this program speaks.
    pub versions: RangeInclusive<u32>,
}

/// What happens to a session.
#[derive(Debug)]
pub enum Event<'a> {
    /// One binary message of the peer (a WebSocket message), whole.
    Message(&'a [u8]),
    /// The answer to [`Effect::Sign`]: an Ed25519 signature.
    Signed([u8; 64]),
    /// Documents of this replica changed outside of this session: by the owner, or by another session.
    Changed(&'a [DocumentId]),
}

/// What the shell is asked to do, in this order.
#[derive(Debug)]
pub enum Effect {
    /// Send one binary message.
    Send(Vec<u8>),
    /// Sign these bytes with the device's Ed25519 key and answer with [`Event::Signed`].
    Sign(Vec<u8>),
    /// The peer has proven who it is, and it belongs to the owner.
    Authenticated(DeviceId),
    /// The session changed these documents, or what is read with them: tell every other session, and whoever looks at
    /// them.
    Applied(Vec<DocumentId>),
    /// How far the session is, whenever that changes.
    State(State),
    /// The session is over: send what is still to be sent, then close the connection.
    Close(Ended),
}

/// How far a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum State {
    /// Keys are exchanged; the peer is not known yet.
    Authenticating,
    /// Finding out what differs.
    Comparing,
    /// Documents are on their way; numbers of documents in this session.
    Exchanging { sent: u64, received: u64 },
    /// Proven equal, except for documents that one side cannot take; and no attachment is on one side alone.
    InSync { except: u64 },
}

/// Why a session is over.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    #[error("the other device does not belong to this journal")]
    Stranger,
    #[error("the other device has been revoked")]
    Revoked,
    #[error("another device answered than the one that was called")]
    SomeoneElse,
    #[error("this is the same device: it called itself")]
    Ourselves,
    #[error("the other device speaks protocol {theirs:?}, this one {ours:?}; update the older one")]
    Version { ours: (u32, u32), theirs: (u32, u32) },
    #[error("the other device ended the session: {code}")]
    TurnedAway { code: EndedCode },
    #[error("the other device broke the protocol: {0}")]
    Broken(String),
    #[error("the journal could not be read or written: {0}")]
    Store(Box<dyn std::error::Error + Send + Sync>),
}

/// The stable name of a reason to end; it is told to the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndedCode {
    Stranger,
    Revoked,
    SomeoneElse,
    Ourselves,
    Version,
    Broken,
    Store,
    /// A reason of a newer program.
    Other,
}

impl EndedCode {
    const ALL: [EndedCode; 7] = [
        EndedCode::Stranger,
        EndedCode::Revoked,
        EndedCode::SomeoneElse,
        EndedCode::Ourselves,
        EndedCode::Version,
        EndedCode::Broken,
        EndedCode::Store,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            EndedCode::Stranger => "stranger",
            EndedCode::Revoked => "revoked",
            EndedCode::SomeoneElse => "someone-else",
            EndedCode::Ourselves => "ourselves",
            EndedCode::Version => "version",
            EndedCode::Broken => "broken",
            EndedCode::Store => "store",
            EndedCode::Other => "other",
        }
    }

    /// The code of that name; `Other` for one of a newer program.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|code| code.as_str() == name).unwrap_or(EndedCode::Other)
    }
}

impl std::fmt::Display for EndedCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            EndedCode::Stranger => "this device does not belong to its journal",
            EndedCode::Revoked => "this device has been revoked",
            EndedCode::SomeoneElse => "it meant to reach another device",
            EndedCode::Ourselves => "it is this very device",
            EndedCode::Version => "it speaks another version of the protocol",
            EndedCode::Broken => "it could not make sense of what this device said",
            EndedCode::Store => "it could not read or write its journal",
            EndedCode::Other => "it gave a reason that this version does not know",
        })
    }
}

impl Ended {
    /// The reason's stable name.
    pub fn code(&self) -> EndedCode {
        match self {
            Ended::Stranger => EndedCode::Stranger,
            Ended::Revoked => EndedCode::Revoked,
            Ended::SomeoneElse => EndedCode::SomeoneElse,
            Ended::Ourselves => EndedCode::Ourselves,
            Ended::Version { .. } => EndedCode::Version,
            Ended::TurnedAway { code } => *code,
            Ended::Broken(_) => EndedCode::Broken,
            Ended::Store(_) => EndedCode::Store,
        }
    }
}
