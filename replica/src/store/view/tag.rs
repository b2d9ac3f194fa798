//! The tags of people, those put away left out.

use mingle_proto::record::Contact;
use rusqlite::{Connection, Result, params};

use super::person::TagCount;

pub const CREATE: &str = "
    CREATE TABLE tag (
        tag      TEXT NOT NULL,
        document INTEGER NOT NULL,
        PRIMARY KEY (tag, document)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX tag_document ON tag (document);";

pub fn write(connection: &Connection, rowid: i64, contact: &Contact) -> Result<()> {
    if contact.deleted.is_some() {
        return Ok(());
    }
    let mut insert = connection.prepare_cached("INSERT INTO tag VALUES (?1, ?2)")?;
    for tag in &contact.tags {
        insert.execute(params![tag, rowid])?;
    }
    Ok(())
}

/// Each tag with how many people have it, the most first.
pub fn all(connection: &Connection) -> Result<Vec<TagCount>> {
    connection
        .prepare_cached("SELECT tag, count(*) FROM tag GROUP BY tag ORDER BY count(*) DESC, tag")?
        .query_map([], |row| {
            Ok(TagCount { tag: row.get(0)?, people: row.get::<_, i64>(1)? as usize })
        })?
        .collect()
}
