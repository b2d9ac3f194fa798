//! Photos and files beside the records.

use super::exchange::PHONE as BY;
use super::talking::{LAPTOP, PHONE, Pair};
use super::{Place, journal, moment, people, promised};
use crate::journal::{Journal, NewAttachment};
use crate::store::StoreError;
use mingle_proto::id::{BlobHash, DocumentId, Heads};
use mingle_proto::kind::Kind;
use mingle_proto::session::{Kept, MOST_BLOB_BYTES, Part, Replica};

promised! {
    an_attachment_reads_back_as_it_was_given,
    what_is_empty_or_too_large_or_belongs_to_nothing_is_not_attached,
    a_forgotten_person_takes_photos_and_half_of_one_along,
    an_attachment_that_is_put_away_can_be_taken_back_with_its_bytes,
    a_photo_goes_through_a_session_that_is_cut_and_nothing_that_came_comes_again,
    parts_outlive_the_process_and_wrong_bytes_are_thrown_away,
    what_is_lacking_is_known_after_the_views_are_derived_again,
    a_photo_that_no_other_device_holds_counts_until_one_does,
    who_took_some_photos_counts_for_these_alone,
    a_photo_attached_elsewhere_before_its_person_was_known_to_be_forgotten_goes_too,
    a_photo_of_somebody_forgotten_is_forgotten_in_whatever_order_both_are_heard_of,
    what_an_unreadable_record_has_kept_is_dropped_once_it_can_be_read,
}

/// Bytes that do not repeat, another for each number.
fn photo(number: u64, size: usize) -> Vec<u8> {
    let mut seed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as u8
    };
    std::iter::repeat_with(next).take(size).collect()
}

fn card(number: u64, size: usize) -> NewAttachment {
    NewAttachment {
        bytes: photo(number, size),
        media: "image/jpeg".into(),
        name: "Visitenkarte Łukasz 📇.jpg".into(),
        thumbnail: Some(photo(number + 1_000, 900)),
        pixels: Some((1600, 900)),
        taken: Some(moment(0).now),
    }
}

fn someone(journal: &mut Journal) -> DocumentId {
    let mut seed = people::Seed::new(3);
    journal.add_contact(people::contact(&mut seed, 1), moment(0)).unwrap()
}

fn hashes(card: &NewAttachment) -> [BlobHash; 2] {
    [BlobHash::of(&card.bytes), BlobHash::of(card.thumbnail.as_ref().unwrap())]
}

fn an_attachment_reads_back_as_it_was_given(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let person = someone(&mut journal);
    let given = card(1, 150_000);
    let row = journal.attach(&person, given.clone(), moment(1)).unwrap();
    assert_eq!(journal.attachments_of(&person).unwrap(), std::slice::from_ref(&row));
    assert_eq!(journal.attachment(&row.id.to_string()[..8]).unwrap(), row);
    assert_eq!((row.blob, row.thumbnail), (Some(hashes(&given)[0]), Some(hashes(&given)[1])));
    assert_eq!(
        (row.size, row.pixels.as_str(), row.name.clone()),
        (150_000, "1600x900", given.name)
    );
    assert!(row.here && row.held_on.is_empty());
    assert_eq!(journal.attachment_bytes(&row.blob.unwrap()).unwrap(), Some(given.bytes));
    assert_eq!(journal.attachment_bytes(&row.thumbnail.unwrap()).unwrap(), given.thumbnail);
    let held = journal.status().unwrap().attachments;
    assert_eq!((held.count, held.bytes, held.largest, held.lacking), (2, 150_900, 150_000, 0));
}

fn what_is_empty_or_too_large_or_belongs_to_nothing_is_not_attached(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let person = someone(&mut journal);
    let of_size = |size| NewAttachment { bytes: vec![1; size], ..NewAttachment::default() };
    for (of, new, code) in [
        (person, of_size(0), "empty-attachment"),
        (person, of_size(MOST_BLOB_BYTES as usize + 1), "large-attachment"),
        (DocumentId::from_bytes([4; 16]), of_size(1), "no-such-record"),
    ] {
        assert_eq!(journal.attach(&of, new, moment(1)).unwrap_err().code(), code);
    }
    let row = journal.attach(&person, of_size(1), moment(1)).unwrap();
    let nested = journal.attach(&row.id, of_size(2), moment(1)).unwrap_err();
    assert_eq!(nested.code(), "no-such-record");
    assert_eq!(journal.status().unwrap().attachments.count, 1, "nothing is left of what failed");
}

