//! What is written stands, and what is not finished does not.

use super::{Place, copy, journal, moment, people, promised, store};
use crate::store::{Store, StoreError};
use mingle_proto::id::{BlobHash, SetSum};
use mingle_proto::kind::Kind;
use mingle_proto::record::{Contact, Devices, Forgotten, Me};
use mingle_proto::session::Replica;

promised! {
    what_was_written_is_there_after_reopening,
    a_use_case_that_fails_leaves_nothing_behind,
    the_fingerprint_is_that_of_the_documents_held,
    singletons_exist_from_the_first_opening_and_are_equal_everywhere,
    what_was_written_since_a_count_is_named,
    an_attachment_is_kept_once_under_its_hash,
    an_edit_that_changes_nothing_writes_nothing,
    fields_that_a_newer_program_added_survive_an_edit,
}

fn ana() -> Contact {
    Contact {
        name: "Ana Ruiz".into(),
        org: "Acme".into(),
        note: "שלום 🚆 李".into(),
        ..Contact::default()
    }
}

fn what_was_written_is_there_after_reopening(place: &dyn Place) {
    let mut before = journal(place, "a");
    let id = before.add_contact(ana(), moment(0)).unwrap();
    let status = before.status().unwrap();
    drop(before);
    let after = journal(place, "a");
    let person = after.show("ana ruiz", moment(1).today).unwrap();
    assert_eq!((person.id, person.contact.note.as_str()), (id, "שלום 🚆 李"));
    assert_eq!(after.status().unwrap(), status);
    assert_eq!(status.documents, 4);
}

fn a_use_case_that_fails_leaves_nothing_behind(place: &dyn Place) {
    let mut store = store(place, "a");
    let before = (store.summary().unwrap(), store.changed_since(0).unwrap());
    let result: Result<(), StoreError> = store.write(moment(0).now, |writing| {
        let id = writing.create(&ana())?;
        writing.keep(b"a photo")?;
        assert!(writing.reading().contact_row(&id)?.is_some(), "a transaction sees its own writes");
        Err(StoreError::Missing(id))
    });
    assert!(result.is_err());
    assert_eq!((store.summary().unwrap(), store.changed_since(0).unwrap()), before);
    assert!(store.reading().contacts(0, 10).unwrap().is_empty());
    assert!(store.reading().search("ana", 10).unwrap().is_empty());
    assert_eq!(store.reading().blob(&BlobHash::of(b"a photo")).unwrap(), None);
}

/// Adds up the items one by one.
pub fn counted(store: &mut Store) -> SetSum {
    let mut sum = SetSum::default();
    store.items().unwrap().iter().for_each(|item| sum.add(&item.hash));
    sum
}

fn the_fingerprint_is_that_of_the_documents_held(place: &dyn Place) {
    let mut seed = people::Seed::new(1);
    let mut journal = journal(place, "a");
    let mut ids = Vec::new();
    for number in 0..20 {
        ids.push(journal.add_contact(people::contact(&mut seed, number), moment(0)).unwrap());
    }
    for id in &ids[..7] {
        journal.edit_contact(id, moment(1), |contact| contact.role.push_str(" (acting)")).unwrap();
    }
    journal.forget(&ids[3], moment(2)).unwrap();
    let summary = journal.store_mut().summary().unwrap();
    assert_eq!(summary, counted(journal.store_mut()));
    assert_eq!(summary.count, 3 + 19);
}

fn singletons_exist_from_the_first_opening_and_are_equal_everywhere(place: &dyn Place) {
    let (mut one, mut other) = (store(place, "a"), store(place, "b"));
    assert_eq!(one.summary().unwrap(), other.summary().unwrap());
    assert_eq!(one.summary().unwrap().count, 3);
    let ids = Kind::SINGLETONS.map(|kind| kind.singleton_id());
    assert!(one.heads(&ids).unwrap().iter().all(|heads| heads.as_slice().len() == 1));
    assert_eq!(one.reading().singleton::<Devices>().unwrap(), Devices::default());
    assert_eq!(one.reading().singleton::<Forgotten>().unwrap(), Forgotten::default());
    assert_eq!(one.reading().singleton::<Me>().unwrap(), Me::default());
}

fn what_was_written_since_a_count_is_named(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let (all, start) = journal.store().changed_since(0).unwrap();
    assert_eq!(all.len(), 3);
    let ana = journal.add_contact(ana(), moment(0)).unwrap();
    let (new, after) = journal.store().changed_since(start).unwrap();
    assert_eq!(new, [ana]);
    journal.forget(&ana, moment(1)).unwrap();
    let (new, end) = journal.store().changed_since(after).unwrap();
    assert_eq!(new, [Kind::Forgotten.singleton_id(), ana], "what was taken away is named too");
    assert!(journal.store().changed_since(end).unwrap().0.is_empty());
}

fn an_attachment_is_kept_once_under_its_hash(place: &dyn Place) {
    let mut store = store(place, "a");
    let photo: Vec<u8> = (0..100_000u32).map(|n| (n % 251) as u8).collect();
    let keep =
        |store: &mut Store| store.write(moment(0).now, |writing| writing.keep(&photo)).unwrap();
    let hash = keep(&mut store);
    assert_eq!((hash, keep(&mut store)), (BlobHash::of(&photo), hash));
    assert_eq!(store.reading().blob(&hash).unwrap().unwrap(), photo);
    assert_eq!(store.reading().blob(&BlobHash::of(b"other")).unwrap(), None);
}

fn an_edit_that_changes_nothing_writes_nothing(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let id = journal.add_contact(ana(), moment(0)).unwrap();
    let before = journal.store().changed_since(0).unwrap();
    assert!(!journal.edit_contact(&id, moment(1), |contact| contact.org = "Acme".into()).unwrap());
    assert_eq!(journal.store().changed_since(0).unwrap(), before);
    let missing = journal.edit_contact(&Kind::Me.singleton_id(), moment(1), |_| {}).unwrap_err();
    assert_eq!(missing.code(), "no-such-record", "the owner's record is no contact");
}

fn fields_that_a_newer_program_added_survive_an_edit(place: &dyn Place) {
    use automerge::{AutoCommit, ROOT, ReadDoc, transaction::Transactable};
    let mut journal = journal(place, "a");
    let id = journal.add_contact(ana(), moment(0)).unwrap();
    let store = journal.store_mut();
    let held = store.payload(&id, &Default::default()).unwrap().unwrap();
    let mut newer = AutoCommit::load(&held.bytes).unwrap();
    newer.put(ROOT, "pronouns", "she").unwrap();
    let heads = mingle_proto::id::Heads::new(newer.get_heads());
    let payload = mingle_proto::session::Payload { id, heads, bytes: newer.save() };
    assert_eq!(store.apply(&super::exchange::PHONE, &[payload]).unwrap().changed, [id]);
    journal.edit_contact(&id, moment(1), |contact| contact.role = "CTO".into()).unwrap();
    let bytes = journal.store_mut().payload(&id, &Default::default()).unwrap().unwrap().bytes;
    let read = AutoCommit::load(&bytes).unwrap();
    assert_eq!(read.get(ROOT, "pronouns").unwrap().unwrap().0.as_str(), Some("she"));
    drop(journal);
    copy(place, "a", "b");
    assert_eq!(
        super::journal(place, "b").show("Ana", moment(2).today).unwrap().contact.role,
        "CTO"
    );
}
