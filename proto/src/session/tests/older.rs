//! A peer that speaks the version before ours, as a page may that was kept for long.

use super::plain::replica;
use crate::id::{BlobHash, DeviceId, DocumentId};
use crate::kind::Kind;
use crate::memory::MemoryReplica;
use crate::record::Contact;
use crate::session::dialogue::Dialogue;
use crate::session::wire::{Check, Frame, Hello, Offer, Version};
use crate::session::{Ended, Replica, Role, State, VERSIONS};

/// An Ack of one Offer frame in the bytes of version 1, in which there is no other kind: type 10, `{1: 1}`.
const ONE_OFFER: [u8; 4] = [10, 0xa1, 0x01, 0x01];

/// Bytes that a program of version 3 wrote, the last before attachments: its Hello when it holds what [`of_noor`] does, and
/// the Checks of both sides once it has taken one more device.
const HELLO_OF_3: &str = "03a60001010302040358202a9d554701f6c8e0aa8efa824e40ac36071fbccf7b8ec8625881b6caea2cae1c\
    0458200f7417a60022c8a61f2c30896795ce436a4d9a6526762c4a7823ad155964bfbf\
    0558207b74a4c9262ca061ef2a892b15b30577d483a9f481a6ef51d6e04a15502360b3";
const CHECKS_OF_3: [&str; 2] = [
    "0da3005820bd0a1ef5e56f48da7c1fa020fa37ce4bec9a0e75d71617c058773ac29fc7918801010200",
    "0da3005820bd0a1ef5e56f48da7c1fa020fa37ce4bec9a0e75d71617c058773ac29fc7918801000201",
];

fn bytes(hex: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(byte).collect()
}

/// A replica with somebody whose photo is not held.
fn of_noor() -> MemoryReplica {
    let mut holding = replica(2);
    let photo = BlobHash::of(b"a portrait in oils").to_string();
    let contact = Contact { name: "Noor".into(), photo, ..Contact::default() };
    holding.create(DocumentId::from_bytes([9; 16]), &contact);
    holding
}

/// Ours, and what it said since that was last asked.
struct Ours {
    dialogue: Dialogue,
    replica: MemoryReplica,
}

impl Ours {
    /// After both have said Hello, with equal sets.
    fn greeted_by(greatest: u32) -> (Self, Hello) {
        Self::holding(replica(2), greatest)
    }

    fn holding(replica: MemoryReplica, greatest: u32) -> (Self, Hello) {
        let (mut ours, hello) = Self::opened(replica);
        let theirs = Hello { least_version: 1, greatest_version: greatest, ..hello };
        ours.hear(&Frame::from(theirs.clone()).encode()).unwrap();
        (ours, theirs)
    }

    /// Before anything was heard.
    fn opened(replica: MemoryReplica) -> (Self, Hello) {
        let dialogue = Dialogue::new(Role::Listener, DeviceId::from_bytes([1; 32]), VERSIONS);
        let mut ours = Self { dialogue, replica };
        ours.dialogue.open(&mut ours.replica).unwrap();
        let Some(Frame::Hello(hello)) = ours.said().pop() else { panic!("Hello first") };
        (ours, hello)
    }

    fn hear(&mut self, frame: &[u8]) -> Result<(), Ended> {
        self.dialogue.receive(frame, &mut self.replica)?;
        self.dialogue.advance(&mut self.replica)
    }

    fn change(&mut self, ids: &[DocumentId]) {
        self.dialogue.changed(ids, &mut self.replica).unwrap();
        self.dialogue.advance(&mut self.replica).unwrap();
    }

    fn said(&mut self) -> Vec<Frame> {
        let frames = self.dialogue.take_frames();
        frames.iter().map(|frame| Frame::decode(frame).unwrap().unwrap()).collect()
    }
}

#[test]
fn an_older_peer_that_counts_all_offers_together_is_not_cut_off() {
    let (mut ours, _) = Ours::greeted_by(1);
    for round in 0..10 {
        let id = DocumentId::from_bytes([round; 16]);
        ours.replica.create(id, &Contact::default());
        let devices = ours.replica.add_device(&DeviceId::from_bytes([100 + round; 32]));
        ours.change(&[id, devices]);
        let said = ours.said();
        let offers = said.iter().filter(|frame| matches!(frame, Frame::Offer(_))).count();
        assert!(offers > 0, "round {round}: {said:?}");
        for _ in 0..offers {
            ours.hear(&ONE_OFFER).unwrap();
        }
    }
}

