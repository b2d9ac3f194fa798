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

/// An event that has not ended is on although it seems to begin so many milliseconds from now: the clock of the device
/// that began it is ahead of this one's. Nothing is planned; whatever begins, begins at once.
const AHEAD: i64 = 24 * 60 * 60 * 1000;

/// For what was typed at a moment and is written down later it is less: it may well be older than the event.
const A_LITTLE_AHEAD: i64 = 15 * 60 * 1000;

/// The events that one is in, the one entered last first: they have begun and not ended, or were entered again. Two
/// devices that had not heard of each other may have begun one each.
pub fn on(connection: &Connection, now: Timestamp) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached(
            "SELECT id FROM event
             WHERE (starts <= ?1 AND ends IS NULL OR entered <= ?1) AND deleted IS NULL
             ORDER BY coalesce(entered, starts) DESC, id",
        )?
        .query_map([now.0.saturating_add(AHEAD)], |row| document_id(row, 0))?
        .collect()
}

/// The event that one was in at a moment, by what is known of it now: of several, the one entered last, but rather one
/// that had begun by then than one whose clock is ahead.
pub fn at(connection: &Connection, at: Timestamp) -> Result<Option<DocumentId>> {
    connection
        .prepare_cached(
            "SELECT id FROM (SELECT *, CASE WHEN entered <= ?1 THEN entered
                     WHEN starts <= ?1 AND (ends IS NULL OR ends > ?1) THEN starts
                     WHEN entered <= ?2 THEN entered
                     WHEN starts <= ?2 AND ends IS NULL THEN starts END AS since FROM event)
             WHERE since IS NOT NULL AND deleted IS NULL
             ORDER BY since <= ?1 DESC, since DESC, id LIMIT 1",
        )?
        .query_row([at.0, at.0.saturating_add(A_LITTLE_AHEAD)], |row| document_id(row, 0))
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
