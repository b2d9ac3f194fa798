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

#[derive(Debug, Clone, Copy)]
pub struct State {
    pub sum: SetSum,
    /// Grows with every document written or taken away.
    pub seq: i64,
    pub view_version: i64,
}

pub fn read(connection: &Connection) -> Result<State> {
    connection.prepare_cached("SELECT documents, sum, seq, view_version FROM state")?.query_row(
        [],
        |row| {
            let count: i64 = row.get(0)?;
            Ok(State {
                sum: SetSum::from_parts(count as u64, row.get(1)?),
                seq: row.get(2)?,
                view_version: row.get(3)?,
            })
        },
    )
}

pub fn write(connection: &Connection, state: &State) -> Result<()> {
    connection
        .prepare_cached("UPDATE state SET documents = ?1, sum = ?2, seq = ?3, view_version = ?4")?
        .execute(params![state.sum.count as i64, state.sum.sum(), state.seq, state.view_version])?;
    Ok(())
}
