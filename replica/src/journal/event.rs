//! Going to an event: while one is on, everything that is logged inherits it.

use mingle_proto::id::DocumentId;
use mingle_proto::record::Event;
use serde::Serialize;

use super::{Journal, JournalError, Moment};
use crate::store::{Reading, StoreError};

/// An event with its id.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventRow {
    pub id: DocumentId,
    #[serde(flatten)]
    pub event: Event,
    /// How many times together were logged at it.
    pub interactions: usize,
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
            Ok(EventRow { id, event, interactions: 0 })
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

fn current(reading: &Reading, moment: Moment) -> Result<Option<EventRow>, StoreError> {
    reading.current_event(moment.now)?.map_or(Ok(None), |id| row(reading, id))
}

fn row(reading: &Reading, id: DocumentId) -> Result<Option<EventRow>, StoreError> {
    let Some(event) = reading.record::<Event>(&id)? else { return Ok(None) };
    Ok(Some(EventRow { id, event, interactions: reading.interactions_at(&id)?.len() }))
}
