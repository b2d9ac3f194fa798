//! Going to an event: while one is in it, everything that is logged inherits it.

use jiff::SignedDuration;
use mingle_proto::given::{Fields, Named};
use mingle_proto::id::{DocumentId, Heads};
use mingle_proto::order;
use mingle_proto::record::{Event, Record};
use serde::Serialize;

use super::{EventNow, Journal, JournalError, Moment, hope};
use crate::store::{Reading, StoreError, Writing};

/// An event that is on for longer is asked about. It never ends by itself.
const LONG: SignedDuration = SignedDuration::from_hours(12);

/// An event that is to begin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct EventStart {
    #[cfg_attr(feature = "page", tsify(optional))]
    pub name: String,
    #[cfg_attr(feature = "page", tsify(optional))]
    pub place: String,
    /// What I am curious about.
    #[cfg_attr(feature = "page", tsify(optional))]
    pub goal: String,
    /// Whom I hope to meet: ids, or lines that name someone, who is then *not yet met*.
    #[cfg_attr(feature = "page", tsify(optional))]
    pub hoped: Vec<String>,
    /// Whom I bring: ids, or lines that name someone.
    #[cfg_attr(feature = "page", tsify(optional))]
    pub brought: Vec<String>,
}

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

impl Named for EventStart {
    fn fields(&mut self, f: &mut Fields) {
        f.may("name", &mut self.name);
        f.may("place", &mut self.place);
        f.may("goal", &mut self.goal);
        f.may("hoped", &mut self.hoped);
        f.may("brought", &mut self.brought);
    }
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
        let [name, place, goal] = [name, place, goal].map(str::to_owned);
        self.start_event(&EventStart { name, place, goal, ..EventStart::default() }, moment)
    }

    /// Begins an event now, with whom one hopes to meet there and whom one brings. Only one can be on.
    pub fn start_event(
        &mut self,
        start: &EventStart,
        moment: Moment,
    ) -> Result<EventRow, JournalError> {
        if start.name.trim().is_empty() {
            return Err(JournalError::NamelessEvent);
        }
        self.store.write(moment.now, |writing| {
            if let Some(on) = current(&writing.reading(), moment)? {
                return Err(JournalError::EventIsOn { name: on.event.name });
            }
            let event = Event {
                name: start.name.trim().to_owned(),
                place: start.place.trim().to_owned(),
                goal: start.goal.trim().to_owned(),
                hoped: order::set(hope::ids_of(writing, &start.hoped, moment)?),
                brought: order::set(hope::ids_of(writing, &start.brought, moment)?),
                starts: Some(moment.now),
                created: Some(moment.now),
                ..Event::default()
            };
            let id = writing.create(&event)?;
            there(&writing.reading(), id)
        })
    }

    /// Ends the event that one is in, with what was learned at it, if anything is to be added. One that was entered
    /// again keeps the end that it had.
    ///
    /// Only one can be on: where two devices began one each before they heard of each other, whatever they are called,
    /// both end, so that one is in none afterwards.
    pub fn event_end(&mut self, learned: &str, moment: Moment) -> Result<EventRow, JournalError> {
        self.store.write(moment.now, |writing| {
            let on = current(&writing.reading(), moment)?.ok_or(JournalError::NoEventIsOn)?;
            finish(writing, &on.id, learned, moment)?;
            there(&writing.reading(), on.id)
        })
    }

    /// Adds what was learned at an event, if anything, and ends it if it is on; true if it did. The event that one is in
    /// ends as [`Journal::event_end`] has it; where it is another, only that one ends. Asked again with the same words,
    /// it adds nothing.
    pub fn finish_event(
        &mut self,
        id: &DocumentId,
        learned: &str,
        moment: Moment,
    ) -> Result<bool, JournalError> {
        self.store.write(moment.now, |writing| finish(writing, id, learned, moment))
    }

    /// Says that one is still at an event that asks: it asks again after as long a time.
    pub fn still_there(
        &mut self,
        id: &DocumentId,
        moment: Moment,
    ) -> Result<EventRow, JournalError> {
        self.store.write(moment.now, |writing| {
            living(&writing.reading(), *id)?;
            writing.edit(id, |event: &mut Event| event.still_there = Some(moment.now))?;
            there(&writing.reading(), *id)
        })
    }

    /// Enters an event again that is over, until it is ended once more: what is logged meanwhile belongs to it, and was
    /// at its end. Its own times stay. Does nothing where one is in it; only one can be on.
    pub fn event_resume(
        &mut self,
        id: &DocumentId,
        moment: Moment,
    ) -> Result<EventRow, JournalError> {
        self.store.write(moment.now, |writing| {
            match current(&writing.reading(), moment)? {
                Some(on) if on.id == *id => return Ok(on),
                Some(on) => return Err(JournalError::EventIsOn { name: on.event.name }),
                None => living(&writing.reading(), *id)?,
            }
            writing.edit(id, |event: &mut Event| event.reentered = Some(moment.now))?;
            there(&writing.reading(), *id)
        })
    }

    /// The id of the event meant by an id, the unique start of one, or the name of only one event.
    pub fn which_event(&self, asked: &str) -> Result<DocumentId, JournalError> {
        super::who::event(&self.reading(), asked)
    }

    /// The event that is on.
    pub fn current_event(&self, moment: Moment) -> Result<Option<EventRow>, JournalError> {
        Ok(current(&self.reading(), moment)?)
    }

    /// An event with everyone who was met at it, the latest first.
    pub fn event(&self, id: &DocumentId, moment: Moment) -> Result<EventNow, JournalError> {
        let reading = self.reading();
        let event = row(&reading, *id)?.ok_or(StoreError::Missing(*id))?;
        Ok(with_people(&reading, event, usize::MAX, moment)?)
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

/// An event with whom one hopes to meet, whom one brings, and the latest of those who were met at it.
pub fn with_people(
    reading: &Reading,
    event: EventRow,
    limit: usize,
    moment: Moment,
) -> Result<EventNow, StoreError> {
    let (roster, total) = reading.roster(&event.id, limit)?;
    let since = event.event.unasked_since().filter(|_| event.event.deleted.is_none());
    let ago = |since: mingle_proto::timestamp::Timestamp| moment.now.0.saturating_sub(since.0);
    Ok(EventNow {
        asks_to_end: since.is_some_and(|since| i128::from(ago(since)) >= LONG.as_millis()),
        hoped: hope::hoped_for(reading, &event.id, &event.event)?,
        brought: hope::people(reading, &event.event.brought)?,
        event,
        roster,
        total,
    })
}

/// Adds what was learned, and ends the event if it is on, and all others with it if one is in it; true if it was on.
fn finish(
    writing: &mut Writing,
    id: &DocumentId,
    learned: &str,
    moment: Moment,
) -> Result<bool, JournalError> {
    living(&writing.reading(), *id)?;
    let on = writing.reading().events_on(moment.now)?;
    let is_on = on.contains(id);
    let all = on.first() == Some(id);
    for on in on.iter().filter(|on| all || *on == id) {
        writing.edit(on, |event: &mut Event| {
            event.ends = event.ends.or(Some(moment.now));
            event.reentered = None;
        })?;
    }
    let learned = learned.trim();
    writing.edit(id, |event: &mut Event| {
        let before = event.learned.strip_suffix(learned);
        let is_there = before.is_some_and(|before| before.is_empty() || before.ends_with('\n'));
        if !learned.is_empty() && !is_there {
            if !event.learned.is_empty() {
                event.learned.push('\n');
            }
            event.learned.push_str(learned);
        }
    })?;
    Ok(is_on)
}

/// Fails where there is no such event, or it was put away.
fn living(reading: &Reading, id: DocumentId) -> Result<(), StoreError> {
    let event = row(reading, id)?.filter(|row| row.event.deleted.is_none());
    event.map(|_| ()).ok_or(StoreError::Missing(id))
}

fn there(reading: &Reading, id: DocumentId) -> Result<EventRow, JournalError> {
    Ok(row(reading, id)?.ok_or(StoreError::Missing(id))?)
}

fn current(reading: &Reading, moment: Moment) -> Result<Option<EventRow>, StoreError> {
    reading.current_event(moment.now)?.map_or(Ok(None), |id| row(reading, id))
}

pub fn row(reading: &Reading, id: DocumentId) -> Result<Option<EventRow>, StoreError> {
    let Some(mut document) = reading.document(&id)?.filter(|it| it.kind() == Some(Event::KIND))
    else {
        return Ok(None);
    };
    let interactions = reading.count_interactions_at(&id)?;
    let people = reading.count_people_at(&id)?;
    Ok(Some(EventRow { id, heads: document.heads(), event: document.read(), interactions, people }))
}
