//! Two stores, and between them the real session: handshake, encryption, reconciliation, proof.

use super::{Place, journal, moment, people, promised};
use crate::journal::Journal;
use ed25519_dalek::{Signer, SigningKey};
use mingle_proto::id::{DeviceId, DocumentId};
use mingle_proto::refusal::{Refusal, RefusalCode, Refused};
use mingle_proto::session::{
    Effect, Event, Replica, Role, Session, Settings, Standing, State, VERSIONS,
};
use std::collections::VecDeque;

promised! {
    a_session_brings_two_stores_to_a_proof,
    a_session_between_equal_stores_is_short,
    what_is_written_during_a_session_arrives_at_once,
    who_was_revoked_is_told_besides_the_record_at_the_start_and_at_once,
    what_one_side_refuses_is_left_out_of_the_proof,
    what_is_left_out_of_a_proof_does_not_count_as_held_there,
}

/// One side of a conversation.
pub(super) struct Side {
    key: SigningKey,
    session: Option<Session>,
    inbox: VecDeque<Vec<u8>>,
}

impl Side {
    fn new(number: u8) -> Self {
        Self { key: SigningKey::from_bytes(&[number; 32]), session: None, inbox: VecDeque::new() }
    }

    pub(super) fn device(&self) -> DeviceId {
        DeviceId::from_bytes(self.key.verifying_key().to_bytes())
    }
}

/// A laptop and a phone that know each other.
pub(super) struct Pair {
    pub journals: [Journal; 2],
    pub sides: [Side; 2],
}

pub(super) const LAPTOP: usize = 0;
pub(super) const PHONE: usize = 1;

impl Pair {
    pub(super) fn new(place: &dyn Place) -> Self {
        let mut journals = [journal(place, "laptop"), journal(place, "phone")];
        let sides = [Side::new(1), Side::new(2)];
        for journal in &mut journals {
            for (side, kind) in sides.iter().zip(["laptop", "phone"]) {
                journal.add_device(&side.device(), kind, kind, None, moment(0)).unwrap();
            }
        }
        Self { journals, sides }
    }

    fn add(&mut self, side: usize, seed: u64, count: usize) -> Vec<DocumentId> {
        let mut seed = people::Seed::new(seed);
        (0..count)
            .map(|number| {
                self.journals[side]
                    .add_contact(people::contact(&mut seed, number), moment(1))
                    .unwrap()
            })
            .collect()
    }

    /// Opens a session; returns once neither side has anything to say.
    pub(super) fn connect(&mut self) {
        self.begin();
        self.run();
    }

    pub(super) fn device(&self, side: usize) -> DeviceId {
        self.sides[side].device()
    }

    /// Opens a session; what was under way in another is lost.
    pub(super) fn begin(&mut self) {
        self.sides.iter_mut().for_each(|side| side.inbox.clear());
        for (side, role) in [(PHONE, Role::Dialer), (LAPTOP, Role::Listener)] {
            let us = self.sides[side].device();
            let settings = Settings { us, role, expect: None, versions: VERSIONS };
            let (session, effects) = Session::new(settings).unwrap();
            self.sides[side].session = Some(session);
            self.perform(side, effects);
        }
    }

    fn run(&mut self) {
        while self.step() {}
    }

    /// Delivers a message; false if there is none.
    pub(super) fn step(&mut self) -> bool {
        let Some(side) = (0..2).find(|side| !self.sides[*side].inbox.is_empty()) else {
            return false;
        };
        let message = self.sides[side].inbox.pop_front().unwrap();
        self.handle(side, Event::Message(&message));
        true
    }

    fn handle(&mut self, side: usize, event: Event) {
        let session = self.sides[side].session.as_mut().unwrap();
        let effects = session.handle(event, self.journals[side].store_mut());
        self.perform(side, effects);
    }

