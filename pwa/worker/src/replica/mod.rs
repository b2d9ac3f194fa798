//! The replica of this page: its journal, and the sessions with other devices.

mod journal;
mod talks;

use std::collections::BTreeMap;

use js_sys::Date;
use mingle_proto::id::DeviceId;
use mingle_replica::journal::{Journal, Moment};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::clock::moment_now;
use crate::{Problem, json, open_pool};
use talks::Talks;

type Answer = Result<JsValue, Problem>;

/// The replica of this page.
#[wasm_bindgen]
pub struct Replica {
    journal: Journal,
    device: DeviceId,
    talks: Talks,
}

#[wasm_bindgen]
impl Replica {
    /// Opens the replica on OPFS.
    pub async fn open(device: String) -> Result<Replica, Problem> {
        console_error_panic_hook::set_once();
        let device: DeviceId = device
            .parse()
            .map_err(|_| Problem::new("bad-device", "that is no device's name"))?;
        open_pool("mingle").await.map_err(|error| Problem::new("no-pool", error.to_string()))?;
        let journal = Journal::open("journal.db")?;
        let talks = Talks::new(journal.store().changed_since(i64::MAX)?.1);
        Ok(Replica { journal, device, talks })
    }
}
