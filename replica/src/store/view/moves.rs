//! What is to be done, by date.

use mingle_proto::id::DocumentId;
use mingle_proto::record::{Move, Whose};
use rusqlite::{Connection, Result, params};

use super::super::table::document_id;

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
    CREATE INDEX move_open ON move (due, time) WHERE done IS NULL AND deleted IS NULL;";

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
