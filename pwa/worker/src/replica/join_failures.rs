//! What is said on the page when joining came to nothing: what happened, and the way out.

use mingle_proto::pairing::{Ended, Reason};

use crate::Failed;

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

    pub fn failed(self) -> Failed {
        match self {
            Self::NoCode => no_code(),
            Self::Busy => Failed::new(
                "busy",
                "Too many devices are calling your laptop at once.",
                Some("Try again in a moment."),
            ),
            Self::Unreachable => Failed::new(
                "unreachable",
                "Your laptop does not answer.",
                Some("Are both on the same network, and is its lid open? Then try again."),
            ),
        }
    }
}

/// The connection broke; `between` if the other side may have written down what this one has not.
pub fn cut_off(between: bool) -> Failed {
    let hint = match between {
        true => {
            "Type the code again, or a new one if your laptop shows it no more: that completes it."
        }
        false => "Type the code again: it still works if your laptop still shows it.",
    };
    Failed::new(
        "cut-off",
        "The connection to your laptop broke. Nothing was changed here.",
        Some(hint),
    )
}

/// One of the two ended it.
pub fn refused(ended: &Ended) -> Failed {
    let (message, hint) = match ended.reason() {
        Reason::WrongCode => return wrong_code(ended),
        Reason::Closed => return no_code(),
        Reason::Busy => {
            return Failed::new(
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
    Failed::new("refused", message, Some(hint))
}

fn no_code() -> Failed {
    Failed::new(
        "no-code-shown",
        "Your laptop shows no code, or the one that it showed is of no use any more.",
        Some(
            "Have it show one: on its page under Devices, or by `mingle pair`. Then type that one.",
        ),
    )
}

fn wrong_code(ended: &Ended) -> Failed {
    let hint = match ended {
        Ended::WrongCode { left: 0 } => {
            "It was the last try: have your laptop show a new code, and type that one.".to_owned()
        }
        Ended::WrongCode { left: 1 } => "Look at it again: there is one more try.".to_owned(),
        Ended::WrongCode { left } => format!("Look at it again: there are {left} more tries."),
        _ => "Look at it again.".to_owned(),
    };
    Failed::new("wrong-code", "That is not the code that your laptop shows.", Some(&hint))
}
