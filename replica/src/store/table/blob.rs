//! Attachments' bytes beside the documents, named by their BLAKE3 hash; parts of those that are still coming; and which
//! peers hold which.

use mingle_proto::id::{BlobHash, DeviceId, DocumentId};
use mingle_proto::session::{Kept, MOST_BLOB_BYTES, Part};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::document_id;
use crate::store::view::attachment;

pub const CREATE: &str = "
    CREATE TABLE blob (
        hash  BLOB PRIMARY KEY,
        bytes BLOB NOT NULL
    ) STRICT;";

/// The fourth format: `seq` is the file's count of writes when the bytes came, `size` is theirs. Both stand before the
/// bytes, so that SQLite finds them without walking over these. `until` is where a part ends, and `blob_at` what a
/// peer is known to hold of what came since it was last proven to hold all.
pub const ADD_PARTS: &str = "
    CREATE TABLE blob_with_size (
        hash  BLOB PRIMARY KEY,
        seq   INTEGER NOT NULL,
        size  INTEGER NOT NULL,
        bytes BLOB NOT NULL
    ) STRICT;
    INSERT INTO blob_with_size SELECT hash, 1, length(bytes), bytes FROM blob;
    DROP TABLE blob;
    ALTER TABLE blob_with_size RENAME TO blob;
    CREATE INDEX blob_seq ON blob (seq, hash);
    CREATE TABLE blob_part (
        hash  BLOB NOT NULL,
        until INTEGER NOT NULL,
        total INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        PRIMARY KEY (hash, until)
    ) STRICT;
    CREATE TABLE blob_at (
        hash  BLOB NOT NULL,
        peer  BLOB NOT NULL,
        PRIMARY KEY (hash, peer)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE peer ADD COLUMN blob_seq INTEGER NOT NULL DEFAULT 0;";

/// What is held in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    pub count: u64,
    pub bytes: u64,
    /// Bytes of the largest.
    pub largest: u64,
}

/// Keeps the bytes as those of this name, in a write with this number; false if they are there already.
pub fn add(connection: &Connection, hash: &BlobHash, bytes: &[u8], seq: i64) -> Result<bool> {
    let added = connection
        .prepare_cached("INSERT INTO blob VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?
        .execute(params![hash.as_bytes(), seq, bytes.len() as i64, bytes])?;
    drop_parts(connection, hash)?;
    attachment::no_longer_lacking(connection, hash)?;
    Ok(added > 0)
}

pub fn get(connection: &Connection, hash: &BlobHash) -> Result<Option<Vec<u8>>> {
    connection
        .prepare_cached("SELECT bytes FROM blob WHERE hash = ?1")?
        .query_row([hash.as_bytes()], |row| row.get(0))
        .optional()
}

/// The size, if the bytes are held; one that no peer would take is as good as not held for a session.
pub fn size(connection: &Connection, hash: &BlobHash) -> Result<Option<u64>> {
    connection
        .prepare_cached("SELECT size FROM blob WHERE hash = ?1")?
        .query_row([hash.as_bytes()], |row| row.get::<_, i64>(0))
        .optional()
        .map(|size| size.map(i64::cast_unsigned))
}

/// The size, and bytes from `offset` on.
pub fn part(
    connection: &Connection,
    hash: &BlobHash,
    offset: u64,
    length: u64,
) -> Result<Option<(u64, Vec<u8>)>> {
    connection
        .prepare_cached("SELECT size, substr(bytes, ?2 + 1, ?3) FROM blob WHERE hash = ?1")?
        .query_row(params![hash.as_bytes(), offset as i64, length as i64], |row| {
            Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?))
        })
        .optional()
}

/// The bytes after these in the order of their names; the first for `None`.
pub fn next(
    connection: &Connection,
    after: Option<&BlobHash>,
) -> Result<Option<(BlobHash, Vec<u8>)>> {
    connection
        .prepare_cached("SELECT hash, bytes FROM blob WHERE hash > ?1 ORDER BY hash LIMIT 1")?
        .query_row([after.map_or(&[][..], |hash| hash.as_bytes())], |row| {
            Ok((hash(row, 0)?, row.get(1)?))
        })
        .optional()
}

