//! People in lists: who they are, when they were last met, what is open with them.

use mingle_proto::id::DocumentId;
use mingle_proto::timestamp::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use serde::Serialize;

use super::super::fold::fold_name;
use super::super::table::document_id;

/// A person in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct PersonRow {
    pub id: DocumentId,
    /// What to call them.
    pub name: String,
    pub org: String,
    pub role: String,
    /// On which stage we met: `work`, `event`, `everyday`, or empty.
    pub stage: String,
    /// The latest time together; attempts do not count.
    pub last: Option<Timestamp>,
    /// How many moves of mine with them are open.
    pub open: usize,
}

/// A tag, and how many people have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct TagCount {
    pub tag: String,
    pub people: usize,
}

/// The columns of a row of `contact` that is called `c`, for [`person_row`].
pub const COLUMNS: &str = "c.id, c.name, c.org, c.role, c.stage,
    (SELECT max(i.at) FROM mention AS m JOIN interaction AS i USING (document)
     WHERE m.person = c.id AND i.deleted IS NULL AND NOT i.attempt),
    (SELECT count(*) FROM mention AS m JOIN move AS v USING (document)
     WHERE m.person = c.id AND v.done IS NULL AND v.deleted IS NULL AND NOT v.theirs)";

pub fn person_row(row: &Row) -> Result<PersonRow> {
    Ok(PersonRow {
        id: document_id(row, 0)?,
        name: row.get(1)?,
        org: row.get(2)?,
        role: row.get(3)?,
        stage: row.get(4)?,
        last: row.get::<_, Option<i64>>(5)?.map(Timestamp),
        open: row.get::<_, i64>(6)? as usize,
    })
}

/// The person; `None` for one who is put away or not there.
pub fn get(connection: &Connection, id: &DocumentId) -> Result<Option<PersonRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM contact AS c WHERE c.id = ?1 AND c.deleted IS NULL"
        ))?
        .query_row([id.as_bytes()], person_row)
        .optional()
}

/// How many people there are, or have a tag.
pub fn count(connection: &Connection, tag: Option<&str>) -> Result<usize> {
    let count: i64 = match tag {
        None => connection
            .prepare_cached("SELECT count(*) FROM contact WHERE deleted IS NULL")?
            .query_row([], |row| row.get(0))?,
        Some(tag) => connection
            .prepare_cached("SELECT count(*) FROM tag WHERE tag = ?1")?
            .query_row([tag], |row| row.get(0))?,
    };
    Ok(count as usize)
}

/// People whom an event names and who were never met: no time together, and no word of when it was. In the order of
/// their names; those alone who are asked for, if anyone is.
pub fn unmet(connection: &Connection, only: Option<&DocumentId>) -> Result<Vec<PersonRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM contact AS c
             WHERE c.met_at IS NULL AND c.deleted IS NULL
                 AND c.id IN (SELECT m.person FROM event AS e CROSS JOIN mention AS m USING (document)
                     WHERE e.deleted IS NULL AND (?1 IS NULL OR m.person = ?1))
                 AND NOT EXISTS (SELECT 1 FROM mention AS t JOIN interaction AS i USING (document)
                     WHERE t.person = c.id AND i.deleted IS NULL AND NOT i.attempt)
             ORDER BY c.folded, c.id"
        ))?
        .query_map([only.map(DocumentId::as_bytes)], person_row)?
        .collect()
}

/// People in the order of their names, or those who have a tag. What is costly is read only of those on the page.
pub fn page(
    connection: &Connection,
    tag: Option<&str>,
    offset: usize,
    limit: usize,
) -> Result<Vec<PersonRow>> {
    let chosen = match tag {
        None => "SELECT document FROM contact WHERE deleted IS NULL AND ?1 IS NULL",
        Some(_) => "SELECT document FROM tag JOIN contact USING (document) WHERE tag = ?1",
    };
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM ({chosen} ORDER BY folded, id LIMIT ?3 OFFSET ?2) AS chosen
             JOIN contact AS c USING (document) ORDER BY c.folded, c.id"
        ))?
        .query_map(params![tag, offset as i64, limit as i64], person_row)?
        .collect()
}

/// People whose name begins with these letters, folded, by name.
pub fn beginning(connection: &Connection, name: &str, limit: usize) -> Result<Vec<PersonRow>> {
    let low = fold_name(name);
    let high = format!("{low}\u{10FFFF}");
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM
                 (SELECT document FROM contact WHERE folded >= ?1 AND folded < ?2 AND deleted IS NULL
                  ORDER BY folded, id LIMIT ?3) AS chosen
             JOIN contact AS c USING (document) ORDER BY c.folded, c.id"
        ))?
        .query_map(params![low, high, limit as i64], person_row)?
        .collect()
}

/// The people of the latest times together, each once, the latest first.
pub fn recent(connection: &Connection, limit: usize) -> Result<Vec<DocumentId>> {
    let mut statement = connection.prepare_cached(
        "SELECT m.person FROM interaction AS i CROSS JOIN mention AS m USING (document)
             CROSS JOIN contact AS c ON c.id = m.person
         WHERE i.deleted IS NULL AND NOT i.attempt AND c.deleted IS NULL
         ORDER BY i.at DESC, i.document DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut people: Vec<DocumentId> = Vec::new();
    while people.len() < limit
        && let Some(row) = rows.next()?
    {
        let person = document_id(row, 0)?;
        if !people.contains(&person) {
            people.push(person);
        }
    }
    Ok(people)
}
