use super::*;

#[test]
fn a_card_without_its_end_is_bad_and_the_next_one_goes_in() {
    let found = all(
        b"BEGIN:VCARD\nFN:Bo\nEND:VCARD\nBEGIN:VCARD\nFN:Lost\nTEL:1\nBEGIN:VCARD\nFN:Cy\nEND:VCARD\nBEGIN:VCARD\nFN:Cut off\n",
    );
    assert_eq!(names(&found), ["Bo", "Cy"]);
    assert_eq!(bad(&found), [(4, Reason::NoEnd { before: 7 }), (10, Reason::NoEnd { before: 12 })]);
    let hint = found[1].as_ref().unwrap_err().hint();
    assert!(hint.starts_with("Put a line END:VCARD before line 7"), "{hint}");
}

#[test]
fn a_card_cut_off_in_front_of_another_file_is_bad_and_the_other_goes_in() {
    let found = all(b"BEGIN:VCARD\nFN:Bo\nNOTE:cut oBEGIN:VCARD\nFN:Cy\nEND:VCARD\n");
    assert_eq!(names(&found), ["Cy"]);
    assert_eq!(bad(&found), [(1, Reason::NoEnd { before: 3 })]);
}

#[test]
fn garbage_between_cards_is_reported_by_its_lines_and_the_cards_go_in() {
    let mut bytes = b"BEGIN:VCARD\nFN:Bo\nEND:VCARD\n".to_vec();
    bytes.extend_from_slice(b"\x00\xff\xfe\x01garbage\n\n\x93\x94\n");
    bytes.extend_from_slice(b"BEGIN:VCARD\nFN:Cy\nEND:VCARD\nTEL:stray\nEND:VCARD\n");
    let found = all(&bytes);
    assert_eq!(names(&found), ["Bo", "Cy"]);
    let expected = [(4, Reason::NoCardHere { last: 6 }), (10, Reason::NoCardHere { last: 10 })];
    assert_eq!(bad(&found), expected);
    assert_eq!(
        found[1].as_ref().unwrap_err().to_string(),
        "line 4: what stands here, up to line 6, belongs to no card"
    );
}

#[test]
fn a_line_that_is_no_property_is_a_warning() {
    let card = with("this is no property\nTEL:1\n:2\n=?;x:3");
    assert_eq!(card.contact.phones, map([("1", "")]));
    assert_eq!(card.warnings[0], "line 4: 'this is no property' is no property and was left out");
    assert_eq!(card.warnings.len(), 3);
}

#[test]
fn a_card_of_100_000_properties_is_bad_and_the_next_one_goes_in() {
    let text = format!(
        "BEGIN:VCARD\nFN:Bo\n{}END:VCARD\nBEGIN:VCARD\nFN:Cy\nEND:VCARD",
        "X-A:b\n".repeat(100_000)
    );
    let found = all(text.as_bytes());
    assert_eq!(names(&found), ["Cy"]);
    assert_eq!(bad(&found), [(1, Reason::TooManyProperties)]);
    assert!(found[0].as_ref().unwrap_err().hint().contains("the card that begins at line 1"));
}

#[test]
fn a_note_folded_over_100_000_lines_is_whole() {
    let card = with(&format!("NOTE:start{}", "\n abc".repeat(100_000)));
    assert_eq!(card.contact.note.len(), 5 + 300_000);
}

#[test]
fn a_card_with_more_text_than_the_limit_is_bad() {
    let text = format!("BEGIN:VCARD\nFN:Bo\nNOTE:{}\nEND:VCARD\n", "x".repeat(CARD_TEXT_LIMIT));
    assert_eq!(bad(&all(text.as_bytes())), [(1, Reason::TooMuchText)]);
}

#[test]
fn a_line_too_long_to_keep_is_a_warning() {
    let long = "A".repeat(2 << 20);
    let card = with(&format!("LOGO;ENCODING=b:{long}\nX-LONG:{long}\nTEL:1"));
    assert_eq!((extra(&card).len(), card.contact.phones.len()), (0, 1));
    let expected = [
        "line 4: LOGO is longer than 64 kB and was left out",
        "line 5: X-LONG is longer than 64 kB and was left out",
    ];
    assert_eq!(card.warnings, expected);
}

#[test]
fn a_line_without_a_colon_that_never_ends_costs_no_more_than_its_length() {
    let folded = "\n abcdefgh".repeat(100_000);
    let started = std::time::Instant::now();
    let card = with(&format!("TEL:1\nX-NEVER{folded}"));
    assert_eq!(card.contact.phones.len(), 1);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
