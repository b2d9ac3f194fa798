//! The journal's part in joining the owner's other devices by a code: the module that speaks with them knows no journal.

use mingle_proto::pairing::{Ended, Welcome};
use wasm_bindgen::prelude::wasm_bindgen;

use super::Replica;
use crate::Failed;

/// What a page is that the devices record does not know.
const PAGE: &str = "browser";

#[wasm_bindgen]
impl Replica {
    /// What this device says of itself, for `Joiner.opened`.
    pub fn join_words(&self) -> Result<Vec<u8>, Failed> {
        Ok(self.journal.join_words(&self.device, PAGE)?.to_bytes())
    }

    /// Why this device cannot belong to whoever told this, if it cannot.
    pub fn can_join(&self, welcome: &[u8]) -> Result<Option<String>, Failed> {
        let can = self.journal.can_join(&self.device, &told(welcome)?)?;
        Ok(can.err().map(|reason| reason.as_str().to_owned()))
    }

    /// Takes the devices that this one was told of for the owner's, and itself for one of them.
    pub fn join(&mut self, welcome: &[u8]) -> Result<(), Failed> {
        let welcome = told(welcome)?;
        self.write(|journal, moment| journal.join(&welcome, moment))?;
        Ok(())
    }
}

fn told(bytes: &[u8]) -> Result<Welcome, Failed> {
    Welcome::from_bytes(bytes).map_err(|ended: Ended| Failed::misunderstood(ended))
}
