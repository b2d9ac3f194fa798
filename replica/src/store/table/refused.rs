//! What this replica cannot take, and what its peers say that they cannot.

use mingle_proto::id::{DeviceId, DocumentId, Heads};
use mingle_proto::order;
use mingle_proto::refusal::{Refusal, RefusalCode, Refused};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use std::mem::replace;

use super::{device_id, document_id, heads};

/// Versions of documents, not documents: two peers may each hold another bad version of one. `number` orders them in
/// time, `program` is the version of the program that refused: another one tries again.
pub const CREATE: &str = "
    CREATE TABLE refused (
        number  INTEGER PRIMARY KEY,
        id      BLOB NOT NULL,
        heads   BLOB NOT NULL,
        code    TEXT NOT NULL,
        message TEXT NOT NULL,
        program TEXT NOT NULL,
        UNIQUE (id, heads)
    ) STRICT;
    CREATE TABLE refused_by (
        peer    BLOB NOT NULL,
        id      BLOB NOT NULL,
        heads   BLOB NOT NULL,
        code    TEXT NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (peer, id, heads)
    ) STRICT, WITHOUT ROWID;";

/// The second format: a `superseded` version is one that the program died over, of a document that has come in another
/// version since. It is not told, so that the document counts as taken; but should just that version come again, the
/// program does not look at it again.
pub const ADD_SUPERSEDED: &str =
    "ALTER TABLE refused ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0;";

/// So many refusals are remembered in all, and of each peer: no more can be told in a session.
const MOST: usize = mingle_proto::session::MOST_REFUSALS;

/// So many refused versions of one document are remembered; a peer that makes up ever new ones fills no disk.
const MOST_VERSIONS: i64 = 8;

/// The version of this program, as refusals remember it.
pub const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// What is to be told, the oldest version of each document first.
pub fn all(connection: &Connection) -> Result<Vec<Refused>> {
    connection
        .prepare_cached(
            "SELECT id, heads, code, message FROM refused WHERE superseded = 0 ORDER BY id, number",
        )?
        .query_map([], refused_row)?
        .collect()
}

fn refused_row(row: &Row) -> Result<Refused> {
    let code: String = row.get(2)?;
    let message: String = row.get(3)?;
    let reason = Refusal::new(RefusalCode::from_name(&code), message);
    Ok(Refused { id: document_id(row, 0)?, heads: heads(row, 1)?, reason })
}

/// Why the program does not look at a document in these heads again: it has died over it.
pub fn deadly(connection: &Connection, id: &DocumentId, heads: &Heads) -> Result<Option<Refusal>> {
    let crashed = RefusalCode::Crashed;
    connection
        .prepare_cached("SELECT message FROM refused WHERE id = ?1 AND heads = ?2 AND code = ?3")?
        .query_row(params![id.as_bytes(), heads.to_bytes(), crashed.as_str()], |row| {
            Ok(Refusal::new(crashed, row.get::<_, String>(0)?))
        })
        .optional()
}

/// Remembers a refusal, and of each document the latest [`MOST_VERSIONS`] and all that the program died over.
pub fn add(connection: &Connection, refused: &Refused) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO refused (id, heads, code, message, program)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            refused.id.as_bytes(),
            refused.heads.to_bytes(),
            refused.reason.code.as_str(),
            refused.reason.message,
            PROGRAM
        ])?;
    connection
        .prepare_cached(
            "DELETE FROM refused WHERE id = ?1 AND code <> ?2 AND number NOT IN
                 (SELECT number FROM refused WHERE id = ?1 ORDER BY number DESC LIMIT ?3)",
        )?
        .execute(params![refused.id.as_bytes(), RefusalCode::Crashed.as_str(), MOST_VERSIONS])?;
    Ok(())
}

/// Drops the oldest refusals of those that are too many, but none that the program died over.
pub fn evict(connection: &Connection) -> Result<()> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM refused")?
        .query_row([], |row| row.get(0))?;
    let surplus = count - MOST as i64;
    if surplus > 0 {
        connection
            .prepare_cached(
                "DELETE FROM refused WHERE number IN
                     (SELECT number FROM refused WHERE code <> ?1 ORDER BY number LIMIT ?2)",
            )?
            .execute(params![RefusalCode::Crashed.as_str(), surplus])?;
    }
    Ok(())
}

