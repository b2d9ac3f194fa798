//! Who is revoked by a peer's word alone, besides the devices record.

use super::exchange::{LAPTOP, PHONE, sync};
use super::{Place, copy, journal, moment, promised};
use crate::journal::Journal;
use mingle_proto::id::DeviceId;
use mingle_proto::kind::Kind;
use mingle_proto::record::Devices;
use mingle_proto::session::{MOST_REVOKED_UNKNOWN, Replica, Standing};
use mingle_proto::timestamp::Timestamp;

promised! {
    who_is_revoked_by_a_peers_word_is_so_for_good_and_is_shown,
    a_device_that_this_journal_never_knew_is_shown_when_a_peer_says_that_it_was_revoked,
    what_a_peer_says_of_revoked_devices_counts_as_a_change_of_the_devices_record,
    the_next_own_write_to_the_record_says_again_what_a_peer_said,
    a_copy_that_is_put_back_hears_again_who_was_revoked,
    ids_of_nobody_fill_no_room_that_a_revocation_needs,
    who_is_revoked_by_a_peers_word_alone_can_be_revoked_again,
}

const TABLET: DeviceId = DeviceId::from_bytes([3; 32]);

/// A laptop's journal in which the phone belongs to the owner.
fn laptop(place: &dyn Place) -> Journal {
    let mut laptop = journal(place, "laptop");
    for device in [LAPTOP, PHONE] {
        laptop.add_device(&device, "Zoë’s", "phone", None, moment(0)).unwrap();
    }
    laptop
}

fn hear(journal: &mut Journal, device: DeviceId) -> bool {
    journal.store_mut().hear_revoked(&[(device, moment(1).now)]).unwrap()
}

fn shown(journal: &Journal, device: DeviceId) -> Option<Option<Timestamp>> {
    let rows = journal.devices().unwrap();
    rows.into_iter().find(|row| row.device == device).map(|row| row.revoked)
}

fn is_in_the_record(journal: &Journal, device: &DeviceId) -> bool {
    journal.store().reading().singleton::<Devices>().unwrap().is_revoked(device)
}

fn who_is_revoked_by_a_peers_word_is_so_for_good_and_is_shown(place: &dyn Place) {
    let mut laptop = laptop(place);
    let before = laptop.store_mut().summary().unwrap();
    assert!(hear(&mut laptop, PHONE));
    assert!(!laptop.store_mut().hear_revoked(&[(PHONE, moment(9).now)]).unwrap(), "it is no news");
    assert_eq!(laptop.store_mut().summary().unwrap(), before, "no document is another");
    assert!(!is_in_the_record(&laptop, &PHONE));
    let keeps = |laptop: &mut Journal, when: &str| {
        assert_eq!(laptop.store_mut().standing(&PHONE).unwrap(), Standing::Revoked, "{when}");
        assert_eq!(laptop.store_mut().standing(&LAPTOP).unwrap(), Standing::Current, "{when}");
        assert_eq!(shown(laptop, PHONE), Some(Some(moment(1).now)), "{when}");
        let told = laptop.store_mut().revoked().unwrap();
        assert_eq!(told, [(PHONE, moment(1).now)], "{when}: others hear of it");
    };
    keeps(&mut laptop, "at once");
    laptop.store_mut().reindex(&mut |_, _| {}).unwrap();
    keeps(&mut laptop, "after the views were derived again");
    laptop.store_mut().spoil_views().unwrap();
    drop(laptop);
    let mut laptop = journal(place, "laptop");
    keeps(&mut laptop, "after another opening, by another version");
    // An older state of the journal, as a backup is, comes back by a merge.
    let mut older = journal(place, "older");
    older.add_device(&PHONE, "Zoë’s", "phone", None, moment(2)).unwrap();
    sync(laptop.store_mut(), older.store_mut());
    keeps(&mut laptop, "after a merge");
    laptop.store_mut().lose_the_devices_record().unwrap();
    assert_eq!(laptop.store_mut().standing(&PHONE).unwrap(), Standing::Revoked);
}

