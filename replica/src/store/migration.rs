//! The format of the file, step by step. Steps are only ever added at the end; `user_version` counts those taken.
//! Views are not part of it: they are dropped and derived again whenever [`super::view::VERSION`] changes.

use rusqlite::Connection;

use super::StoreError;
use super::table::{blob, document, incoming, peer, refused, revoked, state};

/// What each version of the format adds to the one before.
const STEPS: &[&[&str]] = &[
    &[
        document::CREATE,
        state::CREATE,
        refused::CREATE,
        peer::CREATE,
        blob::CREATE,
        incoming::CREATE,
    ],
    &[refused::ADD_SUPERSEDED, state::ADD_OWED],
    &[revoked::CREATE],
    &[blob::ADD_PARTS],
    &[state::ADD_UNSWEPT],
];

/// The newest format that this program knows.
pub const KNOWN: i64 = STEPS.len() as i64;

/// `MNGL`, in the header of every journal's file.
const APPLICATION_ID: i64 = 0x4d4e_474c;

/// The format of the file; 0 for a new one. Fails for a newer journal and for what is no journal at all.
pub fn found(connection: &Connection) -> Result<i64, StoreError> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i64 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION_ID && (application != 0 || tables > 0) {
        return Err(StoreError::Foreign);
    }
    if version > KNOWN {
        return Err(StoreError::Newer { found: version, known: KNOWN });
    }
    Ok(version)
}

/// Takes the steps that are missing. Runs inside of a transaction that holds the write lock.
pub fn migrate(connection: &Connection) -> Result<(), StoreError> {
    let version = found(connection)?;
    let done = usize::try_from(version).unwrap_or(0);
    for (number, statements) in STEPS.iter().enumerate().skip(done) {
        for statement in *statements {
            connection.execute_batch(statement)?;
        }
        connection.pragma_update(None, "user_version", number as i64 + 1)?;
    }
    if version == 0 {
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    Ok(())
}
