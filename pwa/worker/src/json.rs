//! Values go in and out as JSON, which the browser itself reads and writes: the least code, and the fastest.

use js_sys::JSON;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use crate::Problem;

/// As a JavaScript value.
pub fn told<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, Problem> {
    let text = serde_json::to_string(value).map_err(|error| broken(&error.to_string()))?;
    JSON::parse(&text).map_err(|_| broken("the browser does not read it"))
}

/// From a JavaScript value.
pub fn heard<T: DeserializeOwned>(value: &JsValue) -> Result<T, Problem> {
    let text = JSON::stringify(value).map_err(|_| broken("it is no value"))?;
    let text = JsCast::unchecked_ref::<JsValue>(&text).as_string();
    // Nothing at all is no JSON, and stands for nothing.
    let text = text.unwrap_or_else(|| "null".to_owned());
    serde_json::from_str(&text).map_err(|error| broken(&error.to_string()))
}

fn broken(why: &str) -> Problem {
    Problem::new("page-broken", format!("the page and its worker do not understand each other: {why}"))
        .hint("reload the page")
}
