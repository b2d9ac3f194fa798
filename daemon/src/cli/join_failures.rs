//! What is said when joining came to nothing: what happened, and the exact fix.

use crate::failure::Failure;
use crate::pairing::{Cut, Open, Seen, Tried};
use crate::peers::NoAnswer;
use crate::words::plain;
use mingle_proto::pairing::{Ended, Reason};
use warp::http::StatusCode;

/// Why joining the device `at` came to nothing.
pub fn failure(tried: Tried, at: &str) -> anyhow::Error {
    let at = plain(at);
    let failure = match tried {
        Tried::Here(error) => return error,
        Tried::NoAnswer(NoAnswer::Status(StatusCode::NOT_FOUND)) => no_code(&at),
        Tried::NoAnswer(NoAnswer::Status(StatusCode::SERVICE_UNAVAILABLE)) => {
            Failure::new("busy", format!("too many devices are calling {at} at once"))
                .hint("try again in a moment")
        }
        Tried::NoAnswer(why) => Failure::new("unreachable", format!("{at}: {why}"))
            .hint("are both on the same network, and does Mingle listen there? `mingle pair` shows the address"),
        Tried::Cut(Cut::Early) => {
            Failure::new("cut-off", format!("the connection to {at} broke; nothing was changed here"))
                .hint("run `mingle join` again; the code still works if it is still shown there")
        }
        Tried::Cut(Cut::Between) => {
            let message = format!("the connection to {at} broke at the last step; nothing was changed here");
            Failure::new("cut-off", message)
                .hint("run `mingle join` again, with a new code of `mingle pair` if the old one is gone: that completes it")
        }
        Tried::Ended(ended) => refused(&ended, &at),
    };
    failure.into()
}

/// Nobody shows a code.
pub fn nobody(seen: &Seen) -> Failure {
    let list = |names: Vec<String>| names.join(", ");
    if !seen.closed.is_empty() {
        let names = list(seen.closed.iter().map(ToString::to_string).collect());
        return Failure::new(
            "no-code-shown",
            format!("no device on this network shows a code; seen: {names}"),
        )
        .hint("run `mingle pair` on the other device, then `mingle join` here");
    }
    if !seen.silent.is_empty() {
        let one = |(name, why): &(_, String)| format!("{name} ({why})");
        let names = list(seen.silent.iter().map(one).collect());
        return Failure::new(
            "unreachable",
            format!("devices are announced and cannot be reached: {names}"),
        )
        .hint("a firewall may be in the way; try the address that `mingle pair` shows");
    }
    Failure::new("nobody-found", "no other device with Mingle was found on this network")
        .hint("are both on the same network? Else give the address that `mingle pair` shows, as in `mingle join 192.168.1.20:7979`")
}

/// Several show one, and nobody is there to choose.
pub fn which(several: &[Open]) -> Failure {
    let one = |open: &Open| format!("{} at {}", open.name, open.address);
    let names: Vec<String> = several.iter().map(one).collect();
    Failure::new("several-found", format!("several devices show a code: {}", names.join(", ")))
        .hint("give the address of the right one, as in `mingle join 192.168.1.20:7979`")
}

fn no_code(at: &str) -> Failure {
    Failure::new("no-code-shown", format!("{at} shows no code"))
        .hint("run `mingle pair` on that device, and check that it is the right one")
}

fn refused(ended: &Ended, at: &str) -> Failure {
    let code = ended.reason().as_str();
    let (message, hint) = match ended.reason() {
        Reason::WrongCode => return wrong_code(ended, at),
        Reason::Closed => (
            format!("the code that {at} showed is of no use any more"),
            "run `mingle pair` there again and type the new code".to_owned(),
        ),
        Reason::Busy => (
            format!("{at} is pairing another device with this code"),
            "when that is done, run `mingle pair` there again for this one".to_owned(),
        ),
        Reason::Version => (
            format!("{at} and this device speak different versions of pairing"),
            "update Mingle on both".to_owned(),
        ),
        Reason::Revoked => (
            "one of the two devices was revoked by the other's owner, and stays so".to_owned(),
            "the revoked one needs a new key: there, run `mingle down`, move `device.key` out of its data folder, and \
             pair again"
                .to_owned(),
        ),
        Reason::Ourselves => (
            format!("{at} is this very device"),
            "run `mingle pair` on the other device, and `mingle join` on this one".to_owned(),
        ),
        Reason::OtherOwner => (
            "this device has certificates of another owner already".to_owned(),
            "join the other way around: `mingle pair` here and `mingle join` there; if that says the same there, stop mingle \
             here, move `authority.pem` out of its data folder, join again, and pair your phones again"
                .to_owned(),
        ),
        Reason::Store => (
            format!("{at} could not read or write its journal"),
            "`mingle status` there says why; nothing was changed here".to_owned(),
        ),
        Reason::Broken | Reason::Other => (
            format!("pairing with {at} came to nothing: {ended}"),
            "update Mingle on both and try again; if it happens again, somebody may be between the two".to_owned(),
        ),
    };
    Failure::new(code, message).hint(hint)
}

fn wrong_code(ended: &Ended, at: &str) -> Failure {
    let message = format!("that is not the code that {at} shows");
    let hint = match ended {
        Ended::WrongCode { left: 0 } => {
            "it was the last try: run `mingle pair` there again and type the new code".to_owned()
        }
        Ended::WrongCode { left } => {
            let tries = if *left == 1 { "one more try" } else { "more tries" };
            format!(
                "check that `mingle pair` there says the same name or address; there is {tries} ({left})"
            )
        }
        _ => "look at the code again".to_owned(),
    };
    Failure::new("wrong-code", message).hint(hint)
}
