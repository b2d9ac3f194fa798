//! Events, and which one is on.

use mingle_proto::id::DocumentId;
use mingle_proto::record::Event;
use mingle_proto::timestamp::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, params};

use super::super::table::document_id;

pub const CREATE: &str = "
    CREATE TABLE event (
        document INTEGER PRIMARY KEY,
        id       BLOB NOT NULL,
        name     TEXT NOT NULL,
        starts   INTEGER,
        ends     INTEGER,
        entered  INTEGER,
        deleted  INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX event_id ON event (id);";

pub fn write(connection: &Connection, rowid: i64, id: &DocumentId, event: &Event) -> Result<()> {
    connection.prepare_cached("INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(
        params![
            rowid,
            id.as_bytes(),
            event.name,
            event.starts.map(|at| at.0),
            event.ends.map(|at| at.0),
            event.reentered.map(|at| at.0),
            event.deleted.map(|at| at.0),
        ],
    )?;
    Ok(())
}

/// The event that one is in: it has begun and not ended, or was entered again; of several, the one entered last.
pub fn current(connection: &Connection, now: Timestamp) -> Result<Option<DocumentId>> {
    connection
        .prepare_cached(
            "SELECT id FROM event
             WHERE (starts <= ?1 AND ends IS NULL OR entered <= ?1) AND deleted IS NULL
             ORDER BY coalesce(entered, starts) DESC, id LIMIT 1",
        )?
        .query_row([now.0], |row| document_id(row, 0))
        .optional()
}

/// The event that one was in at a moment, by what is known of it now; of several, the one entered last.
pub fn at(connection: &Connection, at: Timestamp) -> Result<Option<DocumentId>> {
    connection
        .prepare_cached(
            "SELECT id FROM event
             WHERE (starts <= ?1 AND (ends IS NULL OR ends > ?1) OR entered <= ?1) AND deleted IS NULL
             ORDER BY CASE WHEN entered <= ?1 THEN entered ELSE starts END DESC, id LIMIT 1",
        )?
        .query_row([at.0], |row| document_id(row, 0))
        .optional()
}

pub fn name(connection: &Connection, id: &DocumentId) -> Result<Option<String>> {
    connection
        .prepare_cached("SELECT name FROM event WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()
}

/// All events, the latest first, those put away left out.
pub fn all(connection: &Connection) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached("SELECT id FROM event WHERE deleted IS NULL ORDER BY starts DESC, id")?
        .query_map([], |row| document_id(row, 0))?
        .collect()
}