pub fn hash(row: &Row, column: usize) -> Result<BlobHash> {
    row.get(column).map(BlobHash::from_bytes)
}

/// Where the parts that are here end, and the size that they were said to have together; both 0 where there are none.
pub fn parts(connection: &Connection, hash: &BlobHash) -> Result<(u64, u64)> {
    connection
        .prepare_cached(
            "SELECT ifnull(max(until), 0), ifnull(max(total), 0) FROM blob_part WHERE hash = ?1",
        )?
        .query_row([hash.as_bytes()], |row| {
            Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, i64>(1)?.cast_unsigned()))
        })
}

/// Keeps a part of what is not whole. The bytes of the whole with the last one, once their hash is proven: they are still
/// to be added.
pub fn add_part(
    connection: &Connection,
    part: &Part<'_>,
) -> Result<std::result::Result<Vec<u8>, Kept>> {
    let (until, total) = parts(connection, part.hash)?;
    let is_next = part.offset == until;
    if (total != 0 && total != part.total) || (is_next && part.bytes.is_empty()) {
        drop_parts(connection, part.hash)?;
        return Ok(Err(Kept::Bad));
    }
    if !is_next {
        return Ok(Err(Kept::Until(until)));
    }
    let now = until + part.bytes.len() as u64;
    if now < part.total {
        connection
            .prepare_cached("INSERT INTO blob_part VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![part.hash.as_bytes(), now as i64, part.total as i64, part.bytes])?;
        return Ok(Err(Kept::Until(now)));
    }
    let bytes = whole(connection, part)?;
    drop_parts(connection, part.hash)?;
    Ok(if BlobHash::of(&bytes) == *part.hash { Ok(bytes) } else { Err(Kept::Bad) })
}

fn whole(connection: &Connection, last: &Part<'_>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut parts =
        connection.prepare_cached("SELECT bytes FROM blob_part WHERE hash = ?1 ORDER BY until")?;
    let mut rows = parts.query([last.hash.as_bytes()])?;
    while let Some(row) = rows.next()? {
        bytes.extend(row.get::<_, Vec<u8>>(0)?);
    }
    bytes.extend_from_slice(last.bytes);
    Ok(bytes)
}

pub fn drop_parts(connection: &Connection, hash: &BlobHash) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM blob_part WHERE hash = ?1")?
        .execute([hash.as_bytes()])?;
    Ok(())
}

pub fn remove_unless_named(connection: &Connection, hash: &BlobHash) -> Result<()> {
    if attachment::is_named(connection, hash)? {
        return Ok(());
    }
    for table in ["blob", "blob_part", "blob_at"] {
        connection
            .prepare_cached(&format!("DELETE FROM {table} WHERE hash = ?1"))?
            .execute([hash.as_bytes()])?;
    }
    Ok(())
}

/// Drops all that no record names.
pub fn sweep(connection: &Connection) -> Result<()> {
    for table in ["blob", "blob_part", "blob_at"] {
        let named = attachment::named(&format!("{table}.hash"));
        connection.execute(&format!("DELETE FROM {table} WHERE NOT ({named})"), [])?;
    }
    Ok(())
}

/// Remembers that a peer holds what is held here, too.
pub fn note_at(connection: &Connection, hash: &BlobHash, peer: &DeviceId) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO blob_at SELECT hash, ?2 FROM blob WHERE hash = ?1 ON CONFLICT DO NOTHING",
        )?
        .execute(params![hash.as_bytes(), peer.as_bytes()])?;
    Ok(())
}

/// Attachments `b` that a peer `p` was not proven to hold.
const NOT_AT: &str = "b.seq > p.blob_seq AND NOT EXISTS
    (SELECT 1 FROM blob_at AS a WHERE a.hash = b.hash AND a.peer = p.device)";

