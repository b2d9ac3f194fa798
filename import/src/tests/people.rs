//! Whole cards of every version against whole contacts.

use super::*;

/// The contact with its source and the keys of kept lines left out of the comparison.
fn assert_reads(text: &str, extra_lines: &[&str], expected: Contact) {
    let card = only(text.as_bytes());
    assert_eq!(extra(&card), extra_lines, "{text}");
    assert_eq!(card.contact.sources.len(), 1);
    assert_eq!(card.warnings, Vec::<String>::new(), "{text}");
    let contact = Contact { sources: set([]), extra: map([]), ..card.contact };
    assert_eq!(contact, expected, "{text}");
}

#[test]
fn a_card_of_version_4_becomes_a_whole_contact() {
    assert_reads(
        "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1\r\nFN:Zoë Müller-Ångström\r\n\
         N:Müller-Ångström;Zoë;;;\r\nORG:Nordlicht GmbH;Research\r\nTITLE:Storage engineer\r\n\
         TEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+49-30-5550-1234;ext=17\r\n\
         EMAIL;TYPE=work:zoe@nordlicht.example\r\nADR;TYPE=home:;;Kastanienallee 7;Berlin;;10435;Germany\r\n\
         URL:https://www.linkedin.com/in/zoe-ma\r\nIMPP;PREF=1:xmpp:zoe@nordlicht.example\r\nBDAY:--0412\r\n\
         CATEGORIES:climbing,storage\r\nNOTE:Likes rye bread\\, tea\\nand trains\\; asks good questions\r\n\
         ANNIVERSARY:20090808T1430-0500\r\nREV:20260101T000000Z\r\nPRODID:-//Example//EN\r\nEND:VCARD\r\n",
        &["ANNIVERSARY:20090808T1430-0500"],
        Contact {
            name: "Zoë Müller-Ångström".into(),
            org: "Nordlicht GmbH, Research".into(),
            role: "Storage engineer".into(),
            emails: map([("zoe@nordlicht.example", "work")]),
            phones: map([("+49-30-5550-1234 ext. 17", "home")]),
            links: map([
                ("https://www.linkedin.com/in/zoe-ma", "linkedin"),
                ("xmpp:zoe@nordlicht.example", ""),
            ]),
            addresses: map([("Kastanienallee 7, Berlin, 10435, Germany", "home")]),
            birthday: "--04-12".into(),
            tags: set(["climbing", "storage"]),
            note: "Likes rye bread, tea\nand trains; asks good questions".into(),
            ..Contact::default()
        },
    );
}

#[test]
fn an_apple_card_with_groups_labels_and_no_year_becomes_a_whole_contact() {
    assert_reads(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iOS 18.1//EN\r\nN:حداد;ليلى;;;\r\nFN:ليلى حداد\r\n\
         ORG:مكتبة النور;\r\nTEL;type=IPHONE;type=CELL;type=VOICE;type=pref:+961 3 555 010\r\n\
         item1.TEL:+961 1 555 011\r\nitem1.X-ABLabel:_$!<Mobile>!$_\r\nitem2.EMAIL;type=INTERNET:layla@noor.example\r\n\
         item2.X-ABLabel:Bookshop\r\nitem3.ADR;type=HOME:;;Hamra Street 4;Beirut;;;Lebanon\r\nitem3.X-ABADR:lb\r\n\
         item4.URL;type=pref:https\\://noor.example\r\nitem4.X-ABLabel:_$!<HomePage>!$_\r\n\
         item5.X-ABRELATEDNAMES:Karim\r\nitem5.X-ABLabel:_$!<Brother>!$_\r\n\
         BDAY;X-APPLE-OMIT-YEAR=1604;VALUE=date:1604-02-29\r\n\
         X-SOCIALPROFILE;type=linkedin;x-user=layla:http://www.linkedin.com/in/layla\r\n\
         IMPP;X-SERVICE-TYPE=Skype;type=HOME:skype:live%3Alayla\r\nEND:VCARD\r\n",
        &["item5.X-ABLabel:_$!<Brother>!$_", "item5.X-ABRELATEDNAMES:Karim"],
        Contact {
            name: "ليلى حداد".into(),
            org: "مكتبة النور".into(),
            emails: map([("layla@noor.example", "Bookshop")]),
            phones: map([("+961 3 555 010", "mobile"), ("+961 1 555 011", "mobile")]),
            links: map([
                ("https://noor.example", "homepage"),
                ("http://www.linkedin.com/in/layla", "linkedin"),
                ("skype:live%3Alayla", "skype"),
            ]),
            addresses: map([("Hamra Street 4, Beirut, Lebanon", "home")]),
            birthday: "--02-29".into(),
            ..Contact::default()
        },
    );
}

