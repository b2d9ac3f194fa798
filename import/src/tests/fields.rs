use super::*;

#[test]
fn a_group_s_label_names_its_number() {
    let card = with(
        "item1.TEL:+1 555 0100\nitem1.X-ABLabel:_$!<Mobile>!$_\nITEM2.TEL;TYPE=WORK:+1 555 0101\nitem2.X-ABLabel:Assistant\n\
         item3.TEL:+1 555 0102",
    );
    let expected =
        map([("+1 555 0100", "mobile"), ("+1 555 0101", "Assistant"), ("+1 555 0102", "")]);
    assert_eq!(card.contact.phones, expected);
    assert_eq!(extra(&card), Vec::<&str>::new());
}

#[test]
fn types_in_every_version_s_spelling_give_the_same_label() {
    let table = [
        ("TEL;CELL;PREF:1", "mobile"),
        ("TEL;TYPE=cell,voice:1", "mobile"),
        ("TEL;TYPE=CELL;TYPE=PREF:1", "mobile"),
        ("TEL;TYPE=\"cell,voice\";PREF=1:1", "mobile"),
        ("TEL;VALUE=uri;TYPE=\"voice,cell\":tel:1", "mobile"),
        ("tel;type=work;type=cell:1", "work mobile"),
        ("TEL;WORK;VOICE:1", "work"),
        ("TEL;TYPE=home,fax:1", "home fax"),
        ("TEL;FAX:1", "fax"),
        ("TEL;TYPE=pager:1", "pager"),
        ("TEL;TYPE=MAIN:1", "main"),
        ("TEL;TYPE=Ferienhaus:1", "ferienhaus"),
        ("TEL;X-Cottage:1", "cottage"),
        ("TEL;TYPE=\"cottage,voice\":1", "cottage"),
        ("TEL;VOICE:1", ""),
        ("TEL:1", ""),
    ];
    for (line, label) in table {
        assert_eq!(with(line).contact.phones, map([("1", label)]), "{line}");
    }
}

