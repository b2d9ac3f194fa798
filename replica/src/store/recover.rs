//! What an earlier process left over when it died while it applied a peer's documents.
//!
//! One death says little: a phone's system ends pages as it likes, power goes, someone kills the process; the
//! document at hand is most likely innocent. So a payload that the mark names is put to a [`Trial`](super::Trial)
//! outside of this process, if the shell has one, and refused if that dies. Without one it is tried here once more,
//! alone and last, and refused after a second death.

use mingle_proto::refusal::{Refusal, RefusalCode};
use mingle_proto::session::Applied;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;
use std::time::Duration;

use super::apply::{Settled, Work, plan_one_by_one, settle_all, works};
use super::plan::{Outcome, plan};
use super::table::document;
use super::table::incoming::{self, Leftover};
use super::{Store, StoreError, open};

/// After this many deaths over it a payload is refused without another try.
const DEATHS: i64 = 2;

/// Goes through the payload at a position of a store's incoming frame, and changes nothing. For a child process
/// that tries it in its parent's place; it may die of it.
pub fn attempt(path: &Path, position: i64) -> Result<(), StoreError> {
    let connection = open::connect(path)?;
    if let Some(leftover) = incoming::at(&connection, position)? {
        let held = document::held(&connection, &leftover.payload.id)?;
        plan(held.as_ref(), &leftover.payload);
    }
    Ok(())
}

impl Store {
    /// Applies what was left over. Nothing happens while the process that it belongs to is alive.
    pub(super) fn recover(&mut self) -> Result<Applied, StoreError> {
        let marking = match self.mark.take(Duration::ZERO) {
            Err(StoreError::Busy) => return Ok(Applied::default()),
            other => other?,
        };
        count_deaths(&mut self.connection, &marking.left)?;
        let (suspects, others): (Vec<_>, Vec<_>) =
            incoming::all(&self.connection)?.into_iter().partition(|leftover| leftover.deaths > 0);

        let mut batches = vec![others];
        batches.extend(suspects.into_iter().map(|suspect| vec![suspect]));
        let mut result = Ok((Applied::default(), None));
        for batch in &batches {
            let positions: Vec<i64> = batch.iter().map(|leftover| leftover.position).collect();
            let payloads = batch.iter().map(|leftover| (leftover.position, &leftover.payload));
            let works = works(&self.connection, payloads)?;
            let outcomes = match batch.as_slice() {
                [suspect]
                    if suspect.deaths > 0
                        && !deserves_a_try(suspect, self.trial.as_ref(), &self.path) =>
                {
                    works.iter().map(crashed).collect()
                }
                _ => plan_one_by_one(&marking, &works)?,
            };
            marking.clear()?;
            let settled =
                settle_all(&mut self.connection, self.actor.clone(), &works, outcomes, &positions);
            result = merged(result, settled);
        }
        drop(marking);
        self.finish(result)
    }
}

fn deserves_a_try(suspect: &Leftover, trial: Option<&super::Trial>, path: &Path) -> bool {
    suspect.deaths < DEATHS && trial.is_none_or(|trial| trial(path, suspect.position))
}

fn crashed(_: &Work) -> Outcome {
    Outcome::Refused(Refusal::new(
        RefusalCode::Crashed,
        "the program died while it read this record",
    ))
}

fn count_deaths(connection: &mut Connection, positions: &[i64]) -> Result<(), StoreError> {
    if positions.is_empty() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for position in positions {
        incoming::count_death(&transaction, *position)?;
    }
    Ok(transaction.commit()?)
}

fn merged(one: Settled, other: Settled) -> Settled {
    let ((mut one, owed), (other, owed_last)) = (one?, other?);
    one.changed.extend(other.changed);
    one.refused.extend(other.refused);
    one.incomplete.extend(other.incomplete);
    Ok((one, owed_last.or(owed)))
}
