//! Attachments' bytes beside the documents, named by their BLAKE3 hash.

use mingle_proto::id::BlobHash;
use rusqlite::{Connection, OptionalExtension, Result, params};

pub const CREATE: &str = "
    CREATE TABLE blob (
        hash  BLOB PRIMARY KEY,
        bytes BLOB NOT NULL
    ) STRICT;";

/// Keeps the bytes and returns their name. Bytes that are there already are not written again.
pub fn add(connection: &Connection, bytes: &[u8]) -> Result<BlobHash> {
    let hash = BlobHash::of(bytes);
    connection
        .prepare_cached("INSERT INTO blob VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![hash.as_bytes(), bytes])?;
    Ok(hash)
}

pub fn get(connection: &Connection, hash: &BlobHash) -> Result<Option<Vec<u8>>> {
    connection
        .prepare_cached("SELECT bytes FROM blob WHERE hash = ?1")?
        .query_row([hash.as_bytes()], |row| row.get(0))
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
            Ok((BlobHash::from_bytes(row.get(0)?), row.get(1)?))
        })
        .optional()
}

pub fn remove_unless_named(connection: &Connection, hash: &BlobHash) -> Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM blob WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM contact WHERE photo = ?1)",
        )?
        .execute([hash.as_bytes()])?;
    Ok(())
}

/// Drops all that no contact names.
pub fn sweep(connection: &Connection) -> Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM blob WHERE NOT EXISTS (SELECT 1 FROM contact WHERE contact.photo = blob.hash)",
        )?
        .execute([])?;
    Ok(())
}
