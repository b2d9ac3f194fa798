//! People, by name.

use mingle_proto::id::{BlobHash, DocumentId};
use mingle_proto::record::Contact;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use serde::Serialize;

use super::super::fold::fold_name;
use super::super::table::document_id;

/// The index of names holds all that a count or a jump over many needs, what it leaves out by included: else SQLite
/// fetches each row.
pub const CREATE: &str = "
    CREATE TABLE contact (
        document INTEGER PRIMARY KEY,
        id       BLOB NOT NULL,
        name     TEXT NOT NULL,
        folded   TEXT NOT NULL,
        org      TEXT NOT NULL,
        role     TEXT NOT NULL,
        stage    TEXT NOT NULL,
        met_at   INTEGER,
        met_event BLOB,
        photo    BLOB,
        deleted  INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX contact_id ON contact (id);
    CREATE INDEX contact_folded ON contact (folded, id, deleted) WHERE deleted IS NULL;
    CREATE INDEX contact_photo ON contact (photo) WHERE photo IS NOT NULL;";

/// A person in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContactRow {
    pub id: DocumentId,
    /// What to call them: the name, or else the organisation, an address or a number.
    pub name: String,
    pub org: String,
    pub role: String,
    #[serde(skip)]
    pub deleted: bool,
}

const COLUMNS: &str = "SELECT id, name, org, role, deleted IS NOT NULL FROM contact";

fn contact_row(row: &Row) -> Result<ContactRow> {
    Ok(ContactRow {
        id: document_id(row, 0)?,
        name: row.get(1)?,
        org: row.get(2)?,
        role: row.get(3)?,
        deleted: row.get(4)?,
    })
}

/// What to call a person: the name, or else the organisation, an address, a number or a link.
pub fn display_name(contact: &Contact) -> &str {
    [contact.name.as_str(), contact.org.as_str()]
        .into_iter()
        .chain(contact.emails.keys().map(String::as_str))
        .chain(contact.phones.keys().map(String::as_str))
        .chain(contact.links.keys().map(String::as_str))
        .find(|name| !name.trim().is_empty())
        .unwrap_or("")
}

/// A row that would stay as it is is not written, nor are its indexes.
const WRITE: &str = "
    INSERT INTO contact VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
    ON CONFLICT (document) DO UPDATE
    SET id = ?2, name = ?3, folded = ?4, org = ?5, role = ?6, stage = ?7, met_at = ?8, met_event = ?9, photo = ?10,
        deleted = ?11
    WHERE (id, name, folded, org, role, stage, met_at, met_event, photo, deleted)
        IS NOT (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

pub fn write(
    connection: &Connection,
    rowid: i64,
    id: &DocumentId,
    contact: &Contact,
) -> Result<()> {
    let name = display_name(contact);
    let photo: Option<BlobHash> = contact.photo.parse().ok();
    let met_event: Option<DocumentId> = contact.met_event.parse().ok();
    connection.prepare_cached(WRITE)?.execute(params![
        rowid,
        id.as_bytes(),
        name,
        fold_name(name),
        contact.org,
        contact.role,
        contact.stage,
        contact.met_at.map(|at| at.0),
        met_event.as_ref().map(DocumentId::as_bytes),
        photo.as_ref().map(BlobHash::as_bytes),
        contact.deleted.map(|at| at.0),
    ])?;
    Ok(())
}

/// The name in a document's row; `None` where there is none, or the person was put away.
pub fn living_name(connection: &Connection, rowid: i64) -> Result<Option<String>> {
    connection
        .prepare_cached("SELECT name FROM contact WHERE document = ?1 AND deleted IS NULL")?
        .query_row([rowid], |row| row.get(0))
        .optional()
}

pub fn get(connection: &Connection, id: &DocumentId) -> Result<Option<ContactRow>> {
    connection
        .prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?
        .query_row([id.as_bytes()], contact_row)
        .optional()
}

/// People whose name is the same as names are compared, those put away left out.
pub fn named(connection: &Connection, name: &str) -> Result<Vec<ContactRow>> {
    connection
        .prepare_cached(&format!("{COLUMNS} WHERE folded = ?1 AND deleted IS NULL ORDER BY id"))?
        .query_map([fold_name(name)], contact_row)?
        .collect()
}

/// People in the order of their names, `limit` of them after `offset`, those put away left out.
pub fn page(connection: &Connection, offset: usize, limit: usize) -> Result<Vec<ContactRow>> {
    connection
        .prepare_cached(&format!(
            "{COLUMNS} WHERE deleted IS NULL ORDER BY folded, id LIMIT ?2 OFFSET ?1"
        ))?
        .query_map(params![offset as i64, limit as i64], contact_row)?
        .collect()
}
