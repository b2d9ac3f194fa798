//! Values cross to JavaScript as JSON, which the browser itself reads and writes: less code than building objects
//! field by field, and faster.

use js_sys::JSON;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::Failed;

/// The value as JavaScript has it.
pub fn told<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, Failed> {
    let text = serde_json::to_string(value).map_err(Failed::misunderstood)?;
    JSON::parse(&text).map_err(|_| Failed::misunderstood("that is no JSON"))
}

/// A value that JavaScript gave; `undefined` is nothing.
pub fn heard<T: DeserializeOwned>(value: &JsValue) -> Result<T, Failed> {
    if value.is_undefined() {
        return serde_json::from_str("null").map_err(Failed::misunderstood);
    }
    let text = JSON::stringify(value).map_err(|_| Failed::misunderstood("that is no value"))?;
    serde_json::from_str(&String::from(text)).map_err(Failed::misunderstood)
}

/// An id, a device or heads, written as text.
pub fn named<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, Failed> {
    text.parse().map_err(Failed::misunderstood)
}
