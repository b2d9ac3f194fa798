//! The write-ahead mark: which payload each worker is at, noted before Automerge sees it.
//!
//! It is kept outside of the store's transactions, in a small database beside it, without waiting for the disk: it
//! has to outlive this process, not a power cut. Who holds it holds an exclusive lock, so that another process that
//! opens the store can tell a frame that is being applied from one that was left over.

use rusqlite::{Connection, config::DbConfig};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::StoreError;

/// The mark's file, opened when it is first needed.
pub struct Mark {
    path: PathBuf,
    connection: Option<Mutex<Connection>>,
}

/// The mark while it is held; dropping it lets it go.
pub struct Marking<'a> {
    connection: &'a Mutex<Connection>,
    /// The positions that were noted by a process that is gone.
    pub left: Vec<i64>,
}

impl Mark {
    pub fn beside(store: &Path) -> Self {
        let mut path = store.as_os_str().to_owned();
        path.push("-mark");
        Self { path: path.into(), connection: None }
    }

    /// Takes the lock and clears the mark; [`StoreError::Busy`] if another process keeps it for longer than `patience`.
    pub fn take(&mut self, patience: Duration) -> Result<Marking<'_>, StoreError> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => Mutex::new(open(&self.path)?),
        };
        let connection = self.connection.insert(connection);
        let left = {
            let held = connection.get_mut().unwrap_or_else(PoisonError::into_inner);
            held.busy_timeout(patience)?;
            lock(held).or_else(|error| reset(held, error))?
        };
        Ok(Marking { connection, left })
    }
}

impl Marking<'_> {
    /// Notes that a worker is at a position; 0 when it is at none.
    pub fn note(&self, worker: usize, position: i64) -> Result<(), StoreError> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        connection
            .prepare_cached("INSERT OR REPLACE INTO mark VALUES (?1, ?2)")?
            .execute([worker as i64, position])?;
        Ok(())
    }

    /// No worker is at any position.
    pub fn clear(&self) -> Result<(), StoreError> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        connection.prepare_cached("DELETE FROM mark")?.execute([])?;
        Ok(())
    }
}

impl Drop for Marking<'_> {
    fn drop(&mut self) {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        // Left in place, a mark is harmless: its positions are never used again. So is a lock that the end of the
        // process lets go.
        let _ = connection.execute_batch(
            "DELETE FROM mark; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM mark;",
        );
    }
}

fn open(path: &Path) -> Result<Connection, StoreError> {
    super::open::create_private(path)?;
    Ok(Connection::open_with_flags(path, super::open::flags())?)
}

/// Locks the file until further notice, and returns what stood in it.
fn lock(connection: &Connection) -> Result<Vec<i64>, StoreError> {
    let _: String =
        connection.query_row("PRAGMA locking_mode = EXCLUSIVE", [], |row| row.get(0))?;
    let _: String = connection.query_row("PRAGMA journal_mode = OFF", [], |row| row.get(0))?;
    connection.execute_batch(
        "PRAGMA synchronous = OFF;
         BEGIN EXCLUSIVE;
         CREATE TABLE IF NOT EXISTS mark (worker INTEGER PRIMARY KEY, position INTEGER NOT NULL) STRICT;
         COMMIT;",
    )?;
    let left = connection
        .prepare_cached("SELECT position FROM mark")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    connection.execute_batch("DELETE FROM mark")?;
    Ok(left)
}

/// A power cut may leave anything in the file, since nothing waits for the disk. Then there is no mark.
fn reset(connection: &Connection, error: StoreError) -> Result<Vec<i64>, StoreError> {
    if !matches!(error, StoreError::Damaged(_)) {
        let _ = connection.execute_batch("ROLLBACK");
        return Err(error);
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_RESET_DATABASE, true)?;
    connection.execute_batch("VACUUM")?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_RESET_DATABASE, false)?;
    lock(connection)
}
