//! What joining asks of the page, as JavaScript objects: bytes go as they are, all else as JSON.

use crate::failures::{Problem, not_said};
use js_sys::{Array, JSON, Object, Reflect, Uint8Array};
use mingle_proto::pairing::Welcome;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What the page is to do to join, in this order. After `joined` or `failed` there is nothing more to do. */
export type JoinEffect =
  | { do: "send"; bytes: Uint8Array }
  /** Sign this by the device's key, and tell by `signed`. */
  | { do: "sign"; bytes: Uint8Array }
  /** Ask the replica whether it `can_join`, and tell by `agreed`. */
  | { do: "agree"; bytes: Uint8Array }
  /** Have the replica `join`, and tell by `kept`. */
  | { do: "keep"; bytes: Uint8Array }
  | { do: "step"; step: JoinStep }
  | { do: "hang-up" }
  /** Call again after so many milliseconds. */
  | { do: "call-again"; after: number }
  | { do: "joined"; joined: Joined }
  | { do: "failed"; problem: { code: string; message: string; hint: string | null } };
export type JoinStep = "calling" | "proving" | "writing";
/** How a call ended: `clean` if both sides have hung up by the rules; the last three if nobody picked up. */
export type JoinEnd = "clean" | "broken" | "no-code-shown" | "busy" | "unreachable";
/** This page and that device belong together now. */
export interface Joined {
  device: string;
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

pub enum Do {
    Bytes(&'static str, Vec<u8>),
    Plain(Plain),
}

#[derive(Serialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Plain {
    Step { step: Step },
    CallAgain { after: u64 },
    HangUp,
    Joined { joined: Joined },
    Failed { problem: Problem },
}

#[derive(Serialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    Proving,
    Writing,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Joined {
    device: String,
    name: String,
    spoken: String,
    our_spoken: String,
    devices: usize,
    known: bool,
}

impl Joined {
    pub fn new(welcome: &Welcome, our_spoken: &str) -> Self {
        Self {
            device: welcome.device.id.to_string(),
            name: welcome.device.name.clone(),
            spoken: welcome.device.id.spoken(),
            our_spoken: our_spoken.to_owned(),
            devices: welcome.devices.len(),
            known: welcome.known,
        }
    }
}

/// The effects as `JoinEffect[]`.
pub fn told(done: Vec<Do>) -> Result<Array, JsValue> {
    let list = Array::new();
    for one in done {
        list.push(&match one {
            Do::Plain(plain) => as_json(&plain)?,
            Do::Bytes(what, bytes) => {
                let object = Object::new();
                Reflect::set(&object, &"do".into(), &what.into())?;
                Reflect::set(&object, &"bytes".into(), &Uint8Array::from(bytes.as_slice()))?;
                object.into()
            }
        });
    }
    Ok(list)
}

/// The value as JavaScript has it.
pub fn as_json<T: Serialize>(value: &T) -> Result<JsValue, JsValue> {
    let text = serde_json::to_string(value).map_err(|error| not_said(&error))?;
    JSON::parse(&text)
}
