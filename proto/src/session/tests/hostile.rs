//! A device of the owner that has gone mad: whatever it says, the session ends with a sentence, or goes on.

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::intruder::Intruder;
use super::plain::{Pair, two_replicas};
use super::revoked::{revocation, revoked};
use crate::document::{Document, Writer};
use crate::id::{DocumentId, Fingerprint, Heads, ItemHash};
use crate::inflate::deflate;
use crate::record::Contact;
use crate::session::limits;
use crate::session::wire::*;
use crate::simulation::people;
use crate::simulation::properties::live;

fn heads(count: usize) -> Heads {
    Heads::new((0..count).map(|at| crate::id::ChangeHash([at as u8; 32])).collect())
}

fn versions(count: usize) -> Vec<Version> {
    let id = |at: usize| {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(at as u64).to_le_bytes());
        DocumentId::from_bytes(id)
    };
    (0..count).map(|at| Version { id: id(at), heads: heads(1) }).collect()
}

/// A document that nobody asked for, as Documents carry it.
fn document() -> Bytes {
    let mut rng = StdRng::seed_from_u64(1);
    let writer =
        Writer { actor: crate::document::ActorId::random(), now: people::moment(&mut rng) };
    let mut document = Document::create(&people::contact(&mut rng), &writer);
    let (heads, bytes) = (document.heads(), document.bytes());
    Bytes { id: people::random_id(&mut rng), heads, bytes }
}

/// What a device may not say after Hello, and what it hears.
fn offences() -> Vec<(Frame, &'static str)> {
    let check = Check {
        fingerprint: Fingerprint::from_bytes([9; 32]),
        sent: 0,
        applied: 0,
        lacks_more: false,
    };
    let wants = |count| Frame::from(Want { items: versions(count) });
    vec![
        (Documents { items: vec![document()], ..Documents::default() }.into(), "nobody asked for"),
        (
            Documents { items: vec![document()], of_all: true, ..Documents::default() }.into(),
            "nobody asked for",
        ),
        (
            Documents { gone: vec![document().id], ..Documents::default() }.into(),
            "nobody asked for",
        ),
        (Documents { end_of_all: true, ..Documents::default() }.into(), "not begun"),
        (Ack { documents: 1, offers: 0, urgent: 0 }.into(), "were not sent"),
        (Ack { documents: u64::MAX, offers: u64::MAX, urgent: 0 }.into(), "were not sent"),
        (Ack { documents: 0, offers: 1, urgent: 0 }.into(), "were not made"),
        (Ack { documents: 0, offers: 0, urgent: 1 }.into(), "were not made"),
        (Ack { documents: 0, offers: 0, urgent: u64::MAX }.into(), "were not made"),
        (Need { items: vec![ItemHash::from_bytes([1; 32])], last: true }.into(), "not told of"),
        (Reconcile { message: vec![0x61], first: false }.into(), "without a round"),
        (Reconcile { message: vec![0x61, 0, 0, 9], first: true }.into(), "reconciliation failed"),
        (Reconcile { message: Vec::new(), first: true }.into(), "reconciliation failed"),
        (Offer { items: Vec::new(), answered: 1 }.into(), "more than was asked"),
        (Offer { items: versions(limits::MOST_ENTRIES + 1), answered: 0 }.into(), "at most"),
        (
            Offer { items: vec![Version { id: document().id, heads: heads(0) }], answered: 0 }
                .into(),
            "without heads",
        ),
        (wants(limits::MOST_ENTRIES + 1), "at most"),
        (Want { items: vec![Version { id: document().id, heads: heads(65) }] }.into(), "at most"),
        (
            Identity { device: crate::id::DeviceId::from_bytes([7; 32]), signature: [0; 64] }
                .into(),
            "twice",
        ),
        (revoked(0, limits::MOST_REVOKED_A_FRAME + 1), "at most"),
        (Revoked { items: [revocation(2), revocation(1)].into() }.into(), "out of their order"),
        (Revoked { items: [revocation(1), revocation(1)].into() }.into(), "out of their order"),
        (check.into(), ""),
    ]
}

