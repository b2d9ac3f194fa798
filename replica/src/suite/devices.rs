//! Which devices belong to the owner, what they are called, and who does not belong any more.

use super::exchange::{LAPTOP, PHONE, sync};
use super::{Place, journal, moment, promised};
use crate::journal::{Journal, JournalError, Moment};
use automerge::transaction::Transactable;
use automerge::{AutoCommit, ObjType, ROOT, ReadDoc, Value};
use mingle_proto::id::{DeviceId, Heads, IdError};
use mingle_proto::kind::Kind;
use mingle_proto::session::{Payload, Replica, Standing};
use mingle_proto::timestamp::Timestamp;

promised! {
    a_device_stands_as_the_devices_record_says,
    a_device_that_is_added_again_without_a_name_keeps_its_own,
    a_device_is_shown_with_its_host_and_with_who_added_it,
    a_device_is_meant_by_its_name_its_id_in_both_forms_or_the_beginning_of_one,
    a_mistyped_id_names_the_place,
    a_device_does_not_revoke_itself_nor_one_that_is_none,
    a_device_that_was_revoked_adds_nobody,
    a_moment_that_no_page_can_write_is_brought_into_the_calendar,
    a_device_that_writes_over_who_added_which_hides_nothing_and_gets_no_honest_one_revoked,
    what_a_revoked_device_has_added_is_named_and_can_be_revoked_with_it,
    hosts_that_two_laptops_note_apart_are_known_to_both,
    no_change_by_another_program_takes_back_a_revocation_or_a_membership,
    a_key_that_is_not_written_as_a_device_is_is_no_device,
    who_was_ever_revoked_here_stays_so_whatever_becomes_of_the_record,
}

const TABLET: DeviceId = DeviceId::from_bytes([3; 32]);

fn a_device_stands_as_the_devices_record_says(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    let standing = |laptop: &mut Journal| laptop.store_mut().standing(&PHONE).unwrap();
    assert_eq!(standing(&mut laptop), Standing::Unknown);
    laptop.add_device(&PHONE, "Phone", "phone", Some(&LAPTOP), moment(0)).unwrap();
    assert_eq!(standing(&mut laptop), Standing::Current);
    laptop.revoke_device(&PHONE, &LAPTOP, moment(1)).unwrap();
    laptop.add_device(&PHONE, "Phone", "phone", None, moment(2)).unwrap();
    assert_eq!(standing(&mut laptop), Standing::Revoked, "a revoked key never comes back");
    let rows = laptop.devices().unwrap();
    assert_eq!(
        (rows.len(), rows[0].name.as_str(), rows[0].revoked),
        (1, "Phone", Some(moment(1).now))
    );
}

fn a_device_that_is_added_again_without_a_name_keeps_its_own(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    laptop.add_device(&PHONE, "Téléphone d’Inés", "phone", None, moment(0)).unwrap();
    laptop.add_device(&PHONE, "", "", None, moment(1)).unwrap();
    let row = laptop.devices().unwrap().remove(0);
    assert_eq!((row.name.as_str(), row.kind.as_str()), ("Téléphone d’Inés", "phone"));
    laptop.add_device(&PHONE, "Old phone", "phone", None, moment(2)).unwrap();
    assert_eq!(laptop.devices().unwrap()[0].name, "Old phone");
}

fn a_device_is_shown_with_its_host_and_with_who_added_it(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    laptop.add_device(&LAPTOP, "Ana’s laptop", "laptop", None, moment(0)).unwrap();
    laptop.add_device(&PHONE, "Телефон", "phone", Some(&LAPTOP), moment(1)).unwrap();
    laptop.set_host(&LAPTOP, "mingle-0123456789.local:7979", moment(2)).unwrap();
    let heads = |journal: &mut Journal| journal.store_mut().summary().unwrap();
    let before = heads(&mut laptop);
    laptop.set_host(&LAPTOP, "mingle-0123456789.local:7979", moment(3)).unwrap();
    assert_eq!(heads(&mut laptop), before, "what is known is not written again");
    let rows = laptop.devices().unwrap();
    assert_eq!(rows[0].host.as_deref(), Some("mingle-0123456789.local:7979"));
    assert_eq!((rows[0].added_by, rows[1].added_by), (None, Some(LAPTOP)));
    assert_eq!((rows[1].host.as_deref(), rows[1].spoken.len()), (None, 63));
    let error = laptop.set_host(&TABLET, "mingle-0123456789.local:1", moment(4)).unwrap_err();
    assert_eq!(error.code(), "no-such-device");
}

