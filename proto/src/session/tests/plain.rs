//! The dialogue without encryption, over a network that loses, doubles and reorders single frames. Noise would end such
//! a session; the dialogue alone must at least never claim what is not so, and the next session heals everything.

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use std::collections::{BTreeSet, VecDeque};

use crate::id::{DeviceId, DocumentId, Fingerprint};
use crate::memory::MemoryReplica;
use crate::record::Contact;
use crate::session::dialogue::Dialogue;
use crate::session::wire::Frame;
use crate::session::{Effect, Ended, Role, State, VERSIONS};
use crate::simulation::people;
use crate::simulation::properties::live;

pub struct Side {
    pub dialogue: Dialogue,
    pub replica: MemoryReplica,
    pub inbox: VecDeque<Vec<u8>>,
    pub ended: Option<Ended>,
    past: BTreeSet<Fingerprint>,
}

/// Two sides that know each other already, the dialer first.
pub struct Pair {
    pub rng: StdRng,
    pub sides: [Side; 2],
    pub trouble: f64,
    /// A later program's additions are put between the frames.
    pub from_the_future: bool,
}

fn device(number: u8) -> DeviceId {
    DeviceId::from_bytes([number; 32])
}

pub fn replica(number: u8) -> MemoryReplica {
    let mut replica = MemoryReplica::new(u64::from(number));
    replica.add_device(&device(1));
    replica.add_device(&device(2));
    replica
}

impl Pair {
    pub fn new(seed: u64, replicas: [MemoryReplica; 2]) -> Self {
        let [one, two] = replicas;
        let side = |role, peer, replica| Side {
            dialogue: Dialogue::new(role, device(peer), VERSIONS),
            replica,
            inbox: VecDeque::new(),
            ended: None,
            past: BTreeSet::new(),
        };
        let sides = [side(Role::Dialer, 2, one), side(Role::Listener, 1, two)];
        let rng = StdRng::seed_from_u64(seed);
        Self { rng, sides, trouble: 0.0, from_the_future: false }
    }

    pub fn open(&mut self) {
        for at in [1, 0] {
            let side = &mut self.sides[at];
            side.dialogue.open(&mut side.replica).unwrap();
            self.flush(at);
        }
    }

    /// Delivers frames until none is under way.
    pub fn run(&mut self) {
        for _ in 0..100_000 {
            let waiting: Vec<_> = (0..2).filter(|at| !self.sides[*at].inbox.is_empty()).collect();
            let Some(at) = waiting.choose(&mut self.rng).copied() else { return };
            self.deliver(at);
        }
        panic!("the two never come to rest");
    }

    pub fn deliver(&mut self, at: usize) {
        let side = &mut self.sides[at];
        let frame = side.inbox.pop_front().unwrap();
        if side.ended.is_some() {
            return;
        }
        let outcome = side
            .dialogue
            .receive(&frame, &mut side.replica)
            .and_then(|()| side.dialogue.advance(&mut side.replica));
        self.flush(at);
        self.sides[at].ended = outcome.err();
    }

    pub fn change(&mut self, at: usize, ids: &[DocumentId]) {
        let side = &mut self.sides[at];
        side.past.insert(side.replica.sum().fingerprint());
        side.dialogue.changed(ids, &mut side.replica).unwrap();
        side.dialogue.advance(&mut side.replica).unwrap();
        self.flush(at);
    }

    fn flush(&mut self, at: usize) {
        let frames = self.sides[at].dialogue.take_frames();
        for frame in frames {
            self.send(1 - at, frame);
        }
        for at in 0..2 {
            let now = self.sides[at].replica.sum().fingerprint();
            self.sides[at].past.insert(now);
        }
        for effect in self.sides[at].dialogue.take_effects() {
            if matches!(effect, Effect::State(State::InSync { except: 0 })) {
                let now = self.sides[at].replica.sum().fingerprint();
                assert!(self.sides[1 - at].past.contains(&now), "it claims what never was");
            }
        }
    }

