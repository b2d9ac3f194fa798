#![allow(clippy::unwrap_used)]

use super::*;
use crate::record::{Contact, Devices, Fields, Forgotten, Me, Shape};
use automerge::ObjType;
use automerge::transaction::Transactable;
use std::collections::BTreeMap;

fn writer(n: u8, seconds: i64) -> Writer {
    Writer { actor: ActorId::from([n; 16]), now: Timestamp(seconds * 1000) }
}

fn ana() -> Contact {
    Contact {
        name: "Ana Ruiz".into(),
        org: "Acme".into(),
        emails: BTreeMap::from([("ana@acme.example".into(), "work".into())]),
        tags: ["climate".to_owned()].into(),
        note: "Met on the train. 🚆 שלום".into(),
        created: Some(Timestamp(1_700_000_000_123)),
        ..Contact::default()
    }
}

/// Takes all that `other` has into `document`, as a session would.
fn exchange(document: &mut Document, other: &mut Document) {
    let held = document.bytes();
    let changes = other.bytes_after(&document.heads());
    *document = Document::take(Some(&held), &changes, &other.heads()).unwrap();
}

#[test]
fn a_record_reads_back_as_it_was_written() {
    let mut document = Document::create(&ana(), &writer(1, 1_700_000_000));
    assert_eq!(document.read::<Contact>(), ana());
    assert_eq!(document.kind(), Some(Kind::Contact));
    assert_eq!(document.time(), 1_700_000_000);
    let loaded = Document::load(&document.bytes()).unwrap();
    assert_eq!(loaded.read::<Contact>(), ana());
}

#[test]
fn edits_on_two_devices_merge_field_by_field() {
    let mut laptop = Document::create(&ana(), &writer(1, 1));
    let mut phone = Document::load(&laptop.bytes()).unwrap();
    laptop.edit::<Contact>(&writer(2, 2), |ana| {
        ana.org = "Kestrel".into();
        ana.emails.insert("ana@kestrel.example".into(), "work".into());
        ana.note.push_str(" Cello.");
    });
    phone.edit::<Contact>(&writer(3, 3), |ana| {
        ana.tags.insert("cello".into());
        ana.emails.remove("ana@acme.example");
        ana.note.insert_str(0, "Kind. ");
    });
    exchange(&mut laptop, &mut phone);
    exchange(&mut phone, &mut laptop);
    assert_eq!(laptop.heads(), phone.heads());
    let merged: Contact = laptop.read();
    assert_eq!(merged, phone.read());
    assert_eq!(merged.org, "Kestrel");
    assert_eq!(merged.emails.keys().collect::<Vec<_>>(), ["ana@kestrel.example"]);
    assert_eq!(merged.note, "Kind. Met on the train. 🚆 שלום Cello.");
    assert_eq!(merged.tags.len(), 2);
}

#[test]
fn an_edit_that_changes_nothing_writes_nothing() {
    let mut document = Document::create(&ana(), &writer(1, 1));
    let heads = document.heads();
    assert!(!document.edit::<Contact>(&writer(2, 2), |_| {}));
    assert_eq!(document.heads(), heads);
}

#[test]
fn every_replica_starts_a_singleton_with_the_same_bytes() {
    let hash = |mut document: Document| document.heads().as_slice()[0].to_string();
    assert_eq!(
        hash(Document::singleton::<Devices>()),
        "542d648f61f0e2530aa3f8ed9dd40f0bcd26a29da8c7bccdadde08af301accb5"
    );
    assert_eq!(
        hash(Document::singleton::<Forgotten>()),
        "7b74a4c9262ca061ef2a892b15b30577d483a9f481a6ef51d6e04a15502360b3"
    );
    assert_eq!(
        hash(Document::singleton::<Me>()),
        "0f5177e570a58d53e49f6a3c726d21ecaeef6bdb31285c660f6763bb71490c8c"
    );
}

#[test]
fn changes_without_those_they_build_on_are_refused() {
    let mut laptop = Document::create(&ana(), &writer(1, 1));
    let old = laptop.bytes();
    laptop.edit::<Contact>(&writer(2, 2), |ana| ana.role = "CTO".into());
    let middle = laptop.heads();
    laptop.edit::<Contact>(&writer(2, 3), |ana| ana.role = "CEO".into());
    let changes = laptop.bytes_after(&middle);
    let refusal = Document::take(Some(&old), &changes, &laptop.heads()).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::MissingChanges);
}

