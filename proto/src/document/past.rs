//! Changes that look back: edits of what a person saw some time ago, and taking back what a change did.

use automerge::ChangeHash;
use std::collections::{BTreeMap, BTreeSet};

use super::{Document, Writer, read, upgrade};
use crate::id::Heads;
use crate::record::{Field, Fields, Record, values};
use crate::timestamp::Timestamp;

/// Writes the edit as a change whose dependencies are `base`. Automerge takes another actor for it where this
/// opening's own has written since.
pub fn edit_at<R: Record>(
    document: &mut Document,
    writer: &Writer,
    base: &Heads,
    edit: impl FnOnce(&mut R),
) -> bool {
    if base.is_empty() || !document.includes(base) || document.heads() == *base {
        return document.edit(writer, edit);
    }
    upgrade::upgrade::<R>(document);
    document.inner.set_actor(writer.actor.clone());
    document.inner.isolate(base.as_slice());
    let changed = document.edit(writer, edit);
    document.inner.integrate();
    changed
}

/// What the change that takes back says of itself.
fn taken_back(message: &str) -> String {
    format!("{message} taken back")
}

pub fn take_back<R: Record>(document: &mut Document, writer: &Writer, message: &str) -> bool {
    let done = taken_back(message);
    let mut changes: Vec<(ChangeHash, Vec<ChangeHash>)> = Vec::new();
    for change in document.inner.get_changes_meta(&[]) {
        match change.message.as_deref() {
            Some(said) if said == done => return false,
            Some(said) if said == message => changes.push((change.hash, change.deps.clone())),
            _ => {}
        }
    }
    let mut undone: R = document.read();
    for (change, before) in changes.iter().rev() {
        let (Some(before), Some(after)) =
            (record_at::<R>(document, before), record_at::<R>(document, &[*change]))
        else {
            continue;
        };
        set_back(&mut undone, &before, &after);
    }
    document.edit_with_message(writer, Some(&done), |record: &mut R| *record = undone)
}

/// The record as it stood at these heads.
fn record_at<R: Record>(document: &mut Document, heads: &[ChangeHash]) -> Option<R> {
    let past = document.inner.fork_at(heads).ok()?;
    Some(read::read(&past))
}

/// Gives back to `record` what it had `before`, wherever it still is as it was `after`.
fn set_back<R: Record>(record: &mut R, before: &R, after: &R) {
    let before = values(before).into_iter().map(|(_, _, field)| field);
    let after = values(after).into_iter().map(|(_, _, field)| field);
    record.fields(&mut SetBack { steps: before.zip(after).collect::<Vec<_>>().into_iter() });
}

struct SetBack {
    /// What each field was before and after, in the order of their declaration.
    steps: std::vec::IntoIter<(Field, Field)>,
}

impl SetBack {
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
