//! What would be understood of a text, before it is written down.

use mingle_proto::id::DocumentId;
use serde::Serialize;

use super::{Correction, Journal, JournalError, Meant, Moment, PersonRow};
use crate::line::Field;

/// What would be understood.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Preview {
    pub lines: Vec<PreviewLine>,
}

/// What would be understood of one line. Places are UTF-16 units of the whole text, as a text field counts them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct PreviewLine {
    pub start: usize,
    pub end: usize,
    /// Whom it is about, as they would be called.
    pub title: String,
    pub chips: Vec<PreviewChip>,
    /// Whom it may mean, those that it means for certain first.
    pub matches: Vec<Match>,
    /// Whom writing it down now would take it for.
    pub who: Meant,
    /// It names nobody, and cannot be written down.
    pub names_nobody: bool,
    pub note: String,
}

/// A part of a line that was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct PreviewChip {
    pub start: usize,
    pub end: usize,
    pub field: Field,
    /// The words of the line.
    pub source: String,
    /// What it was understood as: `needs a storage engineer`, `Coffee · Fri 27 Nov`.
    pub label: String,
    /// False where the owner has said that these are plain words.
    pub on: bool,
    /// The date, `2026-11-27`, where the chip is one.
    pub due: Option<String>,
}

/// Someone whom a line may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Match {
    pub person: PersonRow,
    pub by: MatchedBy,
    /// The line is taken for this person unless the owner says otherwise.
    pub certain: bool,
}

/// By what a line may mean someone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum MatchedBy {
    Email,
    Phone,
    /// The whole name is the same.
    Name,
    /// The name begins with what was typed.
    Like,
}

impl Journal {
    /// What would be understood of a text if it were written down at this moment. Loads no document and writes
    /// nothing: it is meant for every key that is pressed.
    pub fn preview(
        &self,
        text: &str,
        about: Option<&DocumentId>,
        corrections: &[Correction],
        moment: Moment,
    ) -> Result<Preview, JournalError> {
        let _ = (text, about, corrections, moment);
        Ok(Preview::default())
    }
}
