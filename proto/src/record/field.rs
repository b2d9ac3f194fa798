//! The kinds of fields and how each merges.

use crate::kind::Kind;
use crate::order;
use crate::timestamp::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

use super::Record;

/// Visits the fields of a record. What two devices wrote at the same time merges by the rule of the method.
pub trait Fields {
    /// The fields declared after this call came with that version (see the upgrade in `document`).
    fn since(&mut self, version: i64);
    /// A word or line that is replaced whole: the last writer wins. Empty means not known.
    fn word(&mut self, key: &'static str, value: &mut String);
    /// A moment, or none: the last writer wins.
    fn moment(&mut self, key: &'static str, value: &mut Option<Timestamp>);
    /// Free text: both sides' insertions and deletions are kept.
    fn text(&mut self, key: &'static str, value: &mut String);
    /// A set of words: an element that one side adds while the other removes it stays.
    fn set(&mut self, key: &'static str, value: &mut BTreeSet<String>);
    /// Words by key: keys merge, the value of one key is last writer wins.
    fn entries(&mut self, key: &'static str, value: &mut BTreeMap<String, String>);
    /// Moments by key: keys merge, the value of one key is last writer wins.
    fn moments(&mut self, key: &'static str, value: &mut BTreeMap<String, Timestamp>);
    /// A set of words that are for good: one that was ever written stands, whatever was done to it since.
    fn lasting_set(&mut self, key: &'static str, value: &mut BTreeSet<String>) {
        self.set(key, value);
    }
    /// Words by key that are for good: a key that was ever written stands, with every word that was ever written under
    /// it, whatever was done to it since. Words have no spaces in them: several are written as one entry.
    fn lasting_words(&mut self, key: &'static str, value: &mut BTreeMap<String, BTreeSet<String>>) {
        let joined = |words: BTreeSet<String>| words.into_iter().collect::<Vec<_>>().join(" ");
        let split = |words: String| order::set(words.split_whitespace().map(str::to_owned));
        let whole = std::mem::take(value).into_iter();
        let mut entries = order::map(whole.map(|(key, words)| (key, joined(words))));
        self.entries(key, &mut entries);
        *value = order::map(entries.into_iter().map(|(key, words)| (key, split(words))));
    }
    /// Moments by key that are for good: a key that was ever written stands, with the moment of the least operation.
    fn lasting_moments(&mut self, key: &'static str, value: &mut BTreeMap<String, Timestamp>) {
        self.moments(key, value);
    }
}

/// The value of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    Word(String),
    Moment(Option<Timestamp>),
    Text(String),
    Set(BTreeSet<String>),
    Entries(BTreeMap<String, String>),
    Moments(BTreeMap<String, Timestamp>),
}

impl Field {
    /// The same field with nothing in it: what stands in a document's first change.
    pub fn emptied(&self) -> Self {
        match self {
            Field::Word(_) => Field::Word(String::new()),
            Field::Moment(_) => Field::Moment(None),
            Field::Text(_) => Field::Text(String::new()),
            Field::Set(_) => Field::Set(BTreeSet::new()),
            Field::Entries(_) => Field::Entries(BTreeMap::new()),
            Field::Moments(_) => Field::Moments(BTreeMap::new()),
        }
    }
}

/// All fields of a record in the order of their declaration: name, version that brought it, value.
pub type Values = Vec<(&'static str, i64, Field)>;

/// The values of a record's fields.
pub fn values<R: Record>(record: &R) -> Values {
    let mut collect = Collect { since: 1, values: Vec::new() };
    record.clone().fields(&mut collect);
    collect.values
}

/// What a kind of record is, for work that is the same for all kinds and compiled once.
pub struct Shape {
    pub kind: Kind,
    pub version: i64,
    /// The values of a record with nothing in it.
    pub empty: fn() -> Values,
}

impl Shape {
    pub fn of<R: Record>() -> Self {
        Self { kind: R::KIND, version: R::VERSION, empty: || values(&R::default()) }
    }
}

struct Collect {
    since: i64,
    values: Values,
}

impl Collect {
    fn push(&mut self, key: &'static str, field: Field) {
        self.values.push((key, self.since, field));
    }
}

impl Fields for Collect {
    fn since(&mut self, version: i64) {
        self.since = version;
    }
    fn word(&mut self, key: &'static str, value: &mut String) {
        self.push(key, Field::Word(std::mem::take(value)));
    }
    fn moment(&mut self, key: &'static str, value: &mut Option<Timestamp>) {
        self.push(key, Field::Moment(*value));
    }
    fn text(&mut self, key: &'static str, value: &mut String) {
        self.push(key, Field::Text(std::mem::take(value)));
    }
    fn set(&mut self, key: &'static str, value: &mut BTreeSet<String>) {
        self.push(key, Field::Set(std::mem::take(value)));
    }
    fn entries(&mut self, key: &'static str, value: &mut BTreeMap<String, String>) {
        self.push(key, Field::Entries(std::mem::take(value)));
    }
    fn moments(&mut self, key: &'static str, value: &mut BTreeMap<String, Timestamp>) {
        self.push(key, Field::Moments(std::mem::take(value)));
    }
}