    fn send(&mut self, to: usize, frame: Vec<u8>) {
        let inbox = &mut self.sides[to].inbox;
        if self.rng.random_bool(self.trouble) {
            match self.rng.random_range(0..3) {
                0 => return,
                1 => inbox.push_back(frame.clone()),
                _ => {
                    let at = self.rng.random_range(0..=inbox.len());
                    return inbox.insert(at, frame);
                }
            }
        }
        if self.from_the_future {
            inbox.push_back(vec![77, 0xa1, 0x00, 0x01]);
            inbox.push_back(with_an_unknown_field(&frame));
        } else {
            inbox.push_back(frame);
        }
    }

    pub fn states(&self) -> [State; 2] {
        [self.sides[0].dialogue.state(), self.sides[1].dialogue.state()]
    }

    pub fn into_replicas(self) -> [MemoryReplica; 2] {
        self.sides.map(|side| side.replica)
    }

    pub fn assert_in_sync(&self) {
        self.sides.iter().for_each(|side| assert!(side.ended.is_none(), "{:?}", side.ended));
        assert_eq!(self.states(), [State::InSync { except: 0 }; 2]);
        assert_eq!(self.sides[0].replica.versions(), self.sides[1].replica.versions());
    }
}

/// The same frame with a field more in its map: key 99, a list of nested things.
fn with_an_unknown_field(frame: &[u8]) -> Vec<u8> {
    // Frames that are deflated keep to what this version knows; the others have maps of fewer than 23 fields.
    let Some((number, [map, fields @ ..])) = frame.split_first() else { return frame.to_vec() };
    if number & 0x80 != 0 || *map < 0xa0 || *map > 0xb6 {
        return frame.to_vec();
    }
    let mut longer = vec![*number, map + 1];
    longer.extend_from_slice(fields);
    longer.extend([0x18, 99, 0x82, 0xa1, 0x61, b'x', 0xf6, 0x43, 1, 2, 3]);
    longer
}

/// Two replicas that share some contacts, and differ in others.
pub fn two_replicas(rng: &mut StdRng, shared: usize, apart: usize) -> [MemoryReplica; 2] {
    let mut laptop = replica(1);
    for _ in 0..shared {
        let (id, now, contact) =
            (people::random_id(rng), people::moment(rng), people::contact(rng));
        laptop.set_now(now);
        laptop.create(id, &contact);
    }
    let mut phone = laptop.clone();
    phone.reopen(100);
    let ids: Vec<_> = laptop.versions().into_keys().collect();
    for replica in [&mut laptop, &mut phone] {
        for _ in 0..apart {
            let id = people::random_id(rng);
            replica.create(id, &people::contact(rng));
            let words = rng.random_range(1..20);
            let text = people::sentence(rng, words);
            replica.edit(ids.choose(rng).unwrap(), |it: &mut Contact| it.story = text);
        }
    }
    [laptop, phone]
}

#[test]
fn lost_doubled_and_reordered_frames_never_make_it_claim_what_is_not_so() {
    live(60, |seed| {
        let mut rng = StdRng::seed_from_u64(seed);
        let (shared, apart) = (rng.random_range(0..60), rng.random_range(0..30));
        let mut pair = Pair::new(seed, two_replicas(&mut rng, shared, apart));
        pair.trouble = 0.1;
        pair.open();
        for _ in 0..rng.random_range(0..10) {
            let at = rng.random_range(0..2);
            if pair.sides[at].ended.is_none() {
                let id = people::random_id(&mut rng);
                pair.sides[at].replica.create(id, &people::contact(&mut rng));
                pair.change(at, &[id]);
            }
            for _ in 0..rng.random_range(0..10) {
                if !pair.sides[at].inbox.is_empty() {
                    pair.deliver(at);
                }
            }
        }
        pair.run();
        let mut healed = Pair::new(seed, pair.into_replicas());
        healed.open();
        healed.run();
        healed.assert_in_sync();
    });
}