/// Whether it is not known that the peer holds this one, which is held here.
pub fn is_news_of(connection: &Connection, hash: &BlobHash, peer: &DeviceId) -> Result<bool> {
    connection
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM blob AS b JOIN peer AS p ON p.device = ?2
                 WHERE b.hash = ?1 AND {NOT_AT})"
        ))?
        .query_row(params![hash.as_bytes(), peer.as_bytes()], |row| row.get(0))
}

/// Whether anything came since the peer was last proven to hold all that is held here.
pub fn came_since_proof(connection: &Connection, peer: &DeviceId) -> Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM blob AS b JOIN peer AS p ON p.device = ?1
                 WHERE b.seq > p.blob_seq)",
        )?
        .query_row([peer.as_bytes()], |row| row.get(0))
}

/// How many attachments are held here that the peer was not proven to hold.
pub fn count_unproven(connection: &Connection, peer: &DeviceId) -> Result<u64> {
    connection
        .prepare_cached(&format!(
            "SELECT count(*) FROM blob AS b JOIN peer AS p ON p.device = ?1 WHERE {NOT_AT}"
        ))?
        .query_row([peer.as_bytes()], |row| row.get::<_, i64>(0))
        .map(i64::cast_unsigned)
}

/// The peer was proven to hold all that is held here after so many writes.
pub fn set_synced(connection: &Connection, peer: &DeviceId, seq: i64) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO peer (device, blob_seq) VALUES (?1, ?2)
             ON CONFLICT (device) DO UPDATE SET blob_seq = excluded.blob_seq",
        )?
        .execute(params![peer.as_bytes(), seq])?;
    connection.prepare_cached("DELETE FROM blob_at WHERE peer = ?1")?.execute([peer.as_bytes()])?;
    Ok(())
}

/// The devices that are known to hold an attachment which is held here.
pub fn held_at(connection: &Connection, hash: &BlobHash) -> Result<Vec<DeviceId>> {
    connection
        .prepare_cached(&format!(
            "SELECT p.device FROM peer AS p JOIN blob AS b ON b.hash = ?1 WHERE NOT ({NOT_AT})
             ORDER BY p.device"
        ))?
        .query_map([hash.as_bytes()], |row| super::device_id(row, 0))?
        .collect()
}

/// The attachments held here that none of these devices was proven to hold.
pub fn only_here(connection: &Connection, others: &[DeviceId]) -> Result<usize> {
    let mut proven = 0;
    for device in others {
        let seq: Option<i64> = connection
            .prepare_cached("SELECT blob_seq FROM peer WHERE device = ?1")?
            .query_row([device.as_bytes()], |row| row.get(0))
            .optional()?;
        proven = proven.max(seq.unwrap_or_default());
    }
    let hashes: Vec<BlobHash> = connection
        .prepare_cached("SELECT hash FROM blob WHERE seq > ?1")?
        .query_map([proven], |row| hash(row, 0))?
        .collect::<Result<_>>()?;
    let mut count = 0;
    for hash in hashes {
        let held = held_at(connection, &hash)?;
        count += usize::from(!held.iter().any(|device| others.contains(device)));
    }
    Ok(count)
}

pub fn held(connection: &Connection) -> Result<Held> {
    connection
        .prepare_cached("SELECT count(*), ifnull(sum(size), 0), ifnull(max(size), 0) FROM blob")?
        .query_row([], |row| {
            let number = |column| row.get::<_, i64>(column).map(i64::cast_unsigned);
            Ok(Held { count: number(0)?, bytes: number(1)?, largest: number(2)? })
        })
}

/// Whether a session may give it.
pub fn can_be_given(connection: &Connection, hash: &BlobHash) -> Result<bool> {
    Ok(size(connection, hash)?.is_some_and(|size| (1..=MOST_BLOB_BYTES).contains(&size)))
}

/// The documents that name it.
pub fn named_in(connection: &Connection, hash: &BlobHash) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached(
            "SELECT id FROM contact WHERE photo = ?1 UNION SELECT id FROM attachment WHERE blob = ?1
             UNION SELECT id FROM attachment WHERE thumbnail = ?1",
        )?
        .query_map([hash.as_bytes()], |row| document_id(row, 0))?
        .collect()
}
