//! What goes wrong, as the page gets it.

use mingle_replica::journal::JournalError;
use mingle_replica::store::StoreError;
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::json;

/// What happened, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A stable name.
    pub code: &'static str,
    pub message: String,
    pub hint: Option<&'static str>,
}

impl Problem {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None }
    }

    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }
}

impl From<JournalError> for Problem {
    fn from(error: JournalError) -> Self {
        Self { code: error.code(), message: error.to_string(), hint: error.hint() }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self { code: error.code(), message: error.to_string(), hint: error.hint() }
    }
}

impl From<Problem> for JsValue {
    fn from(problem: Problem) -> Self {
        json::told(&problem).unwrap_or_else(|_| JsValue::from_str(&problem.message))
    }
}