fn a_forgotten_person_takes_photos_and_half_of_one_along(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let (person, other) = (someone(&mut journal), someone(&mut journal));
    let (theirs, shared, put_away) = (card(1, 5_000), card(2, 6_000), card(3, 7_000));
    journal.attach(&person, theirs.clone(), moment(1)).unwrap();
    journal.attach(&person, shared.clone(), moment(1)).unwrap();
    journal.attach(&other, shared.clone(), moment(1)).unwrap();
    let away = journal.attach(&person, put_away.clone(), moment(1)).unwrap();
    journal.delete(&away.id, moment(2)).unwrap();
    journal.forget(&person, moment(3)).unwrap();
    let reading = journal.store().reading();
    for gone in [hashes(&theirs), hashes(&put_away)].concat() {
        assert!(!reading.holds_blob(&gone).unwrap());
    }
    for kept in hashes(&shared) {
        assert!(reading.holds_blob(&kept).unwrap());
    }
    drop(journal);
    let bytes = place.raw_bytes("a");
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(holds(&shared.bytes[..300]));
    assert!(!holds(&theirs.bytes[..300]) && !holds(&put_away.bytes[..300]));
}

fn an_attachment_that_is_put_away_can_be_taken_back_with_its_bytes(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let person = someone(&mut journal);
    let row = journal.attach(&person, card(1, 5_000), moment(1)).unwrap();
    journal.delete(&row.id, moment(2)).unwrap();
    assert_eq!(journal.attachments_of(&person).unwrap(), []);
    journal.undelete(&row.id, moment(3)).unwrap();
    assert_eq!(journal.attachments_of(&person).unwrap(), [row]);
}

fn a_photo_goes_through_a_session_that_is_cut_and_nothing_that_came_comes_again(place: &dyn Place) {
    let mut pair = Pair::new(place);
    let person = someone(&mut pair.journals[PHONE]);
    let given = card(1, 700_000);
    pair.journals[PHONE].attach(&person, given.clone(), moment(1)).unwrap();
    let [bytes, thumbnail] = hashes(&given);
    let mut came = 0;
    for round in 0.. {
        assert!(round < 100, "each session brings something");
        // Each session gives a few messages more than the last.
        pair.begin();
        let is_over = !(0..30 + 4 * round).all(|_| pair.step());
        let laptop = pair.journals[LAPTOP].store_mut();
        let until = laptop.part_until(&bytes).unwrap();
        let is_here = laptop.held_of(&[bytes]).unwrap() == [bytes];
        assert!(is_here || until >= came, "what came stays");
        came = until;
        if is_over {
            break;
        }
    }
    pair.assert_proven(0);
    let rows = pair.journals.each_ref().map(|journal| journal.attachments_of(&person).unwrap());
    assert_eq!(rows[LAPTOP][0].blob, Some(bytes));
    assert_eq!(rows[LAPTOP][0].held_on, [pair.device(PHONE)]);
    assert_eq!(rows[PHONE][0].held_on, [pair.device(LAPTOP)]);
    let laptop = &pair.journals[LAPTOP];
    assert_eq!(laptop.attachment_bytes(&bytes).unwrap(), Some(given.bytes));
    assert_eq!(laptop.attachment_bytes(&thumbnail).unwrap(), given.thumbnail);
    assert_eq!(laptop.status().unwrap().peers[0].unsynced, 0);
}

fn part<'a>(hash: &'a BlobHash, whole: &'a [u8], from: usize, to: usize) -> Part<'a> {
    Part { hash, offset: from as u64, total: whole.len() as u64, bytes: &whole[from..to] }
}

/// A laptop that has the record of an attachment, without the bytes.
fn lacking(place: &dyn Place, given: &NewAttachment) -> (Journal, DocumentId, DocumentId) {
    let mut pair = Pair::new(place);
    let person = someone(&mut pair.journals[PHONE]);
    let row = pair.journals[PHONE].attach(&person, given.clone(), moment(1)).unwrap();
    let [laptop, phone] = &mut pair.journals;
    super::exchange::sync(laptop.store_mut(), phone.store_mut());
    let [laptop, _] = pair.journals;
    (laptop, person, row.id)
}