#[test]
fn each_offence_ends_the_session_with_its_sentence() {
    for (frame, why) in offences() {
        let mut intruder = Intruder::known();
        intruder.greet().say(std::slice::from_ref(&frame));
        if why.is_empty() {
            assert!(intruder.ended.is_none(), "{frame:?}");
            continue;
        }
        intruder.is_shown_the_door(why);
        assert_eq!(intruder.heard.last(), Some(&Goodbye { code: "broken".into() }.into()));
    }
}

#[test]
fn nothing_is_said_before_hello_and_hello_is_said_once() {
    for (frame, _) in offences() {
        let mut intruder = Intruder::known();
        intruder.enter().say(&[frame]);
        intruder.is_shown_the_door("");
    }
    let mut intruder = Intruder::known();
    intruder.greet();
    let again = intruder.hello();
    intruder.say(&[again.into()]);
    intruder.is_shown_the_door("twice");
}

#[test]
fn everything_is_given_once() {
    let mut intruder = Intruder::known();
    intruder.greet().say(&[WantAll {}.into()]);
    assert!(intruder.ended.is_none());
    intruder.say(&[WantAll {}.into()]);
    intruder.is_shown_the_door("twice");
}

#[test]
fn offers_and_wants_without_end_are_cut_off() {
    let mut intruder = Intruder::known();
    intruder.greet();
    for at in 0..=limits::WINDOW + 1 {
        // The first is acknowledged at once; each brings other ids, so that nothing is ever done with.
        let items =
            versions(6_000).split_off(1_000 * at as usize).into_iter().take(1_000).collect();
        intruder.say(&[Offer { items, answered: 0 }.into()]);
    }
    intruder.is_shown_the_door("offers more than it may");

    let mut intruder = Intruder::known();
    intruder.greet();
    let frames: Vec<_> =
        (0..=limits::MOST_WANTED / 1_000).map(|_| Want { items: versions(1_000) }.into()).collect();
    // All in one message, so that none is answered in between.
    intruder.say(&frames);
    intruder.is_shown_the_door("wants more at once");
}

#[test]
fn a_check_that_differs_for_ever_ends_the_session() {
    let mut intruder = Intruder::known();
    intruder.greet();
    for round in 0..limits::MOST_UNEQUAL_ROUNDS + 2 {
        let fingerprint = Fingerprint::from_bytes([round as u8; 32]);
        let check = Check { fingerprint, sent: 0, applied: 0, lacks_more: false };
        intruder.say(&[check.into()]);
    }
    intruder.is_shown_the_door("stay different");
}

