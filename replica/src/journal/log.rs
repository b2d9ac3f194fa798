//! Writing down whom one met, in one line.

use mingle_proto::id::DocumentId;
use mingle_proto::record::{Contact, Event};
use serde::Serialize;

use super::due::DueMove;
use super::hope::is_not_yet_met;
use super::import::{self, Brought};
use super::made::{self, Setting};
use super::ticket::{Ids, Part};
use super::whom::{Whom, whom};
use super::{Candidate, Entry, Journal, JournalError, Meant, Moment, PersonRef, again, card, due};
use crate::line::{self, Line};
use crate::store::{Reading, StoreError, Writing};

/// What was written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Logged {
    pub person: PersonRef,
    /// By what the person was recognised; none for someone new, and where the owner said who it is.
    pub known_by: Option<KnownBy>,
    /// The person was not known before.
    pub is_new: bool,
    /// Others of the same name, where the line did not say which one is meant and so made someone new.
    pub namesakes: Vec<Candidate>,
    pub interaction: DocumentId,
    pub moves: Vec<DueMove>,
    /// The event that was on.
    pub event: Option<String>,
}

/// By what a person was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum KnownBy {
    Email,
    Phone,
    /// A card's; a line is not taken for somebody by a link.
    Link,
    Name,
}

impl Journal {
    /// Writes down an entry in one transaction: all lines or none. Of an entry that was written down before, it returns
    /// what came of it, and writes nothing, also if that was taken back, put away or forgotten since.
    pub fn log(&mut self, entry: &Entry) -> Result<Vec<Logged>, JournalError> {
        let moment = entry.moment();
        let lines = read(&self.reading(), entry, moment)?;
        if again::is_known(&self.reading(), &Ids::new(entry.ticket, 0))? {
            return again::logged(&self.reading(), entry, &lines, moment);
        }
        if lines.is_empty() {
            return Err(JournalError::NamesNobody);
        }
        self.store.write(moment.now, |writing| {
            // Another process may have been quicker.
            if again::is_known(&writing.reading(), &Ids::new(entry.ticket, 0))? {
                return again::logged(&writing.reading(), entry, &lines, moment);
            }
            let setting = setting_of(&writing.reading(), entry, moment)?;
            let line_and_said = lines.iter().enumerate().map(|(at, line)| (line, entry.said(at)));
            log_all(writing, line_and_said, entry.ticket, &setting, moment)
        })
    }

    /// Whether an entry with this ticket was written down, whatever became of it since.
    pub fn was_logged(&self, ticket: &DocumentId) -> Result<bool, JournalError> {
        Ok(again::is_known(&self.reading(), &Ids::new(*ticket, 0))?)
    }

    /// Writes down one line: the person, found or new, the time together, and what was promised.
    ///
    /// A person is recognised by an address or number, or by a name that only one person has, unless both name an
    /// organisation and not the same one. Anything less certain makes someone new, and the result says so.
    pub fn log_line(&mut self, line: &Line, moment: Moment) -> Result<Logged, JournalError> {
        self.log_many(std::slice::from_ref(line), moment)?.pop().ok_or(JournalError::NamesNobody)
    }

    /// Writes down many lines in one transaction: all or none.
    pub fn log_many(
        &mut self,
        lines: &[Line],
        moment: Moment,
    ) -> Result<Vec<Logged>, JournalError> {
        self.log_many_at(lines, &Where::default(), moment)
    }

    /// Writes down many lines with where it was, as far as neither they nor the event that is on say it.
    pub fn log_many_at(
        &mut self,
        lines: &[Line],
        place: &Where,
        moment: Moment,
    ) -> Result<Vec<Logged>, JournalError> {
        let ticket = DocumentId::random().map_err(StoreError::from)?;
        self.store.write(moment.now, |writing| {
            let event = writing.reading().current_event(moment.now)?;
            let setting = setting(&writing.reading(), event, place, moment)?;
            log_all(writing, lines.iter().map(|line| (line, None)), ticket, &setting, moment)
        })
    }
}

/// Where people were met without an event, if that is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Where {
    pub place: String,
    /// `work` or `everyday`, or empty.
    pub stage: String,
}

fn log_all<'l>(
    writing: &mut Writing,
    lines: impl Iterator<Item = (&'l Line, Option<Meant>)>,
    ticket: DocumentId,
    setting: &Setting,
    moment: Moment,
) -> Result<Vec<Logged>, JournalError> {
    lines
        .enumerate()
        .map(|(at, (line, said))| log(writing, line, said, &Ids::new(ticket, at), setting, moment))
        .collect()
}

/// The lines of an entry, as its corrections would have them.
fn read(reading: &Reading, entry: &Entry, moment: Moment) -> Result<Vec<Line>, JournalError> {
    let about = match &entry.about {
        Some(id) => Some(reading.contact_row(id)?.map(|row| row.name).unwrap_or_default()),
        None => None,
    };
    let plain = |number| super::entry::plain(&entry.corrections, number);
    let placed = line::placed(&entry.text, moment.today, about.as_deref(), plain);
    Ok(placed.into_iter().map(|placed| placed.line).collect())
}