fn parts_outlive_the_process_and_wrong_bytes_are_thrown_away(place: &dyn Place) {
    let given = card(1, 10_000);
    let (mut laptop, person, record) = lacking(place, &given);
    let (whole, [hash, thumbnail]) = (&given.bytes[..], hashes(&given));
    let mut missing = laptop.store_mut().lacking().unwrap();
    missing.sort();
    let mut both = [hash, thumbnail];
    both.sort();
    assert_eq!(missing, both);
    assert!(!laptop.attachments_of(&person).unwrap()[0].here);

    let store = laptop.store_mut();
    assert_eq!(store.keep_part(part(&hash, whole, 0, 4_000)).unwrap(), Kept::Until(4_000));
    // What leaves a gap, or came already, changes nothing.
    assert_eq!(store.keep_part(part(&hash, whole, 5_000, 6_000)).unwrap(), Kept::Until(4_000));
    assert_eq!(store.keep_part(part(&hash, whole, 0, 4_000)).unwrap(), Kept::Until(4_000));
    drop(laptop);
    let mut laptop = journal(place, "laptop");
    let store = laptop.store_mut();
    assert_eq!(store.part_until(&hash).unwrap(), 4_000);
    let wrong = photo(7, 10_000);
    assert_eq!(store.keep_part(part(&hash, &wrong, 4_000, 10_000)).unwrap(), Kept::Bad);
    assert_eq!((store.part_until(&hash).unwrap(), store.held_of(&[hash]).unwrap()), (0, vec![]));
    store.keep_part(part(&hash, whole, 0, 4_000)).unwrap();
    assert_eq!(store.keep_part(part(&hash, &whole[..9_000], 4_000, 9_000)).unwrap(), Kept::Bad);
    store.keep_part(part(&hash, whole, 0, 9_000)).unwrap();
    let kept = store.keep_part(part(&hash, whole, 9_000, 10_000)).unwrap();
    assert_eq!(kept, Kept::Whole(vec![record]));
    assert_eq!(store.lacking().unwrap(), [thumbnail]);
    assert_eq!(laptop.attachment_bytes(&hash).unwrap().as_deref(), Some(whole));
    let stranger = BlobHash::of(b"nobody's");
    let unneeded = laptop.store_mut().keep_part(part(&stranger, whole, 0, 100)).unwrap();
    assert_eq!(unneeded, Kept::Unneeded);
}

fn what_is_lacking_is_known_after_the_views_are_derived_again(place: &dyn Place) {
    let given = card(1, 10_000);
    let (mut laptop, person, _) = lacking(place, &given);
    let [hash, thumbnail] = hashes(&given);
    let small = given.thumbnail.as_deref().unwrap();
    laptop.store_mut().keep_part(part(&thumbnail, small, 0, small.len())).unwrap();
    laptop.store_mut().keep_part(part(&hash, &given.bytes, 0, 5_000)).unwrap();
    laptop.reindex(&mut |_, _| {}).unwrap();
    assert_eq!(laptop.store_mut().lacking().unwrap(), [hash]);
    assert_eq!(laptop.attachments_of(&person).unwrap().len(), 1);
    laptop.forget(&person, moment(5)).unwrap();
    assert_eq!(laptop.store_mut().lacking().unwrap(), []);
    assert_eq!(laptop.store_mut().part_until(&hash).unwrap(), 0);
}

