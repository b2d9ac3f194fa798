//! Who does not belong learns nothing, and why it is turned away.

use ed25519_dalek::{Signer, SigningKey};

use super::intruder::{Intruder, id};
use crate::id::DeviceId;
use crate::session::wire::{Frame, Goodbye, Identity};
use crate::session::{Ended, Event, Role, Session, Settings, VERSIONS, identity};

fn goodbye(code: &str) -> Frame {
    Goodbye { code: code.to_owned() }.into()
}

#[test]
fn a_stranger_is_told_so_and_nothing_else() {
    let mut intruder = Intruder::unknown();
    intruder.enter();
    assert!(matches!(intruder.ended, Some(Ended::Stranger)));
    assert_eq!(intruder.heard, [goodbye("stranger")]);
}

#[test]
fn a_revoked_device_is_told_so_and_nothing_else() {
    let mut intruder = Intruder::known();
    let device = id(&intruder.key);
    intruder.replica.revoke(&device);
    intruder.enter();
    assert!(matches!(intruder.ended, Some(Ended::Revoked)));
    assert_eq!(intruder.heard, [goodbye("revoked")]);
}

#[test]
fn a_device_does_not_talk_to_itself() {
    let mut intruder = Intruder::known();
    intruder.key = SigningKey::from_bytes(&[1; 32]);
    intruder.enter();
    assert!(matches!(intruder.ended, Some(Ended::Ourselves)));
    assert!(!intruder.has_learned_something());
}

#[test]
fn a_claim_to_be_another_device_is_not_believed() {
    let mut intruder = Intruder::known();
    intruder.shake();
    let Frame::Identity(honest) = intruder.identity() else { panic!() };
    intruder.key = SigningKey::from_bytes(&[3; 32]);
    let Frame::Identity(own) = intruder.identity() else { panic!() };
    intruder.say(&[Identity { device: honest.device, signature: own.signature }.into()]);
    intruder.is_shown_the_door("signature");
    assert!(!intruder.has_learned_something());
}

#[test]
fn a_signature_of_another_handshake_is_worth_nothing() {
    let mut first = Intruder::known();
    let mut second = Intruder::known();
    first.shake();
    second.shake();
    let overheard = first.identity();
    second.say(&[overheard]);
    second.is_shown_the_door("signature");
    assert!(!second.has_learned_something());
}

#[test]
fn a_signature_counts_for_its_own_role_device_and_handshake_alone() {
    let key = SigningKey::from_bytes(&[5; 32]);
    let signed = |role, hash| {
        let signature = key.sign(&identity::text(role, &id(&key), hash)).to_bytes();
        Identity { device: id(&key), signature }
    };
    let claim = signed(Role::Dialer, &[1; 32]);
    assert!(identity::verify(&claim, Role::Listener, &[1; 32]).is_ok());
    assert!(identity::verify(&claim, Role::Dialer, &[1; 32]).is_err());
    assert!(identity::verify(&claim, Role::Listener, &[2; 32]).is_err());
    let device = id(&SigningKey::from_bytes(&[6; 32]));
    let stolen = Identity { device, ..claim };
    assert!(identity::verify(&stolen, Role::Listener, &[1; 32]).is_err());
    // A key of small order fits many signatures; it is nobody's device.
    let nobody = Identity { device: DeviceId::from_bytes([0; 32]), signature: [0; 64] };
    assert!(identity::verify(&nobody, Role::Listener, &[1; 32]).is_err());
}

#[test]
fn a_replayed_conversation_ends_at_the_first_encrypted_message() {
    let mut victim = Intruder::known();
    victim.shake();
    let identity = victim.identity().encode();
    let recorded = victim.channel.as_mut().unwrap().seal(&[identity]).unwrap();
    let mut replay = Intruder::known();
    replay.shake();
    replay.deliver(&recorded[0]);
    replay.is_shown_the_door("encryption");
}

#[test]
fn a_device_that_is_revoked_while_it_talks_is_turned_away_at_once() {
    let mut intruder = Intruder::known();
    intruder.greet();
    let device = id(&intruder.key);
    let changed = intruder.replica.revoke(&device);
    let effects = intruder.session.handle(Event::Changed(&[changed]), &mut intruder.replica);
    assert!(matches!(effects.last(), Some(crate::session::Effect::Close(Ended::Revoked))));
}

