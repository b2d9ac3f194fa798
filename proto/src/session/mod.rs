//! One conversation between two replicas, as a state machine: messages and events in, messages and effects out.

mod replica;

use std::ops::RangeInclusive;

pub use replica::{Applied, Item, Payload, Replica, Standing};

use crate::id::{DeviceId, DocumentId};

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
    /// The session changed these documents: tell every other session, and whoever looks at them.
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
    /// Proven equal, except for documents that one side cannot take.
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
    #[error("the other device broke the protocol: {0}")]
    Broken(String),
    #[error("the journal could not be read or written: {0}")]
    Store(Box<dyn std::error::Error + Send + Sync>),
}
