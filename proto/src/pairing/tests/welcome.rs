use super::*;
use crate::pairing::bodies::{MOST_DEVICES, MOST_HOST, MOST_KIND, MOST_NAME, MOST_ROOT, Written};
use crate::pairing::channel::MOST_PLAIN_BYTES;
use crate::pairing::wire::Message;

#[test]
fn with_the_same_code_both_know_and_keep_the_other() {
    let code = Code::random().unwrap();
    let mut guesses = Guesses::default();
    let outcome = talk(&code, &code, &mut guesses, |_, message| Some(message));
    assert!(outcome.admitted && outcome.kept && outcome.confirmed, "{outcome:?}");
    assert_eq!(outcome.join, Some(join(LAPTOP)));
    assert_eq!((outcome.welcome, outcome.authority), (Some(welcome()), secret()));
    assert_eq!(guesses.left(), GUESSES, "a right code is no guess");
    assert_eq!(outcome.said.len(), 9);
}

/// What a device of that kind is told until it says that it is ready, and what after it.
fn told(kind: &str) -> (Welcome, Secret) {
    let code = Code::random().unwrap();
    let (mut joining, mut message) = Joining::new(&code, join(kind)).unwrap();
    let (mut showing, mut guesses) = (Showing::new(code), Guesses::default());
    let mut welcomed = None;
    loop {
        let answer = match showing.take(&message, &mut guesses).unwrap() {
            Asked::Send(bytes) | Asked::Proven(bytes) => bytes,
            Asked::Join(_) => {
                let answer = showing.welcome(welcome()).unwrap();
                assert!(showing.written(&secret()).is_err(), "nobody has said that it is ready");
                answer
            }
            Asked::Ready => showing.written(&secret()).unwrap(),
            Asked::Kept => panic!("nobody has said so"),
        };
        match joining.take(&answer).unwrap() {
            Heard::Send(bytes) => message = bytes,
            Heard::Sign(text) => message = joining.signed(key(2).sign(&text).to_bytes()).unwrap(),
            Heard::Welcome(welcome) => {
                welcomed = Some(*welcome);
                message = joining.ready().unwrap();
            }
            Heard::Written(_, authority) => break (welcomed.unwrap(), authority),
        }
    }
}

#[test]
fn the_authority_goes_to_a_laptop_that_is_written_down_and_to_nothing_else() {
    let (welcomed, authority) = told(LAPTOP);
    assert_eq!((welcomed, authority), (welcome(), secret()));
    let before = Message::Welcome(welcome()).encode();
    let is_in = |bytes: &[u8]| before.windows(bytes.len()).any(|window| window == bytes);
    assert!(is_in(b"the root of the authority") && !is_in(b"the secret of the authority"));
    for kind in ["phone", "hub", "page", "Laptop", "laptop ", ""] {
        let (welcomed, authority) = told(kind);
        assert!(welcomed.root.is_empty() && authority.is_empty(), "{kind:?}");
        assert_eq!(welcomed.devices, welcome().devices);
    }
    assert!(!format!("{:?}", secret()).contains("116"), "the secret is not printed");
}

#[test]
fn the_largest_welcome_fits_one_message_and_what_is_larger_is_cut_to_fit() {
    let long = Device {
        id: DeviceId::from_bytes([255; 32]),
        name: "🦊".repeat(MOST_NAME + 5),
        kind: "k".repeat(MOST_KIND),
        host: "h".repeat(MOST_HOST),
        added: i64::MAX,
    };
    let most = Welcome {
        device: long.clone(),
        devices: vec![long; MOST_DEVICES + 7],
        root: vec![7; MOST_ROOT],
        known: true,
    };
    let fitted = most.clone().fitted().unwrap();
    let bytes = Message::Welcome(fitted.clone()).encode();
    println!("the largest welcome has {} bytes of {MOST_PLAIN_BYTES}", bytes.len());
    assert!(bytes.len() <= MOST_PLAIN_BYTES);
    assert_eq!(Message::decode(&bytes), Ok(Message::Welcome(fitted)));
    let too_much = Message::Welcome(most.clone()).encode();
    assert!(Message::decode(&too_much).is_err(), "beyond the caps nothing is read");
    let root = vec![7; MOST_ROOT + 1];
    assert!(Welcome { root, ..most }.fitted().is_err(), "half a certificate is none");
    let written = |bytes| Message::Written(Written { authority: Secret::new(vec![7; bytes]) });
    let largest = written(MOST_AUTHORITY).encode();
    assert!(largest.len() <= MOST_PLAIN_BYTES);
    assert_eq!(Message::decode(&largest), Ok(written(MOST_AUTHORITY)));
    assert!(Message::decode(&written(MOST_AUTHORITY + 1).encode()).is_err());
}

#[test]
fn a_device_does_not_pair_with_itself() {
    let code = Code::random().unwrap();
    let (mut joining, first) =
        Joining::new(&code, Join { device: device(1, LAPTOP), ..join(LAPTOP) }).unwrap();
    let (mut showing, mut guesses) = (Showing::new(code), Guesses::default());
    let mut message = first;
    let ended = loop {
        let answer = match showing.take(&message, &mut guesses).unwrap() {
            Asked::Send(bytes) | Asked::Proven(bytes) => bytes,
            Asked::Join(_) => showing.welcome(welcome()).unwrap(),
            other => panic!("{other:?}"),
        };
        match joining.take(&answer) {
            Ok(Heard::Send(bytes)) => message = bytes,
            Ok(Heard::Sign(text)) => {
                message = joining.signed(key(1).sign(&text).to_bytes()).unwrap()
            }
            Ok(other) => panic!("{other:?}"),
            Err(ended) => break ended,
        }
    };
    assert_eq!(ended, Ended::Refused(Reason::Ourselves));
    let told = joining.farewell(&ended).unwrap();
    let heard = showing.take(&told, &mut guesses).unwrap_err();
    assert_eq!(heard, Ended::TurnedAway(Reason::Ourselves));
    assert_eq!(showing.farewell(&heard), None, "nobody is left to be told");
}
