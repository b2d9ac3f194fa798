//! How the file is kept: its settings, its format, and views that can be derived at any time.

use super::{Place, copy, journal, moment, people, promised, store};
use crate::journal::Journal;
use crate::store::StoreError;

promised! {
    the_settings_of_the_file_hold,
    a_journal_of_a_newer_program_is_refused,
    a_journal_of_an_older_program_is_taken_on,
    a_database_of_another_program_is_refused,
    a_file_that_is_no_database_is_refused,
    views_derived_again_are_the_same,
    views_of_another_version_are_derived_again_by_themselves,
    refusals_of_another_version_of_the_program_are_tried_again,
}

fn the_settings_of_the_file_hold(place: &dyn Place) {
    for _ in 0..2 {
        let pragmas = store(place, "a").pragmas().unwrap();
        assert_eq!(pragmas.journal_mode, "wal");
        assert_eq!((pragmas.synchronous, pragmas.secure_delete), (2, 1));
        assert_eq!(pragmas.user_version, 5);
    }
}

/// Writes a number into the header of the file (SQLite's file format, 1.3).
fn patch(place: &dyn Place, name: &str, offset: usize, number: u32) {
    let mut bytes = place.raw_bytes(name);
    bytes[offset..offset + 4].copy_from_slice(&number.to_be_bytes());
    place.put_raw_bytes(name, &bytes);
}

const USER_VERSION: usize = 60;
const APPLICATION_ID: usize = 68;

fn a_journal_of_a_newer_program_is_refused(place: &dyn Place) {
    drop(store(place, "a"));
    patch(place, "a", USER_VERSION, 9);
    let error = place.try_open("a").err().unwrap();
    assert!(matches!(error, StoreError::Newer { found: 9, known: 5 }), "{error}");
    assert_eq!(
        (error.code(), error.hint()),
        ("newer-journal", Some("update Mingle on this device"))
    );
    patch(place, "a", USER_VERSION, 5);
    assert_eq!(journal(place, "a").status().unwrap().documents, 3, "nothing was touched");
}

fn a_journal_of_an_older_program_is_taken_on(place: &dyn Place) {
    use mingle_proto::record::Contact;
    use mingle_proto::session::Replica;
    let mut older = filled(place, "a");
    older.store_mut().apply(&super::exchange::PHONE, &[super::taking::garbage(1)]).unwrap();
    older.add_device(&super::exchange::PHONE, "Phone", "phone", None, moment(0)).unwrap();
    older.revoke_device(&super::exchange::PHONE, &super::exchange::LAPTOP, moment(1)).unwrap();
    let keep = |writing: &mut crate::store::Writing| {
        let photo = writing.keep(b"a portrait")?;
        let noor = Contact { photo: photo.to_string(), ..Contact::default() };
        writing.create(&noor).map(|_| photo)
    };
    let photo = older.store_mut().write::<_, StoreError>(moment(2).now, keep).unwrap();
    let before = told(&older);
    older.store().take_back_the_format().unwrap();
    drop(older);
    let mut newer = journal(place, "a");
    assert_eq!(newer.store().pragmas().unwrap().user_version, 5);
    assert_eq!(newer.attachment_bytes(&photo).unwrap().as_deref(), Some(&b"a portrait"[..]));
    assert_eq!(newer.status().unwrap().refused.len(), 1);
    assert_eq!(told(&newer), before);
    newer.store_mut().lose_the_devices_record().unwrap();
    let standing = newer.store_mut().standing(&super::exchange::PHONE).unwrap();
    assert_eq!(standing, mingle_proto::session::Standing::Revoked, "who was revoked is kept");
}

fn a_database_of_another_program_is_refused(place: &dyn Place) {
    drop(store(place, "a"));
    patch(place, "a", APPLICATION_ID, 0x0f05_5111);
    assert!(matches!(place.try_open("a").err().unwrap(), StoreError::Foreign));
}

fn a_file_that_is_no_database_is_refused(place: &dyn Place) {
    drop(store(place, "a"));
    let mut bytes = place.raw_bytes("a");
    bytes[..16].copy_from_slice(b"Dear diary, ----");
    place.put_raw_bytes("b", &bytes);
    match place.try_open("b").err() {
        Some(error) => {
            assert_eq!(error.code(), "journal-damaged");
            let hint = error.hint().unwrap();
            assert!(hint.contains("earlier copy") && !hint.contains("restor"), "{hint}");
        }
        None => panic!("it opened"),
    }
}

/// A journal with people, times together and things to do.
fn filled(place: &dyn Place, name: &str) -> Journal {
    let mut seed = people::Seed::new(7);
    let mut journal = journal(place, name);
    for number in 0..25 {
        let id =
            journal.add_contact(people::contact(&mut seed, number), moment(0)).unwrap().to_string();
        journal
            .add_interaction(people::interaction(&mut seed, std::slice::from_ref(&id)), moment(0))
            .unwrap();
        journal.add_move(people::move_(&mut seed, &[id]), moment(0)).unwrap();
    }
    journal
}

/// Everything that the views say.
fn told(journal: &Journal) -> String {
    let reading = journal.store().reading();
    let people = reading.contacts(0, 100).unwrap();
    let shown: Vec<_> = people
        .iter()
        .map(|row| journal.show(&row.id.to_string(), moment(0).today).unwrap())
        .collect();
    let found: Vec<_> =
        ["lisbon", "mail", "ki", "小"].map(|typed| journal.find(typed, 100).unwrap()).into();
    let due = journal.due(moment(0).today).unwrap();
    format!("{people:?} {shown:?} {found:?} {due:?} {:?}", journal.status().unwrap())
}

fn views_derived_again_are_the_same(place: &dyn Place) {
    let mut journal = filled(place, "a");
    let before = told(&journal);
    let mut heard = Vec::new();
    let reindexed = journal.reindex(&mut |done, total| heard.push((done, total))).unwrap();
    assert_eq!((reindexed.documents, reindexed.unreadable.len()), (78, 0));
    assert_eq!(heard.last(), Some(&(78, 78)));
    assert_eq!(told(&journal), before);
}

fn views_of_another_version_are_derived_again_by_themselves(place: &dyn Place) {
    let mut journal = filled(place, "a");
    let before = told(&journal);
    journal.store_mut().spoil_views().unwrap();
    assert!(journal.find("lisbon", 10).unwrap().is_empty());
    drop(journal);
    assert_eq!(told(&super::journal(place, "a")), before);
}

fn refusals_of_another_version_of_the_program_are_tried_again(place: &dyn Place) {
    use mingle_proto::session::Replica;
    let mut one = store(place, "a");
    let bad = super::taking::garbage(1);
    one.apply(&super::exchange::PHONE, &[bad]).unwrap();
    assert_eq!(one.refusals().unwrap().len(), 1);
    drop(one);
    assert_eq!(
        store(place, "a").refusals().unwrap().len(),
        1,
        "the same program need not try again"
    );
    let one = store(place, "a");
    one.age_refusals().unwrap();
    drop(one);
    assert_eq!(store(place, "a").refusals().unwrap(), []);
    copy(place, "a", "b");
}
