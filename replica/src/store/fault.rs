//! Faults that tests put in the way of applying a peer's documents.

use super::StoreError;
use mingle_proto::id::DocumentId;
use std::sync::{Mutex, PoisonError};

/// What is to happen once a document is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The process ends at once, as it does when memory runs out.
    Abort,
    /// The process says on its standard output that it is there, and waits to be killed.
    Wait,
}

static PLACED: Mutex<Vec<(DocumentId, Fault)>> = Mutex::new(Vec::new());

/// Places a fault before a document, for the rest of this process.
pub fn place(id: DocumentId, fault: Fault) {
    PLACED.lock().unwrap_or_else(PoisonError::into_inner).push((id, fault));
}

pub(super) fn reach(id: &DocumentId) {
    let placed = PLACED.lock().unwrap_or_else(PoisonError::into_inner);
    let fault = placed.iter().find(|(at, _)| at == id).map(|(_, fault)| *fault);
    drop(placed);
    match fault {
        Some(Fault::Abort) => std::process::abort(),
        #[cfg(not(target_arch = "wasm32"))]
        Some(Fault::Wait) => {
            use std::io::Write;
            let mut out = std::io::stdout();
            let _ = writeln!(out, "reached {id}").and_then(|()| out.flush());
            loop {
                std::thread::park();
            }
        }
        _ => {}
    }
}

impl super::Store {
    /// Empties the views as if another version of the program had written them.
    pub fn spoil_views(&mut self) -> Result<(), super::StoreError> {
        self.write(mingle_proto::timestamp::Timestamp(0), |writing| {
            super::view::recreate(writing.connection())?;
            writing.state.view_version = 0;
            Ok(())
        })
    }

    /// Makes the file one of the first format.
    pub fn take_back_the_format(&self) -> Result<(), super::StoreError> {
        Ok(self.connection.execute_batch(
            "ALTER TABLE refused DROP COLUMN superseded;
             ALTER TABLE state DROP COLUMN owed;
             ALTER TABLE state DROP COLUMN unswept;
             DROP TABLE revoked;
             DROP TABLE blob_part;
             DROP TABLE blob_at;
             ALTER TABLE peer DROP COLUMN blob_seq;
             CREATE TABLE blob_before (hash BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
             INSERT INTO blob_before SELECT hash, bytes FROM blob;
             DROP TABLE blob;
             ALTER TABLE blob_before RENAME TO blob;
             PRAGMA user_version = 1;",
        )?)
    }

    /// Puts other bytes in the place of a document's, as whatever may go wrong with a file; those that stood there.
    pub fn put_bytes(
        &self,
        id: &mingle_proto::id::DocumentId,
        bytes: &[u8],
    ) -> Result<Vec<u8>, super::StoreError> {
        let held = super::table::document::held(&self.connection, id)?;
        let sql = "UPDATE document SET bytes = ?2 WHERE id = ?1";
        self.connection.execute(sql, rusqlite::params![id.as_bytes(), bytes])?;
        Ok(held.map(|held| held.bytes).unwrap_or_default())
    }

    /// Puts an empty devices record in the place of the one that stands, as whatever may go wrong with a file.
    pub fn lose_the_devices_record(&mut self) -> Result<(), super::StoreError> {
        use mingle_proto::{document::Document, kind::Kind, record::Devices};
        self.write(mingle_proto::timestamp::Timestamp(0), |writing| {
            let mut empty = Document::singleton::<Devices>();
            let planned = super::plan::Planned::of(Kind::Devices.singleton_id(), &mut empty);
            writing.put(&planned.map_err(|_| super::StoreError::Foreign)?)
        })
    }

    /// Makes all refusals those of another version of the program.
    pub fn age_refusals(&self) -> Result<(), super::StoreError> {
        Ok(super::table::refused::age(&self.connection)?)
    }

    /// Notes so many positions in the mark, one after another; to measure what one costs.
    pub fn note_in_the_mark(&mut self, notes: usize) -> Result<(), super::StoreError> {
        let marking = self.mark.take(super::open::PATIENCE)?;
        (1..=notes).try_for_each(|position| marking.note(0, position as i64))
    }
}

/// Another process that reads for long: until it lets go, what it has seen stays in the side files.
pub struct LongReader(rusqlite::Connection);

impl LongReader {
    pub fn of(path: &std::path::Path) -> Result<Self, StoreError> {
        let connection = rusqlite::Connection::open(path)?;
        connection.execute_batch("BEGIN; SELECT count(*) FROM document")?;
        Ok(Self(connection))
    }

    /// Ends the reading; the connection stays.
    pub fn let_go(&self) -> Result<(), StoreError> {
        Ok(self.0.execute_batch("COMMIT")?)
    }
}