fn a_device_that_this_journal_never_knew_is_shown_when_a_peer_says_that_it_was_revoked(
    place: &dyn Place,
) {
    let mut laptop = laptop(place);
    assert!(hear(&mut laptop, TABLET));
    assert_eq!(shown(&laptop, TABLET), Some(Some(moment(1).now)));
    laptop.add_device(&TABLET, "Tablet", "phone", None, moment(2)).unwrap();
    assert_eq!(laptop.store_mut().standing(&TABLET).unwrap(), Standing::Revoked);
}

/// By this other sessions, other programs and the page notice it.
fn what_a_peer_says_of_revoked_devices_counts_as_a_change_of_the_devices_record(place: &dyn Place) {
    let mut laptop = laptop(place);
    let mut phone = journal(place, "phone");
    sync(laptop.store_mut(), phone.store_mut());
    let (_, seq) = laptop.store().changed_since(0).unwrap();
    let mark = laptop.store_mut().revoked_mark().unwrap();
    assert!(hear(&mut laptop, TABLET));
    let devices = Kind::Devices.singleton_id();
    let (changed, now) = laptop.store().changed_since(seq).unwrap();
    assert_eq!((changed.as_slice(), now > seq), (&[devices][..], true));
    assert_eq!(laptop.store().kinds_changed_since(seq).unwrap().0, [Kind::Devices]);
    assert_ne!(laptop.store_mut().revoked_mark().unwrap(), mark);
    assert_eq!(laptop.status().unwrap().peers[0].unsynced, 1, "it was not told to the phone");
    assert!(!hear(&mut laptop, TABLET));
    assert_eq!(laptop.store().changed_since(now).unwrap(), (vec![], now), "no news, no change");
}

fn the_next_own_write_to_the_record_says_again_what_a_peer_said(place: &dyn Place) {
    let mut laptop = laptop(place);
    assert!(hear(&mut laptop, PHONE));
    laptop.name_device(&LAPTOP, "Laptop", moment(2)).unwrap();
    assert!(is_in_the_record(&laptop, &PHONE));
    assert_eq!(shown(&laptop, PHONE), Some(Some(moment(1).now)));
}

fn a_copy_that_is_put_back_hears_again_who_was_revoked(place: &dyn Place) {
    drop(laptop(place));
    copy(place, "laptop", "copy");
    let mut laptop = journal(place, "laptop");
    assert!(hear(&mut laptop, PHONE));
    let told = laptop.store_mut().revoked().unwrap();
    let mut copy = journal(place, "copy");
    assert_eq!(copy.store_mut().standing(&PHONE).unwrap(), Standing::Current);
    assert!(copy.store_mut().hear_revoked(&told).unwrap());
    assert_eq!(copy.store_mut().standing(&PHONE).unwrap(), Standing::Revoked);
}

fn ids_of_nobody_fill_no_room_that_a_revocation_needs(place: &dyn Place) {
    let mut laptop = laptop(place);
    let nobody = |number: usize| {
        let mut bytes = [0xcd; 32];
        bytes[..8].copy_from_slice(&(number as u64).to_be_bytes());
        (DeviceId::from_bytes(bytes), moment(0).now)
    };
    let many: Vec<_> = (0..MOST_REVOKED_UNKNOWN + 500).map(nobody).collect();
    assert!(laptop.store_mut().hear_revoked(&many).unwrap());
    assert_eq!(laptop.store_mut().revoked().unwrap().len(), MOST_REVOKED_UNKNOWN);
    assert!(!laptop.store_mut().hear_revoked(&many).unwrap());
    assert!(!hear(&mut laptop, TABLET), "there is no room for one more that nobody knows");
    assert!(hear(&mut laptop, PHONE), "there is for each that could come in");
    assert_eq!(laptop.store_mut().standing(&PHONE).unwrap(), Standing::Revoked);
    laptop.add_device(&TABLET, "Tablet", "phone", None, moment(2)).unwrap();
    assert!(hear(&mut laptop, TABLET), "as soon as it could");
}

fn who_is_revoked_by_a_peers_word_alone_can_be_revoked_again(place: &dyn Place) {
    let mut laptop = laptop(place);
    assert!(hear(&mut laptop, TABLET));
    laptop.revoke_device(&TABLET, &LAPTOP, moment(5)).unwrap();
    assert_eq!(shown(&laptop, TABLET), Some(Some(moment(1).now)), "the first time counts");
    assert!(is_in_the_record(&laptop, &TABLET));
}
