use super::*;

#[test]
fn a_soft_line_break_inside_a_character_does_not_break_the_name() {
    for end in ["\r\n", "\n", "\r"] {
        let lines = [
            "BEGIN:VCARD",
            "VERSION:2.1",
            "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E9=99=88;=E6=",
            "=99=93=E6=98=",
            "=8E",
            "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E9=99=88=E6=99=",
            "=93=E6=98=8E",
            "END:VCARD",
        ];
        let card = only(lines.join(end).as_bytes());
        assert_eq!(card.contact.name, "陈晓明");
        assert_eq!(card.warnings, Vec::<String>::new());
    }
}

#[test]
fn named_character_sets_are_decoded_quoted_or_raw() {
    let table: [(&str, &[u8], &str); 9] = [
        ("ISO-8859-1", b"Ren\xE9e Gr\xFCn", "Renée Grün"),
        ("windows-1252", b"Zo\xEB \x80uro", "Zoë €uro"),
        ("windows-1251", b"\xC0\xED\xED\xE0", "Анна"),
        ("ISO-8859-2", b"Ji\xF8\xED", "Jiří"),
        ("Shift_JIS", b"\x93\x63\x92\x86", "田中"),
        ("GB2312", b"\xB3\xC2\xCF\xFE\xC3\xF7", "陈晓明"),
        ("EUC-KR", b"\xB1\xE8", "김"),
        ("ISO-8859-8", b"\xE3\xF0\xE4", "דנה"),
        ("UTF-8", "Ömer".as_bytes(), "Ömer"),
    ];
    for (charset, bytes, name) in table {
        let quoted: String = bytes.iter().map(|b| format!("={b:02X}")).collect();
        let text = format!(
            "BEGIN:VCARD\nVERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET={charset}:{quoted}\nEND:VCARD"
        );
        assert_eq!(only(text.as_bytes()).contact.name, name, "{charset}, quoted");
        let mut raw = format!("BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET={charset}:").into_bytes();
        raw.extend_from_slice(bytes);
        raw.extend_from_slice(b"\r\nEND:VCARD\r\n");
        assert_eq!(only(&raw).contact.name, name, "{charset}, raw");
    }
}

#[test]
fn without_a_named_character_set_utf_8_is_tried_before_windows_1252() {
    assert_eq!(only(b"BEGIN:VCARD\nVERSION:2.1\nFN:Ren\xE9e\nEND:VCARD").contact.name, "Renée");
    assert_eq!(
        only("BEGIN:VCARD\nVERSION:2.1\nFN:Renée\nEND:VCARD".as_bytes()).contact.name,
        "Renée"
    );
    assert_eq!(with_2("NOTE;QUOTED-PRINTABLE:Caf=C3=A9").contact.note, "Café");
    assert_eq!(with_2("NOTE;QUOTED-PRINTABLE:Caf=E9").contact.note, "Café");
}

#[test]
fn an_unknown_character_set_is_a_warning_and_the_card_goes_in() {
    let card = with_2("NOTE;CHARSET=KLINGON:Café");
    assert_eq!(card.contact.note, "Café");
    assert_eq!(
        card.warnings,
        ["line 4: the character set 'KLINGON' is unknown; check the accents in NOTE"]
    );
}

#[test]
fn an_encoded_semicolon_is_text_and_a_plain_one_separates() {
    let card =
        only(b"BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE:Ruiz=3B Vega;Ana\nEND:VCARD");
    assert_eq!(card.contact.name, "Ana Ruiz; Vega");
}

#[test]
fn a_soft_break_at_the_end_of_the_card_does_not_swallow_its_end() {
    let found = all(
        b"BEGIN:VCARD\nVERSION:2.1\nFN:Bo\nNOTE;ENCODING=QUOTED-PRINTABLE:cut=\nEND:VCARD\nBEGIN:VCARD\nFN:Cy\nEND:VCARD",
    );
    assert_eq!(names(&found), ["Bo", "Cy"]);
    assert_eq!(found[0].as_ref().unwrap().contact.note, "cut");
}

#[test]
fn folding_of_the_rfcs_drops_one_white_space_and_that_of_2_1_keeps_it() {
    assert_eq!(with("NOTE:one wo\n rd and\n\t  two").contact.note, "one word and  two");
    assert_eq!(with_2("NOTE:two\r\n words").contact.note, "two words");
}

#[test]
fn a_character_folded_in_the_middle_is_whole_again() {
    let mut text = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ren\xC3\r\n \xA9e\r\nEND:VCARD\r\n".to_vec();
    assert_eq!(only(&text).contact.name, "Renée");
    text.retain(|b| *b != b'\r');
    assert_eq!(only(&text).contact.name, "Renée");
}

#[test]
fn every_line_end_gives_the_same_contact_and_the_same_line_numbers() {
    let lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "FN:Bo",
        "NOTE:a",
        " b",
        "END:VCARD",
        "",
        "BEGIN:VCARD",
        "FN:Cy",
        "END:VCARD",
        "",
    ];
    for end in ["\n", "\r\n", "\r", "\r\r\n"] {
        let found = all(lines.join(end).as_bytes());
        assert_eq!(names(&found), ["Bo", "Cy"], "{end:?}");
        let first = found[0].as_ref().unwrap();
        assert_eq!((first.line, first.contact.note.as_str()), (1, "ab"), "{end:?}");
        assert_eq!(found[1].as_ref().unwrap().line, 8, "{end:?}");
    }
}

#[test]
fn a_byte_order_mark_and_utf_16_are_understood() {
    let text = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zoë 陈 👩🏽‍🚀\r\nEND:VCARD\r\n";
    let with_mark = format!("\u{feff}{text}");
    let little: Vec<u8> = with_mark.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = with_mark.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let forms = [with_mark.as_bytes(), &little, &big, &little[2..], &big[2..]];
    for (at, form) in forms.into_iter().enumerate() {
        assert_eq!(only(form).contact.name, "Zoë 陈 👩🏽‍🚀", "form {at}");
    }
}

#[test]
fn escapes_are_undone_once() {
    let note = with(r"NOTE:a\nb\Nc\, d\; e\\n f\: g").contact.note;
    assert_eq!(note, "a\nb\nc, d; e\\n f: g");
    assert_eq!(with(r"NOTE:C:\reports\x ends in \").contact.note, r"C:\reports\x ends in \");
}

#[test]
fn control_characters_do_not_reach_a_terminal() {
    let card =
        only(b"BEGIN:VCARD\nVERSION:3.0\nFN:Bo\x1b[31m \x00Li\nX-ODD:\x1b]0;x\x07\nEND:VCARD");
    assert_eq!(card.contact.name, "Bo[31m Li");
    assert_eq!(extra(&card), ["X-ODD:]0;x"]);
}
