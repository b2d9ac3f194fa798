//! Stores that were copied, rolled back or written apart become equal, and lose nothing.

use super::exchange::{LAPTOP, PHONE, sync};
use super::{Place, copy, journal, moment, people, promised, store};
use crate::journal::Journal;
use mingle_proto::id::{DocumentId, Heads};
use mingle_proto::session::Replica;

promised! {
    stores_that_were_written_apart_become_equal,
    two_copies_of_a_store_go_on_writing_and_become_equal,
    a_store_that_was_rolled_back_loses_nothing_that_another_holds,
    what_two_devices_write_of_one_person_merges_field_by_field,
    an_exchange_of_equal_stores_changes_nothing,
    after_a_proof_nothing_is_unsynced_until_something_is_written,
    a_proof_of_an_older_set_is_not_remembered,
    a_renewed_actor_writes_on_after_older_bytes_came_back,
}

fn filled(place: &dyn Place, name: &str, seed: u64, count: usize) -> (Journal, Vec<DocumentId>) {
    let mut seed = people::Seed::new(seed);
    let mut journal = journal(place, name);
    let ids = (0..count)
        .map(|number| journal.add_contact(people::contact(&mut seed, number), moment(0)).unwrap())
        .collect();
    (journal, ids)
}

fn role(journal: &Journal, id: &DocumentId) -> String {
    journal.show(&id.to_string(), moment(0).today).unwrap().contact.role
}

fn set_role(journal: &mut Journal, id: &DocumentId, role: &str) {
    assert!(journal.edit_contact(id, moment(5), |contact| contact.role = role.into()).unwrap());
}

fn stores_that_were_written_apart_become_equal(place: &dyn Place) {
    let (mut laptop, ours) = filled(place, "laptop", 1, 60);
    let (mut phone, theirs) = filled(place, "phone", 2, 40);
    sync(laptop.store_mut(), phone.store_mut());
    set_role(&mut laptop, &ours[3], "ferrywoman");
    set_role(&mut phone, &ours[4], "luthier");
    set_role(&mut laptop, &theirs[5], "印刷工");
    sync(laptop.store_mut(), phone.store_mut());
    assert_eq!(laptop.status().unwrap().fingerprint, phone.status().unwrap().fingerprint);
    assert_eq!(phone.status().unwrap().documents, 103);
    assert_eq!(role(&phone, &ours[3]), "ferrywoman");
    assert_eq!(role(&laptop, &ours[4]), "luthier");
    assert_eq!(phone.find("印刷", 5).unwrap().len(), 1, "views follow what a peer brought");
    assert_eq!(super::documents::counted(phone.store_mut()), phone.store_mut().summary().unwrap());
}

fn two_copies_of_a_store_go_on_writing_and_become_equal(place: &dyn Place) {
    let (mut first, ids) = filled(place, "a", 3, 5);
    set_role(&mut first, &ids[0], "pilot");
    drop(first);
    copy(place, "a", "b");
    let (mut one, mut other) = (journal(place, "a"), journal(place, "b"));
    for round in 0..3 {
        set_role(&mut one, &ids[0], &format!("pilot {round}"));
        set_role(&mut other, &ids[1], &format!("nurse {round}"));
        one.edit_contact(&ids[2], moment(round), |contact| contact.note.push_str(" one")).unwrap();
        other
            .edit_contact(&ids[2], moment(round), |contact| contact.note.push_str(" other"))
            .unwrap();
        let (ours, theirs) = sync(one.store_mut(), other.store_mut());
        assert!(ours.iter().chain(&theirs).all(|applied| applied.refused.is_empty()));
    }
    assert_eq!((role(&one, &ids[1]), role(&other, &ids[0])), ("nurse 2".into(), "pilot 2".into()));
}

