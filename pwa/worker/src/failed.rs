//! What the page catches: an object with a stable code, what happened, and what to do about it.

use mingle_replica::journal::{JournalError, Problem};
use mingle_replica::store::StoreError;
use wasm_bindgen::JsValue;

use crate::json;
use crate::pool::PoolError;

/// Why a call came to nothing; JavaScript catches it as a `Problem`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed(Problem);

impl Failed {
    pub fn new(code: &str, message: impl Into<String>, hint: Option<&str>) -> Self {
        let hint = hint.map(str::to_owned);
        Self(Problem {
            code: code.to_owned(),
            message: message.into(),
            hint,
            candidates: Vec::new(),
        })
    }

    /// The page and its worker do not fit together, which is never the owner's doing.
    pub fn misunderstood(why: impl std::fmt::Display) -> Self {
        Self::broken(&why)
    }

    fn broken(why: &dyn std::fmt::Display) -> Self {
        let message = format!("the page and its worker do not understand each other: {why}");
        Self::new("page-broken", message, Some("reload the page"))
    }
}

impl From<JournalError> for Failed {
    fn from(error: JournalError) -> Self {
        Self(Problem::from(&error))
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        JournalError::from(error).into()
    }
}

impl From<PoolError> for Failed {
    fn from(error: PoolError) -> Self {
        Self::new(error.code(), error.to_string(), error.hint())
    }
}

impl From<Failed> for JsValue {
    fn from(failed: Failed) -> Self {
        json::told(&failed.0).unwrap_or_else(|_| JsValue::from_str(&failed.0.message))
    }
}
