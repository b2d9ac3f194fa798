use super::*;

#[test]
fn wherever_it_is_cut_the_one_that_joins_never_believes_alone_and_a_second_try_completes_it() {
    let code = Code::random().unwrap();
    let mut guesses = Guesses::default();
    let messages = talk(&code, &code, &mut guesses, |_, message| Some(message)).said.len();
    for cut in 0..messages {
        let outcome =
            talk(&code, &code, &mut guesses, |number, message| (number < cut).then_some(message));
        assert!(outcome.admitted || !outcome.kept, "cut at {cut}: {outcome:?}");
        assert!(outcome.kept || !outcome.confirmed, "cut at {cut}: {outcome:?}");
        assert_eq!(guesses.left(), GUESSES, "cut at {cut}: the code still works");
        let again = talk(&code, &code, &mut guesses, |_, message| Some(message));
        assert!(again.admitted && again.kept && again.confirmed, "cut at {cut}: {again:?}");
    }
}

#[test]
fn whatever_one_bit_of_any_message_becomes_nobody_is_paired_unless_both_are() {
    let code = Code::random().unwrap();
    for number in 0..9 {
        for bit in [0, 7, 9, 100, 271, 380] {
            let outcome = talk(&code, &code, &mut Guesses::default(), |at, mut message| {
                if at == number
                    && let Some(byte) = message.get_mut(bit / 8)
                {
                    *byte ^= 1 << (bit % 8);
                }
                Some(message)
            });
            let told = format!("bit {bit} of message {number}: {outcome:?}");
            let is_long = outcome.said[number].1.len() > bit / 8;
            // The last message only confirms: without it both have written down the other.
            assert!(!is_long || !outcome.confirmed, "{told}");
            assert!(!is_long || number == 8 || !outcome.kept, "{told}");
            assert!(outcome.admitted || !outcome.kept, "{told}");
        }
    }
}