fn a_device_is_meant_by_its_name_its_id_in_both_forms_or_the_beginning_of_one(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    for (device, name) in [(&LAPTOP, "Zoë's Laptop"), (&PHONE, "נייד"), (&TABLET, "נייד")]
    {
        laptop.add_device(device, name, "phone", None, moment(0)).unwrap();
    }
    let called = |laptop: &Journal, asked: &str| laptop.device_called(asked).map(|it| it.device);
    for asked in [
        "zoe's laptop".to_owned(),
        LAPTOP.to_string(),
        LAPTOP.spoken(),
        LAPTOP.spoken().to_uppercase(),
        LAPTOP.to_string()[..20].to_owned(),
    ] {
        assert_eq!(called(&laptop, &asked).unwrap(), LAPTOP, "{asked}");
    }
    let JournalError::Ambiguous { candidates, .. } = called(&laptop, "נייד").unwrap_err()
    else {
        panic!("two have that name");
    };
    let ids: Vec<_> = candidates.iter().map(|candidate| candidate.id.clone()).collect();
    let mut expected = [PHONE.spoken_start(), TABLET.spoken_start()];
    expected.sort();
    assert_eq!(
        {
            let mut ids = ids.clone();
            ids.sort();
            ids
        },
        expected
    );
    for id in ids {
        assert!(laptop.device_called(&id).is_ok(), "{id} tells them apart");
    }
    laptop.revoke_device(&TABLET, &LAPTOP, moment(1)).unwrap();
    assert_eq!(called(&laptop, "נייד").unwrap(), PHONE, "the other is none any more");
    assert_eq!(called(&laptop, &TABLET.spoken()).unwrap(), TABLET);
    for unknown in ["", "zo", "0", "Bo's laptop"] {
        let error = called(&laptop, unknown).unwrap_err();
        assert_eq!(error.code(), "no-such-device", "{unknown}");
    }
}

fn a_mistyped_id_names_the_place(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    laptop.add_device(&PHONE, "Phone", "phone", None, moment(0)).unwrap();
    let spoken = PHONE.spoken();
    let at = spoken.len() - 3;
    let other = if spoken[at..].starts_with('7') { "8" } else { "7" };
    let mut typed = spoken.clone();
    typed.replace_range(at..=at, other);
    let error = laptop.device_called(&typed).unwrap_err();
    assert_eq!(error.code(), "mistyped-device");
    let groups = typed[48..].to_owned();
    let JournalError::MistypedDevice { error, .. } = error else { panic!("{error}") };
    assert_eq!(error, IdError::Mistyped { groups });
}

fn a_device_does_not_revoke_itself_nor_one_that_is_none(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    laptop.add_device(&LAPTOP, "Laptop", "laptop", None, moment(0)).unwrap();
    let own = laptop.revoke_device(&LAPTOP, &LAPTOP, moment(1)).unwrap_err();
    assert_eq!((own.code(), own.hint().is_some()), ("own-device", true));
    let none = laptop.revoke_device(&PHONE, &LAPTOP, moment(1)).unwrap_err();
    assert_eq!(none.code(), "no-such-device");
    laptop.add_device(&PHONE, "Phone", "phone", None, moment(2)).unwrap();
    laptop.revoke_device(&PHONE, &LAPTOP, moment(3)).unwrap();
    laptop.revoke_device(&PHONE, &LAPTOP, moment(4)).unwrap();
    let revoked: Vec<_> = laptop.devices().unwrap().into_iter().map(|row| row.revoked).collect();
    assert_eq!(revoked, [None, Some(moment(3).now)], "the first time counts");
}

