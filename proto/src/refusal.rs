//! What a replica will not take from a peer, and why.

use crate::id::{DocumentId, Heads};

/// Why a document, or some changes of one, cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    pub code: RefusalCode,
    /// One sentence for a person.
    pub message: String,
}

impl Refusal {
    pub fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// The stable name of a reason; it travels and is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum RefusalCode {
    /// The guard found bytes that Automerge should not see.
    Guard,
    /// Automerge could not read the bytes, or panicked over them.
    Unreadable,
    /// The changes build on others that did not come with them.
    MissingChanges,
    /// After applying, the heads are not those that the peer named.
    OtherHeads,
    /// It is not a record: no kind, or another kind than the document had.
    NotARecord,
    /// The program died while applying it.
    Crashed,
    /// It is larger than one frame of a session may be.
    TooLarge,
}

impl RefusalCode {
    pub const ALL: [RefusalCode; 7] = [
        RefusalCode::Guard,
        RefusalCode::Unreadable,
        RefusalCode::MissingChanges,
        RefusalCode::OtherHeads,
        RefusalCode::NotARecord,
        RefusalCode::Crashed,
        RefusalCode::TooLarge,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            RefusalCode::Guard => "guard",
            RefusalCode::Unreadable => "unreadable",
            RefusalCode::MissingChanges => "missing-changes",
            RefusalCode::OtherHeads => "other-heads",
            RefusalCode::NotARecord => "not-a-record",
            RefusalCode::Crashed => "crashed",
            RefusalCode::TooLarge => "too-large",
        }
    }

    /// The code of that name; `Unreadable` for one of a newer program.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|code| code.as_str() == name).unwrap_or(RefusalCode::Unreadable)
    }
}

/// A document in certain heads that a replica cannot take. It is left out of both sides' sets until it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub id: DocumentId,
    /// The heads that were offered. Other heads of the same document are tried again.
    pub heads: Heads,
    pub reason: Refusal,
}
