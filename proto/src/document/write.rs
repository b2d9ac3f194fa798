//! From a record to a document: the first change, and the smallest edit that turns one record into another.

use automerge::{
    ActorId, AutoCommit, ObjId, ObjType, ROOT, ScalarValue, TextEncoding, hydrate,
    transaction::{CommitOptions, Transactable},
};
use std::collections::HashMap;

use super::{Document, Writer, object};
use crate::record::{Field, Shape, Values};
use crate::timestamp::Timestamp;

/// Automerge's edits of objects that exist, with values of their own type, do not fail; an error here is a bug in
/// the calling code, and continuing would lose what a person wrote.
const SOUND: &str = "an edit of an object that this function has just found or made";

pub fn create(shape: &Shape, values: Values, writer: &Writer) -> Document {
    let mut root = HashMap::from([
        ("kind".to_owned(), hydrate::Value::scalar(shape.kind.as_str())),
        ("v".to_owned(), hydrate::Value::scalar(shape.version)),
    ]);
    for (key, _, field) in values {
        if let Some(value) = hydrated(&field) {
            root.insert(key.to_owned(), value);
        }
    }
    let mut inner = AutoCommit::new().with_actor(writer.actor.clone());
    inner.init_root_from_hydrate(&hydrate::Map::from(root)).expect(SOUND);
    inner.commit_with(CommitOptions::default().with_time(writer.now.seconds()));
    Document { inner }
}

pub fn singleton(shape: &Shape) -> Document {
    let kind = &shape.kind;
    let mut inner = AutoCommit::new().with_actor(fixed_actor(&format!("{kind} 1")));
    inner.put(ROOT, "kind", kind.as_str()).expect(SOUND);
    inner.put(ROOT, "v", 1i64).expect(SOUND);
    for (key, since, field) in (shape.empty)() {
        if since == 1 {
            put_empty(&mut inner, key, &field);
        }
    }
    inner.commit_with(CommitOptions::default().with_time(0));
    Document { inner }
}

/// An actor that is the same on every replica, for changes that are.
pub fn fixed_actor(purpose: &str) -> ActorId {
    ActorId::from(&blake3::derive_key("mingle 1 fixed actor", purpose.as_bytes())[..16])
}

/// Makes the container that a field needs; scalars need none.
pub fn put_empty(doc: &mut AutoCommit, key: &str, field: &Field) {
    if let Some(kind) = container(field) {
        doc.put_object(ROOT, key, kind).expect(SOUND);
    }
}

fn container(field: &Field) -> Option<ObjType> {
    match field {
        Field::Word(_) | Field::Moment(_) => None,
        Field::Text(_) => Some(ObjType::Text),
        Field::Set(_) | Field::Entries(_) | Field::Moments(_) => Some(ObjType::Map),
    }
}

pub fn write(
    document: &mut Document,
    before: Values,
    after: Values,
    writer: &Writer,
    message: Option<&str>,
) {
    let doc = &mut document.inner;
    doc.set_actor(writer.actor.clone());
    for ((key, _, old), (_, _, new)) in before.into_iter().zip(after) {
        if old != new {
            write_field(doc, key, &old, &new);
        }
    }
    let mut options = CommitOptions::default().with_time(writer.now.seconds());
    if let Some(message) = message {
        options = options.with_message(message);
    }
    doc.commit_with(options);
}

fn write_field(doc: &mut AutoCommit, key: &str, old: &Field, new: &Field) {
    match (old, new) {
        (_, Field::Word(word)) => doc.put(ROOT, key, word.as_str()).expect(SOUND),
        (_, Field::Moment(moment)) => doc.put(ROOT, key, moment_scalar(*moment)).expect(SOUND),
        (_, Field::Text(text)) => {
            let id = find_or_make(doc, key, ObjType::Text);
            doc.update_text(&id, text).expect(SOUND);
        }
        (Field::Set(old), Field::Set(new)) => {
            let map = find_or_make(doc, key, ObjType::Map);
            old.difference(new).for_each(|gone| doc.delete(&map, gone.as_str()).expect(SOUND));
            new.difference(old).for_each(|word| doc.put(&map, word.as_str(), true).expect(SOUND));
        }
        (Field::Entries(old), Field::Entries(new)) => {
            let map = find_or_make(doc, key, ObjType::Map);
            remove_keys(doc, &map, old.keys().filter(|key| !new.contains_key(*key)));
            for (key, word) in new.iter().filter(|(key, word)| old.get(*key) != Some(*word)) {
                doc.put(&map, key.as_str(), word.as_str()).expect(SOUND);
            }
        }
        (Field::Moments(old), Field::Moments(new)) => {
            let map = find_or_make(doc, key, ObjType::Map);
            remove_keys(doc, &map, old.keys().filter(|key| !new.contains_key(*key)));
            for (key, moment) in new.iter().filter(|(key, moment)| old.get(*key) != Some(*moment)) {
                doc.put(&map, key.as_str(), moment_scalar(Some(*moment))).expect(SOUND);
            }
        }
        _ => unreachable!("a field's kind follows from its record's type"),
    }
}

fn remove_keys<'a>(doc: &mut AutoCommit, map: &ObjId, keys: impl Iterator<Item = &'a String>) {
    keys.for_each(|key| doc.delete(map, key.as_str()).expect(SOUND));
}

/// The container at a key. It exists since the first change or the upgrade; a document of a careless writer that
/// lacks it gets it here.
fn find_or_make(doc: &mut AutoCommit, key: &str, kind: ObjType) -> ObjId {
    match object(doc, key) {
        Some(id) if automerge::ReadDoc::object_type(doc, &id) == Ok(kind) => id,
        _ => doc.put_object(ROOT, key, kind).expect(SOUND),
    }
}

fn moment_scalar(moment: Option<Timestamp>) -> ScalarValue {
    moment.map_or(ScalarValue::Null, |Timestamp(millis)| ScalarValue::Timestamp(millis))
}

/// The value for a first change; `None` for an empty scalar, which needs no place there.
fn hydrated(field: &Field) -> Option<hydrate::Value> {
    let map = |entries: HashMap<String, hydrate::Value>| {
        Some(hydrate::Value::Map(hydrate::Map::from(entries)))
    };
    match field {
        Field::Word(word) if word.is_empty() => None,
        Field::Word(word) => Some(hydrate::Value::scalar(word.as_str())),
        Field::Moment(None) => None,
        Field::Moment(moment) => Some(hydrate::Value::scalar(moment_scalar(*moment))),
        Field::Text(text) => Some(hydrate::Value::text(TextEncoding::platform_default(), text)),
        Field::Set(set) => {
            map(set.iter().map(|word| (word.clone(), hydrate::Value::scalar(true))).collect())
        }
        Field::Entries(entries) => map(entries
            .iter()
            .map(|(key, word)| (key.clone(), hydrate::Value::scalar(word.as_str())))
            .collect()),
        Field::Moments(moments) => map(moments
            .iter()
            .map(|(key, moment)| {
                (key.clone(), hydrate::Value::scalar(moment_scalar(Some(*moment))))
            })
            .collect()),
    }
}