    fn perform(&mut self, side: usize, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(message) => self.sides[1 - side].inbox.push_back(message),
                Effect::Sign(bytes) => {
                    let signature = self.sides[side].key.sign(&bytes).to_bytes();
                    self.handle(side, Event::Signed(signature));
                }
                Effect::Close(ended) => panic!("side {side} closed: {ended}"),
                _ => {}
            }
        }
    }

    pub(super) fn assert_proven(&mut self, except: u64) {
        for side in &self.sides {
            assert_eq!(side.session.as_ref().unwrap().state(), State::InSync { except });
        }
    }

    fn fingerprints(&self) -> [mingle_proto::id::Fingerprint; 2] {
        self.journals.each_ref().map(|journal| journal.status().unwrap().fingerprint)
    }
}

fn a_session_brings_two_stores_to_a_proof(place: &dyn Place) {
    let mut pair = Pair::new(place);
    let ours = pair.add(LAPTOP, 1, 120);
    let theirs = pair.add(PHONE, 2, 30);
    pair.connect();
    pair.assert_proven(0);
    for (side, id) in [(LAPTOP, theirs[3]), (PHONE, ours[5]), (PHONE, theirs[3])] {
        pair.journals[side].edit_contact(&id, moment(2), |contact| contact.note.push('!')).unwrap();
    }
    pair.journals[LAPTOP].forget(&ours[7], moment(3)).unwrap();
    pair.connect();
    pair.assert_proven(0);
    assert_eq!(pair.fingerprints()[0], pair.fingerprints()[1]);
    assert!(pair.journals[PHONE].store().reading().document(&ours[7]).unwrap().is_none());
    let status = pair.journals[PHONE].status().unwrap();
    assert_eq!((status.documents, status.peers[0].unsynced), (3 + 149, 0));
}

fn a_session_between_equal_stores_is_short(place: &dyn Place) {
    let mut pair = Pair::new(place);
    pair.add(LAPTOP, 3, 60);
    pair.connect();
    pair.connect();
    pair.assert_proven(0);
    let traffic = pair.sides[PHONE].session.as_ref().unwrap().traffic();
    assert_eq!(traffic.round_trips, 1, "{traffic:?}");
    assert!(traffic.sent + traffic.received <= 400, "{traffic:?}");
}

fn what_is_written_during_a_session_arrives_at_once(place: &dyn Place) {
    let mut pair = Pair::new(place);
    pair.add(LAPTOP, 4, 5);
    pair.connect();
    let line = crate::line::parse("さくら @ Kōyō Printing, coffee mon", moment(4).today);
    let (_, seq) = pair.journals[PHONE].store().changed_since(0).unwrap();
    pair.journals[PHONE].log_line(&line, moment(4)).unwrap();
    let (changed, _) = pair.journals[PHONE].store().changed_since(seq).unwrap();
    pair.handle(PHONE, Event::Changed(&changed));
    pair.run();
    let person = pair.journals[LAPTOP].show("さくら", moment(4).today).unwrap();
    assert_eq!((person.interactions.len(), person.open.len()), (1, 1));
    pair.assert_proven(0);
}

fn who_was_revoked_is_told_besides_the_record_at_the_start_and_at_once(place: &dyn Place) {
    let mut pair = Pair::new(place);
    let [tablet, studio] = [3, 4].map(|number| DeviceId::from_bytes([number; 32]));
    for device in [tablet, studio] {
        pair.journals[LAPTOP].add_device(&device, "Zoë’s", "phone", None, moment(0)).unwrap();
    }
    pair.connect();
    let standing =
        |pair: &mut Pair, device| pair.journals[PHONE].store_mut().standing(&device).unwrap();
    let unsynced =
        |pair: &Pair| pair.journals.each_ref().map(|it| it.status().unwrap().peers[0].unsynced);
    // The laptop has it from somebody else, by word alone.
    pair.journals[LAPTOP].store_mut().hear_revoked(&[(tablet, moment(1).now)]).unwrap();
    assert_eq!(standing(&mut pair, tablet), Standing::Current);
    pair.connect();
    pair.assert_proven(0);
    assert_eq!(standing(&mut pair, tablet), Standing::Revoked);
    assert_eq!(unsynced(&pair), [0, 0]);

    let (_, seq) = pair.journals[LAPTOP].store().changed_since(0).unwrap();
    pair.journals[LAPTOP].store_mut().hear_revoked(&[(studio, moment(2).now)]).unwrap();
    let (changed, _) = pair.journals[LAPTOP].store().changed_since(seq).unwrap();
    pair.handle(LAPTOP, Event::Changed(&changed));
    pair.run();
    pair.assert_proven(0);
    assert_eq!(standing(&mut pair, studio), Standing::Revoked);
    assert_eq!(unsynced(&pair), [0, 0]);
    assert_eq!(pair.journals[PHONE].devices().unwrap(), pair.journals[LAPTOP].devices().unwrap());
}