fn a_photo_that_no_other_device_holds_counts_until_one_does(place: &dyn Place) {
    let mut pair = Pair::new(place);
    let person = someone(&mut pair.journals[PHONE]);
    pair.connect();
    let here = pair.journals[PHONE].only_here().unwrap();
    assert_eq!((here.people, here.records, here.attachments), (0, 0, 0));
    let row = pair.journals[PHONE].attach(&person, card(1, 90_000), moment(1)).unwrap();
    let here = pair.journals[PHONE].only_here().unwrap();
    assert_eq!((here.people, here.records, here.attachments), (1, 1, 2));
    assert_eq!(pair.journals[PHONE].status().unwrap().peers[0].unsynced, 3);
    // The record is there; the bytes are not.
    let [laptop, phone] = &mut pair.journals;
    let bare = phone.store_mut().payload(&row.id, &Default::default()).unwrap().unwrap();
    let (us, them) = (pair.sides[PHONE].device(), pair.sides[LAPTOP].device());
    laptop.store_mut().apply(&us, &[bare]).unwrap();
    let proven = phone.store_mut().summary().unwrap();
    phone.store_mut().synced(&them, &proven).unwrap();
    let here = phone.only_here().unwrap();
    assert_eq!((here.people, here.records, here.attachments), (0, 0, 2));
    assert_eq!(phone.status().unwrap().peers[0].unsynced_attachments, 2);
    pair.connect();
    let phone = &pair.journals[PHONE];
    assert_eq!(phone.only_here().unwrap().attachments, 0);
    assert_eq!(phone.status().unwrap().peers[0].unsynced, 0);
}

fn who_took_some_photos_counts_for_these_alone(place: &dyn Place) {
    let mut pair = Pair::new(place);
    let person = someone(&mut pair.journals[PHONE]);
    pair.connect();
    let cards = [card(1, 5_000), card(2, 6_000)];
    for card in &cards {
        pair.journals[PHONE].attach(&person, card.clone(), moment(1)).unwrap();
    }
    let laptop = pair.sides[LAPTOP].device();
    let phone = &mut pair.journals[PHONE];
    let stranger = BlobHash::of(b"nobody's");
    phone.store_mut().held_by(&laptop, &[hashes(&cards[0])[0], stranger]).unwrap();
    assert_eq!(phone.status().unwrap().peers[0].unsynced_attachments, 3);
    assert_eq!(phone.only_here().unwrap().attachments, 3);
    let elsewhere = phone.store_mut().summary().unwrap();
    phone.attach(&person, card(3, 10), moment(2)).unwrap();
    phone.store_mut().blobs_synced(&laptop, &elsewhere).unwrap();
    assert_eq!(phone.only_here().unwrap().attachments, 5, "it was another set that was proven");
    let proven = phone.store_mut().summary().unwrap();
    phone.store_mut().blobs_synced(&laptop, &proven).unwrap();
    assert_eq!(phone.only_here().unwrap().attachments, 0);
}

/// Neither the record nor the bytes are anywhere in this journal.
fn assert_forgotten(journal: &mut Journal, record: &DocumentId, given: &NewAttachment) {
    for _ in 0..2 {
        let reading = journal.store().reading();
        assert!(reading.document(record).unwrap().is_none());
        assert!(reading.is_forgotten(record).unwrap());
        for hash in hashes(given) {
            assert!(!reading.holds_blob(&hash).unwrap());
        }
        assert_eq!(journal.store_mut().lacking().unwrap(), []);
        let sum = super::documents::counted(journal.store_mut());
        assert_eq!(sum, journal.store_mut().summary().unwrap());
        journal.reindex(&mut |_, _| {}).unwrap();
    }
}

fn a_photo_attached_elsewhere_before_its_person_was_known_to_be_forgotten_goes_too(
    place: &dyn Place,
) {
    let mut pair = Pair::new(place);
    let person = someone(&mut pair.journals[PHONE]);
    pair.connect();
    let given = card(1, 90_000);
    let row = pair.journals[PHONE].attach(&person, given.clone(), moment(1)).unwrap();
    pair.journals[LAPTOP].forget(&person, moment(2)).unwrap();
    // The first session is cut anywhere; the second ends what it began.
    pair.begin();
    for _ in 0..12 {
        pair.step();
    }
    pair.connect();
    pair.assert_proven(0);
    for journal in &mut pair.journals {
        assert_forgotten(journal, &row.id, &given);
    }
    let [laptop, phone] = pair.journals.each_ref().map(|journal| journal.status().unwrap());
    assert_eq!(laptop.fingerprint, phone.fingerprint);
    assert_eq!((laptop.attachments.count, phone.attachments.count), (0, 0));
    pair.connect();
    pair.assert_proven(0);
    let again = pair.journals[PHONE].status().unwrap();
    assert_eq!(again.fingerprint, phone.fingerprint, "nobody adds to it once more");
    drop(pair);
    let bytes = place.raw_bytes("phone");
    assert!(!bytes.windows(300).any(|window| window == &given.bytes[..300]));
}

