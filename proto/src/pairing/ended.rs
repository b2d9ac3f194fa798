//! Why a pairing came to nothing.

/// Why this side ended it, or the other did.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// The code was another one. On the side that joins this is only what it was told.
    #[error("that is not the code")]
    WrongCode {
        /// Guesses that are left until the code is of no more use.
        left: u8,
    },
    #[error("{0}")]
    Refused(Reason),
    #[error("the other device ended it: {0}")]
    TurnedAway(Reason),
    #[error("the other device broke the protocol: {0}")]
    Broken(String),
    #[error("the system gives no random numbers")]
    NoRandomness,
}

/// The stable name of a reason; it is told to the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    WrongCode,
    /// The code is of no use any more: guessed at too often, too old, used, or taken back.
    Closed,
    /// Another device is being paired with this code.
    Busy,
    Version,
    /// The device was revoked in the other's journal.
    Revoked,
    /// Both are the same device.
    Ourselves,
    /// The device has the authority of another owner.
    OtherOwner,
    /// The journal could not be read or written.
    Store,
    Broken,
    /// A reason of a newer program.
    Other,
}

impl Reason {
    const ALL: [Reason; 9] = [
        Reason::WrongCode,
        Reason::Closed,
        Reason::Busy,
        Reason::Version,
        Reason::Revoked,
        Reason::Ourselves,
        Reason::OtherOwner,
        Reason::Store,
        Reason::Broken,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Reason::WrongCode => "wrong-code",
            Reason::Closed => "closed",
            Reason::Busy => "busy",
            Reason::Version => "version",
            Reason::Revoked => "revoked",
            Reason::Ourselves => "ourselves",
            Reason::OtherOwner => "other-owner",
            Reason::Store => "store",
            Reason::Broken => "broken",
            Reason::Other => "other",
        }
    }

    /// The reason of that name; `Other` for one of a newer program.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name).unwrap_or(Reason::Other)
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Reason::WrongCode => "that is not the code",
            Reason::Closed => "the code is of no use any more",
            Reason::Busy => "another device is being paired with this code",
            Reason::Version => {
                "one of the two speaks a version of this that the other does not know"
            }
            Reason::Revoked => "this device was revoked",
            Reason::Ourselves => "both are the same device",
            Reason::OtherOwner => "this device has the certificates of another owner",
            Reason::Store => "a journal could not be read or written",
            Reason::Broken => "it could not make sense of what it was told",
            Reason::Other => "it gave a reason that this version does not know",
        })
    }
}

impl Ended {
    pub fn broken(why: &str) -> Self {
        Ended::Broken(why.to_owned())
    }

    /// The reason's stable name.
    pub fn reason(&self) -> Reason {
        match self {
            Ended::WrongCode { .. } => Reason::WrongCode,
            Ended::Refused(reason) | Ended::TurnedAway(reason) => *reason,
            Ended::Broken(_) => Reason::Broken,
            Ended::NoRandomness => Reason::Store,
        }
    }
}
