#![allow(clippy::unwrap_used)]

use super::*;

fn only(text: &str) -> Card {
    let mut all: Vec<_> = cards(text.as_bytes()).collect();
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0).unwrap()
}

#[test]
fn a_card_becomes_a_contact() {
    let card = only(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Ruiz\nN:Ruiz;Ana;;;\nTEL;TYPE=cell,voice:+34 600 100 200\nEMAIL;TYPE=work:ana@acme.example\nEND:VCARD\n",
    );
    assert_eq!(card.contact.name, "Ana Ruiz");
    assert_eq!(card.contact.phones["+34 600 100 200"], "mobile");
    assert_eq!(card.contact.emails["ana@acme.example"], "work");
    assert!(card.contact.extra.is_empty(), "{:?}", card.contact.extra);
}
