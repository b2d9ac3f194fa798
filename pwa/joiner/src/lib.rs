//! Joining the owner's other devices by a code, in the page. It is a module of its own, loaded when a code is typed: a
//! page joins once in its life. The socket to `/pair` is the page's, and so is the journal: they bring what was heard
//! and what was written, and do what the effects say.
//!
//! A page is never given the owner's authority: what it says of itself is no laptop, and what it is told all the same
//! ends here.

#![cfg(target_arch = "wasm32")]

mod effects;
mod failures;

use effects::{Do, Joined, Plain, Step, told};
use failures::{Problem, Unanswered, cut_off, mistyped, refused};
use js_sys::Array;
use mingle_proto::pairing::{
    Call, Code, Cut, Ended, Heard, Join, Joining, LAPTOP, Next, Reason, Tries, Welcome,
};
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// What a page is, where it was written down as a laptop.
const BROWSER: &str = "browser";

/// One code that was typed, and the calls that are made with it.
#[wasm_bindgen]
pub struct Joiner {
    code: Code,
    tries: Tries<Joined>,
    call: Option<Line>,
}

/// One call.
struct Line {
    joining: Joining,
    our_spoken: String,
    reached: Cut,
    /// What the journal is writing down.
    written: Option<Box<Welcome>>,
    kept: Option<Joined>,
    /// Why this call came to nothing, once that is known.
    failed: Option<Problem>,
}

#[wasm_bindgen]
impl Joiner {
    /// Reads what was typed.
    #[wasm_bindgen(constructor)]
    pub fn new(code: &str) -> Result<Self, JsValue> {
        console_error_panic_hook::set_once();
        let code = code.parse().map_err(|why| mistyped(&why).thrown())?;
        Ok(Self { code, tries: Tries::default(), call: None })
    }

    /// The socket is open: what is said first. `words` are the replica's.
    #[wasm_bindgen(unchecked_return_type = "JoinEffect[]")]
    pub fn opened(&mut self, words: &[u8]) -> Result<Array, JsValue> {
        let mut words = Join::from_bytes(words).map_err(|why| refused(&why).thrown())?;
        if words.device.kind == LAPTOP {
            words.device.kind = BROWSER.to_owned();
        }
        let our_spoken = words.device.id.spoken();
        let (joining, first) =
            Joining::new(&self.code, words).map_err(|why| refused(&why).thrown())?;
        self.call = Some(Line {
            joining,
            our_spoken,
            reached: Cut::Early,
            written: None,
            kept: None,
            failed: None,
        });
        told(vec![Do::Bytes("send", first), Do::Plain(Plain::Step { step: Step::Proving })])
    }

    /// Takes one whole message of the other side.
    #[wasm_bindgen(unchecked_return_type = "JoinEffect[]")]
    pub fn heard(&mut self, message: &[u8]) -> Result<Array, JsValue> {
        self.on_line(|line| line.heard(message))
    }

    /// What the page has signed by the device's key.
    #[wasm_bindgen(unchecked_return_type = "JoinEffect[]")]
    pub fn signed(&mut self, signature: &[u8]) -> Result<Array, JsValue> {
        let signature = <[u8; 64]>::try_from(signature);
        self.on_line(|line| match signature {
            Ok(signature) => line.signed(signature),
            Err(_) => line.end(&Ended::Refused(Reason::Broken), None),
        })
    }

    /// The journal has said whether it can take what it was shown; `why` not, if it cannot.
    #[wasm_bindgen(unchecked_return_type = "JoinEffect[]")]
    pub fn agreed(&mut self, why: Option<String>) -> Result<Array, JsValue> {
        self.on_line(|line| match why {
            None => line.ready(),
            Some(why) => line.end(&Ended::Refused(Reason::from_name(&why)), None),
        })
    }

    /// The journal has it written down, durably.
    #[wasm_bindgen(unchecked_return_type = "JoinEffect[]")]
    pub fn kept(&mut self) -> Result<Array, JsValue> {
        self.on_line(Line::keep)
    }

