//! How deep a document's objects nest, and what its changes claim to hold.
//!
//! Reading a document goes down its objects by recursion: 1.6 kB nested a thousand deep overflow a stack of 2 MiB,
//! which ends the process. And where Automerge runs as WebAssembly it reserves memory for every operation that a
//! change claims by its highest operation, whether or not the operation is there.

use std::borrow::Cow;
use std::collections::HashMap;

use super::columns::within;
use super::danger::Counted;
use super::rows::Rows;
use super::{Danger, Limits};

/// Columns, inflated, by specification without the deflate bit.
pub(super) type Kept<'a> = Vec<(u32, Cow<'a, [u8]>)>;

const OBJECT_ACTOR: u32 = 0x01;
const OBJECT_COUNTER: u32 = 0x02;
const ID_ACTOR: u32 = 0x21;
const ID_COUNTER: u32 = 0x23;
const ACTION: u32 = 0x42;
/// The operation columns that [`check_depth`] reads.
pub(super) const OBJECTS: &[u32] = &[OBJECT_ACTOR, OBJECT_COUNTER, ID_ACTOR, ID_COUNTER, ACTION];

const HIGHEST_OPERATION: u32 = 0x13;
const DEPENDENCY_COUNT: u32 = 0x40;
const DEPENDENCY: u32 = 0x43;
/// The change columns that [`check_history`] reads.
pub(super) const HISTORY: &[u32] = &[HIGHEST_OPERATION, DEPENDENCY_COUNT, DEPENDENCY];

fn rows<'k>(kept: &'k Kept<'_>, specification: u32) -> Rows<'k> {
    let column = kept.iter().find(|(of, _)| *of == specification);
    let bytes = column.map_or(&[][..], |(_, bytes)| bytes);
    // The low three bits are the type, and 3 is a column of differences.
    Rows::new(bytes, specification & 0b111 == 3)
}

/// The action that begins or ends a mark on text.
const MARK: i64 = 7;

/// The actions that make an object: map, list, text, table.
fn makes_an_object(action: Option<i64>) -> bool {
    matches!(action, Some(0 | 2 | 4 | 6))
}

/// The operation column that [`check_first_action`] reads.
pub(super) const FIRST_ACTION: &[u32] = &[ACTION];

/// Follows every object to the root; a document lists an object's operations after the one that makes it.
pub(super) fn check_depth(kept: &Kept<'_>, limits: &Limits) -> Result<(), Danger> {
    let mut depths: HashMap<(i64, i64), u32> = HashMap::new();
    let [mut object_actors, mut object_counters] =
        [OBJECT_ACTOR, OBJECT_COUNTER].map(|column| rows(kept, column));
    let [mut id_actors, mut id_counters] = [ID_ACTOR, ID_COUNTER].map(|column| rows(kept, column));
    let mut actions = rows(kept, ACTION);
    let mut row = 0u64;
    while let Some((action, count)) = actions.next_run()? {
        let looked_at =
            if makes_an_object(action) || action == Some(MARK) { row..row + count } else { 0..0 };
        for maker in looked_at {
            let id =
                id_actors.at(maker)?.zip(id_counters.at(maker)?).ok_or(Danger::UnknownObject)?;
            if action == Some(MARK) {
                check_mark(id.1)?;
                continue;
            }
            let parent = object_actors.at(maker)?.zip(object_counters.at(maker)?);
            let above = match parent {
                Some(object) => *depths.get(&object).ok_or(Danger::UnknownObject)?,
                None => 0,
            };
            if above >= limits.max_depth {
                return Err(Danger::TooDeep { max: limits.max_depth });
            }
            depths.insert(id, above + 1);
        }
        row += count;
    }
    Ok(())
}

/// The end of a mark belongs to the operation before it, and before the first there is none: Automerge with its own
/// assertions on panics over it twice, the second time while it unwinds, which ends the process.
fn check_mark(operation: i64) -> Result<(), Danger> {
    if operation > 1 { Ok(()) } else { Err(Danger::MarkFirst) }
}

/// Refuses a change that begins with a mark as the document's first operation.
pub(super) fn check_first_action(kept: &Kept<'_>, start: u64) -> Result<(), Danger> {
    match rows(kept, ACTION).at(0)? {
        Some(MARK) => check_mark(i64::try_from(start).unwrap_or(i64::MAX)),
        _ => Ok(()),
    }
}

/// Adds up the operations that the changes claim: each has those from the highest of its dependencies to its own.
pub(super) fn check_history(kept: &Kept<'_>, limits: &Limits, changes: u64) -> Result<(), Danger> {
    let [mut counts, mut dependencies] =
        [DEPENDENCY_COUNT, DEPENDENCY].map(|column| rows(kept, column));
    let mut highest_operations = rows(kept, HIGHEST_OPERATION);
    let mut highest: Vec<i64> = Vec::new();
    let mut next_dependency = 0;
    let mut claimed = 0u64;
    for change in 0..changes {
        let own = highest_operations.at(change)?.unwrap_or(0);
        let mut before = 0;
        for _ in 0..counts.at(change)?.unwrap_or(0) {
            let index =
                dependencies.at(next_dependency)?.and_then(|index| usize::try_from(index).ok());
            next_dependency += 1;
            let dependency =
                index.and_then(|index| highest.get(index)).ok_or(Danger::UnknownDependency)?;
            before = before.max(*dependency);
        }
        claimed = claimed.saturating_add(own.saturating_sub(before).unsigned_abs());
        within(claimed, limits.max_rows, Counted::ClaimedOperations)?;
        highest.push(own);
    }
    Ok(())
}
