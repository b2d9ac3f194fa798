//! Which device is meant by what somebody typed.

use mingle_proto::id::DeviceId;

use super::{Candidate, DeviceRow, Journal, JournalError};
use crate::store::fold;

/// Fewer letters of an id say nothing.
const LEAST_LETTERS: usize = 4;
/// So many letters and figures without a space are meant for an id.
const MEANT_FOR_ID: usize = 40;

impl Journal {
    /// The device of that name or id; an id in either form, or its first letters. Of several of one name it is the only
    /// one that is not revoked.
    ///
    /// # Errors
    /// [`JournalError::Ambiguous`], with the beginnings of ids that tell them apart; [`JournalError::MistypedDevice`] for
    /// an id that does not read, with the place; [`JournalError::NoSuchDevice`].
    pub fn device_called(&self, asked: &str) -> Result<DeviceRow, JournalError> {
        let asked = asked.trim();
        let mut rows = self.devices()?;
        match asked.parse::<DeviceId>() {
            Ok(device) => rows.retain(|row| row.device == device),
            Err(error) => {
                let letters = letters(asked);
                let name = fold(asked);
                let named = |row: &DeviceRow| !name.is_empty() && fold(&row.name) == name;
                let begins = |row: &DeviceRow| begins(row, &letters);
                if rows.iter().any(named) {
                    rows.retain(named);
                } else if letters.len() >= MEANT_FOR_ID {
                    let asked = asked.to_owned();
                    return Err(JournalError::MistypedDevice { asked, error });
                } else {
                    rows.retain(begins);
                }
            }
        }
        if rows.iter().filter(|row| row.revoked.is_none()).count() == 1 {
            rows.retain(|row| row.revoked.is_none());
        }
        match (rows.pop(), rows.is_empty()) {
            (Some(row), true) => Ok(row),
            (None, _) => Err(JournalError::NoSuchDevice { asked: asked.to_owned() }),
            (Some(last), false) => {
                rows.push(last);
                let candidates = rows.into_iter().map(Candidate::from).collect();
                Err(JournalError::Ambiguous { asked: asked.to_owned(), candidates })
            }
        }
    }
}

/// Whether the id begins with these letters, in either of its forms.
fn begins(row: &DeviceRow, letters: &str) -> bool {
    let plain = row.device.to_string();
    let spoken = row.spoken.replace('-', "");
    letters.len() >= LEAST_LETTERS && (plain.starts_with(letters) || spoken.starts_with(letters))
}

/// What was typed of an id, without dashes and spaces.
fn letters(asked: &str) -> String {
    let letters = asked.chars().filter(|it| *it != '-' && !it.is_whitespace());
    letters.map(|it| it.to_ascii_lowercase()).collect()
}

impl From<DeviceRow> for Candidate {
    fn from(row: DeviceRow) -> Self {
        let subtitle = if row.revoked.is_some() { "revoked".to_owned() } else { row.kind };
        Candidate { id: row.device.spoken_start(), title: row.name, subtitle, last: None }
    }
}