fn what_one_side_refuses_is_left_out_of_the_proof(place: &dyn Place) {
    let mut pair = Pair::new(place);
    let ids = pair.add(LAPTOP, 5, 8);
    let heads = pair.journals[LAPTOP].store_mut().heads(&ids[..1]).unwrap().remove(0);
    let reason = Refusal::new(RefusalCode::Crashed, "the program died while it read this record");
    let refused = Refused { id: ids[0], heads, reason };
    pair.journals[PHONE].store_mut().refuse(&refused).unwrap();
    pair.connect();
    pair.assert_proven(1);
    assert_eq!(pair.journals[PHONE].status().unwrap().refused.len(), 1);
    assert_eq!(pair.journals[LAPTOP].status().unwrap().peers[0].refused[0].id, ids[0]);
    assert_eq!(pair.journals[PHONE].status().unwrap().documents, 3 + 7);

    pair.journals[PHONE].store_mut().retry_refused().unwrap();
    pair.connect();
    pair.assert_proven(0);
    assert_eq!(pair.fingerprints()[0], pair.fingerprints()[1]);
}

fn crashed(pair: &mut Pair, holder: usize, id: DocumentId) -> Refused {
    let heads = pair.journals[holder].store_mut().heads(&[id]).unwrap().remove(0);
    let reason = Refusal::new(RefusalCode::Crashed, "the program died while it read this record");
    Refused { id, heads, reason }
}

fn what_is_left_out_of_a_proof_does_not_count_as_held_there(place: &dyn Place) {
    let mut pair = Pair::new(place);
    let ids = pair.add(LAPTOP, 6, 4);
    let phone = pair.sides[PHONE].device();
    let refused = crashed(&mut pair, LAPTOP, ids[0]);
    pair.journals[PHONE].store_mut().refuse(&refused).unwrap();
    pair.connect();
    pair.assert_proven(1);
    let held = |pair: &Pair, at: usize| {
        pair.journals[LAPTOP].show(&ids[at].to_string(), moment(1).today).unwrap().held_on
    };
    let unsynced = |pair: &Pair| pair.journals[LAPTOP].status().unwrap().peers[0].unsynced;
    assert_eq!((held(&pair, 0), held(&pair, 1), unsynced(&pair)), (vec![], vec![phone], 1));

    pair.journals[PHONE].store_mut().retry_refused().unwrap();
    pair.connect();
    pair.assert_proven(0);
    assert_eq!((held(&pair, 0), unsynced(&pair)), (vec![phone], 0));

    // What the laptop itself cannot take of the phone's is as unproven.
    pair.journals[PHONE]
        .edit_contact(&ids[1], moment(2), |contact| contact.role = "cellist".into())
        .unwrap();
    let other = crashed(&mut pair, PHONE, ids[1]);
    pair.journals[LAPTOP].store_mut().refuse(&other).unwrap();
    pair.connect();
    pair.assert_proven(1);
    assert_eq!((held(&pair, 0), held(&pair, 1), unsynced(&pair)), (vec![phone], vec![], 1));
}
