//! What a session asks of the page, as JavaScript objects: bytes go as they are, all else as JSON.

use js_sys::{Array, Object, Reflect, Uint8Array};
use mingle_proto::id::DeviceId;
use mingle_proto::session::{Effect, Ended, EndedCode, State};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Failed, json};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What the page is to do for a session, in this order. `theirs`: the other side ended it, and the code is about us. */
export type TalkEffect =
  | { do: "send"; bytes: Uint8Array }
  | { do: "sign"; bytes: Uint8Array }
  | { do: "authenticated"; device: DeviceId }
  | { do: "state"; state: TalkState }
  | { do: "close"; code: EndedCode; message: string; theirs: boolean };
/** How far a session is. `of` is how many documents it will have moved, as far as is known; that may still grow. */
export type TalkState =
  | { state: "authenticating" }
  | { state: "comparing" }
  | { state: "exchanging"; sent: number; received: number; of: number | null }
  | { state: "in-sync"; except: number };
export type EndedCode =
  | "stranger" | "revoked" | "someone-else" | "ourselves" | "version" | "broken" | "store" | "other";
/** What a session has to say. */
export interface Called { talk: number; effects: TalkEffect[] }
"#;

#[derive(Serialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
enum Plain {
    Authenticated { device: DeviceId },
    State { state: TalkState },
    Close { code: EndedCode, message: String, theirs: bool },
}

#[derive(Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
enum TalkState {
    Authenticating,
    Comparing,
    Exchanging { sent: u64, received: u64, of: Option<u64> },
    InSync { except: u64 },
}

/// The effects as `TalkEffect[]`. What was applied is told by `Replica.changes` and to the other sessions.
pub fn told(effects: Vec<Effect>, of: Option<u64>) -> Result<Array, Failed> {
    let list = Array::new();
    for effect in effects {
        let plain = match effect {
            Effect::Send(bytes) => {
                list.push(&with_bytes("send", &bytes));
                continue;
            }
            Effect::Sign(bytes) => {
                list.push(&with_bytes("sign", &bytes));
                continue;
            }
            Effect::Applied(_) => continue,
            Effect::Authenticated(device) => Plain::Authenticated { device },
            Effect::State(state) => Plain::State { state: with_total(state, of) },
            Effect::Close(ended) => Plain::Close {
                code: ended.code(),
                message: ended.to_string(),
                theirs: matches!(ended, Ended::TurnedAway { .. }),
            },
        };
        list.push(&json::told(&plain)?);
    }
    Ok(list)
}

/// `{ talk, effects }`.
pub fn of_talk(talk: u32, effects: &Array) -> JsValue {
    object(&[("talk", &talk.into()), ("effects", effects)])
}

fn with_bytes(what: &str, bytes: &[u8]) -> JsValue {
    object(&[("do", &what.into()), ("bytes", &Uint8Array::from(bytes))])
}

fn object(fields: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // A new plain object takes every field.
        let _: Result<bool, JsValue> = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

fn with_total(state: State, of: Option<u64>) -> TalkState {
    match state {
        State::Authenticating => TalkState::Authenticating,
        State::Comparing => TalkState::Comparing,
        State::Exchanging { sent, received } => TalkState::Exchanging { sent, received, of },
        State::InSync { except } => TalkState::InSync { except },
    }
}
