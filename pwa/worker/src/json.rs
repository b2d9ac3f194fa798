//! Values cross to JavaScript as JSON, which the browser itself reads and writes: less code than building objects
//! field by field, and faster.

use js_sys::JSON;
use mingle_proto::given::{Given, Heard};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::Failed;

/// The value as JavaScript has it.
pub fn told<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, Failed> {
    parsed(serde_json::to_string(value))
}

/// A value that JavaScript gave; `undefined` is nothing.
pub fn heard<T: Heard>(value: &JsValue) -> Result<T, Failed> {
    read(&text(value)?)
}

/// A value that stands in a text as JSON.
pub fn read<T: Heard>(text: &str) -> Result<T, Failed> {
    T::heard(given(text)?).map_err(Failed::misunderstood)
}

fn given(text: &str) -> Result<Given, Failed> {
    serde_json::from_str(text).map_err(Failed::misunderstood)
}

fn parsed(text: serde_json::Result<String>) -> Result<JsValue, Failed> {
    let text = text.map_err(Failed::misunderstood)?;
    JSON::parse(&text).map_err(|_| Failed::misunderstood("that is no JSON"))
}

fn text(value: &JsValue) -> Result<String, Failed> {
    if value.is_undefined() {
        return Ok("null".to_owned());
    }
    let text = JSON::stringify(value).map_err(|_| Failed::misunderstood("that is no value"))?;
    Ok(text.into())
}

/// An id, a device or heads, written as text.
pub fn named<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, Failed> {
    text.parse().map_err(Failed::misunderstood)
}