/// Takes back the refusals of a document that was taken in these heads. Other versions that the program died over
/// are remembered on, but no longer told.
pub fn accept(connection: &Connection, id: &DocumentId, heads: &Heads) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM refused WHERE id = ?1 AND (code <> ?2 OR heads = ?3)")?
        .execute(params![id.as_bytes(), RefusalCode::Crashed.as_str(), heads.to_bytes()])?;
    connection
        .prepare_cached("UPDATE refused SET superseded = 1 WHERE id = ?1")?
        .execute([id.as_bytes()])?;
    Ok(())
}

/// Takes back every word about a document, because it was forgotten.
pub fn forget(connection: &Connection, id: &DocumentId) -> Result<()> {
    connection.prepare_cached("DELETE FROM refused WHERE id = ?1")?.execute([id.as_bytes()])?;
    connection.prepare_cached("DELETE FROM refused_by WHERE id = ?1")?.execute([id.as_bytes()])?;
    Ok(())
}

/// Whether another version of the program refused something.
pub fn has_others(connection: &Connection) -> Result<bool> {
    connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM refused WHERE program <> ?1)",
        [PROGRAM],
        |row| row.get(0),
    )
}

pub fn remove_others(connection: &Connection) -> Result<()> {
    connection.execute("DELETE FROM refused WHERE program <> ?1", [PROGRAM])?;
    Ok(())
}

/// Puts what a peer cannot take in place of what it said before. Only what differs is written: a peer says it again
/// with every document more that it refuses.
pub fn replace_by(connection: &Connection, peer: &DeviceId, refused: &[Refused]) -> Result<()> {
    let mut before = said_by(connection, peer)?;
    let mut insert = connection
        .prepare_cached("INSERT OR REPLACE INTO refused_by VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for one in refused.iter().take(MOST) {
        let place = before.binary_search_by_key(&(&one.id, &one.heads), |(said, _)| key(said));
        let said = place.ok().and_then(|place| before.get_mut(place));
        if said.is_some_and(|(said, stays)| !replace(stays, true) && said.reason == one.reason) {
            continue;
        }
        insert.execute(params![
            peer.as_bytes(),
            one.id.as_bytes(),
            one.heads.to_bytes(),
            one.reason.code.as_str(),
            one.reason.message
        ])?;
    }
    let mut delete = connection
        .prepare_cached("DELETE FROM refused_by WHERE peer = ?1 AND id = ?2 AND heads = ?3")?;
    for (gone, _) in before.iter().filter(|(_, stays)| !stays) {
        delete.execute(params![peer.as_bytes(), gone.id.as_bytes(), gone.heads.to_bytes()])?;
    }
    Ok(())
}

/// In the order of their keys; no map, which would be one more kind of map in the page's module.
fn said_by(connection: &Connection, peer: &DeviceId) -> Result<Vec<(Refused, bool)>> {
    let mut said: Vec<_> = connection
        .prepare_cached("SELECT id, heads, code, message FROM refused_by WHERE peer = ?1")?
        .query_map([peer.as_bytes()], |row| refused_row(row).map(|one| (one, false)))?
        .collect::<Result<_>>()?;
    order::sort_by(&mut said, |(one, _), (other, _)| key(one).cmp(&key(other)));
    Ok(said)
}

fn key(refused: &Refused) -> (&DocumentId, &Heads) {
    (&refused.id, &refused.heads)
}

/// Whether a document is left out of every proof with a peer: because the peer cannot take a version of it, or
/// because this replica cannot.
pub fn is_left_out(connection: &Connection, peer: &DeviceId, id: &DocumentId) -> Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM refused_by WHERE peer = ?1 AND id = ?2)
                 OR EXISTS (SELECT 1 FROM refused WHERE id = ?2 AND superseded = 0)",
        )?
        .query_row(params![peer.as_bytes(), id.as_bytes()], |row| row.get(0))
}

/// Each peer with what it cannot take.
pub fn all_by(connection: &Connection) -> Result<Vec<(DeviceId, Refused)>> {
    connection
        .prepare_cached(
            "SELECT id, heads, code, message, peer FROM refused_by ORDER BY peer, id, heads",
        )?
        .query_map([], |row| Ok((device_id(row, 4)?, refused_row(row)?)))?
        .collect()
}

pub fn remove_all(connection: &Connection) -> Result<()> {
    connection.execute("DELETE FROM refused", [])?;
    Ok(())
}

/// Makes all refusals those of another version of the program; for tests.
#[cfg(any(test, feature = "suite"))]
pub fn age(connection: &Connection) -> Result<()> {
    connection.execute("UPDATE refused SET program = 'another'", [])?;
    Ok(())
}