fn hosts_that_two_laptops_note_apart_are_known_to_both(place: &dyn Place) {
    let (mut laptop, mut other) = (journal(place, "laptop"), journal(place, "other"));
    for device in [&LAPTOP, &TABLET] {
        laptop.add_device(device, "Laptop", "laptop", None, moment(0)).unwrap();
    }
    sync(laptop.store_mut(), other.store_mut());
    laptop.set_host(&LAPTOP, "mingle-0123456789.local:7979", moment(1)).unwrap();
    other.set_host(&TABLET, "mingle-9876543210.local:7980", moment(1)).unwrap();
    sync(laptop.store_mut(), other.store_mut());
    assert_eq!(laptop.devices().unwrap(), other.devices().unwrap());
    assert!(laptop.devices().unwrap().iter().all(|row| row.host.is_some()));
    let prints = [&mut laptop, &mut other].map(|it| it.store_mut().summary().unwrap());
    assert_eq!(prints[0], prints[1]);
}

/// The devices record of a journal, changed by Automerge alone, as a program that is not ours can.
/// A singleton as another program makes it that changes what it likes.
pub fn changed_by_hand(
    journal: &mut Journal,
    kind: Kind,
    change: impl FnOnce(&mut AutoCommit),
) -> Payload {
    let id = kind.singleton_id();
    let held = journal.store_mut().payload(&id, &Heads::default()).unwrap().unwrap();
    let mut document = AutoCommit::load(&held.bytes).unwrap();
    change(&mut document);
    document.commit();
    Payload { id, heads: Heads::new(document.get_heads()), bytes: document.save_nocompress() }
}

/// Takes every key out of a map.
pub fn emptied(document: &mut AutoCommit, map: &str) {
    let Ok(Some((Value::Object(_), id))) = document.get(ROOT, map) else { panic!("a map") };
    for key in document.keys(&id).collect::<Vec<_>>() {
        document.delete(&id, key.as_str()).unwrap();
    }
}

fn no_change_by_another_program_takes_back_a_revocation_or_a_membership(place: &dyn Place) {
    let hidings: [fn(&mut AutoCommit, &str); 4] = [
        |document, map| drop(document.put_object(ROOT, map, ObjType::Map).unwrap()),
        |document, map| document.put(ROOT, map, 1).unwrap(),
        |document, map| document.delete(ROOT, map).unwrap(),
        emptied,
    ];
    for (number, hiding) in hidings.into_iter().enumerate() {
        let mut laptop = journal(place, &format!("laptop {number}"));
        let mut desktop = journal(place, &format!("desktop {number}"));
        for device in [LAPTOP, PHONE, TABLET] {
            laptop.add_device(&device, "Zoë’s", "laptop", Some(&LAPTOP), moment(0)).unwrap();
        }
        laptop.revoke_device(&PHONE, &LAPTOP, moment(1)).unwrap();
        let before = laptop.devices().unwrap();
        let hostile = changed_by_hand(&mut laptop, Kind::Devices, |document| {
            ["revoked", "added", "addedBy"].iter().for_each(|map| hiding(document, map));
        });
        laptop.store_mut().apply(&TABLET, std::slice::from_ref(&hostile)).unwrap();
        // One that hears of it all for the first time, and by the hostile device.
        desktop.store_mut().apply(&TABLET, &[hostile]).unwrap();
        for journal in [&mut laptop, &mut desktop] {
            assert_eq!(journal.devices().unwrap(), before, "way {number}");
            assert_eq!(journal.store_mut().standing(&PHONE).unwrap(), Standing::Revoked);
            assert_eq!(journal.store_mut().standing(&LAPTOP).unwrap(), Standing::Current);
        }
        // Nothing is to be written back: both are equal at once, and stay so.
        sync(laptop.store_mut(), desktop.store_mut());
        assert_eq!(desktop.devices().unwrap(), before);
    }
}

