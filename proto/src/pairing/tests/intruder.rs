//! Who does not know the code: guessing, replaying, standing between.

use super::*;

fn two_codes() -> (Code, Code) {
    let (one, other) = (Code::random().unwrap(), Code::random().unwrap());
    if one == other { two_codes() } else { (one, other) }
}

#[test]
fn a_code_for_another_laptop_costs_a_guess_and_both_sides_hear_why() {
    let (typed, shown) = two_codes();
    let mut guesses = Guesses::default();
    for left in (0..GUESSES).rev() {
        let outcome = talk(&typed, &shown, &mut guesses, |_, message| Some(message));
        assert_eq!(outcome.showing_ended, Some(Ended::WrongCode { left }));
        assert_eq!(outcome.joining_ended, Some(Ended::WrongCode { left }));
        assert!(!outcome.admitted && !outcome.kept);
        assert_eq!(outcome.said.len(), 4, "{:?}", outcome.said);
    }
    let late = talk(&shown, &shown, &mut guesses, |_, message| Some(message));
    assert_eq!(
        late.showing_ended,
        Some(Ended::Refused(Reason::Closed)),
        "the right code, too late"
    );
    assert_eq!(late.joining_ended, Some(Ended::TurnedAway(Reason::Closed)));
}

#[test]
fn however_many_guesses_are_under_way_three_are_tried_in_all() {
    let (typed, shown) = two_codes();
    let mut guesses = Guesses::default();
    let mut under_way: Vec<(Showing, Vec<u8>)> = (0..1_000)
        .map(|_| {
            let (mut joining, first) = Joining::new(&typed, join(LAPTOP)).unwrap();
            let mut showing = Showing::new(shown.clone());
            let Ok(Asked::Send(answer)) = showing.take(&first, &mut guesses) else { panic!() };
            let Ok(Heard::Send(proof)) = joining.take(&answer) else { panic!() };
            (showing, proof)
        })
        .collect();
    let ended: Vec<Ended> = under_way
        .iter_mut()
        .map(|(showing, proof)| showing.take(proof, &mut guesses).unwrap_err())
        .collect();
    let tried = ended.iter().filter(|ended| matches!(ended, Ended::WrongCode { .. })).count();
    let closed = ended.iter().filter(|ended| **ended == Ended::Refused(Reason::Closed)).count();
    assert_eq!((tried, closed), (3, 997));
}

#[test]
fn what_was_overheard_opens_nothing_when_it_is_said_again() {
    let code = Code::random().unwrap();
    let heard = talk(&code, &code, &mut Guesses::default(), |_, message| Some(message));
    let mut guesses = Guesses::default();
    let mut showing = Showing::new(code);
    let said: Vec<&Vec<u8>> =
        heard.said.iter().filter(|(by_joining, _)| *by_joining).map(|(_, said)| said).collect();
    assert!(matches!(showing.take(said[0], &mut guesses), Ok(Asked::Send(_))));
    let ended = showing.take(said[1], &mut guesses).unwrap_err();
    assert_eq!(ended, Ended::WrongCode { left: 2 });
    for message in &said {
        assert!(showing.take(message, &mut guesses).is_err());
    }
    assert_eq!(guesses.left(), 2, "a connection is one guess, whatever it says");
}

#[test]
fn who_stands_between_and_knows_nothing_learns_nothing_and_pairs_with_nobody() {
    let (code, guess) = two_codes();
    // It poses as the device that shows the code, with a code of its own; and as the one that joins.
    let outcome = talk(&code, &guess, &mut Guesses::default(), |_, message| Some(message));
    assert!(!outcome.kept && outcome.welcome.is_none());
    let mut guesses = Guesses::default();
    let outcome = talk(&guess, &code, &mut guesses, |_, message| Some(message));
    assert!(!outcome.admitted && outcome.join.is_none());
    assert_eq!(guesses.left(), GUESSES - 1);
    // It ignores what it hears and says that all is proven.
    let (mut joining, first) = Joining::new(&code, join(LAPTOP)).unwrap();
    let mut posing = Showing::new(guess);
    let Ok(Asked::Send(answer)) = posing.take(&first, &mut Guesses::default()) else { panic!() };
    let Ok(Heard::Send(_proof)) = joining.take(&answer) else { panic!() };
    let mut lie = vec![4; 49];
    lie[1..].fill(9);
    assert!(matches!(joining.take(&lie), Err(Ended::Broken(_))));
    assert!(joining.take(&lie).is_err() && joining.ready().is_err() && joining.kept().is_err());
}

#[test]
fn a_message_of_its_own_sent_back_is_no_answer() {
    let code = Code::random().unwrap();
    let (mut joining, first) = Joining::new(&code, join(LAPTOP)).unwrap();
    let mut echo = first.clone();
    echo.remove(0);
    echo[0] = 2;
    assert!(matches!(joining.take(&echo), Err(Ended::Broken(_))));
    // With the side's letter changed it is a point like any other, and proves nothing.
    let (mut joining, first) = Joining::new(&code, join(LAPTOP)).unwrap();
    let mut echo = first[1..].to_vec();
    (echo[0], echo[1]) = (2, b'B');
    assert!(matches!(joining.take(&echo), Ok(Heard::Send(_))));
}