#[test]
fn a_phone_s_card_of_version_2_1_becomes_a_whole_contact() {
    assert_reads(
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=96zt=C3=BCrk;=C4=B0pek;;;\r\n\
         FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C4=B0pek=20=C3=96zt=C3=BCrk\r\nTEL;CELL;PREF:+905325550101\r\n\
         TEL;WORK;FAX:+902125550102\r\nEMAIL;INTERNET;HOME:ipek@ev.example\r\nORG:Deniz, Kum & Co;Sales\r\n\
         NOTE;ENCODING=QUOTED-PRINTABLE:First line=0D=0A=\r\nsecond; line\r\nBDAY:19850412\r\nX-JABBER:ipek@chat.example\r\n\
         END:VCARD\r\n",
        &[],
        Contact {
            name: "İpek Öztürk".into(),
            org: "Deniz, Kum & Co, Sales".into(),
            emails: map([("ipek@ev.example", "home")]),
            phones: map([("+905325550101", "mobile"), ("+902125550102", "work fax")]),
            links: map([("xmpp:ipek@chat.example", "jabber")]),
            birthday: "1985-04-12".into(),
            note: "First line\nsecond; line".into(),
            ..Contact::default()
        },
    );
}

#[test]
fn han_and_emoji_and_one_word_names_stay_whole() {
    let contact = |name: &str| Contact { name: name.into(), ..Contact::default() };
    let table = [
        ("FN:陈晓明\nN:陈;晓明;;;", vec!["N:陈;晓明;;;"], contact("陈晓明")),
        ("N:陈;晓明;;;", vec!["N:陈;晓明;;;"], contact("陈晓明")),
        ("N:김;서연;;;", vec!["N:김;서연;;;"], contact("김서연")),
        ("FN:Rosa 🌻 Imani\nN:Imani;Rosa 🌻;;;", vec![], contact("Rosa 🌻 Imani")),
        ("FN:👩🏽‍🚀 Noor\nN:Noor;👩🏽‍🚀;;;", vec![], contact("👩🏽‍🚀 Noor")),
        ("FN:Suharti\nN:;Suharti;;;", vec![], contact("Suharti")),
        ("FN:Suharti\nN:Suharti;;;;", vec![], contact("Suharti")),
        ("FN:דָּנָה לוי\nN:לוי;דָּנָה;;;", vec![], contact("דָּנָה לוי")),
        (
            "FN:Maria do Carmo de Sousa\nN:de Sousa;Maria;do Carmo;;",
            vec!["N:de Sousa;Maria;do Carmo;;"],
            contact("Maria do Carmo de Sousa"),
        ),
        ("FN:Nguyễn Thị Hương\nN:Hương;Nguyễn Thị;;;", vec![], contact("Nguyễn Thị Hương")),
    ];
    for (lines, extra_lines, expected) in table {
        for version in ["3.0", "4.0"] {
            let text = format!("BEGIN:VCARD\nVERSION:{version}\n{lines}\nEND:VCARD");
            assert_reads(&text, &extra_lines, expected.clone());
        }
    }
}