#[test]
fn an_older_peers_offer_of_the_devices_is_acknowledged_as_it_counts_it() {
    for (version, counted) in [(1, (1, 0)), (2, (0, 1))] {
        let (mut ours, _) = Ours::greeted_by(version);
        let devices = Kind::Devices.singleton_id();
        let heads = ours.replica.heads(&[devices]).unwrap().remove(0);
        let offer = Offer { items: vec![Version { id: devices, heads }], answered: 0 };
        ours.hear(&Frame::from(offer).encode()).unwrap();
        let ack = ours.said().into_iter().find_map(|frame| match frame {
            Frame::Ack(ack) => Some((ack.offers, ack.urgent)),
            _ => None,
        });
        assert_eq!(ack, Some(counted), "version {version}");
    }
    assert_eq!(Frame::decode(&ONE_OFFER).unwrap().unwrap().encode(), ONE_OFFER);
}

#[test]
fn an_older_peer_is_proven_equal_as_any_other() {
    let (ours, _) = Ours::greeted_by(1);
    assert_eq!(ours.dialogue.state(), State::InSync { except: 0 });
}

#[test]
fn an_older_peer_skips_who_was_revoked_and_goes_on() {
    let device = |number| DeviceId::from_bytes([number; 32]);
    let is_about_revoked = |frame: &Frame| matches!(frame, Frame::Revoked(_));
    for version in [1, 2] {
        let mut holding = replica(2);
        holding.revoke(&device(77));
        // It answers as if it had not heard who was revoked: as a program does that does not know such frames.
        let (mut ours, _) = Ours::holding(holding, version);
        assert_eq!(ours.dialogue.state(), State::InSync { except: 0 }, "the frame is not counted");
        let devices = ours.replica.revoke(&device(78));
        ours.change(&[devices]);
        let said = ours.said();
        assert_eq!(said.iter().position(is_about_revoked), Some(0), "first of {said:?}");
        let offers = said.iter().filter(|frame| matches!(frame, Frame::Offer(_))).count();
        assert_eq!(offers, 1, "the record goes as ever");
        let ack = if version == 1 { ONE_OFFER } else { [10, 0xa1, 0x02, 0x01] };
        ours.hear(&ack).unwrap();
        let check = ours.said().into_iter().find_map(|frame| match frame {
            Frame::Check(check) => Some(check),
            _ => None,
        });
        let check = check.unwrap();
        assert_eq!((check.sent, check.applied), (1, 0), "version {version}");
        let theirs = Check { sent: 0, applied: 1, ..check };
        ours.hear(&Frame::from(theirs).encode()).unwrap();
        assert_eq!(ours.dialogue.state(), State::InSync { except: 0 });
    }
}

#[test]
fn whoever_speaks_version_3_is_told_nothing_of_photos_and_is_answered_in_its_own_bytes() {
    let (mut ours, hello) = Ours::opened(of_noor());
    assert!(hello.lacking.is_some(), "a photo is lacking here");
    ours.hear(&bytes(HELLO_OF_3)).unwrap();
    assert_eq!(ours.said(), [], "both hold the same, and there is nothing to say");
    assert_eq!(ours.dialogue.state(), State::InSync { except: 0 });

    let devices = ours.replica.add_device(&DeviceId::from_bytes([101; 32]));
    ours.change(&[devices]);
    assert!(matches!(ours.said().as_slice(), [Frame::Offer(_)]));
    // It has that device from elsewhere already.
    ours.hear(&[10, 0xa1, 0x02, 0x01]).unwrap();
    assert_eq!(ours.dialogue.take_frames(), [bytes(CHECKS_OF_3[0])]);
    ours.hear(&bytes(CHECKS_OF_3[1])).unwrap();
    assert_eq!(ours.said(), []);
    assert_eq!(ours.dialogue.state(), State::InSync { except: 0 });
}

#[test]
fn a_frame_that_this_program_does_not_know_is_skipped_before_hello_too() {
    let mut dialogue = Dialogue::new(Role::Listener, DeviceId::from_bytes([1; 32]), VERSIONS);
    let mut replica = replica(2);
    dialogue.open(&mut replica).unwrap();
    dialogue.receive(&[77, 0xa1, 0x00, 0x80], &mut replica).unwrap();
}