fn log(
    writing: &mut Writing,
    line: &Line,
    said: Option<Meant>,
    ids: &Ids,
    setting: &Setting,
    moment: Moment,
) -> Result<Logged, JournalError> {
    let whom = whom(&writing.reading(), line, said)?;
    if whom.meant == Meant::New && line.names_nobody() {
        return Err(JournalError::NamesNobody);
    }
    write_down(writing, whom, line, None, ids, setting, moment)
}

/// Writes down somebody, found or new, with what their card brings; the time together, and what was promised.
pub(super) fn write_down(
    writing: &mut Writing,
    whom: Whom,
    line: &Line,
    card: Option<Brought>,
    ids: &Ids,
    setting: &Setting,
    moment: Moment,
) -> Result<Logged, JournalError> {
    let is_new = whom.meant == Meant::New;
    let person = match whom.meant {
        Meant::Known { id } => {
            add_to(writing, &id, line, card, ids, setting)?;
            id
        }
        Meant::New => make(writing, line, card, ids, setting, moment)?,
    };
    let interaction = ids.of(Part::Interaction);
    writing.create_as(interaction, &made::interaction(&person, line, setting, moment.now))?;
    let moves = promise(writing, &person, line, ids, moment)?;
    let name = writing.reading().contact_row(&person)?.map(|row| row.name).unwrap_or_default();
    Ok(Logged {
        person: PersonRef { id: person, name },
        known_by: whom.by,
        is_new,
        namesakes: whom.namesakes,
        interaction,
        moves,
        event: setting.event.as_ref().map(|(_, event)| event.name.clone()),
    })
}

/// Adds what a line says and a card brings to somebody who is known, who may be met now for the first time.
fn add_to(
    writing: &mut Writing,
    id: &DocumentId,
    line: &Line,
    card: Option<Brought>,
    ids: &Ids,
    setting: &Setting,
) -> Result<(), JournalError> {
    let mut brought = Contact::default();
    if let Some(card) = card {
        let before: Contact = writing.reading().record(id)?.ok_or(StoreError::Missing(*id))?;
        brought = card.for_person(writing, &before)?;
    }
    let through = made::through(&writing.reading(), line)?;
    let is_first = is_not_yet_met(&writing.reading(), id)?;
    writing.change::<Contact>(id, |document, writer| {
        document.edit_with_message(writer, Some(&ids.message()), |contact| {
            if is_first {
                made::meet(contact, line, setting, through);
            }
            made::add_to(contact, line, setting, ids);
            import::add(contact, brought);
        })
    })?;
    Ok(())
}

/// Makes the person of a line or a card; their id.
fn make(
    writing: &mut Writing,
    line: &Line,
    card: Option<Brought>,
    ids: &Ids,
    setting: &Setting,
    moment: Moment,
) -> Result<DocumentId, JournalError> {
    let mut contact = made::newly_met(&writing.reading(), line, setting, ids, moment.now)?;
    if let Some(card) = card {
        let brought = card.for_person(writing, &contact)?;
        import::add(&mut contact, brought);
    }
    if card::is_nobody(&contact) {
        return Err(JournalError::NamesNobody);
    }
    let id = ids.of(Part::Person);
    writing.create_as(id, &contact)?;
    Ok(id)
}

/// Writes down what was promised between a person and oneself.
fn promise(
    writing: &mut Writing,
    person: &DocumentId,
    line: &Line,
    ids: &Ids,
    moment: Moment,
) -> Result<Vec<DueMove>, JournalError> {
    let from = ids.of(Part::Interaction);
    let mut moves = Vec::new();
    for (number, promise) in line.promises.iter().enumerate() {
        let id = ids.of(Part::Move(number));
        let record = made::promised(&writing.reading(), person, promise, &from, moment.now)?;
        writing.create_as(id, &record)?;
        moves.push(due::due_move(&writing.reading(), &id, &record, moment.today)?);
    }
    Ok(moves)
}

/// Where the lines of an entry are written down: at the event in which it was typed, if that is there.
fn setting_of(reading: &Reading, entry: &Entry, moment: Moment) -> Result<Setting, StoreError> {
    let Some(id) = entry.event else {
        return setting(reading, reading.event_at(moment.now)?, &Where::default(), moment);
    };
    match reading.record::<Event>(&id)?.filter(|event| event.deleted.is_none()) {
        Some(event) => {
            // What was typed later than its end was typed once it was entered again.
            let at = event.ends.filter(|ends| *ends < moment.now).unwrap_or(moment.now);
            Ok(Setting { event: Some((id, event)), at, ..Setting::default() })
        }
        None => setting(reading, reading.event_at(moment.now)?, &Where::default(), moment),
    }
}

/// Where lines are written down that belong to this event, or to none.
pub(super) fn setting(
    reading: &Reading,
    event: Option<DocumentId>,
    place: &Where,
    moment: Moment,
) -> Result<Setting, StoreError> {
    let event = match event {
        Some(id) => reading.record::<Event>(&id)?.map(|event| (id, event)),
        None => None,
    };
    let at = event.as_ref().map_or(moment.now, |(_, event)| event.time_of(moment.now));
    Ok(Setting { event, at, place: place.place.clone(), stage: place.stage.clone() })
}
