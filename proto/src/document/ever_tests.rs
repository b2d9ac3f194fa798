#![allow(clippy::unwrap_used)]

use super::*;
use crate::id::DeviceId;
use crate::record::{Devices, Forgotten};
use automerge::transaction::Transactable;
use automerge::{ObjType, ScalarValue};

const LAPTOP: DeviceId = DeviceId::from_bytes([1; 32]);
const LOST: DeviceId = DeviceId::from_bytes([2; 32]);

fn writer(n: u8, seconds: i64) -> Writer {
    Writer { actor: ActorId::from([n; 16]), now: Timestamp(seconds * 1000) }
}

/// The laptop and a phone that was lost and revoked.
fn devices() -> Document {
    let mut document = Document::singleton::<Devices>();
    document.edit::<Devices>(&writer(1, 1), |devices| {
        for device in [LAPTOP, LOST] {
            devices.added.insert(device.to_string(), Timestamp(1000));
            devices.added_by.insert(device.to_string(), [LAPTOP.to_string()].into());
        }
    });
    document.edit::<Devices>(&writer(1, 2), |devices| {
        devices.revoked.insert(LOST.to_string(), Timestamp(2000));
    });
    document
}

/// Everything that a program which is not ours can do to a map in the root.
type Hiding = fn(&mut AutoCommit, &str);

const HIDINGS: [Hiding; 7] = [
    |doc, map| drop(doc.put_object(ROOT, map, ObjType::Map).unwrap()),
    |doc, map| drop(doc.put_object(ROOT, map, ObjType::List).unwrap()),
    |doc, map| doc.put(ROOT, map, "nothing").unwrap(),
    |doc, map| doc.delete(ROOT, map).unwrap(),
    |doc, map| {
        let id = object(doc, map).unwrap();
        for key in doc.keys(&id).collect::<Vec<_>>() {
            doc.delete(&id, key.as_str()).unwrap();
        }
    },
    |doc, map| {
        let id = object(doc, map).unwrap();
        for key in doc.keys(&id).collect::<Vec<_>>() {
            doc.put(&id, key.as_str(), ScalarValue::Null).unwrap();
        }
    },
    |doc, map| {
        let id = object(doc, map).unwrap();
        for key in doc.keys(&id).collect::<Vec<_>>() {
            doc.put_object(&id, key.as_str(), ObjType::Map).unwrap();
        }
    },
];

/// What comes of it when somebody who holds `document` hides these maps, and this reaches who holds `document`.
fn hidden(document: &mut Document, hiding: Hiding, maps: &[&str]) -> Document {
    let held = document.bytes();
    let mut hostile = Document::load(&held).unwrap();
    hostile.inner.set_actor(ActorId::from([9; 16]));
    maps.iter().for_each(|map| hiding(&mut hostile.inner, map));
    let changes = hostile.bytes_after(&document.heads());
    Document::take(Some(&held), &changes, &hostile.heads()).unwrap()
}

/// Each takes what the other has.
fn exchange(one: &mut Document, other: &mut Document) {
    let (changes, heads) = (one.bytes_after(&other.heads()), one.heads());
    let back = other.bytes_after(&heads);
    *one = Document::take(Some(&one.bytes()), &back, &other.heads()).unwrap();
    *other = Document::take(Some(&other.bytes()), &changes, &heads).unwrap();
}

#[test]
fn nothing_that_a_change_can_do_takes_back_a_revocation_or_a_membership() {
    for (number, hiding) in HIDINGS.into_iter().enumerate() {
        let mut document = devices();
        let before: Devices = document.read();
        for maps in [&["revoked"][..], &["added"], &["addedBy"], &["revoked", "added", "addedBy"]] {
            let after: Devices = hidden(&mut document, hiding, maps).read();
            assert_eq!(after, before, "way {number} of hiding {maps:?}");
            assert!(after.is_revoked(&LOST) && after.is_current(&LAPTOP));
        }
    }
}

