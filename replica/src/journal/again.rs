//! An entry that comes a second time: what came of it is found again, and nothing is written.

use mingle_proto::id::DocumentId;
use mingle_proto::record::{Interaction, Move};

use super::log::Logged;
use super::ticket::{Ids, Part};
use super::whom::whom;
use super::{Entry, JournalError, Meant, Moment, PersonRef, due};
use crate::line::Line;
use crate::store::{Reading, StoreError};

/// Whether the line was written down: its interaction is here, or was.
pub fn is_known(reading: &Reading, ids: &Ids) -> Result<bool, StoreError> {
    is_or_was(reading, &ids.of(Part::Interaction))
}

/// Whether there is a document under this id, or it was forgotten.
pub fn is_or_was(reading: &Reading, id: &DocumentId) -> Result<bool, StoreError> {
    Ok(reading.holds(id)? || reading.is_forgotten(id)?)
}

/// What came of an entry that was written down.
pub fn logged(
    reading: &Reading,
    entry: &Entry,
    lines: &[Line],
    moment: Moment,
) -> Result<Vec<Logged>, JournalError> {
    let mut all = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let ids = Ids::new(entry.ticket, number);
        if is_known(reading, &ids)? {
            all.push(logged_line(reading, line, entry.said(number), &ids, moment)?);
        }
    }
    Ok(all)
}

/// What came of one line, or of a card.
pub fn logged_line(
    reading: &Reading,
    line: &Line,
    said: Option<Meant>,
    ids: &Ids,
    moment: Moment,
) -> Result<Logged, JournalError> {
    let interaction = ids.of(Part::Interaction);
    let record: Interaction = reading.record(&interaction)?.unwrap_or_default();
    let new = ids.of(Part::Person);
    let is_new = is_or_was(reading, &new)?;
    let whom = whom(reading, line, said)?;
    let person = match (is_new, record.people.iter().find_map(|id| id.parse().ok()), whom.meant) {
        (true, _, _) | (false, None, Meant::New) => new,
        (false, Some(id), _) | (false, None, Meant::Known { id }) => id,
    };
    let name = reading.contact_row(&person)?.map_or_else(|| line.name.clone(), |row| row.name);
    let mut moves = Vec::new();
    for id in moves_of(reading, ids)? {
        if let Some(one) = reading.record::<Move>(&id)? {
            moves.push(due::due_move(reading, &id, &one, moment.today)?);
        }
    }
    let mut namesakes = whom.namesakes;
    namesakes.retain(|other| is_new && other.id != person.to_string());
    Ok(Logged {
        known_by: whom.by.filter(|_| !is_new && whom.meant == (Meant::Known { id: person })),
        person: PersonRef { id: person, name },
        is_new,
        namesakes,
        interaction,
        moves,
        event: record.event.parse().map_or(Ok(None), |id| reading.event_name(&id))?,
    })
}

/// The moves that a line made, those forgotten too.
pub fn moves_of(reading: &Reading, ids: &Ids) -> Result<Vec<DocumentId>, StoreError> {
    let mut moves = Vec::new();
    loop {
        let id = ids.of(Part::Move(moves.len()));
        if !is_or_was(reading, &id)? {
            return Ok(moves);
        }
        moves.push(id);
    }
}
