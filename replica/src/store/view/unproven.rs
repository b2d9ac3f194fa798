//! What other devices were not proven to hold, by the count of writes at the latest proof.

use mingle_proto::id::DocumentId;
use rusqlite::{Connection, Result};

/// The living people whose own record, or a time or move with whom, is among the documents `d` that a condition chooses.
/// By the row numbers of their documents.
fn concerned(condition: &str) -> String {
    format!(
        "SELECT c.document FROM document AS d JOIN contact AS c ON c.document = d.rowid
         WHERE {condition} AND c.deleted IS NULL
         UNION
         SELECT c.document FROM document AS d JOIN attachment AS a ON a.document = d.rowid
             JOIN contact AS c ON c.id = a.of
         WHERE {condition} AND c.deleted IS NULL
         UNION
         SELECT c.document FROM document AS d JOIN mention AS m ON m.document = d.rowid
             JOIN contact AS c ON c.id = m.person
         WHERE {condition} AND c.deleted IS NULL
             AND NOT EXISTS (SELECT 1 FROM event AS e WHERE e.document = d.rowid)"
    )
}

/// The people concerned by what was written after the count `seq`.
pub fn people_after(connection: &Connection, seq: i64) -> Result<Vec<i64>> {
    connection
        .prepare_cached(&concerned("d.seq > ?1"))?
        .query_map([seq], |row| row.get(0))?
        .collect()
}

/// The people concerned by one document.
pub fn people_of(connection: &Connection, id: &DocumentId) -> Result<Vec<i64>> {
    connection
        .prepare_cached(&concerned("d.id = ?1"))?
        .query_map([id.as_bytes()], |row| row.get(0))?
        .collect()
}