#[test]
fn a_document_that_is_not_the_one_announced_is_refused() {
    let mut one = Document::create(&ana(), &writer(1, 1));
    let before = one.heads();
    one.edit::<Contact>(&writer(2, 2), |ana| ana.role = "CTO".into());
    let refusal = Document::take(None, &one.bytes(), &before).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::OtherHeads);
}

#[test]
fn a_change_time_beyond_reason_is_clamped() {
    let mut document = Document::create(&ana(), &writer(1, i64::MAX / 1000));
    assert_eq!(document.time(), LATEST_TIME);
    let mut document = Document::create(&ana(), &writer(1, -5));
    assert_eq!(document.time(), 0);
}

/// A made-up version 2 of the contact, with a map, a text and a word more.
#[derive(Default, Clone, PartialEq, Debug)]
struct ContactOfVersion2 {
    first: Contact,
    gifts: BTreeMap<String, String>,
    diary: String,
    pronouns: String,
}

impl Record for ContactOfVersion2 {
    const KIND: Kind = Kind::Contact;
    const VERSION: i64 = 2;

    fn fields(&mut self, f: &mut dyn Fields) {
        self.first.fields(f);
        f.since(2);
        f.entries("gifts", &mut self.gifts);
        f.text("diary", &mut self.diary);
        f.word("pronouns", &mut self.pronouns);
    }
}

#[test]
fn two_diverged_replicas_upgrade_alike_and_keep_both_sides_entries() {
    let mut laptop = Document::create(&ana(), &writer(1, 1));
    let mut phone = Document::load(&laptop.bytes()).unwrap();
    laptop.edit::<Contact>(&writer(2, 2), |ana| ana.role = "CTO".into());
    phone.edit::<Contact>(&writer(3, 2), |ana| ana.org = "Kestrel".into());

    laptop.edit::<ContactOfVersion2>(&writer(4, 3), |ana| {
        ana.gifts.insert("a".into(), "a book".into());
        ana.diary.push_str("Sent it. ");
    });
    phone.edit::<ContactOfVersion2>(&writer(5, 3), |ana| {
        ana.gifts.insert("b".into(), "a plant".into());
        ana.diary.push_str("Watered it.");
    });
    exchange(&mut laptop, &mut phone);
    exchange(&mut phone, &mut laptop);

    assert_eq!(laptop.heads(), phone.heads());
    let merged: ContactOfVersion2 = laptop.read();
    assert_eq!(merged.gifts.len(), 2);
    assert!(merged.diary.contains("Sent it.") && merged.diary.contains("Watered it."));
    assert_eq!((merged.first.role.as_str(), merged.first.org.as_str()), ("CTO", "Kestrel"));
    assert_eq!(laptop.version(), 2);
    let upgrades = laptop.inner.get_changes_meta(&[]).iter().filter(|c| c.timestamp == 0).count();
    assert_eq!(upgrades, 1, "both replicas made one and the same upgrade change");
}

#[test]
fn laptops_that_each_write_their_host_apart_agree_and_know_both() {
    let mut first = Document::singleton::<Devices>();
    assert_eq!(first.version(), 1, "every replica starts it as the first program did");
    first.edit::<Devices>(&writer(1, 1), |devices| {
        devices.added.insert("ana".into(), Timestamp(1_000));
    });
    let mut laptop = Document::load(&first.bytes()).unwrap();
    let mut desktop = Document::load(&first.bytes()).unwrap();
    laptop.edit::<Devices>(&writer(2, 2), |devices| {
        devices.hosts.insert("ana".into(), "mingle-0123456789.local:7979".into());
    });
    desktop.edit::<Devices>(&writer(3, 2), |devices| {
        devices.hosts.insert("bo".into(), "mingle-9876543210.local:7980".into());
        devices.revoked.insert("cleo".into(), Timestamp(2_000));
    });
    exchange(&mut laptop, &mut desktop);
    exchange(&mut desktop, &mut laptop);
    assert_eq!(laptop.heads(), desktop.heads());
    let devices: Devices = laptop.read();
    assert_eq!(devices, desktop.read());
    assert_eq!(devices.hosts.keys().collect::<Vec<_>>(), ["ana", "bo"]);
    assert_eq!((devices.added.len(), devices.revoked.len()), (1, 1));
    assert_eq!(laptop.version(), 2);
}