#[test]
fn frames_and_fields_of_a_later_program_are_skipped() {
    let mut rng = StdRng::seed_from_u64(7);
    let mut pair = Pair::new(7, two_replicas(&mut rng, 40, 10));
    pair.from_the_future = true;
    pair.open();
    pair.run();
    pair.assert_in_sync();
}

#[test]
fn every_frame_reads_back_as_it_was_written() {
    let mut rng = StdRng::seed_from_u64(8);
    let mut pair = Pair::new(8, two_replicas(&mut rng, 40, 10));
    pair.open();
    let mut seen = BTreeSet::new();
    while let Some(at) = (0..2).find(|at| !pair.sides[*at].inbox.is_empty()) {
        let frame = pair.sides[at].inbox.front().unwrap();
        seen.insert(frame[0] & 0x7f);
        assert_eq!(Frame::decode(frame).unwrap().unwrap().encode(), *frame);
        pair.deliver(at);
    }
    assert!(seen.is_superset(&BTreeSet::from([3, 4, 5, 6, 7, 9, 10, 13])), "{seen:?}");
}

#[test]
fn what_vanishes_between_offer_and_want_is_answered_as_gone() {
    let mut rng = StdRng::seed_from_u64(9);
    let mut pair = Pair::new(9, two_replicas(&mut rng, 5, 0));
    pair.open();
    pair.run();
    let id = people::random_id(&mut rng);
    let before = pair.sides[0].replica.clone();
    pair.sides[0].replica.create(id, &people::contact(&mut rng));
    pair.change(0, &[id]);
    pair.sides[0].replica = before;
    pair.run();
    pair.assert_in_sync();
}

#[test]
fn changes_that_no_longer_fit_are_asked_for_whole() {
    let mut rng = StdRng::seed_from_u64(10);
    let mut pair = Pair::new(10, two_replicas(&mut rng, 5, 0));
    let id = people::random_id(&mut rng);
    let empty = pair.sides[1].replica.clone();
    let contact = people::contact(&mut rng);
    pair.sides[0].replica.create(id, &contact);
    pair.open();
    pair.run();
    let long = people::sentence(&mut rng, 400);
    pair.sides[0].replica.edit(&id, |it: &mut Contact| it.story = long.clone());
    pair.sides[0].replica.edit(&id, |it: &mut Contact| it.role = "cellist".into());
    pair.change(0, &[id]);
    pair.deliver(1);
    pair.sides[0].replica.edit(&id, |it: &mut Contact| it.stage = "near".into());
    // The listener has said which heads it has, and loses the document before the changes come.
    pair.sides[1].replica = empty;
    pair.run();
    pair.assert_in_sync();
    assert_eq!(pair.sides[1].replica.read::<Contact>(&id).unwrap().story, long);
}

#[test]
fn nothing_else_is_told_before_the_singletons_have_come() {
    let mut rng = StdRng::seed_from_u64(11);
    let mut pair = Pair::new(11, two_replicas(&mut rng, 30, 5));
    pair.sides[0].replica.add_device(&device(3));
    pair.open();
    let is_told = |frame: &[u8]| match Frame::decode(frame).unwrap().unwrap() {
        Frame::Reconcile(_) | Frame::Offer(_) => true,
        Frame::Documents(documents) => documents.items.len() > 2,
        _ => false,
    };
    // The listener lacks a device that the dialer knows.
    while !pair.sides[1].replica.versions().eq(&pair.sides[0].replica.versions()) {
        let knows = |side: &Side| {
            let mut replica = side.replica.clone();
            crate::session::Replica::standing(&mut replica, &device(3)).unwrap()
        };
        if knows(&pair.sides[1]) != crate::session::Standing::Current {
            assert!(!pair.sides[0].inbox.iter().any(|frame| is_told(frame)));
        }
        let at = usize::from(!pair.sides[1].inbox.is_empty());
        pair.deliver(at);
    }
    pair.run();
    pair.assert_in_sync();
}