#[test]
fn nothing_that_a_change_can_do_brings_back_what_was_forgotten() {
    for (number, hiding) in HIDINGS.into_iter().enumerate() {
        let mut document = Document::singleton::<Forgotten>();
        let forget = |id: &str| {
            let id = id.to_owned();
            move |forgotten: &mut Forgotten| {
                forgotten.ids.insert(id);
            }
        };
        document.edit::<Forgotten>(&writer(1, 1), forget("one"));
        document.edit::<Forgotten>(&writer(1, 2), forget("two"));
        let mut after = hidden(&mut document, hiding, &["ids"]);
        let both: [String; 2] = ["one", "two"].map(str::to_owned);
        assert_eq!(after.read::<Forgotten>().ids, both.clone().into(), "way {number} of hiding");
        assert!(!after.edit::<Forgotten>(&writer(3, 3), forget("two")), "nothing to write back");
        after.edit::<Forgotten>(&writer(3, 4), forget("three"));
        let read: Forgotten = Document::load(&after.bytes()).unwrap().read();
        assert_eq!(
            read.ids,
            [both.to_vec(), vec!["three".to_owned()]].concat().into_iter().collect()
        );
    }
}

#[test]
fn whoever_builds_on_the_first_change_writes_beside_the_honest_word_and_not_over_it() {
    let mut document = devices();
    let mut hostile = Document::singleton::<Devices>();
    hostile.inner.set_actor(ActorId::from([0; 16]));
    let map = object(&hostile.inner, "addedBy").unwrap();
    hostile.inner.put(&map, LOST.to_string(), LOST.to_string()).unwrap();
    hostile.inner.put(&map, LAPTOP.to_string(), ScalarValue::Null).unwrap();
    let changes = hostile.bytes_after(&Document::singleton::<Devices>().heads());
    let after = Document::take(Some(&document.bytes()), &changes, &hostile.heads()).unwrap();
    let read: Devices = after.read();
    let both = [LAPTOP, LOST].map(|device| device.to_string());
    assert_eq!(read.added_by[&both[1]], both.clone().into());
    assert_eq!(read.added_by[&both[0]], [both[0].clone()].into(), "nothing is no adder");
    // Whoever heard of it the other way around reads the same, and so does whoever writes what was read.
    let honest = document.bytes_after(&hostile.heads());
    let other = Document::take(Some(&hostile.bytes()), &honest, &document.heads()).unwrap();
    assert_eq!(other.read::<Devices>(), read);
    let mut copied = Document::singleton::<Devices>();
    copied.edit::<Devices>(&writer(3, 9), |devices| *devices = read.clone());
    assert_eq!(copied.read::<Devices>(), read);
}

#[test]
fn what_is_written_after_a_map_was_hidden_stands_beside_what_was_there() {
    let tablet = DeviceId::from_bytes([3; 32]);
    for (number, hiding) in HIDINGS.into_iter().enumerate() {
        let mut one = hidden(&mut devices(), hiding, &["revoked", "added", "addedBy"]);
        let mut other = Document::load(&one.bytes()).unwrap();
        let add = |devices: &mut Devices| {
            devices.added.entry(tablet.to_string()).or_insert(Timestamp(3000));
        };
        one.edit::<Devices>(&writer(4, 3), add);
        other.edit::<Devices>(&writer(5, 3), |devices| {
            add(devices);
            devices.revoked.entry(tablet.to_string()).or_insert(Timestamp(3000));
        });
        exchange(&mut one, &mut other);
        assert_eq!(one.heads(), other.heads(), "both have everything after one exchange");
        let read: Devices = one.read();
        assert_eq!(read, other.read(), "way {number}");
        assert!(read.is_revoked(&LOST) && read.is_revoked(&tablet) && read.is_current(&LAPTOP));
        assert!(!one.edit::<Devices>(&writer(6, 4), add), "there is nothing to write back");
    }
}

#[test]
fn two_who_write_different_first_words_at_once_read_the_same() {
    let mut one = Document::singleton::<Devices>();
    let mut other = Document::load(&one.bytes()).unwrap();
    for (document, at) in [(&mut one, 1), (&mut other, 2)] {
        document.edit::<Devices>(&writer(6 + at, i64::from(at)), |devices| {
            devices.added.insert(LOST.to_string(), Timestamp(i64::from(at) * 1000));
        });
    }
    exchange(&mut one, &mut other);
    assert_eq!(one.read::<Devices>(), other.read());
}
