//! What a peer says of revoked devices: what is taken, what it may not say, and when it is said.

use super::intruder::{Intruder, id};
use super::plain::replica;
use crate::id::DeviceId;
use crate::kind::Kind;
use crate::record::Devices;
use crate::session::dialogue::Dialogue;
use crate::session::limits::{MOST_REVOKED, MOST_REVOKED_A_FRAME, MOST_REVOKED_UNKNOWN};
use crate::session::wire::{Frame, Goodbye, Revocation, Revoked};
use crate::session::{Effect, Ended, Replica, Role, Standing, VERSIONS};
use crate::timestamp::Timestamp;

/// A device of nobody.
fn device(number: u32) -> DeviceId {
    let mut bytes = [0xab; 32];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    DeviceId::from_bytes(bytes)
}

pub fn revocation(number: u32) -> Revocation {
    Revocation { device: device(number), at: 1_795_250_000_000 }
}

pub fn revoked(first: u32, count: usize) -> Frame {
    Revoked { items: (first..).take(count).map(revocation).collect() }.into()
}

#[test]
fn who_names_more_revoked_devices_than_there_can_be_is_cut_off_with_a_code() {
    let mut intruder = Intruder::known();
    intruder.greet();
    let a_frame = revoked(0, MOST_REVOKED_A_FRAME);
    for _ in 0..MOST_REVOKED / MOST_REVOKED_A_FRAME {
        intruder.say(std::slice::from_ref(&a_frame));
    }
    assert!(intruder.ended.is_none());
    intruder.say(&[revoked(0, 1)]);
    intruder.is_shown_the_door("more revoked devices than there can be");
    assert_eq!(intruder.heard.last(), Some(&Goodbye { code: "broken".into() }.into()));
}

#[test]
fn whoever_names_itself_is_shown_out_before_and_after_hello() {
    for greets in [false, true] {
        let mut intruder = Intruder::known();
        let itself = id(&intruder.key);
        let frame = Revoked { items: vec![Revocation { device: itself, at: 1 }] }.into();
        if greets {
            intruder.greet().say(&[frame]);
        } else {
            intruder.enter().say(&[frame]);
        }
        assert!(matches!(intruder.ended, Some(Ended::Revoked)), "{:?}", intruder.ended);
        assert_eq!(intruder.replica.standing(&itself).unwrap(), Standing::Revoked);
        let goodbye = Frame::from(Goodbye { code: "revoked".into() });
        assert_eq!(intruder.heard.last(), Some(&goodbye));
    }
}

#[test]
fn ids_of_nobody_keep_no_revocation_out_that_matters_here() {
    let mut intruder = Intruder::known();
    let lost = DeviceId::from_bytes([9; 32]);
    intruder.replica.add_device(&lost);
    intruder.greet();
    for first in [0, 1_000, 2_000] {
        intruder.say(&[revoked(first, 1_000)]);
    }
    assert_eq!(intruder.replica.revoked().unwrap().len(), MOST_REVOKED_UNKNOWN);
    intruder.say(&[Revoked { items: vec![Revocation { device: lost, at: 1 }] }.into()]);
    assert_eq!(intruder.replica.standing(&lost).unwrap(), Standing::Revoked);
    assert!(intruder.ended.is_none());
}

/// What a dialogue has said since that was last asked.
fn said(dialogue: &mut Dialogue) -> Vec<Frame> {
    let frames = dialogue.take_frames();
    frames.iter().map(|frame| Frame::decode(frame).unwrap().unwrap()).collect()
}

#[test]
fn they_are_named_before_hello_each_once_and_not_to_who_named_them() {
    let mut replica = replica(2);
    assert!(replica.edit(&Kind::Devices.singleton_id(), |devices: &mut Devices| {
        let all = (0..2_500).map(|number| (device(number).to_string(), Timestamp(5)));
        devices.revoked.extend(all);
    }));
    let mut dialogue = Dialogue::new(Role::Listener, DeviceId::from_bytes([1; 32]), VERSIONS);
    dialogue.open(&mut replica).unwrap();
    let frames = said(&mut dialogue);
    let named = |frame: &Frame| match frame {
        Frame::Revoked(revoked) => revoked.items.len(),
        _ => 0,
    };
    assert_eq!(frames.iter().map(named).collect::<Vec<_>>(), [1_000, 1_000, 500, 0]);
    assert!(matches!(frames.last(), Some(Frame::Hello(_))));

    dialogue.receive(&revoked(2_400, 200).encode(), &mut replica).unwrap();
    assert!(said(&mut dialogue).is_empty(), "the peer knows of all of them");
    let heard = replica.revoked().unwrap();
    assert_eq!(heard.len(), 2_500, "there is no room for others of nobody");

    replica.add_device(&device(7_000));
    replica.hear_revoked(&[(device(7_000), Timestamp(5))]).unwrap();
    dialogue.follow_devices(&mut replica).unwrap();
    assert_eq!(
        said(&mut dialogue),
        [Revoked { items: vec![Revocation { device: device(7_000), at: 5 }] }.into()]
    );
}

#[test]
fn what_is_heard_is_told_to_the_other_sessions_once() {
    let mut replica = replica(2);
    let mut dialogue = Dialogue::new(Role::Listener, DeviceId::from_bytes([1; 32]), VERSIONS);
    dialogue.open(&mut replica).unwrap();
    dialogue.take_effects();
    for is_news in [true, false] {
        dialogue.receive(&revoked(0, 3).encode(), &mut replica).unwrap();
        let applied = dialogue.take_effects().into_iter().find_map(|effect| match effect {
            Effect::Applied(ids) => Some(ids),
            _ => None,
        });
        assert_eq!(applied, is_news.then(|| vec![Kind::Devices.singleton_id()]));
    }
}
