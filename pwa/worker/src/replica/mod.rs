//! The replica of this page, as JavaScript has it: the journal's use cases, and the sessions with other devices.
//!
//! A panic in here ends the worker: JavaScript sees a `RuntimeError`, and every later call fails. The tab starts
//! another worker, whose opening finds by the write-ahead mark what killed this one, and goes on.

mod effects;
mod export;
mod gathering;
mod joining;
mod reads;
mod talks;
mod types;
mod writes;

use mingle_proto::id::DeviceId;
use mingle_replica::export::RawExport;
use mingle_replica::journal::{Journal, JournalError, Moment};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::clock::moment_now;
use crate::{Failed, json, open_pool};
use talks::Talks;

/// The OPFS folder, and the journal's name in it.
const FOLDER: &str = "mingle";
const FILE: &str = "journal.db";
/// The database and its mark, a log or a journal for each, and one to spare.
const FILES: usize = 6;

/// What a call answers; the type that JavaScript sees stands with each.
type Answer = Result<JsValue, Failed>;

/// The replica of this page.
#[wasm_bindgen]
pub struct Replica {
    journal: Journal,
    device: DeviceId,
    talks: Talks,
    /// The count of writes up to which `changes` has told.
    shown: i64,
    /// An archive that is being written.
    export: Option<RawExport>,
}

#[wasm_bindgen]
impl Replica {
    /// Opens this device's replica, or begins a new one. A worker that ended a moment ago is waited for some seconds.
    pub async fn open(
        #[wasm_bindgen(unchecked_param_type = "DeviceId")] device: String,
    ) -> Result<Replica, Failed> {
        console_error_panic_hook::set_once();
        let device = json::named(&device)?;
        open_pool(FOLDER, FILES).await?;
        let journal = Journal::open(FILE)?;
        let shown = journal.store().seq()?;
        Ok(Self { journal, device, talks: Talks::default(), shown, export: None })
    }

    /// Adds this device to those that belong to the owner, unless it is one of them: `laptop`, `phone` or `hub`.
    pub fn be_device(&mut self, name: &str, kind: &str) -> Result<(), Failed> {
        let device = self.device;
        if self.journal.devices()?.iter().any(|row| row.device == device && row.added.is_some()) {
            return Ok(());
        }
        self.write(|journal, moment| journal.add_device(&device, name, kind, None, moment))?;
        Ok(())
    }

    /// Takes another device for one of the owner's: the one that has let this one in. It is not told that this one added
    /// it, or each page that came by a link would be named as who added the laptop.
    pub fn add_device(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DeviceId")] device: &str,
        name: &str,
        kind: &str,
    ) -> Result<(), Failed> {
        let device = json::named(device)?;
        self.write(|journal, moment| journal.add_device(&device, name, kind, None, moment))?;
        Ok(())
    }

    /// The kinds of the documents that changed since the last call, by whomever.
    #[wasm_bindgen(unchecked_return_type = "Changes")]
    pub fn changes(&mut self) -> Answer {
        #[derive(Serialize)]
        struct Changes {
            kinds: Vec<mingle_proto::kind::Kind>,
        }
        let (kinds, shown) = self.journal.store().kinds_changed_since(self.shown)?;
        self.shown = shown;
        json::told(&Changes { kinds })
    }
}

impl Replica {
    /// Does a use case that writes, then tells every session of it.
    fn write<T: Serialize>(
        &mut self,
        work: impl FnOnce(&mut Journal, Moment) -> Result<T, JournalError>,
    ) -> Answer {
        let written = work(&mut self.journal, moment_now()?)?;
        self.talks.tell(&mut self.journal, None);
        json::told(&written)
    }
}