fn a_device_that_was_revoked_adds_nobody(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    laptop.add_device(&TABLET, "Tablet", "phone", Some(&LAPTOP), moment(0)).unwrap();
    laptop.revoke_device(&TABLET, &LAPTOP, moment(1)).unwrap();
    let refused = laptop.add_device(&PHONE, "Phone", "phone", Some(&TABLET), moment(2));
    assert!(matches!(refused, Err(JournalError::NoSuchDevice { .. })), "{refused:?}");
    assert_eq!(laptop.store_mut().standing(&PHONE).unwrap(), Standing::Unknown);
    assert_eq!(laptop.devices().unwrap().len(), 1, "nothing of it was written");
}

fn a_moment_that_no_page_can_write_is_brought_into_the_calendar(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    for (device, millis) in [(PHONE, i64::MIN), (TABLET, i64::MAX)] {
        let named = Moment { now: Timestamp(millis), ..moment(0) };
        laptop.add_device(&device, "Zoë’s", "phone", None, named).unwrap();
        laptop.revoke_device(&device, &LAPTOP, named).unwrap();
    }
    // The most that JavaScript's dates take.
    let can_be_written = |at: Timestamp| at.0.unsigned_abs() < 8_640_000_000_000_000;
    for row in laptop.devices().unwrap() {
        assert!(row.added.is_some_and(can_be_written) && row.revoked.is_some_and(can_be_written));
    }
}

fn who_was_ever_revoked_here_stays_so_whatever_becomes_of_the_record(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    laptop.add_device(&PHONE, "Phone", "phone", Some(&LAPTOP), moment(0)).unwrap();
    laptop.revoke_device(&PHONE, &LAPTOP, moment(1)).unwrap();
    laptop.store_mut().lose_the_devices_record().unwrap();
    laptop.add_device(&TABLET, "Tablet", "phone", Some(&LAPTOP), moment(2)).unwrap();
    laptop.store_mut().lose_the_devices_record().unwrap();
    laptop.store_mut().reindex(&mut |_, _| {}).unwrap();
    laptop.store_mut().spoil_views().unwrap();
    drop(laptop);
    let mut laptop = journal(place, "laptop");
    assert_eq!(laptop.store_mut().standing(&PHONE).unwrap(), Standing::Revoked);
    assert_eq!(laptop.devices().unwrap()[0].revoked, Some(moment(1).now));
    // Whatever is written of devices next says it again, so that the others hear of it, too.
    laptop.add_device(&TABLET, "Tablet", "phone", Some(&LAPTOP), moment(3)).unwrap();
    let mut desktop = journal(place, "desktop");
    sync(laptop.store_mut(), desktop.store_mut());
    assert_eq!(desktop.store_mut().standing(&PHONE).unwrap(), Standing::Revoked);
}

fn a_key_that_is_not_written_as_a_device_is_is_no_device(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    for device in [LAPTOP, PHONE] {
        laptop.add_device(&device, "Zoë’s", "laptop", None, moment(0)).unwrap();
    }
    laptop.revoke_device(&PHONE, &LAPTOP, moment(1)).unwrap();
    let before = laptop.devices().unwrap();
    let hostile = changed_by_hand(&mut laptop, Kind::Devices, |document| {
        let Ok(Some((Value::Object(_), added))) = document.get(ROOT, "added") else { panic!() };
        // The last of 52 characters has four bits to spare.
        let phone = PHONE.to_string();
        for key in [format!("{}1", &phone[..51]), phone.to_uppercase(), PHONE.spoken()] {
            document.put(&added, key, 1).unwrap();
        }
    });
    laptop.store_mut().apply(&LAPTOP, &[hostile]).unwrap();
    assert_eq!(laptop.devices().unwrap(), before, "no second row for the device");
    assert_eq!(laptop.store_mut().standing(&PHONE).unwrap(), Standing::Revoked);
}

