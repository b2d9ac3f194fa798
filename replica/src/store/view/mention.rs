//! Which documents name a person.

use mingle_proto::id::DocumentId;
use mingle_proto::order;
use rusqlite::{Connection, Result, params};
use std::collections::BTreeSet;

use super::super::table::document_id;

pub const CREATE: &str = "
    CREATE TABLE mention (
        person   BLOB NOT NULL,
        document INTEGER NOT NULL,
        PRIMARY KEY (person, document)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX mention_document ON mention (document);";

/// Writes whom a document names; `fresh` says that nothing is written yet.
pub fn write<'a>(
    connection: &Connection,
    rowid: i64,
    people: impl IntoIterator<Item = &'a String>,
    fresh: bool,
) -> Result<()> {
    let people: BTreeSet<DocumentId> =
        order::set(people.into_iter().filter_map(|id| id.parse().ok()));
    let before = if fresh { BTreeSet::new() } else { in_document(connection, rowid)? };
    let mut delete =
        connection.prepare_cached("DELETE FROM mention WHERE person = ?1 AND document = ?2")?;
    for person in before.difference(&people) {
        delete.execute(params![person.as_bytes(), rowid])?;
    }
    let mut insert = connection.prepare_cached("INSERT INTO mention VALUES (?1, ?2)")?;
    for person in people.difference(&before) {
        insert.execute(params![person.as_bytes(), rowid])?;
    }
    Ok(())
}

fn in_document(connection: &Connection, rowid: i64) -> Result<BTreeSet<DocumentId>> {
    let people: Vec<_> = connection
        .prepare_cached("SELECT person FROM mention WHERE document = ?1")?
        .query_map([rowid], |row| document_id(row, 0))?
        .collect::<Result<_>>()?;
    Ok(order::set(people))
}

/// The people whom a document names, with their names, those put away too, in the order of their ids.
pub fn people(connection: &Connection, document: &DocumentId) -> Result<Vec<(DocumentId, String)>> {
    connection
        .prepare_cached(
            "SELECT contact.id, contact.name FROM mention JOIN contact ON contact.id = mention.person
             WHERE mention.document = (SELECT rowid FROM document WHERE id = ?1)
             ORDER BY mention.person",
        )?
        .query_map([document.as_bytes()], |row| Ok((document_id(row, 0)?, row.get(1)?)))?
        .collect()
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
