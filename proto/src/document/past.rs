//! Changes that look back: edits of what a person saw some time ago, and taking back what a change did.

use automerge::{AutoCommit, ChangeHash};
use std::collections::BTreeMap;

use super::{Document, Writer, upgrade};
use crate::id::Heads;
use crate::record::{Field, Record, Shape, Values};

/// Writes the edit as a change whose dependencies are `base`. Automerge takes another actor for it where this
/// opening's own has written since.
pub fn edit_at<R: Record>(
    document: &mut Document,
    writer: &Writer,
    base: &Heads,
    edit: impl FnOnce(&mut R),
) -> bool {
    let looks_back = isolate(document, &Shape::of::<R>(), writer, base);
    let changed = document.edit(writer, edit);
    if looks_back {
        document.inner.integrate();
    }
    changed
}

/// Has what comes next see the document as it was at `base`; false where that is how it is, or nobody knows how it was.
fn isolate(document: &mut Document, shape: &Shape, writer: &Writer, base: &Heads) -> bool {
    if base.is_empty() || !document.includes(base) || document.heads() == *base {
        return false;
    }
    upgrade::upgrade(document, shape);
    document.inner.set_actor(writer.actor.clone());
    document.inner.isolate(base.as_slice());
    true
}

/// What the change that takes back says of itself.
fn taken_back(message: &str) -> String {
    format!("{message} taken back")
}

pub fn take_back(
    document: &mut Document,
    shape: &Shape,
    read: fn(&AutoCommit) -> Values,
    writer: &Writer,
    message: &str,
) -> bool {
    let done = taken_back(message);
    let Some(changes) = changes_with(document, message, &done) else { return false };
    let now = read(&document.inner);
    let mut undone = now.clone();
    for (before, after) in each_side(document, &changes, read) {
        for (((_, _, value), (_, _, before)), (_, _, after)) in
            undone.iter_mut().zip(before).zip(after)
        {
            set_back(value, before, after);
        }
    }
    document.rewrite(shape, now, undone, writer, Some(&done))
}

/// A change, and the heads that it was made at.
type Step = (ChangeHash, Vec<ChangeHash>);

/// The changes with this message; `None` where they are taken back already.
fn changes_with(document: &mut Document, message: &str, done: &str) -> Option<Vec<Step>> {
    let mut changes = Vec::new();
    for change in document.inner.get_changes_meta(&[]) {
        match change.message.as_deref() {
            Some(said) if said == done => return None,
            Some(said) if said == message => changes.push((change.hash, change.deps.clone())),
            _ => {}
        }
    }
    Some(changes)
}

/// What `read` reads before and after each of these changes, the last one first.
fn each_side(
    document: &mut Document,
    changes: &[Step],
    read: fn(&AutoCommit) -> Values,
) -> Vec<(Values, Values)> {
    let mut at = |heads: &[ChangeHash]| Some(read(&document.inner.fork_at(heads).ok()?));
    changes
        .iter()
        .rev()
        .filter_map(|(change, before)| Some((at(before)?, at(&[*change])?)))
        .collect()
}

/// Gives back to a field what it had `before`, wherever it still is as it was `after`.
fn set_back(value: &mut Field, before: Field, after: Field) {
    match (value, before, after) {
        (Field::Set(value), Field::Set(before), Field::Set(after)) => {
            value.retain(|word| before.contains(word) || !after.contains(word));
            value.extend(before.difference(&after).cloned());
        }
        (Field::Entries(value), Field::Entries(before), Field::Entries(after)) => {
            set_entries_back(value, &before, &after);
        }
        (Field::Moments(value), Field::Moments(before), Field::Moments(after)) => {
            set_entries_back(value, &before, &after);
        }
        // Words, moments and texts are given back whole.
        (value, before, after) if *value == after => *value = before,
        _ => {}
    }
}

fn set_entries_back<T: Clone + PartialEq>(
    value: &mut BTreeMap<String, T>,
    before: &BTreeMap<String, T>,
    after: &BTreeMap<String, T>,
) {
    for key in before.keys().chain(after.keys()) {
        if before.get(key) != after.get(key) && value.get(key) == after.get(key) {
            match before.get(key) {
                Some(word) => value.insert(key.clone(), word.clone()),
                None => value.remove(key),
            };
        }
    }
}