fn a_device_that_writes_over_who_added_which_hides_nothing_and_gets_no_honest_one_revoked(
    place: &dyn Place,
) {
    const LOST: DeviceId = DeviceId::from_bytes([4; 32]);
    const BOS: DeviceId = DeviceId::from_bytes([5; 32]);
    let mut laptop = journal(place, "laptop");
    let added = [(LOST, LAPTOP), (PHONE, LAPTOP), (BOS, PHONE), (TABLET, LOST)];
    for (second, (device, by)) in (0..).zip(added) {
        laptop.add_device(&device, "", "phone", Some(&by), moment(second)).unwrap();
    }
    let hostile = changed_by_hand(&mut laptop, Kind::Devices, |document| {
        let Ok(Some((Value::Object(_), by))) = document.get(ROOT, "addedBy") else { panic!() };
        document.put(&by, TABLET.to_string(), LAPTOP.to_string()).unwrap();
        document.put(&by, PHONE.to_string(), LOST.to_string()).unwrap();
    });
    laptop.store_mut().apply(&LAPTOP, &[hostile]).unwrap();
    let found: Vec<(DeviceId, bool)> = laptop
        .added_by(&LOST, &LAPTOP)
        .unwrap()
        .into_iter()
        .map(|added| (added.row.device, added.disputed))
        .collect();
    assert_eq!(
        found,
        [(PHONE, true), (BOS, true), (TABLET, true)],
        "what it said, and what it says"
    );
    let rows = laptop.devices().unwrap();
    let row = |device| rows.iter().find(|row| row.device == device).unwrap();
    assert_eq!((row(TABLET).added_by, &row(TABLET).disputed[..]), (None, &[LAPTOP, LOST][..]));
    assert_eq!((row(BOS).added_by, &row(BOS).disputed[..]), (Some(PHONE), &[][..]));
}

fn what_a_revoked_device_has_added_is_named_and_can_be_revoked_with_it(place: &dyn Place) {
    const LOST: DeviceId = DeviceId::from_bytes([4; 32]);
    const THEIRS: DeviceId = DeviceId::from_bytes([5; 32]);
    const ITS_OWN: DeviceId = DeviceId::from_bytes([6; 32]);
    let mut laptop = journal(place, "laptop");
    let added = [
        (LAPTOP, Some(LOST)),
        (LOST, Some(LAPTOP)),
        (PHONE, Some(LAPTOP)),
        (THEIRS, Some(LOST)),
        (ITS_OWN, Some(THEIRS)),
        (TABLET, Some(LOST)),
    ];
    for (second, (device, by)) in (0..).zip(added) {
        laptop.add_device(&device, "Zoë’s", "phone", by.as_ref(), moment(second)).unwrap();
    }
    let ids = |laptop: &Journal, of: DeviceId| -> Vec<DeviceId> {
        laptop.added_by(&of, &LAPTOP).unwrap().into_iter().map(|added| added.row.device).collect()
    };
    assert_eq!(ids(&laptop, LOST), [THEIRS, ITS_OWN, TABLET], "not this device, nor what it added");
    assert_eq!(ids(&laptop, PHONE), []);
    laptop.revoke_device(&THEIRS, &LAPTOP, moment(9)).unwrap();
    assert_eq!(ids(&laptop, LOST), [ITS_OWN, TABLET], "through one that is revoked, too");
    let all_or_none = laptop.revoke_devices(&[LOST, LAPTOP], &LAPTOP, moment(10)).unwrap_err();
    assert_eq!(all_or_none.code(), "own-device");
    assert_eq!(laptop.store_mut().standing(&LOST).unwrap(), Standing::Current);
    laptop.revoke_devices(&[LOST, ITS_OWN], &LAPTOP, moment(11)).unwrap();
    for (device, standing) in
        [(LOST, Standing::Revoked), (ITS_OWN, Standing::Revoked), (TABLET, Standing::Current)]
    {
        assert_eq!(laptop.store_mut().standing(&device).unwrap(), standing);
    }
}
