//! The channel and the reconciliation, each by itself.

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};
use std::collections::BTreeSet;

use crate::document::LATEST_TIME;
use crate::id::{DocumentId, ItemHash};
use crate::session::noise::{Channel, Handshake};
use crate::session::reconcile::Round;
use crate::session::{Ended, Item, Role, limits};
use crate::simulation::properties::live;

fn channels() -> [Channel; 2] {
    let (dialer, first) = Handshake::begin(Role::Dialer).unwrap();
    let (listener, nothing) = Handshake::begin(Role::Listener).unwrap();
    assert!(nothing.is_none());
    let (listener, answer) = listener.finish(&first.unwrap()).unwrap();
    let (dialer, nothing) = dialer.finish(&answer.unwrap()).unwrap();
    assert!(nothing.is_none());
    assert_eq!(dialer.handshake_hash(), listener.handshake_hash());
    [dialer, listener]
}

#[test]
fn frames_of_every_size_arrive_whole_and_in_order() {
    let [mut from, mut to] = channels();
    to.trust();
    let sizes = [0, 1, 127, 128, 16_383, 16_384, 65_518, 65_519, 65_520, 300_000, 4_500_000, 3];
    let frames: Vec<Vec<u8>> = sizes.iter().map(|size| vec![(*size % 251) as u8; *size]).collect();
    let messages = from.seal(&frames).unwrap();
    assert!(messages.iter().all(|message| message.len() <= 65_535));
    let mut came = Vec::new();
    for message in messages {
        to.open(&message).unwrap();
        while let Some(frame) = to.next_frame().unwrap() {
            came.push(frame);
        }
    }
    assert!(came == frames);
}

#[test]
fn a_message_that_is_lost_doubled_or_changed_ends_the_channel() {
    for trouble in 0..3 {
        let [mut from, mut to] = channels();
        let mut messages = from.seal(&[vec![1; 100]]).unwrap();
        messages.extend(from.seal(&[vec![2; 100]]).unwrap());
        match trouble {
            0 => messages.remove(0),
            1 => {
                to.open(&messages[0]).unwrap();
                Vec::new()
            }
            _ => {
                messages[0][50] ^= 1;
                Vec::new()
            }
        };
        assert!(matches!(to.open(&messages[0]), Err(Ended::Broken(_))), "{trouble}");
    }
}

fn item(rng: &mut StdRng, times: u64) -> Item {
    let time = match rng.random_range(0..20) {
        0 => 0,
        1 => LATEST_TIME,
        _ => rng.random_range(0..times),
    };
    let hash = ItemHash::from_bytes(rng.random());
    Item { time, hash, id: DocumentId::from_bytes(rng.random()) }
}

/// Runs a round; what the dialer learns, and the number of messages.
fn reconcile(ours: &[Item], theirs: &[Item]) -> (BTreeSet<DocumentId>, BTreeSet<ItemHash>, usize) {
    let mut dialer = Round::new(ours.to_vec(), theirs.len() as u64).unwrap();
    let mut listener = Round::new(theirs.to_vec(), ours.len() as u64).unwrap();
    let (mut have, mut need, mut messages) = (BTreeSet::new(), BTreeSet::new(), 0);
    let mut next = Some(dialer.open().unwrap());
    while let Some(question) = next {
        assert!(question.len() <= limits::RECONCILE_BYTES);
        let answer = listener.answer(&question).unwrap();
        let learned = dialer.learn(&answer).unwrap();
        have.extend(learned.have);
        need.extend(learned.need);
        next = learned.next;
        messages += 2;
    }
    (have, need, messages)
}

#[test]
fn a_round_finds_all_that_differs_and_nothing_else() {
    live(60, |seed| {
        let mut rng = StdRng::seed_from_u64(seed);
        let times = [1, 10, 1_000_000_000][rng.random_range(0..3)];
        let [shared, ours, theirs] =
            [0, 0, 0].map(|_| [0, 1, 30, 500, 4_000][rng.random_range(0..5)]);
        let mut some = |count| (0..count).map(|_| item(&mut rng, times)).collect::<Vec<_>>();
        let (shared, ours, theirs) = (some(shared), some(ours), some(theirs));
        let mut mine = [shared.clone(), ours.clone()].concat();
        mine.shuffle(&mut rng);
        let (have, need, _) = reconcile(&mine, &[shared, theirs.clone()].concat());
        assert_eq!(have, ours.iter().map(|item| item.id).collect());
        assert_eq!(need, theirs.iter().map(|item| item.hash).collect());
    });
}

#[test]
fn sets_that_have_nothing_in_common_stay_within_the_messages_allowed() {
    let mut rng = StdRng::seed_from_u64(1);
    let mut some = |count| (0..count).map(|_| item(&mut rng, 1 << 32)).collect::<Vec<_>>();
    let (ours, theirs) = (some(30_000), some(30_000));
    let (have, need, messages) = reconcile(&ours, &theirs);
    assert_eq!((have.len(), need.len()), (30_000, 30_000));
    assert!(messages < 200, "{messages}");
}

#[test]
fn a_listener_that_never_comes_to_an_end_is_left() {
    let mut rng = StdRng::seed_from_u64(2);
    let ours: Vec<_> = (0..100).map(|_| item(&mut rng, 1 << 32)).collect();
    let mut dialer = Round::new(ours, u64::MAX).unwrap();
    dialer.open().unwrap();
    // One range over everything, with a fingerprint that fits nothing.
    let never = [vec![0x61, 0, 0, 1], vec![9; 16]].concat();
    let outcome = (0..100_000).find_map(|_| dialer.learn(&never).err());
    assert!(matches!(outcome, Some(Ended::Broken(_))));
}
