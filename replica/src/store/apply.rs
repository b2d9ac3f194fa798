//! Applying a peer's documents.
//!
//! 1. The frame is written down, durably (`incoming`), and its place is held by the mark's lock.
//! 2. For every payload, on all cores: its position goes into the mark, then the guard, Automerge and the derivation
//!    of views run over it. Nothing of this touches the database.
//! 3. One transaction writes what came of it and takes the frame out again. A payload that cannot be taken is
//!    refused, and stops none of the others.
//!
//! If the process dies in step 2, the next opening finds the frame, and in the mark where it died (see `recover`).

use mingle_proto::document::Writer;
use mingle_proto::order;
use mingle_proto::refusal::{Refusal, Refused};
use mingle_proto::session::{Applied, Payload};
use mingle_proto::timestamp::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use super::mark::Marking;
use super::open::PATIENCE;
use super::plan::{Outcome, on_all_cores, plan};
use super::table::document::{self, Held};
use super::table::{incoming, refused};
use super::view::forgotten;
use super::{Store, StoreError, Writing};

/// What a frame came to, and what [`Writing::commit`] said.
pub type Settled = Result<(Applied, Option<i64>), StoreError>;

/// A payload of the frame, with its position there and what is held of its document.
pub struct Work<'p> {
    pub position: i64,
    pub payload: &'p Payload,
    pub held: Option<Held>,
    /// The program has died over just this before: it is not looked at again.
    pub deadly: Option<Refusal>,
}

impl Work<'_> {
    fn plan(&self, held: Option<&Held>) -> Outcome {
        match &self.deadly {
            Some(refusal) => Outcome::Refused(refusal.clone()),
            None => plan(held, self.payload),
        }
    }
}

impl Store {
    pub(super) fn apply_frame(&mut self, payloads: &[Payload]) -> Result<Applied, StoreError> {
        if payloads.is_empty() {
            return Ok(Applied::default());
        }
        if !incoming::is_empty(&self.connection)? {
            self.recover()?;
        }
        let marking = self.mark.take(PATIENCE)?;
        let positions = write_down(&mut self.connection, payloads)?;
        let works = works(&self.connection, positions.iter().copied().zip(payloads))?;
        let outcomes = on_all_cores(&works, |worker, work| {
            marking.note(worker, work.position)?;
            Ok(work.plan(work.held.as_ref()))
        });
        let outcomes: Vec<Outcome> = outcomes.into_iter().collect::<Result<_, StoreError>>()?;
        marking.clear()?;
        let result =
            settle_all(&mut self.connection, self.actor.clone(), &works, outcomes, &positions);
        drop(marking);
        self.finish(result)
    }

    /// What follows a transaction that applied documents: bytes of forgotten ones leave the side files too, and
    /// after an error nobody knows whether it stands.
    pub(super) fn finish(&mut self, result: Settled) -> Result<Applied, StoreError> {
        match result {
            Ok((applied, owed)) => {
                self.pay(owed);
                Ok(applied)
            }
            Err(error) => {
                self.renew_actor()?;
                Err(error)
            }
        }
    }
}

fn write_down(connection: &mut Connection, payloads: &[Payload]) -> Result<Vec<i64>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let positions = incoming::add(&transaction, payloads)?;
    transaction.commit()?;
    Ok(positions)
}

/// The payloads with what is held of each; forgotten ids are passed over.
pub fn works<'p>(
    connection: &Connection,
    payloads: impl IntoIterator<Item = (i64, &'p Payload)>,
) -> Result<Vec<Work<'p>>, StoreError> {
    let mut works = Vec::new();
    for (position, payload) in payloads {
        if !forgotten::contains(connection, &payload.id)? {
            let held = document::held(connection, &payload.id)?;
            let deadly = refused::deadly(connection, &payload.id, &payload.heads)?;
            works.push(Work { position, payload, held, deadly });
        }
    }
    Ok(works)
}

/// Works a few payloads out on this thread alone, each under the mark.
pub fn plan_one_by_one(marking: &Marking, works: &[Work]) -> Result<Vec<Outcome>, StoreError> {
    works
        .iter()
        .map(|work| {
            marking.note(0, work.position)?;
            Ok(work.plan(work.held.as_ref()))
        })
        .collect()
}

/// Writes what came of the payloads, and takes `positions` out of the incoming frame, in one transaction.
pub fn settle_all(
    connection: &mut Connection,
    actor: mingle_proto::document::ActorId,
    works: &[Work],
    outcomes: Vec<Outcome>,
    positions: &[i64],
) -> Settled {
    let mut applied = Applied::default();
    let mut writing = Writing::begin(connection, Writer { actor, now: Timestamp(0) }, |_| Ok(()))?;
    for (work, outcome) in works.iter().zip(outcomes) {
        settle(&mut writing, work, outcome, &mut applied)?;
    }
    writing.forget_orphans()?;
    incoming::remove(writing.connection(), positions)?;
    applied.changed = order::set(std::mem::take(&mut writing.changed)).into_iter().collect();
    Ok((applied, writing.commit()?))
}

fn settle(
    writing: &mut Writing,
    work: &Work,
    outcome: Outcome,
    applied: &mut Applied,
) -> Result<(), StoreError> {
    let id = work.payload.id;
    let stands = document::heads_of(writing.connection(), &id)?;
    let outcome = if stands.as_ref() == work.held.as_ref().map(|held| &held.heads) {
        outcome
    } else {
        // Another process, or an earlier payload of this frame, has changed it since.
        work.plan(document::held(writing.connection(), &id)?.as_ref())
    };
    match outcome {
        Outcome::New(planned) => {
            writing.put(&planned)?;
            writing.accept(&id, &work.payload.heads)
        }
        Outcome::Same => writing.accept(&id, &work.payload.heads),
        Outcome::Incomplete => {
            applied.incomplete.push(id);
            Ok(())
        }
        Outcome::Refused(reason) => {
            let refused = Refused { id, heads: work.payload.heads.clone(), reason };
            writing.refuse(&refused)?;
            applied.refused.push(refused);
            Ok(())
        }
    }
}
