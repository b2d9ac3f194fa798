//! MECARD and its kin.

use super::*;

#[test]
fn a_mecard_is_a_person_with_all_that_it_says() {
    let text = "MECARD:N:Ruiz,Ana;TEL:+34600111222;TEL:+34 91 000 00 00;EMAIL:ana@mail.example;\
                URL:https://ana.example/hola?x=1;ORG:Faro\\, S.A.;TITLE:Pilot;NOTE:boats\\; tides\\: all;\
                BDAY:19850412;ADR:,,Calle Mayor 3,Madrid,,28013,Spain;NICKNAME:Anita;SOUND:ruis,ana;;";
    let found = card(text);
    let person = &found.contact;
    assert_eq!(person.name, "Ana Ruiz");
    assert_eq!(keys(&person.phones), ["+34 91 000 00 00", "+34600111222"]);
    assert_eq!(keys(&person.emails), ["ana@mail.example"]);
    assert_eq!(keys(&person.links), ["https://ana.example/hola?x=1"]);
    assert_eq!((person.org.as_str(), person.role.as_str()), ("Faro, S.A.", "Pilot"));
    assert_eq!(person.note, "boats; tides: all");
    assert_eq!(person.birthday, "1985-04-12");
    assert_eq!(keys(&person.addresses), ["Calle Mayor 3, Madrid, 28013, Spain"]);
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
}

#[test]
fn a_name_is_said_as_its_parts_tell() {
    for (written, name) in [
        ("Ruiz,Ana", "Ana Ruiz"),
        ("Sukarno", "Sukarno"),
        ("Ana Ruiz", "Ana Ruiz"),
        ("山田,太郎", "山田太郎"),
        ("Ruiz\\, Ana", "Ruiz, Ana"),
        ("Back\\\\slash", "Back\\slash"),
        ("לוי,נועה", "נועה לוי"),
        ("King,Martin,Luther", "Martin Luther King"),
        (",Cher", "Cher"),
    ] {
        assert_eq!(card(&format!("mecard:N:{written};;")).contact.name, name);
    }
}

#[test]
fn a_mecard_without_its_end_or_over_several_lines_is_read() {
    assert_eq!(card("MECARD:N:Ana").contact.name, "Ana");
    let found = card("MECARD:\r\n N:Ruiz,Ana;\r\n EMAIL:ana@mail.example;;\r\n");
    assert_eq!((found.contact.name.as_str(), found.contact.emails.len()), ("Ana Ruiz", 1));
}

#[test]
fn one_person_by_mecard_and_by_vcard_has_one_identity() {
    let mecard = card("MECARD:N:Çelik,Inês;TEL:+351910000000;EMAIL:ines@mail.example;;");
    let vcard = card(
        "BEGIN:VCARD\nVERSION:4.0\nN:Çelik;Inês;;;\nEMAIL;TYPE=work:ines@mail.example\n\
         TEL;VALUE=uri:tel:+351910000000\nEND:VCARD",
    );
    assert_eq!(mecard.contact.sources, vcard.contact.sources);
}

#[test]
fn a_mecard_cannot_smuggle_a_property_or_a_second_card() {
    let found = card("MECARD:N:Ana;NOTE:one\nEND:VCARD\nBEGIN:VCARD\nFN:Mallory;;");
    assert_eq!(found.contact.name, "Ana");
    assert!(found.contact.note.contains("BEGIN:VCARD"));
}

#[test]
fn a_bizcard_is_a_person() {
    let person = card(
        "BIZCARD:N:Zoë;X:Świątek;T:Engineer;C:Faro;A:Mayor 3, Madrid;B:+34 91 000;E:zoe@faro.example;;",
    )
    .contact;
    assert_eq!((person.name.as_str(), person.org.as_str()), ("Zoë Świątek", "Faro"));
    assert_eq!(person.phones.get("+34 91 000").map(String::as_str), Some("work"));
    assert_eq!(keys(&person.addresses), ["Mayor 3, Madrid"]);
}

#[test]
fn a_card_that_says_nothing_is_text() {
    for text in ["MECARD:", "MECARD:;;", "BIZCARD:Q:1;;", "mecard: what is it?"] {
        assert_eq!(understand(text), Scanned::Text(text.to_owned()));
    }
}
