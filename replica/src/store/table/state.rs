//! One row about the whole: the replica's set added up, the count of writes, and the version of the views.

use mingle_proto::id::SetSum;
use rusqlite::{Connection, Result, params};

pub const CREATE: &str = "
    CREATE TABLE state (
        one          INTEGER PRIMARY KEY CHECK (one = 1),
        documents    INTEGER NOT NULL,
        sum          BLOB NOT NULL,
        seq          INTEGER NOT NULL,
        view_version INTEGER NOT NULL
    ) STRICT;
    INSERT INTO state VALUES (1, 0, zeroblob(32), 0, 0);";

/// The second format: whether forgotten bytes may still stand in the side files.
pub const ADD_OWED: &str = "ALTER TABLE state ADD COLUMN owed INTEGER NOT NULL DEFAULT 0;";

/// The fifth format: whether bytes may be held that no record names any more.
pub const ADD_UNSWEPT: &str = "ALTER TABLE state ADD COLUMN unswept INTEGER NOT NULL DEFAULT 0;";

#[derive(Debug, Clone, Copy)]
pub struct State {
    pub sum: SetSum,
    /// Grows with every document written or taken away.
    pub seq: i64,
    pub view_version: i64,
    /// Something was forgotten, and has not left the side files since, as far as is known.
    pub owed: bool,
    /// Attachments' bytes were to be swept while not all documents that may name them could be read.
    pub unswept: bool,
}

pub fn read(connection: &Connection) -> Result<State> {
    connection
        .prepare_cached("SELECT documents, sum, seq, view_version, owed, unswept FROM state")?
        .query_row([], |row| {
            let count: i64 = row.get(0)?;
            Ok(State {
                sum: SetSum::from_parts(count as u64, row.get(1)?),
                seq: row.get(2)?,
                view_version: row.get(3)?,
                owed: row.get(4)?,
                unswept: row.get(5)?,
            })
        })
}

pub fn write(connection: &Connection, state: &State) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE state SET documents = ?1, sum = ?2, seq = ?3, view_version = ?4, owed = ?5,
                 unswept = ?6",
        )?
        .execute(params![
            state.sum.count as i64,
            state.sum.sum(),
            state.seq,
            state.view_version,
            state.owed,
            state.unswept
        ])?;
    Ok(())
}

/// The side files have been emptied since the count `seq` of writes. Whatever was forgotten after it is still owed.
pub fn settle(connection: &Connection, seq: i64) -> Result<()> {
    connection.prepare_cached("UPDATE state SET owed = 0 WHERE seq = ?1")?.execute([seq])?;
    Ok(())
}