    /// The journal could not be read or written.
    #[wasm_bindgen(unchecked_return_type = "JoinEffect[]")]
    pub fn not_kept(
        &mut self,
        code: String,
        message: String,
        hint: Option<String>,
    ) -> Result<Array, JsValue> {
        let problem = Problem { code: code.into(), message, hint };
        self.on_line(|line| line.end(&Ended::Refused(Reason::Store), Some(problem)))
    }

    /// The socket is gone, or was never open.
    #[wasm_bindgen(unchecked_return_type = "JoinEffect[]")]
    pub fn ended(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "JoinEnd")] how: &str,
    ) -> Result<Array, JsValue> {
        let (call, problem) = match self.call.take() {
            None => (Call::Unanswered, Some(Unanswered::from_name(how).problem())),
            Some(Line { kept: Some(told), .. }) => {
                (Call::Kept { told, confirmed: how == "clean" }, None)
            }
            Some(Line { failed: Some(problem), .. }) => (Call::Over, Some(problem)),
            Some(Line { reached, .. }) => (Call::Cut(reached), None),
        };
        let is_over = matches!(call, Call::Over);
        let next = match self.tries.after(call) {
            Next::CallAgain(after) => Plain::CallAgain { after: milliseconds(after) },
            Next::Joined(joined) => Plain::Joined { joined },
            Next::Failed => {
                let between = self.tries.is_between();
                let problem = problem.filter(|_| is_over || !between);
                Plain::Failed { problem: problem.unwrap_or_else(|| cut_off(between)) }
            }
        };
        told(vec![Do::Plain(next)])
    }

    fn on_line(&mut self, work: impl FnOnce(&mut Line) -> Vec<Do>) -> Result<Array, JsValue> {
        // What comes for a call that is over was under way when it ended.
        told(self.call.as_mut().map(work).unwrap_or_default())
    }
}

impl Line {
    fn heard(&mut self, message: &[u8]) -> Vec<Do> {
        match self.joining.take(message) {
            Ok(Heard::Send(bytes)) => vec![Do::Bytes("send", bytes)],
            Ok(Heard::Sign(text)) => vec![Do::Bytes("sign", text)],
            Ok(Heard::Welcome(welcome)) => vec![Do::Bytes("agree", public(*welcome).to_bytes())],
            Ok(Heard::Written(welcome, _)) => {
                let welcome = public(*welcome);
                let bytes = welcome.to_bytes();
                self.written = Some(Box::new(welcome));
                vec![Do::Bytes("keep", bytes)]
            }
            Err(ended) => self.end(&ended, None),
        }
    }

    fn signed(&mut self, signature: [u8; 64]) -> Vec<Do> {
        match self.joining.signed(signature) {
            Ok(bytes) => vec![Do::Bytes("send", bytes)],
            Err(ended) => self.end(&ended, None),
        }
    }

    fn ready(&mut self) -> Vec<Do> {
        match self.joining.ready() {
            Ok(bytes) => {
                self.reached = Cut::Between;
                vec![Do::Bytes("send", bytes), Do::Plain(Plain::Step { step: Step::Writing })]
            }
            Err(ended) => self.end(&ended, None),
        }
    }

    fn keep(&mut self) -> Vec<Do> {
        let Some(welcome) = self.written.take() else { return Vec::new() };
        self.kept = Some(Joined::new(&welcome, &self.our_spoken));
        // If this is lost, it is to be said again.
        self.joining.kept().map(|bytes| vec![Do::Bytes("send", bytes)]).unwrap_or_default()
    }

    fn end(&mut self, ended: &Ended, problem: Option<Problem>) -> Vec<Do> {
        self.failed = Some(problem.unwrap_or_else(|| refused(ended)));
        let last = self.joining.farewell(ended).map(|bytes| Do::Bytes("send", bytes));
        last.into_iter().chain([Do::Plain(Plain::HangUp)]).collect()
    }
}

/// Without the authority's root, which is no page's business.
fn public(welcome: Welcome) -> Welcome {
    Welcome { root: Vec::new(), ..welcome }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
