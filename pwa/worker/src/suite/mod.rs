//! The suite of promises, exported to the browser's test page.
//!
//! A promise has one life or more; each is lived in a worker of its own, on the OPFS folder that the lives of
//! a promise share. A broken promise panics, which ends its worker: the page reports it by name and goes on.

mod place;

use std::path::Path;

use mingle_replica::store::suite as ground;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::open_pool;

/// A promise may have several stores, each with a database, a mark and their journals.
const FILES: usize = 40;

/// What the browser must keep.
struct Promise {
    name: &'static str,
    /// From the first to the last, each in a new worker; a life panics when the promise is broken.
    lives: Vec<Life>,
}

/// What one worker does for a promise.
type Life = Box<dyn Fn()>;

/// All promises of the suite: what the store builds on, then the replica's own, each of which has one life.
fn promises() -> Vec<Promise> {
    let mut promises = vec![Promise {
        name: "every source of randomness answers, and never twice the same",
        lives: vec![Box::new(randomness)],
    }];
    promises.extend(ground::PROMISES.iter().map(|(name, lives)| {
        let live = |life: &'static ground::Life| Box::new(|| life(Path::new("ground.db"))) as Life;
        Promise { name, lives: lives.iter().map(live).collect() }
    }));
    promises.extend(mingle_replica::suite::promises().iter().map(|promise| {
        let life: Life = Box::new(|| (promise.keep)(&place::Opfs));
        Promise { name: promise.name, lives: vec![life] }
    }));
    promises
}

/// Automerge and the store draw from one library, Noise from another.
#[allow(clippy::unwrap_used)]
fn randomness() {
    let mut drawn = [[0_u8; 32]; 4];
    getrandom::fill(&mut drawn[0]).unwrap();
    getrandom::fill(&mut drawn[1]).unwrap();
    getrandom_of_snow::fill(&mut drawn[2]).unwrap();
    getrandom_of_snow::fill(&mut drawn[3]).unwrap();
    for (index, one) in drawn.iter().enumerate() {
        assert!(one.iter().any(|byte| *byte != 0));
        assert!(!drawn[..index].contains(one));
    }
}

/// The names of all promises, in the order of their indexes.
#[wasm_bindgen(js_name = promiseNames)]
pub fn promise_names() -> Vec<String> {
    promises().into_iter().map(|promise| promise.name.replace('_', " ")).collect()
}

/// How many workers this promise wants, one after another.
#[wasm_bindgen(js_name = livesOf)]
pub fn lives_of(promise: usize) -> usize {
    promises().get(promise).map_or(0, |promise| promise.lives.len())
}

/// Opens the promise's own OPFS folder; its databases are opened there from now on.
#[wasm_bindgen(js_name = openPlace)]
pub async fn open_place(promise: usize) -> Result<(), JsValue> {
    console_error_panic_hook::set_once();
    let pool = open_pool(&format!("promise-{promise}"), FILES)
        .await
        .map_err(|error| JsValue::from_str(&error.to_string()))?;
    place::keep(pool);
    Ok(())
}

/// Lives one life of the promise. A broken promise panics: the caller sees a trap, and the console the reason.
#[wasm_bindgen(js_name = keepPromise)]
pub fn keep_promise(promise: usize, life: usize) -> Result<(), JsValue> {
    let promises = promises();
    let life = promises.get(promise).and_then(|promise| promise.lives.get(life));
    let life = life.ok_or_else(|| JsValue::from_str("there is no such promise or life"))?;
    life();
    Ok(())
}

/// Breaks as a promise does, so that the test page can prove that it would see it.
#[wasm_bindgen(js_name = breakOnPurpose)]
pub fn break_on_purpose() {
    console_error_panic_hook::set_once();
    panic!("broken on purpose");
}
