//! Attachments of records, and which bytes are named but not held.

use mingle_proto::id::{BlobHash, DocumentId};
use mingle_proto::record::Attachment;
use rusqlite::{Connection, Result, params};

use super::super::table::{blob, document_id};

pub const CREATE: &str = "
    CREATE TABLE attachment (
        document  INTEGER PRIMARY KEY,
        id        BLOB NOT NULL,
        of        BLOB,
        blob      BLOB,
        thumbnail BLOB,
        deleted   INTEGER
    ) STRICT;
    CREATE INDEX attachment_of ON attachment (of, id);
    CREATE INDEX attachment_blob ON attachment (blob) WHERE blob IS NOT NULL;
    CREATE INDEX attachment_thumbnail ON attachment (thumbnail) WHERE thumbnail IS NOT NULL;";

/// Bytes that were named when they were not here. One that is named no more may stand in it.
pub const CREATE_LACKING: &str = "
    CREATE TABLE lacking (
        hash BLOB PRIMARY KEY
    ) STRICT, WITHOUT ROWID;";

pub fn write(
    connection: &Connection,
    rowid: i64,
    id: &DocumentId,
    attachment: &Attachment,
) -> Result<()> {
    let of: Option<DocumentId> = attachment.of.parse().ok();
    let [blob, thumbnail] =
        [&attachment.blob, &attachment.thumbnail].map(|hash| hash.parse::<BlobHash>().ok());
    connection.prepare_cached("INSERT INTO attachment VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(
        params![
            rowid,
            id.as_bytes(),
            of.as_ref().map(DocumentId::as_bytes),
            blob.as_ref().map(BlobHash::as_bytes),
            thumbnail.as_ref().map(BlobHash::as_bytes),
            attachment.deleted.map(|at| at.0),
        ],
    )?;
    Ok(())
}

/// Notes bytes that a record names as lacking, unless they are here.
pub fn note_lacking(connection: &Connection, hash: &BlobHash) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO lacking SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM blob WHERE hash = ?1)
             ON CONFLICT DO NOTHING",
        )?
        .execute([hash.as_bytes()])?;
    Ok(())
}

pub fn no_longer_lacking(connection: &Connection, hash: &BlobHash) -> Result<()> {
    connection.prepare_cached("DELETE FROM lacking WHERE hash = ?1")?.execute([hash.as_bytes()])?;
    Ok(())
}

/// Bytes that a record names and that are not here.
pub fn lacking(connection: &Connection) -> Result<Vec<BlobHash>> {
    connection
        .prepare_cached(&format!("SELECT hash FROM lacking WHERE {}", named("lacking.hash")))?
        .query_map([], |row| blob::hash(row, 0))?
        .collect()
}

/// SQL that is true if a record names the bytes in this column.
pub fn named(column: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM contact WHERE photo = {column})
         OR EXISTS (SELECT 1 FROM attachment WHERE blob = {column})
         OR EXISTS (SELECT 1 FROM attachment WHERE thumbnail = {column})"
    )
}

pub fn is_named(connection: &Connection, hash: &BlobHash) -> Result<bool> {
    connection
        .prepare_cached(&format!("SELECT {}", named("?1")))?
        .query_row([hash.as_bytes()], |row| row.get(0))
}

/// The bytes that a document's rows name.
pub fn named_by(connection: &Connection, rowid: i64) -> Result<Vec<BlobHash>> {
    connection
        .prepare_cached(
            "SELECT photo FROM contact WHERE document = ?1 AND photo IS NOT NULL
             UNION SELECT blob FROM attachment WHERE document = ?1 AND blob IS NOT NULL
             UNION SELECT thumbnail FROM attachment WHERE document = ?1 AND thumbnail IS NOT NULL",
        )?
        .query_map([rowid], |row| blob::hash(row, 0))?
        .collect()
}

/// Whether every document that can name bytes has its row here; not so for one that cannot be read, or while the views
/// are derived again.
pub fn all_are_known(connection: &Connection) -> Result<bool> {
    connection
        .prepare_cached(
            "SELECT NOT EXISTS (SELECT 1 FROM document WHERE kind IN ('contact', 'attachment')
                 AND NOT EXISTS (SELECT 1 FROM contact WHERE contact.document = document.rowid)
                 AND NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.document = document.rowid))",
        )?
        .query_row([], |row| row.get(0))
}

/// The attachments of a record, in the order in which they came here; those put away only if asked for.
pub fn of(connection: &Connection, record: &DocumentId, put_away: bool) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached(
            "SELECT id FROM attachment WHERE of = ?1 AND (?2 OR deleted IS NULL) ORDER BY document",
        )?
        .query_map(params![record.as_bytes(), put_away], |row| document_id(row, 0))?
        .collect()
}
