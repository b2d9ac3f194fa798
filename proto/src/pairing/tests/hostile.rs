//! Bytes that nobody should send, to both sides, at every moment.

use super::*;
use crate::pairing::bodies::Written;
use crate::pairing::claim::Claim;
use crate::pairing::wire::{Message, SEALED, VERSION};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const ROUNDS: u64 = 400;

fn seed() -> u64 {
    let given = std::env::var("MINGLE_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(rand::random);
    println!("MINGLE_SEED={seed}");
    seed
}

#[test]
fn no_bytes_at_any_moment_pair_anybody_or_panic() {
    let code = Code::random().unwrap();
    let mut random = StdRng::seed_from_u64(seed());
    for _ in 0..ROUNDS {
        let (at, kind, length) =
            (random.random_range(0..9), random.random_range(0..7), random.random_range(0..300));
        let mode = random.random_range(0..4);
        let noise: Vec<u8> = (0..length).map(|_| random.random()).collect();
        let outcome = talk(&code, &code, &mut Guesses::default(), |number, message| {
            if number != at {
                return Some(message);
            }
            Some(match mode {
                0 => noise.clone(),
                1 => [&[kind], noise.as_slice()].concat(),
                2 => message[..length.min(message.len() - 1)].to_vec(),
                _ => [message.as_slice(), noise.as_slice(), &[0]].concat(),
            })
        });
        assert!(outcome.admitted || !outcome.kept, "{outcome:?}");
        assert!(!outcome.confirmed, "message {at} in mode {mode}: {outcome:?}");
    }
}

#[test]
fn any_bytes_decode_to_a_message_within_its_caps_or_to_none() {
    let mut random = StdRng::seed_from_u64(seed());
    let whole = Message::Welcome(welcome()).encode();
    for _ in 0..20_000 {
        let mut bytes = whole.to_vec();
        for _ in 0..random.random_range(1..4) {
            let at = random.random_range(0..bytes.len());
            bytes[at] = random.random();
        }
        bytes.truncate(random.random_range(0..bytes.len() + 1));
        if let Ok(message) = Message::decode(&bytes) {
            assert!(Message::decode(&message.encode()) == Ok(message));
        }
    }
    // A length that is claimed and not there takes no memory.
    let claims = [2, 0xa4, 0, 0xa5, 0, 0x58, 32];
    assert!(Message::decode(&[&claims[..], &[0x9b, 0xff, 0xff, 0xff, 0xff]].concat()).is_err());
    assert!(Message::decode(&[3, 0x80, 0]).is_err(), "bytes after the end");
    assert!(Message::decode(&[9]).is_err() && Message::decode(&[]).is_err());
}

#[test]
fn what_is_said_out_of_its_place_ends_it_and_its_reason_can_still_be_told() {
    let all = [
        Message::Join(Claim { join: join(LAPTOP), signature: [7; 64] }),
        Message::Welcome(welcome()),
        Message::Ready,
        Message::Written(Written { authority: secret() }),
        Message::Kept,
    ];
    // How many of the shell's answers were given before; and what is in place then.
    for (steps, in_place) in [(0, None), (1, Some(2)), (2, Some(4))] {
        for (number, message) in all.iter().enumerate() {
            let (mut joining, mut showing, mut guesses) = open();
            if steps > 0 {
                let welcome = showing.welcome(welcome()).unwrap();
                joining.take(&welcome).unwrap();
                assert!(showing.welcome(super::welcome()).is_err(), "once is enough");
            }
            if steps > 1 {
                let ready = joining.say_anything(&Message::Ready);
                assert!(matches!(showing.take(&ready, &mut guesses), Ok(Asked::Ready)));
                showing.written(&secret()).unwrap();
            }
            let heard = showing.take(&joining.say_anything(message), &mut guesses);
            if in_place == Some(number) {
                assert!(heard.is_ok(), "{message:?}: {heard:?}");
                continue;
            }
            let ended = heard.unwrap_err();
            assert_eq!(ended, Ended::broken("a message out of its place"), "{steps}: {message:?}");
            let ready = joining.say_anything(&Message::Ready);
            assert!(showing.take(&ready, &mut guesses).is_err(), "it stays ended");
            assert!(showing.farewell(&ended).is_some_and(|said| said[0] == SEALED));
            assert_eq!(showing.farewell(&ended), None, "it is told once");
        }
    }
}

/// Both sides once the joining device has said who it is.
fn open() -> (Joining, Showing, Guesses) {
    let code = Code::random().unwrap();
    let (mut joining, first) = Joining::new(&code, join(LAPTOP)).unwrap();
    let (mut showing, mut guesses) = (Showing::new(code), Guesses::default());
    let mut message = first;
    for _ in 0..2 {
        let answer = match showing.take(&message, &mut guesses).unwrap() {
            Asked::Send(bytes) | Asked::Proven(bytes) => bytes,
            other => panic!("{other:?}"),
        };
        message = match joining.take(&answer) {
            Ok(Heard::Send(next)) => next,
            Ok(Heard::Sign(text)) => joining.signed(key(2).sign(&text).to_bytes()).unwrap(),
            other => panic!("{other:?}"),
        };
    }
    assert!(matches!(showing.take(&message, &mut guesses), Ok(Asked::Join(_))));
    assert!(showing.written(&secret()).is_err(), "nobody has asked for that yet");
    (joining, showing, guesses)
}

#[test]
fn a_version_that_is_not_spoken_is_named() {
    let code = Code::random().unwrap();
    let (mut joining, mut first) = Joining::new(&code, join(LAPTOP)).unwrap();
    first[1] = VERSION + 1;
    let mut showing = Showing::new(code);
    let mut guesses = Guesses::default();
    let ended = showing.take(&first, &mut guesses).unwrap_err();
    assert_eq!(ended, Ended::Refused(Reason::Version));
    let told = showing.farewell(&ended).unwrap();
    assert_eq!(joining.take(&told).unwrap_err(), Ended::TurnedAway(Reason::Version));
    assert_eq!(guesses.left(), GUESSES);
}
