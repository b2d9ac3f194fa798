//! The journal by which the page's budgets are measured (`pwa/test/budgets.mjs`).

use std::path::Path;
use std::time::SystemTime;

use anyhow::Result;
use mingle_proto::id::DocumentId;
use mingle_proto::record::{Event, Interaction};
use mingle_proto::timestamp::Timestamp;
use mingle_replica::store::{Store, StoreError, Writing};
use mingle_tests::people::People;
use serde::Serialize;

const PEOPLE: usize = 10_000;
const INTERACTIONS: usize = 50_000;
const MOVES: usize = 2_000;
/// Times together with one person, and people at the event that is on.
const WITH_ONE: usize = 200;
const AT_EVENT: usize = 100;
/// Records written in one transaction.
const TOGETHER: usize = 100;

/// What the journal has that is measured.
#[derive(Serialize)]
pub struct Made {
    /// Somebody with many times together.
    person: DocumentId,
    name: String,
    people: usize,
    interactions: usize,
    moves: usize,
}

/// Writes the journal into a new file: its event began now, as one that is long over is not shown.
pub fn make(path: &Path) -> Result<Made> {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let now = Timestamp(i64::try_from(since_1970.as_millis())?);
    let mut store = Store::open(path)?;
    let mut people = People::new(3);
    let name = "Þóra Žižek-Lindqvist".to_owned();
    let mut ids = Vec::new();
    in_parts(&mut store, PEOPLE, |writing, number| {
        let mut contact = people.contact(now);
        if number == 0 {
            contact.name.clone_from(&name);
        }
        ids.push(writing.create(&contact)?);
        Ok(())
    })?;
    let event = Event {
        name: "Hydro Days".into(),
        place: "Tromsø".into(),
        starts: Some(now),
        created: Some(now),
        ..Event::default()
    };
    let event = store.write(now, |writing| writing.create(&event))?;
    in_parts(&mut store, INTERACTIONS, |writing, number| {
        writing.create(&one_time(&mut people, &ids, &event, number, now))?;
        Ok(())
    })?;
    in_parts(&mut store, MOVES, |writing, _| {
        writing.create(&people.next_move(&ids, now))?;
        Ok(())
    })?;
    store.checkpoint()?;
    let person = ids.first().copied().unwrap_or_else(|| DocumentId::from_bytes([0; 16]));
    Ok(Made { person, name, people: PEOPLE, interactions: INTERACTIONS, moves: MOVES })
}

/// The first ones are with the first person, the next ones at the event, all others with anybody anywhere.
fn one_time(
    people: &mut People,
    ids: &[DocumentId],
    event: &DocumentId,
    number: usize,
    now: Timestamp,
) -> Interaction {
    let mut interaction = people.interaction(ids, now);
    if number < WITH_ONE {
        interaction.people = ids.iter().take(1).map(ToString::to_string).collect();
    } else if number < WITH_ONE + AT_EVENT {
        let index = number - WITH_ONE + 1;
        interaction.people = ids.iter().skip(index).take(1).map(ToString::to_string).collect();
        interaction.event = event.to_string();
    }
    interaction
}

fn in_parts(
    store: &mut Store,
    count: usize,
    mut work: impl FnMut(&mut Writing, usize) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    for first in (0..count).step_by(TOGETHER) {
        store.write(Timestamp(1_780_272_000_000), |writing| {
            (first..count).take(TOGETHER).try_for_each(|number| work(writing, number))
        })?;
    }
    Ok(())
}
