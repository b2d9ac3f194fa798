//! Whom one talked to at an event.

use mingle_proto::id::DocumentId;
use mingle_proto::timestamp::Timestamp;
use rusqlite::{Connection, Result, params};
use serde::Serialize;

use super::person::{self, PersonRow, person_row};

/// Someone talked to at an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct RosterRow {
    pub person: PersonRow,
    /// The start of what was last written down.
    pub note: String,
    pub at: Option<Timestamp>,
    /// They were met at this event for the first time.
    pub is_new: bool,
}

/// The people of the interactions at an event that are not put away, each with their latest, whose note comes with it.
const MET: &str = "SELECT m.person AS person, max(i.at) AS at, i.note AS note
     FROM interaction AS i JOIN mention AS m USING (document) JOIN contact AS c ON c.id = m.person
     WHERE i.event = ?1 AND i.deleted IS NULL AND NOT i.attempt AND c.deleted IS NULL
     GROUP BY m.person";

/// Each person once, the latest first, at most `limit`.
pub fn of(connection: &Connection, event: &DocumentId, limit: usize) -> Result<Vec<RosterRow>> {
    let columns = person::COLUMNS;
    connection
        .prepare_cached(&format!(
            "SELECT {columns}, met.note, met.at, coalesce(c.met_event = ?1, 0)
             FROM ({MET} ORDER BY max(i.at) DESC, m.person LIMIT ?2) AS met
                 JOIN contact AS c ON c.id = met.person
             ORDER BY met.at DESC, c.id"
        ))?
        .query_map(params![event.as_bytes(), limit as i64], |row| {
            Ok(RosterRow {
                person: person_row(row)?,
                note: row.get(7)?,
                at: row.get::<_, Option<i64>>(8)?.map(Timestamp),
                is_new: row.get(9)?,
            })
        })?
        .collect()
}

/// Whether one talked to someone at an event.
pub fn holds(connection: &Connection, event: &DocumentId, person: &DocumentId) -> Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM mention AS m JOIN interaction AS i USING (document)
                 WHERE m.person = ?2 AND i.event = ?1 AND i.deleted IS NULL AND NOT i.attempt)",
        )?
        .query_row(params![event.as_bytes(), person.as_bytes()], |row| row.get(0))
}

/// How many people there are.
pub fn count(connection: &Connection, event: &DocumentId) -> Result<usize> {
    let count: i64 = connection
        .prepare_cached(&format!("SELECT count(*) FROM ({MET})"))?
        .query_row([event.as_bytes()], |row| row.get(0))?;
    Ok(count as usize)
}
