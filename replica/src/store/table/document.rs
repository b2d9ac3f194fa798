//! The truth: each record's document.

use mingle_proto::id::{DeviceId, DocumentId, Heads, ItemHash};
use mingle_proto::kind::Kind;
use mingle_proto::order;
use mingle_proto::session::Item;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use std::collections::BTreeMap;

use super::{document_id, heads, item_hash};

/// `time` is the latest change's, in seconds; `hash` the document's item in the replica's set; `seq` this file's own
/// count of writes at the last one of this document.
pub const CREATE: &str = "
    CREATE TABLE document (
        rowid INTEGER PRIMARY KEY,
        id    BLOB NOT NULL UNIQUE,
        kind  TEXT NOT NULL,
        heads BLOB NOT NULL,
        time  INTEGER NOT NULL,
        hash  BLOB NOT NULL,
        seq   INTEGER NOT NULL,
        bytes BLOB NOT NULL
    ) STRICT;
    CREATE INDEX document_seq ON document (seq);
    CREATE INDEX document_kind ON document (kind);
    CREATE INDEX document_item ON document (time, hash, id);";

/// What a write needs to know of the row that it replaces.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub rowid: i64,
    pub hash: ItemHash,
}

/// A document as it is held.
#[derive(Debug, Clone)]
pub struct Held {
    pub id: DocumentId,
    pub heads: Heads,
    pub bytes: Vec<u8>,
}

/// A document as it is written.
pub struct Written<'a> {
    pub id: &'a DocumentId,
    pub kind: &'a Kind,
    pub heads: &'a Heads,
    pub time: u64,
    pub hash: &'a ItemHash,
    pub seq: i64,
    pub bytes: &'a [u8],
}

pub fn place(connection: &Connection, id: &DocumentId) -> Result<Option<Place>> {
    connection
        .prepare_cached("SELECT rowid, hash FROM document WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| {
            Ok(Place { rowid: row.get(0)?, hash: item_hash(row, 1)? })
        })
        .optional()
}

pub fn held(connection: &Connection, id: &DocumentId) -> Result<Option<Held>> {
    connection
        .prepare_cached("SELECT id, heads, bytes FROM document WHERE id = ?1")?
        .query_row([id.as_bytes()], held_row)
        .optional()
}

fn held_row(row: &Row) -> Result<Held> {
    Ok(Held { id: document_id(row, 0)?, heads: heads(row, 1)?, bytes: row.get(2)? })
}

pub fn heads_of(connection: &Connection, id: &DocumentId) -> Result<Option<Heads>> {
    connection
        .prepare_cached("SELECT heads FROM document WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| heads(row, 0))
        .optional()
}

/// Writes the row and returns its number.
pub fn write(connection: &Connection, place: Option<Place>, row: &Written) -> Result<i64> {
    let values = params![
        row.id.as_bytes(),
        row.kind.as_str(),
        row.heads.to_bytes(),
        row.time as i64,
        row.hash.as_bytes(),
        row.seq,
        row.bytes
    ];
    match place {
        None => connection
            .prepare_cached(
                "INSERT INTO document (id, kind, heads, time, hash, seq, bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .insert(values),
        Some(place) => {
            connection
                .prepare_cached(
                    "UPDATE document SET kind = ?2, heads = ?3, time = ?4, hash = ?5, seq = ?6, bytes = ?7
                     WHERE id = ?1",
                )?
                .execute(values)?;
            Ok(place.rowid)
        }
    }
}

/// Counts a document as written again, though it is as it was: what is read with it has changed.
pub fn touch(connection: &Connection, id: &DocumentId, seq: i64) -> Result<()> {
    connection
        .prepare_cached("UPDATE document SET seq = ?2 WHERE id = ?1")?
        .execute(params![id.as_bytes(), seq])?;
    Ok(())
}

pub fn remove(connection: &Connection, rowid: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM document WHERE rowid = ?1")?.execute([rowid])?;
    Ok(())
}

pub fn items(connection: &Connection) -> Result<Vec<Item>> {
    connection
        .prepare_cached("SELECT time, hash, id FROM document ORDER BY time, hash")?
        .query_map([], |row| {
            let time: i64 = row.get(0)?;
            Ok(Item { time: time as u64, hash: item_hash(row, 1)?, id: document_id(row, 2)? })
        })?
        .collect()
}

/// The ids of documents written after the count `seq`.
pub fn written_after(connection: &Connection, seq: i64) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached("SELECT id FROM document WHERE seq > ?1 ORDER BY seq")?
        .query_map([seq], |row| document_id(row, 0))?
        .collect()
}

/// The kinds of documents written after the count `seq`, each once.
pub fn kinds_written_after(connection: &Connection, seq: i64) -> Result<Vec<Kind>> {
    // Asked after every question of the page: left to itself, SQLite would go through all documents by their kind.
    connection
        .prepare_cached(
            "SELECT DISTINCT kind FROM document INDEXED BY document_seq WHERE seq > ?1 ORDER BY kind",
        )?
        .query_map([seq], |row| Ok(Kind::from(row.get::<_, String>(0)?.as_str())))?
        .collect()
}

/// How many documents were written after the count `seq`, or are left out of every proof with the peer (see
/// [`super::refused::is_left_out`]).
pub fn count_unproven(connection: &Connection, seq: i64, peer: &DeviceId) -> Result<u64> {
    let count: i64 = connection
        .prepare_cached(
            "SELECT count(*) FROM document WHERE seq > ?1 OR id IN
                 (SELECT id FROM refused_by WHERE peer = ?2
                  UNION SELECT id FROM refused WHERE superseded = 0)",
        )?
        .query_row(params![seq, peer.as_bytes()], |row| row.get(0))?;
    Ok(count as u64)
}

/// How many documents were written after the count `seq`.
pub fn count_after(connection: &Connection, seq: i64) -> Result<usize> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM document WHERE seq > ?1")?
        .query_row([seq], |row| row.get(0))?;
    Ok(count as usize)
}

