//! Joining the owner's other devices by a code. The socket to `/pair` is the page's: it brings what was heard, and does
//! what the effects say.
//!
//! A page is never given the owner's authority: what it says of itself is no laptop, and what it was told all the same
//! is dropped.

use std::time::Duration;

use js_sys::Array;
use mingle_proto::pairing::{
    Call, Code, Cut, Ended, Heard, Joining, LAPTOP, Next, Reason, Tries, Welcome,
};
use mingle_replica::journal::Journal;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::effects::with_bytes;
use super::join_failures::{Unanswered, cut_off, refused};
use super::{Answer, Replica};
use crate::clock::moment_now;
use crate::{Failed, json};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What the page is to do to join, in this order. After `joined` or `failed` there is nothing more to do. */
export type JoinEffect =
  | { do: "send"; bytes: Uint8Array }
  | { do: "step"; step: JoinStep }
  /** Call again after so many milliseconds. */
  | { do: "call-again"; after: number }
  /** Hang up. */
  | { do: "hang-up" }
  | { do: "joined"; joined: Joined }
  | { do: "failed"; problem: Problem };
export type JoinStep = "calling" | "proving" | "writing";
/** How a call ended: `clean` if the other side has hung up by the rules, else nobody picked up, or why not. */
export type JoinEnd = "clean" | "broken" | "no-code-shown" | "busy" | "unreachable";
/** This page and that device belong together now. */
export interface Joined {
  device: DeviceId;
  name: string;
  /** The other device's key with its check characters. */
  spoken: string;
  /** This page's own. */
  ourSpoken: string;
  /** How many of the owner's other devices it has told of. */
  devices: number;
  /** It had this page among the owner's devices before. */
  known: boolean;
}
"#;

/// What a page is, where it said before that it is a laptop.
const BROWSER: &str = "browser";

#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct Joined {
    device: String,
    name: String,
    spoken: String,
    our_spoken: String,
    devices: usize,
    known: bool,
}

#[derive(Serialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum Step {
    Proving,
    Writing,
}

#[derive(Serialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
enum Plain {
    Step { step: Step },
    CallAgain { after: u64 },
    HangUp,
    Joined { joined: Joined },
    Failed { problem: Failed },
}

/// One code, and the calls that are made with it.
pub struct JoinByCode {
    code: Code,
    tries: Tries<Joined>,
    call: Option<Line>,
}

struct Line {
    joining: Joining,
    reached: Cut,
    kept: Option<Joined>,
    /// Why this call came to nothing, once that is known.
    failed: Option<Failed>,
}

#[wasm_bindgen]
impl Replica {
    /// Begins to join by a code; the socket is to be opened then.
    pub fn join(&mut self, code: &str) -> Result<(), Failed> {
        let code: Code = code.parse().map_err(|why| {
            Failed::new("bad-code", format!("{why}"), Some("it is eight digits, as in 4711-0815"))
        })?;
        self.join = Some(JoinByCode { code, tries: Tries::default(), call: None });
        Ok(())
    }

    /// The socket is open: what is said first.
    #[wasm_bindgen(unchecked_return_type = "JoinEffect[]")]
    pub fn join_opened(&mut self) -> Answer {
        let mut words = self.journal.join_words(&self.device, BROWSER)?;
        if words.device.kind == LAPTOP {
            words.device.kind = BROWSER.to_owned();
        }
        let Some(join) = &mut self.join else { return Ok(Array::new().into()) };
        let (joining, first) = Joining::new(&join.code, words).map_err(|why| refused(&why))?;
        join.call = Some(Line { joining, reached: Cut::Early, kept: None, failed: None });
        Ok(said(vec![Do::Send(first), Do::Plain(Plain::Step { step: Step::Proving })])?.into())
    }

