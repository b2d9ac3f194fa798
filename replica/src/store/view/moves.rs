//! What is to be done, by date.

use mingle_proto::id::DocumentId;
use mingle_proto::record::{Move, Whose};
use rusqlite::{Connection, Result, params};

use super::super::table::document_id;

/// Lists and counts of open moves are read from the index alone.
pub const CREATE: &str = "
    CREATE TABLE move (
        document INTEGER PRIMARY KEY,
        id       BLOB NOT NULL,
        theirs   INTEGER NOT NULL,
        sort     TEXT NOT NULL,
        state    TEXT NOT NULL,
        due      TEXT NOT NULL,
        time     TEXT NOT NULL,
        done     INTEGER,
        created  INTEGER NOT NULL,
        deleted  INTEGER
    ) STRICT;
    CREATE INDEX move_open ON move (due, time, theirs, state, created, id, done, deleted)
        WHERE done IS NULL AND deleted IS NULL;";

pub fn write(connection: &Connection, rowid: i64, id: &DocumentId, one: &Move) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO move VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?
        .execute(params![
            rowid,
            id.as_bytes(),
            one.whose() == Whose::Theirs,
            one.sort,
            one.state,
            one.due,
            one.time,
            one.done.map(|at| at.0),
            one.created.unwrap_or_default().0,
            one.deleted.map(|at| at.0),
        ])?;
    Ok(())
}

/// The open moves: those with a date first, by date and time, then those without, by when they were written down.
pub fn open(connection: &Connection) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached(
            "SELECT id FROM move WHERE done IS NULL AND deleted IS NULL
             ORDER BY due = '', due, time = '', time, created, id",
        )?
        .query_map([], |row| document_id(row, 0))?
        .collect()
}

/// The open moves of one side, in the order of [`open`]; at most `limit`.
pub fn open_of(connection: &Connection, whose: Whose, limit: usize) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached(
            "SELECT id FROM move WHERE done IS NULL AND deleted IS NULL AND theirs = ?1
             ORDER BY due = '', due, time = '', time, created, id LIMIT ?2",
        )?
        .query_map(params![whose == Whose::Theirs, limit as i64], |row| document_id(row, 0))?
        .collect()
}

pub fn count_open_of(connection: &Connection, whose: Whose) -> Result<usize> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM move WHERE done IS NULL AND deleted IS NULL AND theirs = ?1",
        )?
        .query_row([whose == Whose::Theirs], |row| Ok(row.get::<_, i64>(0)? as usize))
}

/// The moves with a person, in the order in which they were written down, those put away left out.
pub fn with(connection: &Connection, person: &DocumentId) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached(
            "SELECT move.id FROM mention JOIN move USING (document)
             WHERE mention.person = ?1 AND move.deleted IS NULL ORDER BY move.created, move.id",
        )?
        .query_map(params![person.as_bytes()], |row| document_id(row, 0))?
        .collect()
}

/// What waits for someone else on the day `?1`: theirs, and what is to come and was proposed, but not confirmed.
const WAITS: &str = "(theirs OR state = 'proposed' AND due > ?1)";

/// The open moves that wait for nobody else: the overdue first, then today's, then those without a date, then later
/// ones; at most `limit`.
pub fn mine(connection: &Connection, today: &str, limit: usize) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached(&format!(
            "SELECT id FROM move WHERE done IS NULL AND deleted IS NULL AND NOT {WAITS}
             ORDER BY CASE WHEN due = '' THEN 1 WHEN due <= ?1 THEN 0 ELSE 2 END,
                 due, time = '', time, created, id LIMIT ?2"
        ))?
        .query_map(params![today, limit as i64], |row| document_id(row, 0))?
        .collect()
}

/// The open moves that wait for someone else: those with a date first; at most `limit`.
pub fn waiting(connection: &Connection, today: &str, limit: usize) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached(&format!(
            "SELECT id FROM move WHERE done IS NULL AND deleted IS NULL AND {WAITS}
             ORDER BY due = '', due, time = '', time, created, id LIMIT ?2"
        ))?
        .query_map(params![today, limit as i64], |row| document_id(row, 0))?
        .collect()
}

/// How many open moves wait for nobody else, and how many do.
pub fn count(connection: &Connection, today: &str) -> Result<(usize, usize)> {
    connection
        .prepare_cached(&format!(
            "SELECT count(*) FILTER (WHERE NOT {WAITS}), count(*) FILTER (WHERE {WAITS})
             FROM move WHERE done IS NULL AND deleted IS NULL"
        ))?
        .query_row([today], |row| {
            Ok((row.get::<_, i64>(0)? as usize, row.get::<_, i64>(1)? as usize))
        })
}

/// Whether something with a time of day is open between two local moments, `2026-11-27T15:30`, both left out.
pub fn is_busy(connection: &Connection, after: &str, before: &str) -> Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM move WHERE done IS NULL AND deleted IS NULL AND NOT theirs
                 AND time <> '' AND due BETWEEN substr(?1, 1, 10) AND substr(?2, 1, 10)
                 AND due || 'T' || time > ?1 AND due || 'T' || time < ?2)",
        )?
        .query_row([after, before], |row| row.get(0))
}

/// Open coffees and meetings between two local moments, `2026-11-27T15:30`, by time.
pub fn between(connection: &Connection, from: &str, to: &str) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached(
            "SELECT id FROM move WHERE done IS NULL AND deleted IS NULL AND time <> ''
                 AND due BETWEEN substr(?1, 1, 10) AND substr(?2, 1, 10)
                 AND due || 'T' || time BETWEEN ?1 AND ?2 AND sort IN ('coffee', 'meet')
             ORDER BY due, time, id",
        )?
        .query_map([from, to], |row| document_id(row, 0))?
        .collect()
}
