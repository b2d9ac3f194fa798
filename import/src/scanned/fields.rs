//! The forms of Japanese phones, `NAME:value;NAME:value;;`: MECARD and MEBKM (NTT DoCoMo, 'Synchronization with native
//! applications by 2D codes'), MATMSG, and BIZCARD, which has the same grammar. A backslash takes the meaning from any character after it.

use super::written::Written;

/// A field's name in upper case, and its value with its escapes.
type Field<'a> = (String, &'a str);

/// A MECARD's fields, as a card.
pub fn mecard(text: &str) -> Written {
    let mut card = Written::default();
    for (name, value) in fields(text) {
        match name.as_str() {
            "N" => mecard_name(&mut card, value),
            "TEL" | "EMAIL" | "URL" | "NOTE" | "NICKNAME" | "BDAY" | "TITLE" => {
                card.text(&name, &plain(value));
            }
            "TEL-AV" => card.text("TEL;TYPE=video", &plain(value)),
            "ORG" => card.text("ORG", &plain(value)),
            "ADR" => mecard_address(&mut card, value),
            // How the name is spoken; a contact has no field for it.
            "SOUND" => card.text("X-SOUND", &plain(value)),
            _ => {}
        }
    }
    card
}

/// A BIZCARD's fields, as a card.
pub fn bizcard(text: &str) -> Written {
    let all = fields(text);
    let value = |wanted: &str| {
        let found = all.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| plain(value)).unwrap_or_default()
    };
    let mut card = Written::default();
    card.parts("N", &[&value("X"), &value("N"), "", "", ""]);
    for (name, head) in [
        ("T", "TITLE"),
        ("C", "ORG"),
        ("B", "TEL;TYPE=work"),
        ("M", "TEL;TYPE=cell"),
        ("F", "TEL;TYPE=fax"),
        ("E", "EMAIL"),
    ] {
        card.text(head, &value(name));
    }
    card.parts("ADR", &["", "", &value("A"), "", "", "", ""]);
    card
}

/// The first value of a field of MEBKM or MATMSG, without escapes.
pub fn first(text: &str, wanted: &str) -> Option<String> {
    fields(text).into_iter().find(|(name, _)| name == wanted).map(|(_, value)| plain(value))
}

/// `Last,First`; without a comma it is a name as it is said.
fn mecard_name(card: &mut Written, value: &str) {
    let parts: Vec<String> = cut(value, ',').into_iter().map(plain).collect();
    match parts.as_slice() {
        [whole] => card.text("FN", whole),
        [family, given, rest @ ..] => {
            card.parts("N", &[family, given, rest.join(" ").trim(), "", ""]);
        }
        [] => {}
    }
}

/// Seven parts at commas, as vCard has them; any other number is one line as somebody wrote it.
fn mecard_address(card: &mut Written, value: &str) {
    let parts: Vec<String> = cut(value, ',').into_iter().map(plain).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.len() {
        7 => card.parts("ADR", &parts),
        _ => card.parts("ADR", &["", "", &plain(value), "", "", "", ""]),
    }
}

fn fields(text: &str) -> Vec<Field<'_>> {
    let named = cut(text, ';').into_iter().filter_map(|field| field.split_once(':'));
    named.map(|(name, value)| (name.trim().to_ascii_uppercase(), value)).collect()
}

/// Cuts where the character has its meaning.
fn cut(text: &str, at: char) -> Vec<&str> {
    let mut escaping = false;
    text.split(|c| {
        let cuts = c == at && !escaping;
        escaping = c == '\\' && !escaping;
        cuts
    })
    .collect()
}

/// Without the escapes.
fn plain(text: &str) -> String {
    let mut chars = text.chars();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}