#[test]
fn birthdays_in_every_form_become_one_form() {
    let table = [
        ("BDAY:--04-12", "--04-12"),
        ("BDAY:--0412", "--04-12"),
        ("BDAY:19850412", "1985-04-12"),
        ("BDAY:1985-04-12", "1985-04-12"),
        ("BDAY:1985-04-12T00:00:00Z", "1985-04-12"),
        ("BDAY:19850412T233000-0500", "1985-04-12"),
        ("BDAY;VALUE=date:1985-04-12", "1985-04-12"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29", "--02-29"),
        ("BDAY:1604-12-24", "--12-24"),
        ("BDAY;X-APPLE-OMIT-YEAR=1900:1900-12-24", "--12-24"),
        ("BDAY;VALUE=text:1985-04-12", "1985-04-12"),
    ];
    for (line, birthday) in table {
        let card = with(line);
        assert_eq!(card.contact.birthday, birthday, "{line}");
        assert_eq!((extra(&card).len(), card.warnings.len()), (0, 0), "{line}");
    }
}

#[test]
fn a_birthday_that_is_no_day_is_kept_as_it_stands_with_a_warning() {
    for line in
        ["BDAY:1985-02-29", "BDAY;VALUE=text:circa 1800", "BDAY:1985-04", "BDAY:---12", "BDAY:12é4"]
    {
        let card = with(line);
        assert_eq!((card.contact.birthday.as_str(), extra(&card)), ("", vec![line]));
        assert_eq!(card.warnings.len(), 1);
        assert!(card.warnings[0].starts_with("line 4: the birthday '"), "{:?}", card.warnings);
    }
}

#[test]
fn units_titles_and_roles_are_all_there() {
    let card =
        with("ORG:Acme\\, Inc.;Storage;Berlin\nTITLE:CTO\nTITLE:Founder\nROLE:Speaker\nROLE:CTO");
    assert_eq!(card.contact.org, "Acme, Inc., Storage, Berlin");
    assert_eq!(card.contact.role, "CTO, Founder, Speaker");
    assert_eq!(with("ORG:Acme\nORG:Globex;R&D").contact.org, "Acme; Globex, R&D");
}

#[test]
fn an_address_is_one_line() {
    let card = with(
        "ADR;TYPE=WORK:PO Box 5;Suite 2;12 Hill Road\\nRear;Leeds;;LS1 4AB;United Kingdom\nADR;HOME:;;;;;;",
    );
    let line = "PO Box 5, Suite 2, 12 Hill Road Rear, Leeds, LS1 4AB, United Kingdom";
    assert_eq!(card.contact.addresses, map([(line, "work")]));
}

#[test]
fn notes_and_categories_become_note_and_tags() {
    let card = with(
        "NOTE:one\nNOTE:two\nCATEGORIES:New York,climbing, climbing \nCATEGORIES:myContacts,a\\,b",
    );
    assert_eq!(card.contact.note, "one\n\ntwo");
    assert_eq!(card.contact.tags, set(["New York", "climbing", "a,b"]));
}

#[test]
fn pages_messengers_and_profiles_become_links() {
    let card = with(
        "URL;TYPE=WORK:https://acme.example/ana;x=1,2\nIMPP:sip:ana@acme.example\nX-SKYPE:ana.ruiz\n\
         X-SOCIALPROFILE;TYPE=mastodon;X-USER=ana:https://social.example/@ana\nSOCIALPROFILE;SERVICE-TYPE=Mastodon:https://b.example/@ana\n\
         URL:http\\://www.linkedin.com/in/ana\nX-SOCIALPROFILE;type=twitter;x-user=ana_r:\nURL:acme.example",
    );
    let expected = map([
        ("https://acme.example/ana;x=1,2", "work"),
        ("sip:ana@acme.example", ""),
        ("skype:ana.ruiz", "skype"),
        ("https://social.example/@ana", "mastodon"),
        ("https://b.example/@ana", "mastodon"),
        ("http://www.linkedin.com/in/ana", "linkedin"),
        ("ana_r", "twitter"),
        ("acme.example", ""),
    ]);
    assert_eq!(card.contact.links, expected);
    assert_eq!(extra(&card), Vec::<&str>::new());
}

#[test]
fn an_address_that_would_run_something_never_becomes_a_link() {
    for line in [
        "URL:javascript:alert(1)",
        "URL: JavaScript:alert(1)",
        "IMPP:data:text/html,x",
        "URL:file:///etc/passwd",
    ] {
        let card = with(line);
        assert_eq!(card.contact.links, map([]), "{line}");
        assert_eq!(extra(&card), [line]);
    }
}

#[test]
fn what_has_no_field_is_kept_as_it_stood_unfolded_and_bookkeeping_is_not() {
    let card = with(
        "X-Spouse-Dog;TYPE=home:Rex\\, the\n  third\nGEO:geo:52.5,13.4\nitem7.ANNIVERSARY:2009-08-08\nitem7.X-ABLabel:Moved in\n\
         NICKNAME:Anita\nREV:2026-01-01T00:00:00Z\nPRODID:x\nCLIENTPIDMAP:1;urn:uuid:1\nX-EMPTY:\nUID:a-1",
    );
    let expected = [
        "GEO:geo:52.5,13.4",
        "NICKNAME:Anita",
        "X-Spouse-Dog;TYPE=home:Rex\\, the third",
        "item7.ANNIVERSARY:2009-08-08",
        "item7.X-ABLabel:Moved in",
    ];
    assert_eq!(extra(&card), expected);
    assert_eq!(card.contact.sources, set(["uid:a-1"]));
    assert!(card.contact.extra.keys().all(|key| key.len() == 16), "{:?}", card.contact.extra);
}

#[test]
fn kept_lines_of_version_2_1_are_whole_in_their_encoding() {
    let card = with_2("X-DOG;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:R=C3=\r\n=A9x");
    assert_eq!(extra(&card), ["X-DOG;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:R=C3=A9x"]);
    let mut bytes =
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Bo\r\nX-DOG;CHARSET=ISO-8859-1;HOME:R".to_vec();
    bytes.extend_from_slice(b"\xE9x\r\nEND:VCARD\r\n");
    assert_eq!(extra(&only(&bytes)), ["X-DOG;HOME:Réx"]);
}

#[test]
fn an_agent_s_card_stays_with_its_owner() {
    let card = with_2(
        "AGENT:\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nFN:Sam\r\nTEL:+1 555 0199\r\nEND:VCARD\r\nTEL:+1 555 0100",
    );
    assert_eq!(card.contact.phones, map([("+1 555 0100", "")]));
    assert_eq!(
        extra(&card),
        ["AGENT:\nBEGIN:VCARD\nVERSION:2.1\nFN:Sam\nTEL:+1 555 0199\nEND:VCARD"]
    );
    let same_line = with_2("AGENT:BEGIN:VCARD\r\nFN:Sam\r\nEND:VCARD\r\nTEL:+1 555 0100");
    assert_eq!(same_line.contact.phones, map([("+1 555 0100", "")]));
    let apart = with_2(
        "AGENT:\r\n\r\nBEGIN:VCARD\r\nFN:Sam\r\nTEL:+1 555 0199\r\nEND:VCARD\r\nTEL:+1 555 0100",
    );
    assert_eq!(apart.contact.phones, map([("+1 555 0100", "")]));
    let escaped = with("AGENT:BEGIN:VCARD\\nFN:Sam\\nTEL:+1\\nEND:VCARD\\n");
    assert_eq!(extra(&escaped), ["AGENT:BEGIN:VCARD\\nFN:Sam\\nTEL:+1\\nEND:VCARD\\n"]);
}

#[test]
fn a_quote_that_never_closes_does_not_swallow_the_value() {
    assert_eq!(
        with("TEL;TYPE=\"cell:+1 555 0100\nEMAIL:ana@acme.example").contact.phones,
        map([("+1 555 0100", "mobile")])
    );
}

#[test]
fn a_list_of_people_is_named_in_a_warning() {
    let card = with("KIND:group\nMEMBER:urn:uuid:1");
    assert_eq!(card.warnings, ["line 4: this card is a list of people, not a person"]);
    assert_eq!(extra(&card), ["KIND:group", "MEMBER:urn:uuid:1"]);
}

#[test]
fn separators_inside_a_quoted_parameter_separate_nothing() {
    let line = "ADR;LABEL=\"Flat 2; ring: twice\";TYPE=\"home\":;;12 Hill Road;Leeds;;;";
    assert_eq!(with(line).contact.addresses, map([("12 Hill Road, Leeds", "home")]));
    let line = "X-DOG;SAYS=\"a;TYPE=b;CHARSET=UTF-16:c\":Réx";
    assert_eq!(extra(&with(line)), [line]);
}
