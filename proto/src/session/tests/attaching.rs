//! Attachments, asked for by and of a device that has gone mad.

use super::intruder::{Intruder, id};
use crate::id::{BlobHash, DocumentId, Heads};
use crate::kind::Kind;
use crate::memory::MemoryReplica;
use crate::record::Attachment;
use crate::session::limits::{
    MOST_BLOB_BYTES, MOST_ENTRIES, MOST_LACKED, MOST_PART_BYTES, MOST_PARTS, PART_BYTES,
};
use crate::session::wire::*;
use crate::session::{Ended, Payload, Replica, State};

fn hash(number: u64) -> BlobHash {
    BlobHash::of(&number.to_le_bytes())
}

fn part(hash: BlobHash, offset: u64, total: u64, length: u64) -> Frame {
    BlobPart { hash, offset, total, bytes: vec![7; length as usize] }.into()
}

fn have(items: &[BlobHash], answered: u64) -> Frame {
    Have { items: items.to_vec(), answered, bad: Vec::new() }.into()
}

/// A laptop with a record of a photo that it lacks, and a device that says that it has it.
fn lacking(photo: &BlobHash) -> Intruder {
    let mut intruder = Intruder::known();
    let record = Attachment { blob: photo.to_string(), ..Attachment::default() };
    intruder.replica.create(DocumentId::from_bytes([9; 16]), &record);
    intruder.greet_as_equal();
    let lack = Frame::from(Lack { items: vec![*photo] });
    assert!(intruder.heard.contains(&lack), "{:?}", intruder.heard);
    intruder
}

fn wants(intruder: &Intruder) -> Vec<WantBlob> {
    let want = |frame: &Frame| match frame {
        Frame::WantBlob(want) => Some(*want),
        _ => None,
    };
    intruder.heard.iter().filter_map(want).collect()
}

#[test]
fn each_offence_with_attachments_ends_the_session_with_its_sentence() {
    let want = |length| Frame::from(WantBlob { hash: hash(1), offset: 0, length });
    let too_many: Vec<_> = (0..=MOST_ENTRIES as u64).map(hash).collect();
    let offences = [
        (vec![part(hash(1), 0, 8, 8)], "nobody asked for"),
        (vec![have(&[], 1)], "more than it was told"),
        (vec![have(&too_many, 0)], "at most"),
        (vec![Lack { items: too_many.clone() }.into()], "at most"),
        (vec![want(MOST_PART_BYTES + 1)], "at most"),
        (vec![part(hash(1), 0, MOST_BLOB_BYTES + 1, 8)], "at most"),
        // Cut to 32 bits, each would be 8; `wire` is linted so that nothing is.
        (vec![want((1 << 32) + 8)], "at most"),
        (vec![part(hash(1), 0, (1 << 32) + 8, 8)], "at most"),
        (vec![part(hash(1), 0, 8, MOST_PART_BYTES + 1)], "at most"),
        (vec![want(8); MOST_PARTS + 1], "more parts at once"),
    ];
    for (frames, why) in offences {
        let mut intruder = Intruder::known();
        intruder.greet().say(&frames).is_shown_the_door(why);
    }
}

#[test]
fn whoever_lacks_without_end_is_shown_the_door() {
    let mut intruder = Intruder::known();
    intruder.greet();
    for frame in 0..=(MOST_LACKED / MOST_ENTRIES) as u64 {
        let first = frame * MOST_ENTRIES as u64;
        let items = (first..first + MOST_ENTRIES as u64).map(hash).collect();
        intruder.say(&[Lack { items }.into()]);
    }
    intruder.is_shown_the_door("lacks more attachments than it can");
}

#[test]
fn only_the_part_that_was_asked_for_is_taken() {
    let (photo, size) = (hash(1), 100_000);
    for wrong in [
        part(hash(2), 0, size, PART_BYTES),
        part(photo, 1, size, PART_BYTES),
        part(photo, 0, size, PART_BYTES - 1),
        part(photo, 0, size, PART_BYTES + 1),
        part(photo, 0, 8, 9),
        part(photo, 0, 0, 1),
    ] {
        let mut intruder = lacking(&photo);
        intruder.say(&[have(&[photo], 1)]);
        assert_eq!(wants(&intruder).len(), 1);
        intruder.say(&[wrong]).is_shown_the_door("another part");
        assert!(intruder.replica.blobs().is_empty() && intruder.replica.part_bytes == 0);
    }
}