#[test]
fn every_replica_upgrades_the_devices_record_by_the_same_change() {
    let mut devices = Document::singleton::<Devices>();
    upgrade::upgrade(&mut devices, &Shape::of::<Devices>());
    assert_eq!(
        devices.heads().as_slice()[0].to_string(),
        "aad30519b570eff36e989e26545a896e38c3815c1743ee2dacc3052c8fe45f5a"
    );
}

#[test]
fn every_replica_upgrades_the_owners_record_by_the_same_change() {
    let mut me = Document::singleton::<Me>();
    assert_eq!(me.version(), 1, "every replica starts it as the first program did");
    upgrade::upgrade(&mut me, &Shape::of::<Me>());
    assert_eq!(
        me.heads().as_slice()[0].to_string(),
        "5d3d04b64c68bd00cc70c79c91315d83543794d63bb8e0441abdf548996a02b3"
    );
}

#[test]
fn what_two_devices_change_of_the_deck_is_kept() {
    let mut first = Document::singleton::<Me>();
    let mut laptop = Document::load(&first.bytes()).unwrap();
    let mut phone = Document::load(&first.bytes()).unwrap();
    for (device, id, words) in [(&mut laptop, "own", "Which hat?"), (&mut phone, "lately", "")] {
        let number = words.len() as u8;
        device.edit::<Me>(&writer(number, 2), |me| {
            me.deck.insert(id.into(), words.into());
        });
    }
    exchange(&mut laptop, &mut phone);
    exchange(&mut phone, &mut laptop);
    assert_eq!(laptop.heads(), phone.heads());
    assert_eq!(laptop.read::<Me>().deck.keys().collect::<Vec<_>>(), ["lately", "own"]);
}

#[test]
fn an_older_program_keeps_the_fields_it_does_not_know() {
    let newer = ContactOfVersion2 { first: ana(), pronouns: "she".into(), ..Default::default() };
    let mut document = Document::create(&newer, &writer(1, 1));
    document.edit::<Contact>(&writer(2, 2), |ana| ana.role = "CTO".into());
    assert_eq!(document.read::<ContactOfVersion2>().pronouns, "she");
}

/// A document that a careless or hostile program made, edited here.
fn edited_after(make: impl FnOnce(&mut AutoCommit)) -> Contact {
    let mut doc = AutoCommit::new();
    doc.put(ROOT, "kind", "contact").unwrap();
    make(&mut doc);
    doc.commit();
    let heads = Heads::new(doc.get_heads());
    let mut document = Document::take(None, &doc.save_nocompress(), &heads).unwrap();
    document.edit::<ContactOfVersion2>(&writer(9, 2), |ana| {
        ana.first.note.push_str(" plays the cello");
        ana.first.tags.clear();
        ana.diary.push_str("Heard her.");
    });
    document.read::<ContactOfVersion2>().first
}

#[test]
fn whatever_version_a_document_claims_an_edit_of_it_ends() {
    for version in [i64::MIN, -1, 0, 3, i64::MAX] {
        let contact = edited_after(|doc| doc.put(ROOT, "v", version).unwrap());
        assert_eq!(contact.note, " plays the cello", "version {version}");
    }
}

#[test]
fn blocks_in_a_note_and_empty_keys_do_not_stop_an_edit() {
    let contact = edited_after(|doc| {
        let note = doc.put_object(ROOT, "note", ObjType::Text).unwrap();
        doc.splice_text(&note, 0, 0, "שרה 🎻").unwrap();
        doc.split_block(&note, 2).unwrap();
        doc.insert(&note, 1, 7i64).unwrap();
        let tags = doc.put_object(ROOT, "tags", ObjType::Map).unwrap();
        doc.put(&tags, "", true).unwrap();
    });
    assert!(contact.tags.is_empty() && contact.note.ends_with(" plays the cello"));
}
