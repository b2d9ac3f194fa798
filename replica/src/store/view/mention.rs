//! Which documents name a person.

use mingle_proto::id::DocumentId;
use rusqlite::{Connection, Result, params};

use super::super::table::document_id;

pub const CREATE: &str = "
    CREATE TABLE mention (
        person   BLOB NOT NULL,
        document INTEGER NOT NULL,
        PRIMARY KEY (person, document)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX mention_document ON mention (document);";

pub fn write<'a>(
    connection: &Connection,
    rowid: i64,
    people: impl IntoIterator<Item = &'a String>,
) -> Result<()> {
    let mut insert =
        connection.prepare_cached("INSERT INTO mention VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for person in people.into_iter().filter_map(|id| id.parse::<DocumentId>().ok()) {
        insert.execute(params![person.as_bytes(), rowid])?;
    }
    Ok(())
}

/// The documents that name a person, whatever their kind, those put away too.
pub fn of(connection: &Connection, person: &DocumentId) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached(
            "SELECT document.id FROM mention JOIN document ON document.rowid = mention.document
             WHERE mention.person = ?1 ORDER BY document.id",
        )?
        .query_map([person.as_bytes()], |row| document_id(row, 0))?
        .collect()
}

/// Whether an interaction, event or move that is not put away names a person.
pub fn is_living(connection: &Connection, person: &DocumentId) -> Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM mention AS m WHERE m.person = ?1 AND (
                 EXISTS (SELECT 1 FROM interaction AS i WHERE i.document = m.document AND i.deleted IS NULL)
                 OR EXISTS (SELECT 1 FROM move AS v WHERE v.document = m.document AND v.deleted IS NULL)
                 OR EXISTS (SELECT 1 FROM event AS e WHERE e.document = m.document AND e.deleted IS NULL)))",
        )?
        .query_row([person.as_bytes()], |row| row.get(0))
}
