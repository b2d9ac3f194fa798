//! Who has the code and names a device that it is not.

use super::*;

/// Both sides once the code is proven, and what is to be signed.
fn proven() -> (Joining, Showing, Guesses, Vec<u8>) {
    let code = Code::random().unwrap();
    let (mut joining, first) = Joining::new(&code, join(LAPTOP)).unwrap();
    let (mut showing, mut guesses) = (Showing::new(code), Guesses::default());
    let Ok(Asked::Send(answer)) = showing.take(&first, &mut guesses) else { panic!() };
    let Ok(Heard::Send(proof)) = joining.take(&answer) else { panic!() };
    let Ok(Asked::Proven(proven)) = showing.take(&proof, &mut guesses) else { panic!() };
    let Ok(Heard::Sign(text)) = joining.take(&proven) else { panic!() };
    (joining, showing, guesses, text)
}

#[test]
fn who_cannot_sign_as_the_device_that_it_names_is_told_nothing() {
    let (_, _, _, earlier) = proven();
    let of = |text: &[u8]| key(2).sign(text).to_bytes();
    type Signs<'a> = &'a dyn Fn(&[u8]) -> [u8; 64];
    let wrong: [(&str, Signs); 5] = [
        ("no signature", &|_| [0; 64]),
        ("another key", &|text| key(5).sign(text).to_bytes()),
        ("another pairing", &|_| of(&earlier)),
        ("another label", &|text| of(&text[1..])),
        ("one bit", &|text| {
            let mut signature = of(text);
            signature[40] ^= 1;
            signature
        }),
    ];
    for (how, sign) in wrong {
        let (mut joining, mut showing, mut guesses, text) = proven();
        let said = joining.signed(sign(&text)).unwrap();
        let ended = showing.take(&said, &mut guesses).unwrap_err();
        assert_eq!(ended, Ended::broken("the signature does not fit the device"), "{how}");
        assert!(showing.welcome(welcome()).is_err() && showing.written(&secret()).is_err());
        let told = showing.farewell(&ended).unwrap();
        assert_eq!(joining.take(&told).unwrap_err(), Ended::TurnedAway(Reason::Broken), "{how}");
    }
    let (mut joining, mut showing, mut guesses, text) = proven();
    let said = joining.signed(of(&text)).unwrap();
    assert!(joining.signed(of(&text)).is_err(), "once");
    assert!(matches!(showing.take(&said, &mut guesses), Ok(Asked::Join(_))));
}

#[test]
fn what_is_signed_to_join_is_nothing_else_that_a_device_signs() {
    let (.., text) = proven();
    assert!(text.starts_with(b"mingle 1 pairing join\0") && text.len() == 22 + 32 + 32);
    for other in [b"mingle 1 session identity\0".as_slice(), b"mingle control 1\n"] {
        assert!(!text.starts_with(other));
    }
}
