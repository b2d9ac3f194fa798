//! From a document to a record. Reading never fails: a newer or a careless writer is met with an empty field.

use automerge::{AutoCommit, ObjId, ROOT, ReadDoc, ScalarValue, Value};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::ever::Ever;
use crate::order;
use crate::record::{Fields, Record};
use crate::timestamp::Timestamp;

pub fn read<R: Record>(doc: &AutoCommit) -> R {
    let mut record = R::default();
    record.fields(&mut Reader { doc, ever: OnceCell::new() });
    record
}

/// The version of the fields: the greatest that concurrent upgrades wrote, 1 if none did.
pub fn version(doc: &AutoCommit) -> i64 {
    let values = doc.get_all(ROOT, "v").unwrap_or_default();
    values.iter().filter_map(|(value, _)| integer(value)).max().unwrap_or(1)
}

/// The word at a key, whether it was written as a string or as a text.
pub fn word(doc: &AutoCommit, object: &ObjId, key: &str) -> Option<String> {
    match doc.get(object, key).ok()?? {
        (Value::Scalar(scalar), _) => match scalar.as_ref() {
            ScalarValue::Str(text) => Some(text.to_string()),
            _ => None,
        },
        (Value::Object(automerge::ObjType::Text), id) => doc.text(&id).ok(),
        _ => None,
    }
}

fn integer(value: &Value) -> Option<i64> {
    let Value::Scalar(scalar) = value else { return None };
    whole(scalar)
}

fn whole(scalar: &ScalarValue) -> Option<i64> {
    match scalar {
        ScalarValue::Int(number) | ScalarValue::Timestamp(number) => Some(*number),
        ScalarValue::Uint(number) => i64::try_from(*number).ok(),
        // JavaScript's numbers: whole ones are meant.
        ScalarValue::F64(number) if number.is_finite() => Some(*number as i64),
        _ => None,
    }
}

struct Reader<'a> {
    doc: &'a AutoCommit,
    /// Read once, if anything asks for it.
    ever: OnceCell<Ever>,
}

impl Reader<'_> {
    fn ever(&self) -> &Ever {
        self.ever.get_or_init(|| Ever::of(self.doc))
    }

    fn keys(&self, key: &str) -> Option<(ObjId, Vec<String>)> {
        let map = super::object(self.doc, key)?;
        let keys = self.doc.keys(&map).collect();
        Some((map, keys))
    }

    fn moment_in(&self, object: &ObjId, key: &str) -> Option<Timestamp> {
        let (value, _) = self.doc.get(object, key).ok()??;
        integer(&value).map(Timestamp::heard)
    }
}

impl Fields for Reader<'_> {
    fn since(&mut self, _: i64) {}

    fn word(&mut self, key: &'static str, value: &mut String) {
        *value = word(self.doc, &ROOT, key).unwrap_or_default();
    }

    fn moment(&mut self, key: &'static str, value: &mut Option<Timestamp>) {
        *value = self.moment_in(&ROOT, key);
    }

    fn text(&mut self, key: &'static str, value: &mut String) {
        *value = word(self.doc, &ROOT, key).unwrap_or_default();
    }

    fn set(&mut self, key: &'static str, value: &mut BTreeSet<String>) {
        *value = self.keys(key).map(|(_, keys)| order::set(keys)).unwrap_or_default();
    }

    fn entries(&mut self, key: &'static str, value: &mut BTreeMap<String, String>) {
        let Some((map, keys)) = self.keys(key) else { return };
        *value = order::map(keys.into_iter().map(|key| {
            let text = word(self.doc, &map, &key).unwrap_or_default();
            (key, text)
        }));
    }

    fn moments(&mut self, key: &'static str, value: &mut BTreeMap<String, Timestamp>) {
        let Some((map, keys)) = self.keys(key) else { return };
        *value = order::map(keys.into_iter().map(|key| {
            let moment = self.moment_in(&map, &key).unwrap_or_default();
            (key, moment)
        }));
    }

    fn lasting_set(&mut self, key: &'static str, value: &mut BTreeSet<String>) {
        *value = self.ever().values(key).map(|(word, _)| word.to_owned()).collect();
    }

    fn lasting_words(&mut self, key: &'static str, value: &mut BTreeMap<String, BTreeSet<String>>) {
        value.clear();
        for (key, written) in self.ever().values(key) {
            let words = value.entry(key.to_owned()).or_default();
            if let ScalarValue::Str(written) = written {
                words.extend(written.split_whitespace().map(str::to_owned));
            }
        }
    }

    fn lasting_moments(&mut self, key: &'static str, value: &mut BTreeMap<String, Timestamp>) {
        value.clear();
        for (key, written) in self.ever().values(key) {
            let first = value.entry(key.to_owned());
            first.or_insert_with(|| whole(written).map(Timestamp::heard).unwrap_or_default());
        }
    }
}
