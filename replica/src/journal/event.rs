//! Going to an event: while one is on, everything that is logged inherits it.

use mingle_proto::id::{DocumentId, Heads};
use mingle_proto::record::{Event, Record};
use serde::Serialize;

use super::{EventNow, Journal, JournalError, Moment};
use crate::store::{Reading, StoreError};

/// An event with its id.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct EventRow {
    pub id: DocumentId,
    /// The version of the record that this is, for edits.
    pub heads: Heads,
    #[serde(flatten)]
    pub event: Event,
    /// How many times together were logged at it.
    pub interactions: usize,
    /// How many people one talked to at it: those of the roster.
    pub people: usize,
}

impl Journal {
    /// Begins an event now. Only one can be on.
    pub fn event_start(
        &mut self,
        name: &str,
        place: &str,
        goal: &str,
        moment: Moment,
    ) -> Result<EventRow, JournalError> {
        self.store.write(moment.now, |writing| {
            if let Some(on) = current(&writing.reading(), moment)? {
                return Err(JournalError::EventIsOn { name: on.event.name });
            }
            let event = Event {
                name: name.trim().to_owned(),
                place: place.trim().to_owned(),
                goal: goal.trim().to_owned(),
                starts: Some(moment.now),
                created: Some(moment.now),
                ..Event::default()
            };
            let id = writing.create(&event)?;
            Ok(row(&writing.reading(), id)?.ok_or(StoreError::Missing(id))?)
        })
    }

    /// Ends the event that is on, with what was learned at it, if anything is to be added.
    pub fn event_end(&mut self, learned: &str, moment: Moment) -> Result<EventRow, JournalError> {
        self.store.write(moment.now, |writing| {
            let on = current(&writing.reading(), moment)?.ok_or(JournalError::NoEventIsOn)?;
            writing.edit(&on.id, |event: &mut Event| {
                event.ends = Some(moment.now);
                if !learned.trim().is_empty() {
                    if !event.learned.is_empty() {
                        event.learned.push('\n');
                    }
                    event.learned.push_str(learned.trim());
                }
            })?;
            Ok(row(&writing.reading(), on.id)?.ok_or(StoreError::Missing(on.id))?)
        })
    }

    /// The event that is on.
    pub fn current_event(&self, moment: Moment) -> Result<Option<EventRow>, JournalError> {
        Ok(current(&self.reading(), moment)?)
    }

    /// An event with everyone who was met at it, the latest first.
    pub fn event(&self, id: &DocumentId) -> Result<EventNow, JournalError> {
        let reading = self.reading();
        let event = row(&reading, *id)?.ok_or(StoreError::Missing(*id))?;
        Ok(with_roster(&reading, event, usize::MAX)?)
    }

    /// All events, the latest first.
    pub fn events(&self) -> Result<Vec<EventRow>, JournalError> {
        let reading = self.reading();
        let mut rows = Vec::new();
        for id in reading.events()? {
            rows.extend(row(&reading, id)?);
        }
        Ok(rows)
    }
}

/// An event with the latest of those who were met at it.
pub fn with_roster(
    reading: &Reading,
    event: EventRow,
    limit: usize,
) -> Result<EventNow, StoreError> {
    let (roster, total) = reading.roster(&event.id, limit)?;
    Ok(EventNow { event, roster, total })
}

fn current(reading: &Reading, moment: Moment) -> Result<Option<EventRow>, StoreError> {
    reading.current_event(moment.now)?.map_or(Ok(None), |id| row(reading, id))
}

fn row(reading: &Reading, id: DocumentId) -> Result<Option<EventRow>, StoreError> {
    let Some(mut document) = reading.document(&id)?.filter(|it| it.kind() == Some(Event::KIND))
    else {
        return Ok(None);
    };
    let interactions = reading.count_interactions_at(&id)?;
    let people = reading.count_people_at(&id)?;
    Ok(Some(EventRow { id, heads: document.heads(), event: document.read(), interactions, people }))
}
