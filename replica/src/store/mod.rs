//! The store: documents first, and the views that are derived from them in the same transaction. The only place with
//! SQL.
//!
//! Several processes may have the same file open: each write takes the write lock first, reads what it changes inside
//! of it, and waits [five seconds](StoreError::Busy) for others. Bytes of peers come in behind a write-ahead mark (see
//! `apply`): what kills this process is found and left out at the next opening.

mod apply;
mod error;
#[cfg(any(test, feature = "suite"))]
pub mod fault;
mod fold;
mod lists;
mod mark;
mod migration;
mod normal;
mod number;
mod open;
mod plan;
mod reading;
mod recover;
mod reindex;
mod replica;
#[cfg(all(target_arch = "wasm32", feature = "suite"))]
pub mod suite;
mod table;
mod view;
mod writing;

use mingle_proto::document::{ActorId, Writer};
use mingle_proto::id::{DeviceId, DocumentId};
use mingle_proto::kind::Kind;
use mingle_proto::timestamp::Timestamp;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use error::StoreError;
pub use fold::{fold, fold_name};
pub use number::may_be_one;
pub use reading::Reading;
pub use recover::attempt;
pub use reindex::Reindexed;
pub use table::blob::Held as BlobsHeld;
pub use table::document::RawDocument;
pub use table::peer::Peer;
pub use view::contact::ContactRow;
pub use view::person::{PersonRow, TagCount};
pub use view::roster::RosterRow;
pub use view::search::SearchText;
pub use view::source::SourceKey;
pub use writing::Writing;

use mark::Mark;
use table::{peer, refused, state};

/// Tries a payload that the program died over where it can do no harm, such as in a child process that calls
/// [`attempt`] with the same arguments: the store's file, and the payload's position. True if it lived.
pub type Trial = Box<dyn Fn(&Path, i64) -> bool + Send>;

/// How long a write that has succeeded waits for readers, so that forgotten bytes leave the side files at once.
const PATIENCE_OF_UPKEEP: Duration = Duration::from_millis(200);

/// A device's documents and views, in one file.
pub struct Store {
    connection: Connection,
    path: PathBuf,
    /// New at every opening, and whenever older bytes may have come back.
    actor: ActorId,
    mark: Mark,
    trial: Option<Trial>,
}

/// What the file says of how it is kept, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pragmas {
    pub journal_mode: String,
    /// 2 is FULL.
    pub synchronous: i64,
    pub secure_delete: i64,
    pub user_version: i64,
}

impl Store {
    /// Opens the store in a file, or makes a new one. A payload that the program died over is tried once more in
    /// this process, and refused after a second death: one may be the system's doing.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        open::open(path.as_ref(), None)
    }

    /// Opens the store; what the program died over is put to a trial first, and refused if it does not live.
    pub fn open_with_trial(path: impl AsRef<Path>, trial: Trial) -> Result<Self, StoreError> {
        open::open(path.as_ref(), Some(trial))
    }

    /// Reads of documents and views.
    pub fn reading(&self) -> Reading<'_> {
        Reading::new(&self.connection)
    }

    /// Reads of one moment: what is written meanwhile is not seen.
    pub fn snapshot<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(Reading<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self.connection.unchecked_transaction().map_err(StoreError::from)?;
        work(Reading::new(&transaction))
    }

    /// Runs `work` in one transaction, which stands whole and durably if this returns `Ok`, and not at all if `work`
    /// fails.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        now: Timestamp,
        work: impl FnOnce(&mut Writing) -> Result<T, E>,
    ) -> Result<T, E> {
        self.in_transaction(now, |_| Ok(()), work)
    }

    /// Writes under a new actor from now on. To be called after older bytes may have come back, as by a restore.
    pub fn renew_actor(&mut self) -> Result<(), StoreError> {
        self.actor = open::new_actor()?;
        Ok(())
    }

    /// The documents written or taken away after the count `seq` of writes, and the count now. 0 is before the first.
    pub fn changed_since(&self, seq: i64) -> Result<(Vec<DocumentId>, i64), StoreError> {
        let now = self.seq()?;
        let mut ids = table::document::written_after(&self.connection, seq)?;
        ids.extend(view::forgotten::added_after(&self.connection, seq)?);
        Ok((ids, now))
    }

    /// The kinds of the documents written after the count `seq` of writes, and the count now. What was forgotten meanwhile
    /// shows as a change of the record that says so.
    pub fn kinds_changed_since(&self, seq: i64) -> Result<(Vec<Kind>, i64), StoreError> {
        let now = self.seq()?;
        Ok((table::document::kinds_written_after(&self.connection, seq)?, now))
    }

    /// The count of writes: it grows with every document written or taken away.
    pub fn seq(&self) -> Result<i64, StoreError> {
        Ok(state::read(&self.connection)?.seq)
    }

    /// A number that is another one once another process, or another `Store`, has written to the file.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self.connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// Remembers where a device was reached; for dialling it again.
    pub fn note_address(&mut self, device: &DeviceId, address: &str) -> Result<(), StoreError> {
        Ok(peer::set_address(&self.connection, device, address)?)
    }

    /// Remembers when a device was last proven equal; for display.
    pub fn note_sync(&mut self, device: &DeviceId, at: Timestamp) -> Result<(), StoreError> {
        Ok(peer::set_last_sync(&self.connection, device, at)?)
    }

    /// Takes back every refusal, so that the next session asks again.
    pub fn retry_refused(&mut self) -> Result<(), StoreError> {
        Ok(refused::remove_all(&self.connection)?)
    }

    /// How the file is kept, read back from SQLite.
    pub fn pragmas(&self) -> Result<Pragmas, StoreError> {
        let text = |name: &str| self.connection.pragma_query_value(None, name, |row| row.get(0));
        let number = |name: &str| self.connection.pragma_query_value(None, name, |row| row.get(0));
        Ok(Pragmas {
            journal_mode: text("journal_mode")?,
            synchronous: number("synchronous")?,
            secure_delete: number("secure_delete")?,
            user_version: number("user_version")?,
        })
    }

    /// Moves everything from the side files into the file; false if others that read or write are in the way.
    pub fn checkpoint(&self) -> Result<bool, StoreError> {
        let is_busy: bool =
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        Ok(!is_busy)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Empties the side files of forgotten bytes, after the transaction that stands whatever comes of this. What does
    /// not succeed, because others read or the disk is full, is owed on: the next write or opening tries again.
    fn pay(&self, owed: Option<i64>) {
        let Some(seq) = owed else { return };
        let _ = self.connection.busy_timeout(PATIENCE_OF_UPKEEP);
        if matches!(self.checkpoint(), Ok(true)) {
            let _ = state::settle(&self.connection, seq);
        }
        let _ = self.connection.busy_timeout(open::PATIENCE);
    }

    fn in_transaction<T, E: From<StoreError>>(
        &mut self,
        now: Timestamp,
        first: fn(&Connection) -> Result<(), StoreError>,
        work: impl FnOnce(&mut Writing) -> Result<T, E>,
    ) -> Result<T, E> {
        let writer = Writer { actor: self.actor.clone(), now };
        let mut writing = Writing::begin(&mut self.connection, writer, first)?;
        let result = work(&mut writing)?;
        let committed = writing.commit();
        self.after(committed)?;
        Ok(result)
    }

    fn after(&mut self, committed: Result<Option<i64>, StoreError>) -> Result<(), StoreError> {
        match committed {
            Ok(owed) => {
                self.pay(owed);
                Ok(())
            }
            Err(error) => {
                // The changes may stand or not: their numbers must not be used again.
                self.renew_actor()?;
                Err(error)
            }
        }
    }
}
