use super::*;

fn source(text: &str) -> String {
    only(text.as_bytes()).contact.sources.into_iter().next().unwrap()
}

#[test]
fn a_uid_names_the_card_in_every_version_s_spelling() {
    let uid = "4fbe8971-0bc3-424c-9c26-36c3e1eff6b1";
    for spelling in [
        uid,
        "urn:uuid:4FBE8971-0BC3-424C-9C26-36C3E1EFF6B1",
        "4FBE8971-0bc3-424c-9c26-36c3e1eff6b1",
    ] {
        assert_eq!(with(&format!("UID:{spelling}")).contact.sources, set([&format!("uid:{uid}")]));
    }
    assert!(with("UID: ").contact.sources.first().unwrap().starts_with("card:"));
}

#[test]
fn order_folding_encoding_version_and_bookkeeping_do_not_change_what_a_card_is() {
    let forms = [
        "BEGIN:VCARD\nVERSION:3.0\nFN:Zoë Grün\nN:Grün;Zoë;;;\nTEL;TYPE=CELL:+49 30 1\nTEL;TYPE=WORK:+49 30 2\n\
         NOTE:Rye bread\\, tea\nCATEGORIES:a,b\nBDAY:1985-04-12\nX-DOG:Rex\nREV:1\nEND:VCARD",
        "BEGIN:VCARD\r\nREV:2\r\nVERSION:3.0\r\nX-DOG:R\r\n ex\r\nBDAY:19850412\r\nCATEGORIES:b\r\nCATEGORIES:a\r\n\
         NOTE:Rye br\r\n ead\\, tea\r\nTEL;TYPE=WORK:+49 30 2\r\nitem1.TEL:+49 30 1\r\nitem1.X-ABLabel:_$!<Mobile>!$_\r\n\
         N:Grün;Zoë\r\nFN:Zoë Grün\r\nPRODID:other\r\nPHOTO:https://a.example/x\r\nEND:VCARD",
        "BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE:Gr=FCn;Zo=EB\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=\n=AB Gr=C3=BCn\n\
         TEL;CELL:+49 30 1\nTEL;WORK:+49 30 2\nNOTE:Rye bread, tea\nCATEGORIES:a,b\nBDAY:1985-04-12\nX-DOG:Rex\nEND:VCARD",
        "BEGIN:VCARD\nVERSION:4.0\nFN:Zoë Grün\nN:Grün;Zoë;;;\nTEL;VALUE=uri:tel:+49 30 1\nTEL:+49 30 2\n\
         NOTE:Rye bread\\, tea\nCATEGORIES:a,b\nBDAY:19850412\nX-DOG:Rex\nEND:VCARD",
    ];
    let first = source(forms[0]);
    assert!(first.starts_with("card:") && first.len() == 5 + 32, "{first}");
    for form in forms {
        assert_eq!(source(form), first, "{form}");
    }
}

#[test]
fn cards_of_different_content_are_different_cards() {
    let forms = [
        "TEL:1",
        "TEL:2",
        "EMAIL:1",
        "TEL:1\nTEL:2",
        "X-DOG:Rex",
        "NOTE:TEL",
        "CATEGORIES:a,b",
        "CATEGORIES:ab",
    ];
    let sources: std::collections::BTreeSet<_> =
        forms.iter().flat_map(|lines| with(lines).contact.sources).collect();
    assert_eq!(sources.len(), forms.len());
}

#[test]
fn the_canonical_form_stays_as_it_is_between_releases() {
    assert_eq!(
        source("BEGIN:VCARD\nVERSION:3.0\nFN:Ana Ruiz\nTEL:+34 600\nEND:VCARD"),
        "card:796ce6d7e6ded66971809795b64e4c77"
    );
}