pub fn seq_of(connection: &Connection, id: &DocumentId) -> Result<Option<i64>> {
    connection
        .prepare_cached("SELECT seq FROM document WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()
}

/// How many documents there are of each kind.
pub fn by_kind(connection: &Connection) -> Result<BTreeMap<String, u64>> {
    let counts = connection
        .prepare_cached("SELECT kind, count(*) FROM document GROUP BY kind")?
        .query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?
        .collect::<Result<Vec<_>>>()?;
    Ok(order::map(counts))
}

/// At most `limit` ids between the two, both included, with their kinds.
pub fn between(
    connection: &Connection,
    low: &DocumentId,
    high: &DocumentId,
    limit: usize,
) -> Result<Vec<(DocumentId, Kind)>> {
    connection
        .prepare_cached(
            "SELECT id, kind FROM document WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3",
        )?
        .query_map(params![low.as_bytes(), high.as_bytes(), limit as i64], |row| {
            Ok((document_id(row, 0)?, Kind::from(row.get::<_, String>(1)?.as_str())))
        })?
        .collect()
}

/// Documents by row number, `limit` of them after `rowid`.
pub fn page(connection: &Connection, rowid: i64, limit: usize) -> Result<Vec<(i64, Held)>> {
    connection
        .prepare_cached(
            "SELECT id, heads, bytes, rowid FROM document WHERE rowid > ?1 ORDER BY rowid LIMIT ?2",
        )?
        .query_map(params![rowid, limit as i64], |row| Ok((row.get(3)?, held_row(row)?)))?
        .collect()
}

/// A document as an export has it.
#[derive(Debug, Clone)]
pub struct RawDocument {
    /// Where it stands; later ones have greater numbers.
    pub row: i64,
    pub kind: Kind,
    pub held: Held,
}

/// The row of the document that was added last, or 0.
pub fn last_row(connection: &Connection) -> Result<i64> {
    connection
        .prepare_cached("SELECT coalesce(max(rowid), 0) FROM document")?
        .query_row([], |row| row.get(0))
}

/// Documents in the rows after `after` and up to `last`, in their order: at least one where there is one, and no more
/// once they have `most_bytes` together.
pub fn raw(
    connection: &Connection,
    after: i64,
    last: i64,
    most_bytes: usize,
) -> Result<Vec<RawDocument>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, heads, bytes, rowid, kind FROM document
         WHERE rowid > ?1 AND rowid <= ?2 ORDER BY rowid",
    )?;
    let mut rows = statement.query([after, last])?;
    let (mut documents, mut bytes) = (Vec::new(), 0);
    while bytes < most_bytes
        && let Some(row) = rows.next()?
    {
        let held = held_row(row)?;
        bytes += held.bytes.len();
        let kind = Kind::from(row.get::<_, String>(4)?.as_str());
        documents.push(RawDocument { row: row.get(3)?, kind, held });
    }
    Ok(documents)
}

/// All documents of a kind, in the order of their ids.
pub fn ids_of_kind(connection: &Connection, kind: &Kind) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached("SELECT id FROM document WHERE kind = ?1 ORDER BY id")?
        .query_map([kind.as_str()], |row| document_id(row, 0))?
        .collect()
}