    /// Takes one whole message of the other side.
    #[wasm_bindgen(unchecked_return_type = "JoinEffect[]")]
    pub fn join_heard(&mut self, message: &[u8]) -> Answer {
        let us = self.device;
        let Some(line) = self.join.as_mut().and_then(|join| join.call.as_mut()) else {
            return Ok(Array::new().into());
        };
        let done = match line.joining.take(message) {
            Ok(Heard::Send(bytes)) => vec![Do::Send(bytes)],
            Ok(Heard::Welcome(welcome)) => match self.journal.can_join(&us, &welcome) {
                Ok(Ok(())) => line.ready(),
                Ok(Err(reason)) => line.end(&Ended::Refused(reason), None),
                Err(error) => line.end(&Ended::Refused(Reason::Store), Some(error.into())),
            },
            Ok(Heard::Written(welcome)) => match keep(&mut self.journal, &welcome) {
                Ok(()) => line.keep(joined(&us.spoken(), &welcome)),
                Err(failed) => line.end(&Ended::Refused(Reason::Store), Some(failed)),
            },
            Err(ended) => line.end(&ended, None),
        };
        self.talks.tell(&mut self.journal, None);
        Ok(said(done)?.into())
    }

    /// The socket is gone, or was never open.
    #[wasm_bindgen(unchecked_return_type = "JoinEffect[]")]
    pub fn join_ended(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "JoinEnd")] how: &str,
    ) -> Answer {
        let Some(join) = &mut self.join else { return Ok(Array::new().into()) };
        let done = join.ended(how);
        if !matches!(done, Plain::CallAgain { .. }) {
            self.join = None;
        }
        Ok(said(vec![Do::Plain(done)])?.into())
    }
}

impl JoinByCode {
    fn ended(&mut self, how: &str) -> Plain {
        let unanswered = Unanswered::from_name(how);
        let (call, failed) = match self.call.take() {
            Some(Line { kept: Some(told), .. }) => {
                (Call::Kept { told, confirmed: how == "clean" }, None)
            }
            Some(Line { failed: Some(failed), .. }) => (Call::Over, Some(failed)),
            Some(Line { reached, .. }) => (Call::Cut(reached), None),
            None => (Call::Unanswered, Some(unanswered.failed())),
        };
        match self.tries.after(call) {
            Next::CallAgain(after) => Plain::CallAgain { after: milliseconds(after) },
            Next::Joined(joined) => Plain::Joined { joined },
            Next::Failed if self.tries.is_between() => Plain::Failed { problem: cut_off(true) },
            Next::Failed => Plain::Failed { problem: failed.unwrap_or_else(|| cut_off(false)) },
        }
    }
}

impl Line {
    fn ready(&mut self) -> Vec<Do> {
        match self.joining.ready() {
            Ok(bytes) => {
                self.reached = Cut::Between;
                vec![Do::Send(bytes), Do::Plain(Plain::Step { step: Step::Writing })]
            }
            Err(ended) => self.end(&ended, None),
        }
    }

    fn keep(&mut self, joined: Joined) -> Vec<Do> {
        self.kept = Some(joined);
        // If this is lost, it is to be said again.
        self.joining.kept().map(|bytes| vec![Do::Send(bytes)]).unwrap_or_default()
    }

    fn end(&mut self, ended: &Ended, failed: Option<Failed>) -> Vec<Do> {
        self.failed = Some(failed.unwrap_or_else(|| refused(ended)));
        let last = self.joining.farewell(ended).map(Do::Send);
        last.into_iter().chain([Do::Plain(Plain::HangUp)]).collect()
    }
}

fn keep(journal: &mut Journal, welcome: &Welcome) -> Result<(), Failed> {
    Ok(journal.join(welcome, moment_now()?)?)
}

fn joined(our_spoken: &str, welcome: &Welcome) -> Joined {
    Joined {
        device: welcome.device.id.to_string(),
        name: welcome.device.name.clone(),
        spoken: welcome.device.id.spoken(),
        our_spoken: our_spoken.to_owned(),
        devices: welcome.devices.len(),
        known: welcome.known,
    }
}

enum Do {
    Send(Vec<u8>),
    Plain(Plain),
}

fn said(done: Vec<Do>) -> Result<Array, Failed> {
    let list = Array::new();
    for one in done {
        list.push(&match one {
            Do::Send(bytes) => with_bytes("send", &bytes),
            Do::Plain(plain) => json::told(&plain)?,
        });
    }
    Ok(list)
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
