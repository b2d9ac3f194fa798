//! The frame of a peer that is being applied: written down before Automerge sees it, taken out with the transaction
//! that applies it. Positions are never used twice, so that an old mark means nothing to a new frame.

use mingle_proto::session::Payload;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::{document_id, heads};

pub const CREATE: &str = "
    CREATE TABLE incoming (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        id       BLOB NOT NULL,
        heads    BLOB NOT NULL,
        bytes    BLOB NOT NULL,
        deaths   INTEGER NOT NULL DEFAULT 0
    ) STRICT;";

/// A payload that was left over when the program died.
#[derive(Debug, Clone)]
pub struct Leftover {
    pub position: i64,
    pub payload: Payload,
    /// How often the program died while it was at this one.
    pub deaths: i64,
}

/// Writes the payloads down and returns the position of each.
pub fn add(connection: &Connection, payloads: &[Payload]) -> Result<Vec<i64>> {
    let mut insert =
        connection.prepare_cached("INSERT INTO incoming (id, heads, bytes) VALUES (?1, ?2, ?3)")?;
    payloads
        .iter()
        .map(|payload| {
            insert.insert(params![payload.id.as_bytes(), payload.heads.to_bytes(), payload.bytes])
        })
        .collect()
}

pub fn is_empty(connection: &Connection) -> Result<bool> {
    connection
        .prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM incoming)")?
        .query_row([], |row| row.get(0))
}

pub fn all(connection: &Connection) -> Result<Vec<Leftover>> {
    connection
        .prepare_cached(
            "SELECT id, heads, bytes, position, deaths FROM incoming ORDER BY position",
        )?
        .query_map([], leftover_row)?
        .collect()
}

pub fn at(connection: &Connection, position: i64) -> Result<Option<Leftover>> {
    connection
        .prepare_cached(
            "SELECT id, heads, bytes, position, deaths FROM incoming WHERE position = ?1",
        )?
        .query_row([position], leftover_row)
        .optional()
}

fn leftover_row(row: &Row) -> Result<Leftover> {
    let payload = Payload { id: document_id(row, 0)?, heads: heads(row, 1)?, bytes: row.get(2)? };
    Ok(Leftover { position: row.get(3)?, payload, deaths: row.get(4)? })
}

/// The program died while it was at this position.
pub fn count_death(connection: &Connection, position: i64) -> Result<()> {
    connection
        .prepare_cached("UPDATE incoming SET deaths = deaths + 1 WHERE position = ?1")?
        .execute([position])?;
    Ok(())
}

pub fn remove(connection: &Connection, positions: &[i64]) -> Result<()> {
    let mut delete = connection.prepare_cached("DELETE FROM incoming WHERE position = ?1")?;
    for position in positions {
        delete.execute([position])?;
    }
    Ok(())
}
