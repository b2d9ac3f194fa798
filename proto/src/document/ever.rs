//! What was ever written into a map, whatever was done to it since.
//!
//! Merging only adds changes, so what stands in any of them stands for good: a map that is read in this way can only grow,
//! and two replicas that hold the same changes read the same, with nothing to write back. Whoever puts another map in its
//! place, takes a key out or writes over it adds a change that says so, and hides nothing.

use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{AutoCommit, ObjType, ScalarValue};

use crate::order;

/// What was written under keys of maps that stand or stood in the root.
#[derive(Debug, Default)]
pub struct Ever {
    /// By the operation that made each.
    maps: Vec<(OpId, String)>,
    /// By key, and those of one key by operation: the first value of a key is the same on every replica. Whoever writes later
    /// can still have the least operation, since a change builds on what it likes.
    written: Vec<Written>,
}

#[derive(Debug)]
struct Written {
    map: OpId,
    key: String,
    by: OpId,
    value: ScalarValue,
}

impl Ever {
    /// Reads all changes of a document.
    pub fn of(doc: &AutoCommit) -> Self {
        let mut ever = Self::default();
        for change in doc.clone().get_changes(&[]) {
            let change = change.decode();
            for (counter, operation) in (change.start_op.get()..).zip(change.operations) {
                ever.take(OpId::new(counter, &change.actor_id), operation);
            }
        }
        order::sort_by(&mut ever.maps, Ord::cmp);
        order::sort_by(&mut ever.written, |a, b| (&a.key, &a.by).cmp(&(&b.key, &b.by)));
        ever
    }

    /// Each value that was ever written in the map with its key, those of one key together and the one of its least
    /// operation first; null for what is no scalar.
    pub fn values<'a>(&'a self, map: &'a str) -> impl Iterator<Item = (&'a str, &'a ScalarValue)> {
        let of_map = move |written: &&Written| {
            let at = self.maps.binary_search_by(|(id, _)| id.cmp(&written.map));
            at.ok().and_then(|at| self.maps.get(at)).is_some_and(|(_, name)| name == map)
        };
        self.written.iter().filter(of_map).map(|written| (written.key.as_str(), &written.value))
    }

    fn take(&mut self, id: OpId, operation: Op) {
        let Key::Map(key) = operation.key else { return };
        let (map, value) = match (operation.obj, operation.action) {
            (ObjectId::Root, OpType::Make(ObjType::Map | ObjType::Table)) => {
                return self.maps.push((id, key.to_string()));
            }
            (ObjectId::Id(map), OpType::Put(value)) => (map, value),
            (ObjectId::Id(map), OpType::Make(_)) => (map, ScalarValue::Null),
            _ => return,
        };
        self.written.push(Written { map, key: key.to_string(), by: id, value });
    }
}
