//! What is to be done, and what is waited for.

use jiff::civil::Date;
use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;
use mingle_proto::record::{Move, Whose};
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;

use super::{Journal, JournalError, Moment, PersonRef, who};
use crate::civil::{date_text, parse_date};
use crate::store::{Reading, StoreError};

/// The open moves, by date and time; those without a date come last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Due {
    /// The local calendar's date, `2026-11-27`.
    pub today: String,
    pub mine: Vec<DueMove>,
    /// How many more of mine are open.
    pub more_mine: usize,
    /// What others said they would do.
    pub waiting_on: Vec<DueMove>,
    pub more_waiting_on: usize,
}

/// A move in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct DueMove {
    pub id: DocumentId,
    pub what: String,
    /// `intro`, `coffee`, `call`, `mail`, `send`, `meet` or `other`.
    pub sort: String,
    /// `mine` or `theirs`.
    pub whose: &'static str,
    pub people: Vec<PersonRef>,
    /// Someone it is about who has no record.
    pub about: String,
    /// `2026-11-27`, or empty.
    pub due: String,
    /// `15:30`, or empty.
    pub time: String,
    /// `proposed`, `confirmed`, or empty.
    pub state: String,
    /// It was due before today, and is not done.
    pub overdue: bool,
    pub note: String,
    pub done: Option<Timestamp>,
}

impl Journal {
    /// What is open on this day.
    pub fn due(&self, today: Date) -> Result<Due, JournalError> {
        self.due_first(today, usize::MAX)
    }

    /// What is open on this day, at most `most` of either list: the first ones.
    pub fn due_first(&self, today: Date, most: usize) -> Result<Due, JournalError> {
        let reading = self.reading();
        let list = |whose: Whose| -> Result<(Vec<DueMove>, usize), StoreError> {
            let mut moves = Vec::new();
            for id in reading.open_moves_of(whose, most)? {
                let Some(record) = reading.record::<Move>(&id)? else { continue };
                moves.push(due_move(&reading, &id, &record, today)?);
            }
            let more = reading.count_open_moves_of(whose)?.saturating_sub(moves.len());
            Ok((moves, more))
        };
        let (mine, more_mine) = list(Whose::Mine)?;
        let (waiting_on, more_waiting_on) = list(Whose::Theirs)?;
        Ok(Due { today: date_text(today), mine, more_mine, waiting_on, more_waiting_on })
    }

    /// Marks a move as done, by its id or the unique start of it. One that is done keeps its time.
    pub fn done(&mut self, asked: &str, moment: Moment) -> Result<DueMove, JournalError> {
        self.change_move(asked, moment, |one| one.done = one.done.or(Some(moment.now)))
    }

    /// Opens a move again.
    pub fn undo_done(&mut self, asked: &str, moment: Moment) -> Result<DueMove, JournalError> {
        self.change_move(asked, moment, |one| one.done = None)
    }

    /// Moves what is due to another day; the time of day stays.
    pub fn snooze(
        &mut self,
        asked: &str,
        until: Date,
        moment: Moment,
    ) -> Result<DueMove, JournalError> {
        self.change_move(asked, moment, |one| one.due = date_text(until))
    }

    /// The id of the move meant by an id or the unique start of one.
    pub fn which_move(&self, asked: &str) -> Result<DocumentId, JournalError> {
        who::of_kind(&self.reading(), asked, &Kind::Move, "move")
    }

    /// Changes a move, by its id or the unique start of it.
    pub fn change_move(
        &mut self,
        asked: &str,
        moment: Moment,
        edit: impl FnOnce(&mut Move),
    ) -> Result<DueMove, JournalError> {
        self.store.write(moment.now, |writing| {
            let id = who::of_kind(&writing.reading(), asked, &Kind::Move, "move")?;
            writing.edit(&id, edit)?;
            let record = writing.reading().record::<Move>(&id)?.ok_or(StoreError::Missing(id))?;
            Ok(due_move(&writing.reading(), &id, &record, moment.today)?)
        })
    }

    /// Writes down something to do that comes from no line, and returns its id.
    pub fn add_move(
        &mut self,
        mut record: Move,
        moment: Moment,
    ) -> Result<DocumentId, JournalError> {
        record.created = record.created.or(Some(moment.now));
        self.store.write(moment.now, |writing| Ok(writing.create(&record)?))
    }
}

pub fn due_move(
    reading: &Reading,
    id: &DocumentId,
    record: &Move,
    today: Date,
) -> Result<DueMove, StoreError> {
    let mut people = Vec::new();
    for person in &record.people {
        people.extend(who::person_ref(reading, person)?);
    }
    let date = parse_date(&record.due);
    Ok(DueMove {
        id: *id,
        what: record.what.clone(),
        sort: record.sort.clone(),
        whose: if record.whose() == Whose::Mine { "mine" } else { "theirs" },
        people,
        about: record.about.clone(),
        due: record.due.clone(),
        time: record.time.clone(),
        state: record.state.clone(),
        overdue: record.done.is_none() && date.is_some_and(|date| date < today),
        note: record.note.clone(),
        done: record.done,
    })
}