fn a_store_that_was_rolled_back_loses_nothing_that_another_holds(place: &dyn Place) {
    let (laptop, ids) = filled(place, "laptop", 4, 4);
    drop(laptop);
    copy(place, "laptop", "old");
    let (mut laptop, mut phone) = (journal(place, "laptop"), journal(place, "phone"));
    set_role(&mut laptop, &ids[0], "smith");
    let late =
        laptop.add_contact(people::contact(&mut people::Seed::new(9), 99), moment(6)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    drop(laptop);

    copy(place, "old", "laptop");
    let mut laptop = journal(place, "laptop");
    set_role(&mut laptop, &ids[0], "weaver");
    set_role(&mut laptop, &ids[1], "beekeeper");
    sync(laptop.store_mut(), phone.store_mut());
    set_role(&mut laptop, &ids[2], "potter");
    sync(laptop.store_mut(), phone.store_mut());
    for journal in [&laptop, &phone] {
        assert!(journal.show(&late.to_string(), moment(0).today).is_ok());
        assert_eq!(
            (role(journal, &ids[1]), role(journal, &ids[2])),
            ("beekeeper".into(), "potter".into())
        );
    }
    let first = role(&laptop, &ids[0]);
    assert!(
        first == "smith" || first == "weaver",
        "both edits are in the history, one is shown: {first}"
    );
    assert_eq!(first, role(&phone, &ids[0]));
}

fn what_two_devices_write_of_one_person_merges_field_by_field(place: &dyn Place) {
    let (mut laptop, ids) = filled(place, "laptop", 5, 1);
    let mut phone = journal(place, "phone");
    sync(laptop.store_mut(), phone.store_mut());
    laptop
        .edit_contact(&ids[0], moment(1), |contact| {
            contact.org = "Kestrel".into();
            contact.note.push_str(" Plays the ney.");
        })
        .unwrap();
    phone
        .edit_contact(&ids[0], moment(1), |contact| {
            contact.tags.insert("hüzün".into());
            contact.note.insert_str(0, "Kind. ");
        })
        .unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    let shown =
        |journal: &Journal| journal.show(&ids[0].to_string(), moment(0).today).unwrap().contact;
    let merged = shown(&laptop);
    assert_eq!(merged, shown(&phone));
    assert!(merged.note.starts_with("Kind. ") && merged.note.ends_with(" Plays the ney."));
    assert!(merged.org == "Kestrel" && merged.tags.contains("hüzün"));
    assert_eq!(laptop.find("huzun ney", 5).unwrap().len(), 1);
}

fn an_exchange_of_equal_stores_changes_nothing(place: &dyn Place) {
    let (mut laptop, ids) = filled(place, "laptop", 6, 10);
    let mut phone = journal(place, "phone");
    sync(laptop.store_mut(), phone.store_mut());
    let before = phone.store().changed_since(0).unwrap();
    let frame: Vec<_> = ids
        .iter()
        .map(|id| laptop.store_mut().payload(id, &Heads::default()).unwrap().unwrap())
        .collect();
    let twice: Vec<_> = frame.iter().chain(&frame).cloned().collect();
    let applied = phone.store_mut().apply(&LAPTOP, &twice).unwrap();
    assert_eq!(applied, Default::default());
    assert_eq!(phone.store().changed_since(0).unwrap(), before);
}

fn after_a_proof_nothing_is_unsynced_until_something_is_written(place: &dyn Place) {
    let (mut laptop, ids) = filled(place, "laptop", 7, 8);
    laptop.add_device(&PHONE, "Telefon", "phone", Some(&LAPTOP), moment(0)).unwrap();
    let mut phone = store(place, "phone");
    sync(laptop.store_mut(), &mut phone);
    laptop.store_mut().note_sync(&PHONE, moment(3).now).unwrap();
    laptop.store_mut().note_address(&PHONE, "192.0.2.7:4455").unwrap();
    let peer = laptop.status().unwrap().peers.remove(0);
    assert_eq!((peer.device, peer.unsynced, peer.name.as_str()), (PHONE, 0, "Telefon"));
    assert_eq!((peer.last_sync, peer.address.as_str()), (Some(moment(3).now), "192.0.2.7:4455"));
    assert_eq!(laptop.show(&ids[0].to_string(), moment(0).today).unwrap().held_on, [PHONE]);
    set_role(&mut laptop, &ids[0], "diver");
    assert_eq!(laptop.status().unwrap().peers[0].unsynced, 1);
    assert_eq!(laptop.show(&ids[0].to_string(), moment(0).today).unwrap().held_on, []);
    assert_eq!(laptop.show(&ids[1].to_string(), moment(0).today).unwrap().held_on, [PHONE]);
}

fn a_proof_of_an_older_set_is_not_remembered(place: &dyn Place) {
    let (mut laptop, ids) = filled(place, "laptop", 8, 2);
    let older = laptop.store_mut().summary().unwrap();
    set_role(&mut laptop, &ids[0], "miller");
    laptop.store_mut().synced(&PHONE, &older).unwrap();
    assert!(laptop.status().unwrap().peers.iter().all(|peer| peer.unsynced > 0));
    assert_eq!(laptop.show(&ids[1].to_string(), moment(0).today).unwrap().held_on, []);
}

fn a_renewed_actor_writes_on_after_older_bytes_came_back(place: &dyn Place) {
    let (mut laptop, ids) = filled(place, "laptop", 10, 1);
    let mut phone = journal(place, "phone");
    sync(laptop.store_mut(), phone.store_mut());
    for round in 0..3 {
        laptop.store_mut().renew_actor().unwrap();
        set_role(&mut laptop, &ids[0], &format!("baker {round}"));
        set_role(&mut phone, &ids[0], &format!("tailor {round}"));
        sync(laptop.store_mut(), phone.store_mut());
        assert_eq!(role(&laptop, &ids[0]), role(&phone, &ids[0]));
    }
}