fn a_photo_of_somebody_forgotten_is_forgotten_in_whatever_order_both_are_heard_of(
    place: &dyn Place,
) {
    let (mut phone, mut laptop) = (journal(place, "phone"), journal(place, "laptop"));
    let person = someone(&mut phone);
    let given = card(1, 3_000);
    let row = phone.attach(&person, given.clone(), moment(1)).unwrap();
    let whole = |journal: &mut Journal, id: &DocumentId| {
        journal.store_mut().payload(id, &Heads::default()).unwrap().unwrap()
    };
    let (someone, photo) = (whole(&mut phone, &person), whole(&mut phone, &row.id));
    let list = Kind::Forgotten.singleton_id();
    laptop.store_mut().apply(&BY, std::slice::from_ref(&someone)).unwrap();
    laptop.forget(&person, moment(2)).unwrap();
    let forgotten = whole(&mut laptop, &list);
    // The photo after the forgetting: who notices says so, and others are told.
    let applied = laptop.store_mut().apply(&BY, std::slice::from_ref(&photo)).unwrap();
    assert!(applied.changed.contains(&list) && applied.refused.is_empty());
    assert_forgotten(&mut laptop, &row.id, &given);
    for (number, order) in [
        vec![&someone, &photo, &forgotten],
        vec![&photo, &forgotten, &someone],
        vec![&forgotten, &photo, &someone],
    ]
    .into_iter()
    .enumerate()
    {
        let (one, other) = (format!("one by one {number}"), format!("at once {number}"));
        let mut one = journal(place, &one);
        for payload in &order {
            one.store_mut().apply(&BY, std::slice::from_ref(*payload)).unwrap();
        }
        let mut other = journal(place, &other);
        let order: Vec<_> = order.into_iter().cloned().collect();
        other.store_mut().apply(&BY, &order).unwrap();
        for journal in [&mut one, &mut other] {
            assert_forgotten(journal, &row.id, &given);
            super::exchange::sync(laptop.store_mut(), journal.store_mut());
        }
    }
    // Where the list itself cannot be read any more, it goes all the same.
    let mut spoilt = journal(place, "spoilt");
    spoilt.store_mut().apply(&BY, std::slice::from_ref(&forgotten)).unwrap();
    spoilt.store().put_bytes(&list, b"spoilt").unwrap();
    let applied = spoilt.store_mut().apply(&BY, std::slice::from_ref(&photo)).unwrap();
    assert!(applied.refused.is_empty());
    assert!(spoilt.store().reading().document(&row.id).unwrap().is_none());
    // An older copy of the phone's journal, in which all of it still stands.
    super::exchange::sync(laptop.store_mut(), phone.store_mut());
    assert_forgotten(&mut phone, &row.id, &given);
}

fn what_an_unreadable_record_has_kept_is_dropped_once_it_can_be_read(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let (person, other) = (someone(&mut journal), someone(&mut journal));
    let given = card(1, 3_000);
    for round in 0..2 {
        let person = if round == 0 { person } else { other };
        let row = journal.attach(&person, given.clone(), moment(1)).unwrap();
        let unreadable = someone(&mut journal);
        let mended = journal.store().put_bytes(&unreadable, b"spoilt").unwrap();
        journal.reindex(&mut |_, _| {}).unwrap();
        journal.forget(&row.id, moment(2)).unwrap();
        let held = hashes(&given)[0];
        let is_held = |journal: &Journal| journal.store().reading().holds_blob(&held).unwrap();
        assert!(is_held(&journal), "what cannot be read may name it");
        journal.store().put_bytes(&unreadable, &mended).unwrap();
        match round {
            0 => drop(journal.reindex(&mut |_, _| {}).unwrap()),
            // By a write of its own, without all others.
            _ => drop(journal.edit_contact(&unreadable, moment(3), |it| it.role = "diver".into())),
        }
        assert!(!is_held(&journal));
    }
    let keep = |writing: &mut crate::store::Writing| writing.keep(b"nobody's");
    let left: Result<_, StoreError> = journal.store_mut().write(moment(4).now, keep);
    journal.reindex(&mut |_, _| {}).unwrap();
    assert!(!journal.store().reading().holds_blob(&left.unwrap()).unwrap(), "as of old");
}