#[test]
fn a_device_that_was_revoked_by_another_session_is_neither_heard_nor_told_anything_before_that_is_said()
 {
    use crate::id::{DocumentId, Heads};
    use crate::record::Contact;
    use crate::session::wire::{Version, Want};
    let mut intruder = Intruder::known();
    intruder.greet();
    // Another session has taken the revocation, and then someone new; this one was not told of either.
    let device = id(&intruder.key);
    intruder.replica.revoke(&device);
    let someone = DocumentId::from_bytes([5; 16]);
    intruder.replica.create(someone, &Contact { name: "Zoë Dvořák".into(), ..Contact::default() });
    intruder.heard.clear();
    intruder.say(&[Want { items: vec![Version { id: someone, heads: Heads::default() }] }.into()]);
    assert_eq!(intruder.heard, [goodbye("revoked")]);
    assert!(matches!(intruder.ended, Some(Ended::Revoked)));
}

#[test]
fn nobody_speaks_while_the_other_side_signs() {
    let mut intruder = Intruder::known();
    intruder.shake();
    let identity = intruder.identity().encode();
    let channel = intruder.channel.as_mut().unwrap();
    let one = channel.seal(&[identity]).unwrap();
    let two = channel.seal(&[vec![13]]).unwrap();
    let sign = intruder.session.handle(Event::Message(&one[0]), &mut intruder.replica);
    assert!(matches!(sign.last(), Some(crate::session::Effect::Sign(_))));
    intruder.deliver(&two[0]);
    intruder.is_shown_the_door("before it was answered");
}

#[test]
fn a_listener_that_is_turned_away_hears_why() {
    use crate::session::EndedCode;
    // The dialer expects someone else than the one who answers.
    let mut world = crate::simulation::world::World::with_devices(3, 3);
    let expected = world.device(2);
    let link = world.connect_expecting(0, 1, Some(expected));
    world.run();
    assert!(matches!(world.ended(link, 0), Ended::SomeoneElse));
    let Ended::TurnedAway { code } = world.ended(link, 1) else { panic!() };
    assert_eq!(*code, EndedCode::SomeoneElse);
}

#[test]
fn garbage_in_place_of_a_handshake_ends_the_session() {
    for length in [0, 1, 31, 32, 48, 49, 70_000] {
        let mut intruder = Intruder::known();
        intruder.deliver(&vec![0x42; length]);
        if length == 32 {
            // Any 32 bytes may be somebody's key: what follows cannot be read.
            intruder.deliver(&[0x42; 100]);
        }
        assert!(matches!(intruder.ended, Some(Ended::Broken(_))), "{length}");
    }
}

#[test]
fn programs_without_a_common_version_say_which_they_speak() {
    let mut world = crate::simulation::world::World::with_devices(4, 2);
    let (least, greatest) = (*VERSIONS.start(), *VERSIONS.end());
    let later = (greatest + 1, greatest + 2);
    world.places[0].versions = later.0..=later.1;
    let link = world.connect(0, 1);
    world.run();
    let ours = (least, greatest);
    for (side, (us, them)) in [(later, ours), (ours, later)].into_iter().enumerate() {
        match world.ended(link, side) {
            Ended::Version { ours, theirs } => assert_eq!((*ours, *theirs), (us, them)),
            Ended::TurnedAway { code } => assert_eq!(*code, crate::session::EndedCode::Version),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_dialer_reveals_itself_to_whom_it_dials_but_nothing_of_its_journal_to_a_stranger() {
    let mut world = crate::simulation::world::World::with_devices(5, 1);
    let stranger = world.add_place();
    let known = world.device(0);
    // The stranger claims to know the phone; the phone does not know the stranger.
    world.places[stranger].replica.add_device(&known);
    let link = world.connect(0, stranger);
    world.run();
    assert!(matches!(world.ended(link, 0), Ended::Stranger));
    let sent = world.traffic(link).sent;
    assert_eq!(sent, 0, "nothing of the journal was said");
}

#[test]
fn a_dialer_starts_and_a_listener_waits() {
    let settings = |role| Settings {
        us: id(&SigningKey::from_bytes(&[1; 32])),
        role,
        expect: None,
        versions: VERSIONS,
    };
    assert_eq!(Session::new(settings(Role::Dialer)).unwrap().1.len(), 1);
    assert_eq!(Session::new(settings(Role::Listener)).unwrap().1.len(), 0);
}
