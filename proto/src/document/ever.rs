//! What was ever written into a map, whatever was done to it since.
//!
//! Merging only adds changes, so what stands in any of them stands for good: a map that is read in this way can only grow,
//! and two replicas that hold the same changes read the same, with nothing to write back. Whoever puts another map in its
//! place, takes a key out or writes over it adds a change that says so, and hides nothing.

use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{AutoCommit, ObjType, ScalarValue};
use std::collections::{BTreeMap, HashMap};

/// What was written under each key, map by map, for maps that stand or stood in the root.
#[derive(Debug, Default)]
pub struct Ever {
    maps: BTreeMap<String, BTreeMap<String, Written>>,
}

/// All values of a key, each with the operation that wrote it, and the least of these, which is the same on every
/// replica. Whoever writes later can still have the least: its change builds on what it likes.
#[derive(Debug)]
struct Written {
    least: (u64, Vec<u8>),
    first: ScalarValue,
    all: Vec<ScalarValue>,
}

impl Ever {
    /// Reads all changes of a document.
    pub fn of(doc: &AutoCommit) -> Self {
        let (mut ever, mut maps) = (Self::default(), HashMap::new());
        // Changes come after those that they build on, so that a map is known before what is put into it.
        for change in doc.clone().get_changes(&[]) {
            let change = change.decode();
            for (counter, operation) in (change.start_op.get()..).zip(change.operations) {
                ever.take(&mut maps, OpId::new(counter, &change.actor_id), operation);
            }
        }
        ever
    }

    /// Each key that ever stood in the map, with the value of its least operation; null for one that is no scalar.
    pub fn entries(&self, map: &str) -> impl Iterator<Item = (&str, &ScalarValue)> {
        let keys = self.maps.get(map).into_iter().flatten();
        keys.map(|(key, written)| (key.as_str(), &written.first))
    }

    /// Each key that ever stood in the map, with every value that was ever written under it.
    pub fn all(&self, map: &str) -> impl Iterator<Item = (&str, &[ScalarValue])> {
        let keys = self.maps.get(map).into_iter().flatten();
        keys.map(|(key, written)| (key.as_str(), written.all.as_slice()))
    }

    fn take(&mut self, maps: &mut HashMap<OpId, String>, id: OpId, operation: Op) {
        let Key::Map(key) = operation.key else { return };
        match (operation.obj, operation.action) {
            (ObjectId::Root, OpType::Make(ObjType::Map | ObjType::Table)) => {
                maps.insert(id, key.to_string());
            }
            (ObjectId::Id(map), OpType::Put(value)) => self.put(maps.get(&map), &key, id, value),
            (ObjectId::Id(map), OpType::Make(_)) => {
                self.put(maps.get(&map), &key, id, ScalarValue::Null);
            }
            _ => {}
        }
    }

    fn put(
        &mut self,
        map: Option<&String>,
        key: &str,
        OpId(counter, actor): OpId,
        value: ScalarValue,
    ) {
        let Some(map) = map else { return };
        let by = (counter, actor.to_bytes().to_vec());
        let keys = self.maps.entry(map.clone()).or_default();
        match keys.get_mut(key) {
            Some(written) => {
                written.all.push(value.clone());
                if by < written.least {
                    (written.least, written.first) = (by, value);
                }
            }
            None => {
                let written = Written { least: by, first: value.clone(), all: vec![value] };
                keys.insert(key.to_owned(), written);
            }
        }
    }
}
