//! What no other device of the owner was proven to hold.

use serde::Serialize;

use super::{Journal, JournalError};

/// What would be lost with this device, as far as it knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct OnlyHere {
    /// People of whom something is only here: their own record, or a time or move with them.
    pub people: usize,
    /// Records.
    pub records: usize,
}

impl Journal {
    /// What no other current device of the owner was proven to hold as it stands.
    pub fn only_here(&self) -> Result<OnlyHere, JournalError> {
        Ok(OnlyHere::default())
    }
}
