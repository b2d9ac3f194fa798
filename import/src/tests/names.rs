use super::*;

fn name_of(lines: &str) -> String {
    only(format!("BEGIN:VCARD\nVERSION:3.0\n{lines}\nEND:VCARD\n").as_bytes()).contact.name
}

#[test]
fn without_fn_the_name_is_taken_from_the_next_best_property() {
    let all = [
        "N:Ruiz;Ana;;;",
        "NICKNAME:Anita",
        "ORG:Acme;Storage",
        "EMAIL:ana@acme.example",
        "TEL:+34 600 1",
    ];
    let expected = ["Ana Ruiz", "Anita", "Acme, Storage", "ana@acme.example", "+34 600 1"];
    for (at, name) in expected.into_iter().enumerate() {
        let mut lines = all[at..].to_vec();
        lines.reverse();
        assert_eq!(name_of(&lines.join("\n")), name);
    }
}

#[test]
fn an_empty_fn_and_an_empty_n_are_as_good_as_none() {
    assert_eq!(name_of("FN: \nN:;;;;\nEMAIL:bo@acme.example"), "bo@acme.example");
}

#[test]
fn five_parts_of_n_are_said_in_their_order_and_kept() {
    let text = "BEGIN:VCARD\nVERSION:3.0\nN:Stevenson;John;Philip,Paul;Dr.;Jr.,M.D.\nEND:VCARD\n";
    let card = only(text.as_bytes());
    assert_eq!(card.contact.name, "Dr. John Philip Paul Stevenson Jr. M.D.");
    assert_eq!(extra(&card), ["N:Stevenson;John;Philip,Paul;Dr.;Jr.,M.D."]);
}

#[test]
fn where_fn_and_n_disagree_fn_is_the_name_and_n_is_kept() {
    let card =
        only(b"BEGIN:VCARD\nVERSION:3.0\nFN:Bo from the train\nN:Lindqvist;Bo;;;\nEND:VCARD\n");
    assert_eq!(card.contact.name, "Bo from the train");
    assert_eq!(extra(&card), ["N:Lindqvist;Bo;;;"]);
}

#[test]
fn a_second_fn_is_kept_as_it_stood() {
    let card = with("FN;LANGUAGE=jp:アナ");
    assert_eq!(
        (card.contact.name.as_str(), extra(&card)),
        ("Ana Ruiz", vec!["FN;LANGUAGE=jp:アナ"])
    );
}

#[test]
fn nothing_that_could_be_a_name_is_a_bad_card_that_says_what_to_add() {
    let found =
        all(b"BEGIN:VCARD\nVERSION:3.0\nNOTE:who?\nEND:VCARD\nBEGIN:VCARD\nFN:Bo\nEND:VCARD");
    assert_eq!(names(&found), ["Bo"]);
    let Err(bad) = &found[0] else { panic!("{found:?}") };
    assert_eq!((bad.line, &bad.reason), (1, &Reason::Nameless));
    assert!(bad.hint().contains("FN:Ana Ruiz after line 1"), "{}", bad.hint());
}

#[test]
fn a_second_surname_is_said_once_and_kept() {
    let line = "N:González,López;Juan;;;Jr.;López;Jr.";
    let card = only(format!("BEGIN:VCARD\nVERSION:4.0\n{line}\nEND:VCARD").as_bytes());
    assert_eq!((card.contact.name.as_str(), extra(&card)), ("Juan González López Jr.", vec![line]));
    let card = only(
        "BEGIN:VCARD\nVERSION:4.0\nFN:Juan López\nN:López;Juan;;;;López;\nEND:VCARD".as_bytes(),
    );
    assert_eq!(extra(&card), ["N:López;Juan;;;;López;"]);
}
