//! One's own card, as the text of a QR code: a vCard with what somebody needs to know again and to reach its owner, and
//! no more, since each word makes the code finer.
//!
//! A code tells nobody in which character set its bytes are. [`my_card`] is UTF-8, which all readers that phones have
//! guess right; [`my_card_in_ascii`] is for those that do not: the same in ASCII alone, which is the same in every
//! character set that a reader may assume (docs/decisions/0012).

use crate::name::split;
use mingle_proto::record::Contact;

/// Of each, so many: the code stays one that is read at arm's length.
const MOST_WAYS: usize = 3;

/// The card in vCard 3.0 (RFC 2426); none without a name.
pub fn my_card(contact: &Contact) -> Option<String> {
    written(contact, &Form { version: "3.0", line: utf_8 })
}

/// The card in vCard 2.1, whose quoted-printable holds any letter in ASCII; none without a name, and none where
/// [`my_card`] has nothing but ASCII already.
pub fn my_card_in_ascii(contact: &Contact) -> Option<String> {
    let plain = my_card(contact)?.is_ascii();
    (!plain).then(|| written(contact, &Form { version: "2.1", line: ascii })).flatten()
}

/// How a vCard of some version has its lines.
struct Form {
    version: &'static str,
    /// A line of a property's name and its value's parts.
    line: fn(&str, &[&str]) -> String,
}

fn written(contact: &Contact, form: &Form) -> Option<String> {
    let name = contact.name.trim();
    if name.is_empty() {
        return None;
    }
    let (given, family) = split(name);
    let mut lines = vec!["BEGIN:VCARD".to_owned(), format!("VERSION:{}", form.version)];
    lines.push((form.line)("N", &[&family, &given, "", "", ""]));
    lines.push((form.line)("FN", &[name]));
    for (property, value) in [("ORG", &contact.org), ("TITLE", &contact.role)] {
        if !value.trim().is_empty() {
            lines.push((form.line)(property, &[value.trim()]));
        }
    }
    for (property, ways) in
        [("TEL", &contact.phones), ("EMAIL", &contact.emails), ("URL", &contact.links)]
    {
        lines.extend(ways.keys().take(MOST_WAYS).map(|way| (form.line)(property, &[way])));
    }
    lines.push("END:VCARD".to_owned());
    Some(lines.join("\r\n") + "\r\n")
}

/// RFC 2426, 5: a backslash before what has a meaning.
fn utf_8(property: &str, parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| escaped(part, &[';', ',', '\\'])).collect();
    format!("{property}:{}", parts.join(";"))
}

/// vCard 2.1, 2.1.5: only the semicolon has a meaning; other letters than ASCII's in quoted-printable.
fn ascii(property: &str, parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| escaped(part, &[';'])).collect();
    let value = parts.join(";");
    if value.is_ascii() {
        return format!("{property}:{value}");
    }
    let printable: String = value.bytes().map(quoted).collect();
    format!("{property};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{printable}")
}

/// RFC 2045, 6.7. Without soft line breaks, which a reader may take for ends.
fn quoted(byte: u8) -> String {
    match byte {
        b'=' | 0..0x20 | 0x7F.. => format!("={byte:02X}"),
        _ => char::from(byte).to_string(),
    }
}

fn escaped(text: &str, meaning: &[char]) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for c in text.chars() {
        match c {
            '\n' => out.push(' '),
            c if c.is_control() => {}
            c if meaning.contains(&c) => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::{Scanned, code_text, understand, understand_code};

    fn person(name: &str) -> Contact {
        let one = |text: &str| [(text.to_owned(), String::new())].into();
        Contact {
            name: name.to_owned(),
            org: "Faro; Öl, Gas & Co.".to_owned(),
            role: "Pilot".to_owned(),
            phones: one("+351 910 000 000"),
            emails: one("ines@mail.example"),
            links: one("https://ines.example/a,b;c"),
            ..Contact::default()
        }
    }

    fn read(scanned: Scanned) -> Contact {
        match scanned {
            Scanned::Cards(mut cards) => cards.remove(0).unwrap().contact,
            other => panic!("{other:?}"),
        }
    }

    const NAMES: [&str; 8] = [
        "Inês Çelik",
        "Sukarno",
        "Наталія Коваль",
        "נועה לוי",
        "ليلى حداد",
        "山田太郎",
        "Mía 🌻 Peña",
        "Ana María de la Cruz",
    ];

    #[test]
    fn an_emoji_is_in_the_whole_name_and_nobodys_family_name() {
        for (name, parts) in [
            ("Nguyễn Thị Hà 🌸", "N:Hà;Nguyễn Thị;;;"),
            ("🌸 Hà", "N:;Hà;;;"),
            ("Mía 🌻 Peña", "N:Peña;Mía;;;"),
            ("🌸", "N:;🌸;;;"),
        ] {
            let card = my_card(&person(name)).unwrap();
            let lines: Vec<&str> = card.lines().collect();
            assert!(lines.contains(&parts) && lines.contains(&&*format!("FN:{name}")), "{card}");
        }
    }

    #[test]
    fn my_card_comes_back_whole_in_either_form() {
        for name in NAMES {
            let mine = person(name);
            for text in [my_card(&mine), my_card_in_ascii(&mine)] {
                let read = read(understand(&text.unwrap()));
                assert_eq!(
                    (&read.name, &read.org, &read.role),
                    (&mine.name, &mine.org, &mine.role)
                );
                assert_eq!(read.phones, mine.phones);
                assert_eq!(read.emails, mine.emails);
                assert_eq!(
                    read.links.keys().collect::<Vec<_>>(),
                    mine.links.keys().collect::<Vec<_>>()
                );
            }
        }
    }

    #[test]
    fn the_form_in_ascii_is_the_same_whatever_character_set_a_reader_assumes() {
        for name in NAMES {
            let text = my_card_in_ascii(&person(name)).unwrap();
            assert!(text.is_ascii());
            for set in [
                encoding_rs::WINDOWS_1252,
                encoding_rs::SHIFT_JIS,
                encoding_rs::BIG5,
                encoding_rs::GBK,
            ] {
                let (seen, _, broken) = set.decode(text.as_bytes());
                assert!(!broken);
                assert_eq!(read(understand(&seen)).name, name, "{}", set.name());
            }
        }
    }

    #[test]
    fn a_card_of_ascii_needs_no_second_form() {
        let mine = Contact { name: "Ana Ruiz".to_owned(), ..Contact::default() };
        assert_eq!(my_card_in_ascii(&mine), None);
        let text = my_card(&mine).unwrap();
        assert_eq!(
            text,
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ruiz;Ana;;;\r\nFN:Ana Ruiz\r\nEND:VCARD\r\n"
        );
        assert_eq!(code_text(text.as_bytes()), text);
        assert_eq!(read(understand_code(text.as_bytes())).name, "Ana Ruiz");
    }

    #[test]
    fn without_a_name_there_is_no_card_and_nothing_breaks_out_of_a_line() {
        assert_eq!(my_card(&person(" \n")), None);
        let mine = person("Ana\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Mallory");
        for text in [my_card(&mine), my_card_in_ascii(&mine)] {
            let Scanned::Cards(cards) = understand(&text.unwrap()) else { panic!("no cards") };
            assert_eq!(cards.len(), 1);
        }
    }
}
