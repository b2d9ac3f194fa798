//! Opening a store: the file and its modes, the format, the singletons, and what an earlier process left over.

use mingle_proto::document::{ActorId, Document};
use mingle_proto::kind::Kind;
use mingle_proto::record::{Devices, Forgotten, Me};
use mingle_proto::timestamp::Timestamp;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

use super::mark::Mark;
use super::table::{document, incoming, refused, revoked, state};
use super::{Store, StoreError, Trial, migration, view};

/// How long a process waits for another one that is writing.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// A write-ahead log: a commit appends to it and waits for the disk once, where a rollback journal is written, waited
/// for, and cleared around the file itself.
const MODE: &str = "PRAGMA journal_mode = WAL";

/// In the browser the file is a name in the origin's private file system, where files share no memory; but one
/// connection is all there is, and a log that is locked for good keeps its index in the connection's own memory. A
/// worker is ended without a word, so every opening reads the log: it stays short.
#[cfg(target_arch = "wasm32")]
const BEFORE: &str = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA wal_autocheckpoint = 250;";
#[cfg(not(target_arch = "wasm32"))]
const BEFORE: &str = "";

pub fn open(path: &Path, trial: Option<Trial>) -> Result<Store, StoreError> {
    let connection = connect(path)?;
    let mut store = Store {
        connection,
        path: path.to_owned(),
        actor: new_actor()?,
        mark: Mark::beside(path),
        trial,
    };
    if store.needs_care()? {
        store.care()?;
    }
    if !incoming::is_empty(&store.connection)? {
        store.recover()?;
    }
    Ok(store)
}

/// An actor that no change has been written under.
pub fn new_actor() -> Result<ActorId, StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(ActorId::from(bytes))
}

/// A connection to the file as it is, with the settings that every connection to it has.
pub fn connect(path: &Path) -> Result<Connection, StoreError> {
    create_private(path)?;
    let connection = Connection::open_with_flags(path, flags())?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.execute_batch(BEFORE)?;
    migration::found(&connection)?;
    set_mode(&connection)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;
         PRAGMA cache_size = -16000;",
    )?;
    Ok(connection)
}

/// Processes that make one new file at the same time meet in this switch, and SQLite lets none of them wait in it: so
/// each tries again until its patience ends.
#[cfg(not(target_arch = "wasm32"))]
fn set_mode(connection: &Connection) -> Result<(), StoreError> {
    const PAUSE: Duration = Duration::from_millis(20);
    let mut waited = Duration::ZERO;
    loop {
        match connection
            .query_row(MODE, [], |row| row.get::<_, String>(0))
            .map_err(StoreError::from)
        {
            Err(StoreError::Busy) if waited < PATIENCE => {
                std::thread::sleep(PAUSE);
                waited += PAUSE;
            }
            other => return other.map(drop),
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn set_mode(connection: &Connection) -> Result<(), StoreError> {
    let _: String = connection.query_row(MODE, [], |row| row.get(0))?;
    Ok(())
}

/// Without URI: a path is a path, whatever its characters.
pub(super) fn flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// Makes the file, or narrows its mode, so that only its owner may read it. SQLite gives its side files the same mode.
#[cfg(unix)]
pub(super) fn create_private(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)?;
    let mut permissions = file.metadata()?.permissions();
    if permissions.mode() & 0o177 != 0 {
        permissions.set_mode(0o600);
        file.set_permissions(permissions)?;
    }
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn create_private(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

impl Store {
    /// Whether the format, the singletons, the views, old refusals or the side files are not as this program would leave them.
    /// Asked without a lock, so that opening waits for nobody where there is nothing to do.
    fn needs_care(&self) -> Result<bool, StoreError> {
        if migration::found(&self.connection)? < migration::KNOWN {
            return Ok(true);
        }
        let singletons = [Kind::Devices, Kind::Forgotten, Kind::Me].map(|kind| kind.singleton_id());
        for id in &singletons {
            if document::place(&self.connection, id)?.is_none() {
                return Ok(true);
            }
        }
        let state = state::read(&self.connection)?;
        Ok(state.view_version != view::VERSION
            || state.owed
            || refused::has_others(&self.connection)?)
    }

    fn care(&mut self) -> Result<(), StoreError> {
        // The first opening writes no change of its own: the singletons have time 0 and an actor of their own.
        self.in_transaction(Timestamp(0), migration::migrate, |writing| {
            if writing.state.view_version != view::VERSION {
                writing.derive_views(&mut |_, _| {})?;
            }
            refused::remove_others(writing.connection())?;
            // A journal of an earlier format has a devices record, and has kept nothing beside it.
            let devices: Devices = writing.reading().singleton()?;
            revoked::add_all(writing.connection(), &devices)?;
            writing.ensure(Kind::Devices, Document::singleton::<Devices>)?;
            writing.ensure(Kind::Forgotten, Document::singleton::<Forgotten>)?;
            writing.ensure(Kind::Me, Document::singleton::<Me>)
        })
    }
}