#[test]
fn sizes_that_are_claimed_are_never_allocated() {
    // A frame's length of 256 MB, and one whose length never ends.
    for stream in [vec![0xff, 0xff, 0xff, 0x7f], vec![0xff, 0xff, 0xff, 0xff]] {
        let mut intruder = Intruder::known();
        intruder.greet();
        let message = intruder.channel.as_mut().unwrap().seal_stream(&stream);
        intruder.deliver(&message);
        intruder.is_shown_the_door("bytes");
    }
    // A megabyte that inflates to a gigabyte; lists, strings and maps of claimed lengths.
    let mut bomb = vec![0x80 | 9];
    bomb.extend(deflate(&vec![0; 64 * 1024 * 1024]));
    let claims = [
        bomb,
        vec![6, 0xa1, 0x00, 0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        vec![6, 0xbb, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        vec![4, 0xa1, 0x00, 0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        vec![2, 0xa1, 0x00, 0x7b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        vec![10, 0xa1, 0x18, 99, 0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [vec![10, 0xa1, 0x18, 99], vec![0x81; 400_000]].concat(),
        [vec![10, 0xa1, 0x18, 99], vec![0x9f; 400_000]].concat(),
        vec![],
        vec![9],
    ];
    for bytes in claims {
        let mut intruder = Intruder::known();
        intruder.greet().say_bytes(&[bytes]);
        intruder.is_shown_the_door("");
    }
}

#[test]
fn a_large_frame_before_the_identity_is_not_awaited() {
    let mut intruder = Intruder::unknown();
    intruder.shake();
    let message = intruder.channel.as_mut().unwrap().seal_stream(&[0x81, 0x08]);
    intruder.deliver(&message);
    intruder.is_shown_the_door("a frame of 1025 bytes");
}

#[test]
fn random_bytes_never_harm() {
    live(300, |seed| {
        let mut rng = StdRng::seed_from_u64(seed);
        let length = rng.random_range(0..2_000);
        let mut bytes: Vec<u8> = (0..length).map(|_| rng.random()).collect();
        if let Some(first) = bytes.first_mut() {
            *first = (*first % 16) | (*first & 0x80);
        }
        let _ = Frame::decode(&bytes);
        let mut intruder = Intruder::known();
        match seed % 3 {
            0 => intruder.deliver(&bytes),
            1 => {
                intruder.shake().say_bytes(&[bytes]);
            }
            _ => {
                intruder.greet().say_bytes(&[bytes]);
            }
        }
    });
}

#[test]
fn mutated_frames_never_harm_and_the_next_session_heals() {
    live(120, |seed| {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut pair = Pair::new(seed, two_replicas(&mut rng, 20, 10));
        pair.open();
        for _ in 0..2_000 {
            let waiting: Vec<_> = (0..2).filter(|at| !pair.sides[*at].inbox.is_empty()).collect();
            let Some(at) = waiting.choose(&mut rng).copied() else { break };
            if rng.random_bool(0.2) {
                mutate(pair.sides[at].inbox.front_mut().unwrap(), &mut rng);
            }
            pair.deliver(at);
        }
        let mut replicas = pair.into_replicas();
        // What was mutated on its way may have been refused; a later program tries it again.
        replicas.iter_mut().for_each(|replica| replica.object(None));
        let mut healed = Pair::new(seed, replicas);
        healed.open();
        healed.run();
        healed.assert_in_sync();
    });
}

/// Changes a frame, inside of what is deflated too.
fn mutate(frame: &mut Vec<u8>, rng: &mut StdRng) {
    let deflated = frame.first().is_some_and(|first| first & 0x80 != 0) && rng.random_bool(0.8);
    if deflated {
        let body =
            crate::inflate::inflate(&frame[1..], limits::MOST_FRAME_BYTES).unwrap_or_default();
        frame.truncate(1);
        frame[0] &= 0x7f;
        frame.extend(body);
    }
    for _ in 0..rng.random_range(1..4) {
        let at = rng.random_range(0..frame.len());
        match rng.random_range(0..4) {
            0 => frame[at] ^= 1 << rng.random_range(0..8),
            1 => frame[at] = *[0, 1, 0x7f, 0x80, 0xff].choose(rng).unwrap(),
            2 => frame.truncate(at.max(1)),
            _ => frame.insert(at, rng.random()),
        }
    }
}

#[test]
fn a_contact_is_not_lost_where_its_heads_were_lied_about() {
    let mut rng = StdRng::seed_from_u64(3);
    let mut pair = Pair::new(3, two_replicas(&mut rng, 5, 0));
    let id = people::random_id(&mut rng);
    pair.open();
    pair.run();
    pair.sides[0].replica.create(id, &people::contact(&mut rng));
    pair.change(0, &[id]);
    // The offer names heads that the document does not have.
    let offer = Offer { items: vec![Version { id, heads: heads(1) }], answered: 0 };
    *pair.sides[1].inbox.front_mut().unwrap() = Frame::from(offer).encode();
    pair.run();
    assert!(pair.sides[1].replica.read::<Contact>(&id).is_some());
    assert_eq!(
        pair.states().map(|state| matches!(state, crate::session::State::InSync { .. })),
        [true; 2]
    );
}
