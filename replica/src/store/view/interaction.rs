//! When there was contact, latest first.

use mingle_proto::id::DocumentId;
use mingle_proto::record::Interaction;
use rusqlite::{Connection, Result, params};

use super::super::table::document_id;

pub const CREATE: &str = "
    CREATE TABLE interaction (
        document INTEGER PRIMARY KEY,
        id       BLOB NOT NULL,
        at       INTEGER NOT NULL,
        event    BLOB,
        attempt  INTEGER NOT NULL,
        note     TEXT NOT NULL,
        deleted  INTEGER
    ) STRICT;
    CREATE INDEX interaction_at ON interaction (at) WHERE deleted IS NULL AND NOT attempt;
    CREATE INDEX interaction_event ON interaction (event) WHERE event IS NOT NULL;";

/// So many characters of a note are kept for lists.
const NOTE: usize = 240;

/// When it was: the moment it names, or else when it was written down.
fn at(interaction: &Interaction) -> i64 {
    interaction.at.or(interaction.created).unwrap_or_default().0
}

pub fn write(
    connection: &Connection,
    rowid: i64,
    id: &DocumentId,
    interaction: &Interaction,
) -> Result<()> {
    let event: Option<DocumentId> = interaction.event.parse().ok();
    connection
        .prepare_cached("INSERT INTO interaction VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            rowid,
            id.as_bytes(),
            at(interaction),
            event.as_ref().map(DocumentId::as_bytes),
            interaction.is_attempt(),
            interaction.note.chars().take(NOTE).collect::<String>(),
            interaction.deleted.map(|at| at.0),
        ])?;
    Ok(())
}

/// The interactions with a person, latest first, those put away left out.
pub fn with(connection: &Connection, person: &DocumentId, limit: usize) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached(
            "SELECT interaction.id FROM mention JOIN interaction USING (document)
             WHERE mention.person = ?1 AND interaction.deleted IS NULL
             ORDER BY interaction.at DESC, interaction.id LIMIT ?2",
        )?
        .query_map(params![person.as_bytes(), limit as i64], |row| document_id(row, 0))?
        .collect()
}

/// The interactions at an event, latest first, those put away left out.
pub fn at_event(connection: &Connection, event: &DocumentId) -> Result<Vec<DocumentId>> {
    connection
        .prepare_cached(
            "SELECT id FROM interaction WHERE event = ?1 AND deleted IS NULL ORDER BY at DESC, id",
        )?
        .query_map([event.as_bytes()], |row| document_id(row, 0))?
        .collect()
}

/// How many interactions there are at an event, those put away left out.
pub fn count_at_event(connection: &Connection, event: &DocumentId) -> Result<usize> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM interaction WHERE event = ?1 AND deleted IS NULL")?
        .query_row([event.as_bytes()], |row| row.get(0))?;
    Ok(count as usize)
}
