use super::*;

fn no_cards(bytes: &[u8]) -> (Looks, String, String) {
    let found = all(bytes);
    assert_eq!(found.len(), 1, "{found:?}");
    let Err(bad) = &found[0] else { panic!("{found:?}") };
    let Reason::NoCards(looks) = bad.reason else { panic!("{bad}") };
    assert_eq!(bad.line, 1);
    (looks, bad.reason.to_string(), bad.hint())
}

#[test]
fn an_empty_file_says_that_there_is_no_card_in_it() {
    for bytes in [b"".as_slice(), b"\r\n \n", b"\xEF\xBB\xBF", b"\xFF\xFE"] {
        let (looks, message, hint) = no_cards(bytes);
        assert_eq!(
            (looks, message.as_str()),
            (Looks::Empty, "There is no card in this file: it is empty.")
        );
        assert!(hint.contains("Export the contacts again"));
    }
}

#[test]
fn a_file_of_another_kind_is_named_with_what_to_do() {
    let table: [(&[u8], Looks, &str); 6] = [
        (
            b"First Name,Last Name,E-mail 1 - Value\nAna,Ruiz,ana@acme.example\n",
            Looks::Csv,
            "as vCard (.vcf) in place of CSV",
        ),
        (b"\xEF\xBB\xBFName;Telefon;E-Mail\n", Looks::Csv, "as vCard"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", Looks::Calendar, "not from the calendar"),
        (b"PK\x03\x04\x14\0\0\0", Looks::Zip, "Unpack the archive"),
        (b"<!DOCTYPE html><html>", Looks::WebPage, "sign in"),
        (b"\x00\x9f\x92\x96 whatever", Looks::Unknown, "begins with the line BEGIN:VCARD"),
    ];
    for (bytes, looks, hint) in table {
        let found = no_cards(bytes);
        assert_eq!(found.0, looks);
        assert!(found.1.starts_with("There is no card in this file"), "{}", found.1);
        assert!(found.2.contains(hint), "{}", found.2);
    }
}

#[test]
fn files_joined_without_a_line_end_between_them_are_read_whole() {
    let one = "\u{feff}BEGIN:VCARD\nVERSION:3.0\nFN:Bo\nEND:VCARD";
    let two = "BEGIN:VCARD\nVERSION:3.0\nFN:Cy\nEND:VCARD\n";
    let found = all([one, two, one, "\n", one].concat().as_bytes());
    assert_eq!(names(&found), ["Bo", "Cy", "Bo", "Bo"]);
    assert_eq!(bad(&found), []);
}

#[test]
fn begin_and_end_are_known_in_any_case_with_spaces_after_them() {
    assert_eq!(names(&all(b"begin:vcard  \nversion:3.0\nfn:Bo\nend:vCard \n")), ["Bo"]);
}
