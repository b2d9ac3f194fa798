//! Everything as it is stored, in one archive, piece by piece.

use mingle_replica::export::RawExport;
use wasm_bindgen::prelude::wasm_bindgen;

use super::Replica;
use crate::Failed;
use crate::clock::moment_now;

#[wasm_bindgen]
impl Replica {
    /// The next piece of an archive of all documents; none at its end, after which the next call begins another.
    pub fn export_chunk(&mut self) -> Result<Option<Vec<u8>>, Failed> {
        let mut export = match self.export.take() {
            Some(export) => export,
            None => RawExport::new(self.device, moment_now()?.now),
        };
        let piece = export.next(&self.journal.store().reading())?;
        self.export = piece.is_some().then_some(export);
        Ok(piece)
    }

    /// Drops an archive that was begun and is not wanted any more.
    pub fn end_export(&mut self) {
        self.export = None;
    }
}
