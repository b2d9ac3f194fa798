//! Ids that were forgotten for good, as the forgotten singleton names them.

use mingle_proto::id::DocumentId;
use rusqlite::{Connection, Result, params};

use super::super::table::document_id;

/// `seq` is the file's count of writes when the id was taken away.
pub const CREATE: &str = "
    CREATE TABLE forgotten (
        id  BLOB PRIMARY KEY,
        seq INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

pub fn contains(connection: &Connection, id: &DocumentId) -> Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM forgotten WHERE id = ?1)")?
        .query_row([id.as_bytes()], |row| row.get(0))
}

/// False if it was there already.
pub fn add(connection: &Connection, id: &DocumentId, seq: i64) -> Result<bool> {
    let added = connection
        .prepare_cached("INSERT INTO forgotten VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![id.as_bytes(), seq])?;
    Ok(added > 0)
}

/// The ids taken away after the count `seq`.
pub fn added_after(connection: &Connection, seq: i64) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached("SELECT id FROM forgotten WHERE seq > ?1 ORDER BY seq")?
        .query_map([seq], |row| document_id(row, 0))?
        .collect()
}
