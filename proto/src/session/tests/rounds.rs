//! What rounds of reconciliation may cost a side that is lied to.

use rand::{SeedableRng, rngs::StdRng};

use super::intruder::Intruder;
use super::plain::{Pair, replica};
use crate::id::{DocumentId, Fingerprint, Heads, ItemHash};
use crate::record::Contact;
use crate::session::reconcile::Round;
use crate::session::wire::{Frame, Hello, Need, Offer, Reconcile};
use crate::session::{Ended, Item, limits};
use crate::simulation::people;

fn items(count: u8) -> Vec<Item> {
    let item = |n: u8| Item {
        time: u64::from(n) * 10,
        hash: ItemHash::from_bytes([n; 32]),
        id: DocumentId::from_bytes([n; 16]),
    };
    (0..count).map(item).collect()
}

/// What a listener says that never comes to an end: a range up to time 5 with hashes that nobody has, then one up to
/// infinity that differs.
fn endless(turn: u8, count: u32) -> Vec<u8> {
    let mut message = vec![0x61, 6, 0, 2];
    varint(&mut message, count);
    for number in 0..count {
        let mut hash = [0xee; 32];
        hash[..4].copy_from_slice(&number.to_be_bytes());
        hash[4] = turn;
        message.extend(hash);
    }
    message.extend([0, 0, 1]);
    message.extend([turn; 16]);
    message
}

fn varint(bytes: &mut Vec<u8>, number: u32) {
    let mut groups = vec![(number & 0x7f) as u8];
    let mut rest = number >> 7;
    while rest > 0 {
        groups.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    groups.reverse();
    bytes.extend(groups);
}

#[test]
fn a_listener_cannot_make_the_dialer_need_more_than_it_said_it_holds() {
    for (count, theirs) in [(7_000, 10), (7, 10), (1, 10), (7_000, 30_000)] {
        let mut round = Round::new(items(64), theirs).unwrap();
        round.open().unwrap();
        let mut needed = 0;
        let ended = (0..60).find_map(|turn| match round.learn(&endless(turn, count)) {
            Ok(differences) => {
                needed += differences.need.len() as u64;
                assert!(differences.next.is_some(), "the listener goes on for ever");
                None
            }
            Err(ended) => Some(ended),
        });
        let Some(Ended::Broken(why)) = ended else { panic!("{needed} hashes and no end") };
        assert!(why.contains("more than the other side can have"), "{why}");
        assert!(needed <= theirs, "{needed} are needed of a peer that holds {theirs}");
    }
}

/// A dialer whose listener claims an enormous set; the dialer's first question is said.
fn dialer_of_a_giant() -> Pair {
    let mut pair = Pair::new(5, [replica(1), replica(2)]);
    let writer = people::random_id(&mut pair.rng);
    let contact = people::contact(&mut pair.rng);
    pair.sides[0].replica.create(writer, &contact);
    pair.open();
    let hello = pair.sides[0].inbox.pop_front().unwrap();
    let Some(Frame::Hello(hello)) = Frame::decode(&hello).unwrap() else { panic!("no Hello") };
    let fingerprint = Fingerprint::from_bytes([9; 32]);
    let nothing_first = Heads::default();
    let giant =
        Hello { count: u64::MAX, bare: false, fingerprint, devices: nothing_first, ..hello };
    assert!(asks_on(&say(&mut pair, giant)));
    pair
}

/// The listener says this; what the dialer answers.
fn say(pair: &mut Pair, frame: impl Into<Frame>) -> Vec<Frame> {
    pair.sides[1].inbox.clear();
    pair.sides[0].inbox.push_back(frame.into().encode());
    pair.deliver(0);
    let said = pair.sides[1].inbox.iter();
    said.filter_map(|frame| Frame::decode(frame).unwrap()).collect()
}

fn asks_on(frames: &[Frame]) -> bool {
    frames.iter().any(|frame| matches!(frame, Frame::Reconcile(_)))
}

fn needed(frames: &[Frame]) -> usize {
    let needed = frames.iter().map(|frame| match frame {
        Frame::Need(need) => need.items.len(),
        _ => 0,
    });
    needed.sum()
}

#[test]
fn the_dialer_asks_on_only_when_it_has_room_for_what_it_learns() {
    let mut pair = dialer_of_a_giant();
    let mut list = 0;
    for turn in 0..20 {
        let frames = say(&mut pair, Reconcile { message: endless(turn, 7_000), first: false });
        list += 7_000 - needed(&frames);
        let mut goes_on = asks_on(&frames);
        while !goes_on {
            assert!(list >= limits::NEEDS_WHEN_ASKING_ON, "{list}");
            let frames = say(&mut pair, Offer { items: Vec::new(), answered: 1_000 });
            list -= needed(&frames);
            goes_on = asks_on(&frames);
        }
        assert!(list <= limits::NEEDS_WHEN_ASKING_ON, "{list}");
    }
    for turn in 20..22 {
        say(&mut pair, Reconcile { message: endless(turn, 7_000), first: false });
    }
    let ended = pair.sides[0].ended.as_ref().map(ToString::to_string);
    assert!(ended.is_some_and(|why| why.contains("before it was asked on")));
}

#[test]
fn what_is_listed_again_and_again_is_needed_once() {
    let mut pair = dialer_of_a_giant();
    let mut asked = 0;
    for _ in 0..20 {
        let frames = say(&mut pair, Reconcile { message: endless(1, 7_000), first: false });
        assert!(asks_on(&frames));
        asked += needed(&frames);
    }
    assert_eq!(asked, 1_000, "the rest waits for an answer to these");
    while needed(&say(&mut pair, Offer { items: Vec::new(), answered: 1_000 })) > 0 {
        asked += 1_000;
        assert!(asked <= 8_000, "what was asked for already may be asked for once more");
    }
}

/// The first message of a dialer that holds nothing of what the laptop does.
fn first() -> Frame {
    let message = Round::new(items(3), 3).unwrap().open().unwrap();
    Reconcile { message, first: true }.into()
}

#[test]
fn a_dialer_that_compares_the_same_set_for_ever_is_left() {
    let mut intruder = Intruder::known();
    intruder.greet();
    for _ in 0..limits::MOST_ROUNDS_IN_VAIN {
        intruder.say(&[first(), Need { items: Vec::new(), last: true }.into()]);
        assert!(intruder.ended.is_none());
    }
    intruder.say(&[first()]);
    intruder.is_shown_the_door("again and again");
}

#[test]
fn a_dialer_may_compare_again_for_years_while_the_set_changes() {
    let mut intruder = Intruder::known();
    intruder.greet();
    let mut rng = StdRng::seed_from_u64(4);
    let id = people::random_id(&mut rng);
    intruder.replica.create(id, &people::contact(&mut rng));
    for day in 0..10 * limits::MOST_ROUNDS_IN_VAIN {
        if day % 50 == 0 {
            let learned = format!("day {day}");
            intruder.replica.edit(&id, |it: &mut Contact| it.learned = learned);
        }
        intruder.say(&[first(), Need { items: Vec::new(), last: true }.into()]);
        assert!(intruder.ended.is_none(), "day {day}");
    }
}
