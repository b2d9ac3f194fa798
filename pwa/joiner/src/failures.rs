//! What is said on the page when joining came to nothing: what happened, and the way out.

use crate::effects::as_json;
use mingle_proto::pairing::{CodeError, Ended, Reason};
use serde::Serialize;
use std::borrow::Cow;
use wasm_bindgen::JsValue;

/// As the page catches it: a stable code, what happened, and what to do about it.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    pub code: Cow<'static, str>,
    pub message: String,
    pub hint: Option<String>,
}

impl Problem {
    fn new(code: &'static str, message: impl Into<String>, hint: Option<&str>) -> Self {
        Self { code: code.into(), message: message.into(), hint: hint.map(str::to_owned) }
    }

    pub fn thrown(&self) -> JsValue {
        as_json(self).unwrap_or_else(|error| error)
    }
}

/// Why nobody picked up.
#[derive(Clone, Copy)]
pub enum Unanswered {
    NoCode,
    Busy,
    Unreachable,
}

impl Unanswered {
    pub fn from_name(name: &str) -> Self {
        match name {
            "no-code-shown" => Self::NoCode,
            "busy" => Self::Busy,
            _ => Self::Unreachable,
        }
    }

    pub fn problem(self) -> Problem {
        match self {
            Self::NoCode => no_code(),
            Self::Busy => Problem::new(
                "busy",
                "Too many devices are calling your laptop at once.",
                Some("Try again in a moment."),
            ),
            Self::Unreachable => Problem::new(
                "unreachable",
                "Your laptop does not answer.",
                Some("Are both on the same network, and is its lid open? Then try again."),
            ),
        }
    }
}

/// The connection broke; `between` if the other side may have written down what this one has not.
pub fn cut_off(between: bool) -> Problem {
    let hint = match between {
        true => {
            "Type the code again, or a new one if your laptop shows it no more: that completes it."
        }
        false => "Type the code again: it still works if your laptop still shows it.",
    };
    Problem::new(
        "cut-off",
        "The connection to your laptop broke. Nothing was changed here.",
        Some(hint),
    )
}

/// One of the two ended it.
pub fn refused(ended: &Ended) -> Problem {
    let (message, hint) = match ended.reason() {
        Reason::WrongCode => return wrong_code(ended),
        Reason::Closed => return no_code(),
        Reason::Busy => {
            return Problem::new(
                "busy",
                "Another device is using this code right now.",
                Some("When that is done, have your laptop show a new code for this one."),
            );
        }
        Reason::Version => (
            "Your laptop and this page speak different versions of pairing.",
            "Update Mingle on your laptop, then load this page again.",
        ),
        Reason::Revoked => (
            "One of the two devices was revoked, and stays so.",
            "To belong again, a revoked browser needs a new key: remove this site’s data in its settings and open Mingle anew.",
        ),
        Reason::Store => (
            "Your laptop could not read or write its journal. Nothing was changed here.",
            "Run `mingle doctor` there: it says why.",
        ),
        Reason::Ourselves | Reason::OtherOwner | Reason::Broken | Reason::Other => (
            "Pairing came to nothing: your laptop and this page did not understand each other.",
            "Update Mingle on your laptop and try again. If it happens again, somebody may be between the two.",
        ),
    };
    Problem::new("refused", message, Some(hint))
}

fn no_code() -> Problem {
    Problem::new(
        "no-code-shown",
        "Your laptop shows no code, or the one that it showed is of no use any more.",
        Some(
            "Have it show one: on its page under Devices, or by `mingle pair`. Then type that one.",
        ),
    )
}

fn wrong_code(ended: &Ended) -> Problem {
    let hint = match ended {
        Ended::WrongCode { left: 0 } => {
            "It was the last try: have your laptop show a new code, and type that one.".to_owned()
        }
        Ended::WrongCode { left: 1 } => "Look at it again: there is one more try.".to_owned(),
        Ended::WrongCode { left } => format!("Look at it again: there are {left} more tries."),
        _ => "Look at it again.".to_owned(),
    };
    Problem::new("wrong-code", "That is not the code that your laptop shows.", Some(&hint))
}

/// What was typed is no code.
pub fn mistyped(why: &CodeError) -> Problem {
    let message = match why {
        CodeError::Mistyped => {
            "This code is mistyped: its last digit does not fit the others.".to_owned()
        }
        CodeError::Length { found } => format!("A code has eight digits, this one has {found}."),
        CodeError::Character(character) => {
            format!("A code has digits alone, and no {character:?}.")
        }
    };
    Problem::new("bad-code", message, Some("Type it as it is shown, as in 4711-0815."))
}

/// This module and the page do not fit together, which is never the owner's doing.
pub fn not_said(why: &impl std::fmt::Display) -> JsValue {
    JsValue::from_str(&format!("what joining has to say is no JSON: {why}"))
}
