//! Changes that look back: edits of what a person saw some time ago, and taking back what a change did.

use automerge::{AutoCommit, ChangeHash};
use std::collections::{BTreeMap, BTreeSet};

use super::{Document, Writer, read, upgrade};
use crate::id::Heads;
use crate::record::{Field, Fields, Record, Shape, Values, values};
use crate::timestamp::Timestamp;

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

pub fn take_back<R: Record>(document: &mut Document, writer: &Writer, message: &str) -> bool {
    let done = taken_back(message);
    let Some(changes) = changes_with(document, message, &done) else { return false };
    let mut undone: R = document.read();
    for (before, after) in each_side(document, &changes, |past| values(&read::read::<R>(past))) {
        undone.fields(&mut SetBack::to(before, after));
    }
    document.edit_with_message(writer, Some(&done), |record: &mut R| *record = undone)
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

struct SetBack {
    /// What each field was before and after, in the order of their declaration.
    steps: std::vec::IntoIter<(Field, Field)>,
}

impl SetBack {
    /// Gives back to a record what it had `before`, wherever it still is as it was `after`.
    fn to(before: Values, after: Values) -> Self {
        let steps =
            before.into_iter().zip(after).map(|((_, _, before), (_, _, after))| (before, after));
        Self { steps: steps.collect::<Vec<_>>().into_iter() }
    }

    fn words(&mut self, value: &mut String) {
        match self.steps.next() {
            Some(
                (Field::Word(before), Field::Word(after))
                | (Field::Text(before), Field::Text(after)),
            ) if *value == after => {
                *value = before;
            }
            _ => {}
        }
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

impl Fields for SetBack {
    fn since(&mut self, _: i64) {}

    fn word(&mut self, _: &'static str, value: &mut String) {
        self.words(value);
    }

    fn text(&mut self, _: &'static str, value: &mut String) {
        self.words(value);
    }

    fn moment(&mut self, _: &'static str, value: &mut Option<Timestamp>) {
        if let Some((Field::Moment(before), Field::Moment(after))) = self.steps.next()
            && *value == after
        {
            *value = before;
        }
    }

    fn set(&mut self, _: &'static str, value: &mut BTreeSet<String>) {
        if let Some((Field::Set(before), Field::Set(after))) = self.steps.next() {
            value.retain(|word| before.contains(word) || !after.contains(word));
            value.extend(before.difference(&after).cloned());
        }
    }

    fn entries(&mut self, _: &'static str, value: &mut BTreeMap<String, String>) {
        if let Some((Field::Entries(before), Field::Entries(after))) = self.steps.next() {
            set_entries_back(value, &before, &after);
        }
    }

    fn moments(&mut self, _: &'static str, value: &mut BTreeMap<String, Timestamp>) {
        if let Some((Field::Moments(before), Field::Moments(after))) = self.steps.next() {
            set_entries_back(value, &before, &after);
        }
    }
}
