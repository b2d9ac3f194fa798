//! What a person is told when something does not work: what happened, and what to do about it.

use mingle_replica::journal::JournalError;
use mingle_replica::store::StoreError;
use std::fmt;

/// An error as it is shown: on standard error for a person, as `{"error": {code, message, hint}}` with `--json`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Failure {
    /// A stable name of what went wrong, for scripts.
    pub code: &'static str,
    pub message: String,
    /// What to do, where that is known.
    pub hint: Option<String>,
}

impl Failure {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None }
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// What an error tells: the failure that it was made from, the journal's own words, or the whole chain with the
    /// code `failed`.
    pub fn of(error: &anyhow::Error) -> Self {
        if let Some(failure) = error.downcast_ref::<Self>() {
            return failure.clone();
        }
        let (code, hint) = if let Some(error) = error.downcast_ref::<JournalError>() {
            (error.code(), error.hint())
        } else if let Some(error) = error.downcast_ref::<StoreError>() {
            (error.code(), error.hint())
        } else {
            ("failed", None)
        };
        Self { code, message: format!("{error:#}"), hint: hint.map(str::to_owned) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hint_for_a_damaged_journal_names_what_can_be_done() {
        for error in [
            anyhow::Error::from(StoreError::Damaged("page 7".into())),
            JournalError::Store(StoreError::Damaged("page 7".into())).into(),
        ] {
            let hint = Failure::of(&error).hint.unwrap_or_default();
            assert!(
                hint.starts_with("put back an earlier copy of the data folder")
                    && hint.ends_with("sync with that device")
            );
        }
    }
}
