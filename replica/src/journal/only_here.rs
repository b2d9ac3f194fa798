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
    /// Photos, files and small pictures.
    pub attachments: usize,
}

impl Journal {
    /// What no other current device of the owner was proven to hold as it stands: everything, where there was no proof.
    pub fn only_here(&self) -> Result<OnlyHere, JournalError> {
        let devices = self.devices()?.into_iter().filter(|row| row.revoked.is_none());
        let devices: Vec<_> = devices.map(|row| row.device).collect();
        let (people, records) = self.reading().only_here(&devices)?;
        let attachments = self.reading().blobs_only_here(&devices)?;
        Ok(OnlyHere { people, records, attachments })
    }
}