#[test]
fn bytes_that_are_not_what_their_name_says_are_thrown_away_and_asked_for_only_once_more() {
    let photo = hash(1);
    let mut intruder = lacking(&photo);
    intruder.say(&[have(&[photo], 1)]);
    for round in 1..=2 {
        assert_eq!(wants(&intruder).len(), round);
        intruder.say(&[part(photo, 0, 8, 8)]);
    }
    assert_eq!(wants(&intruder).len(), 2);
    let told = Frame::from(Have { bad: vec![photo], ..Have::default() });
    assert!(intruder.heard.contains(&told));
    assert!(intruder.replica.blobs().is_empty() && intruder.ended.is_none());
}

#[test]
fn a_size_that_changes_throws_the_parts_away() {
    let photo = hash(1);
    let mut intruder = lacking(&photo);
    intruder.say(&[have(&[photo], 1), part(photo, 0, 3 * PART_BYTES, PART_BYTES)]);
    assert_eq!(wants(&intruder).len(), 3, "both that may be under way are asked for");
    intruder.say(&[part(photo, PART_BYTES, 2 * PART_BYTES + 1, PART_BYTES)]);
    assert_eq!(wants(&intruder).last().map(|want| want.offset), Some(0), "from the start again");
    assert!(intruder.ended.is_none());
}

#[test]
fn what_no_record_mentions_is_not_asked_for() {
    let mut intruder = Intruder::known();
    intruder.greet_as_equal().say(&[have(&[hash(1), hash(2)], 0)]);
    assert_eq!(wants(&intruder), []);
    assert_eq!(intruder.session.state(), State::InSync { except: 0 });
}

#[test]
fn what_is_not_held_is_answered_as_not_held() {
    let mut intruder = Intruder::known();
    let want = WantBlob { hash: hash(1), offset: 0, length: 8 };
    intruder.greet_as_equal().say(&[want.into()]);
    assert_eq!(intruder.heard.last(), Some(&part(hash(1), 0, 0, 0)));
}

#[test]
fn a_revoked_device_is_given_no_attachment_any_more() {
    let mut intruder = Intruder::known();
    let photo = intruder.replica.keep_blob(b"a portrait in oils");
    let want = Frame::from(WantBlob { hash: photo, offset: 0, length: 18 });
    intruder.greet_as_equal().say(std::slice::from_ref(&want));
    let given = |intruder: &Intruder| {
        intruder.heard.iter().filter(|frame| matches!(frame, Frame::BlobPart(_))).count()
    };
    assert_eq!(given(&intruder), 1);
    let device = id(&intruder.key);
    intruder.replica.revoke(&device);
    intruder.say(&[want]);
    assert!(matches!(intruder.ended, Some(Ended::Revoked)));
    assert_eq!(given(&intruder), 1);
}

#[test]
fn a_photo_of_somebody_forgotten_is_answered_by_offering_the_list_of_what_is_forgotten() {
    let [person, photo] = [8, 9].map(|number| DocumentId::from_bytes([number; 16]));
    let mut intruder = Intruder::known();
    intruder.replica.forget(&person);
    let mut elsewhere = MemoryReplica::new(7);
    elsewhere.create(photo, &Attachment { of: person.to_string(), ..Attachment::default() });
    let Payload { id, heads, bytes } =
        elsewhere.payload(&photo, &Heads::default()).unwrap().unwrap();
    let items = vec![Version { id, heads: heads.clone() }];
    intruder.greet_as_equal().say(&[Offer { items, answered: 0 }.into()]);
    let items = vec![Bytes { id, heads, bytes }];
    intruder.say(&[Documents { items, ..Documents::default() }.into()]);
    assert!(intruder.ended.is_none() && !intruder.replica.versions().contains_key(&photo));
    let is_offered = |frame: &Frame| match frame {
        Frame::Offer(offer) => {
            offer.items.iter().any(|item| item.id == Kind::Forgotten.singleton_id())
        }
        _ => false,
    };
    assert!(intruder.heard.iter().any(is_offered), "{:?}", intruder.heard);
}
