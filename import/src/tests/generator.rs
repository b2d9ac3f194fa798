//! Files of generated cards in all three versions, each with what must come out of it.

use super::photos::base64;
use super::*;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

const GIVEN: [&str; 14] = [
    "Ana",
    "Zoë",
    "İpek",
    "Bo",
    "Siobhán",
    "Đặng",
    "晓明",
    "서연",
    "ليلى",
    "דנה",
    "Ольга",
    "Łucja",
    "Rosa 🌻",
    "Nkechi",
];
const FAMILY: [&str; 14] = [
    "Ruiz",
    "Müller",
    "Öztürk",
    "Lindqvist",
    "Ó Briain",
    "Nguyễn",
    "陈",
    "김",
    "حداد",
    "לוי",
    "Кузнецова",
    "Żak",
    "Imani",
    "Okafor",
];
const WORDS: [&str; 12] = [
    "met",
    "on",
    "the",
    "train",
    "über",
    "Straße",
    "coffee;",
    "storage,",
    "引っ越し",
    "🌻",
    "a\\b",
    "=C3",
];

/// What one generated card must give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    pub name: String,
    pub phone: String,
    pub email: String,
    pub note: String,
    pub birthday: String,
    pub photo: Option<Vec<u8>>,
}

impl Expected {
    pub fn of(card: &Card) -> Expected {
        let contact = &card.contact;
        let first =
            |entries: &std::collections::BTreeMap<String, String>| entries.keys().next().cloned();
        Expected {
            name: contact.name.clone(),
            phone: first(&contact.phones).unwrap_or_default(),
            email: first(&contact.emails).unwrap_or_default(),
            note: contact.note.clone(),
            birthday: contact.birthday.clone(),
            photo: card.photo.as_ref().map(|photo| photo.bytes.clone()),
        }
    }
}

/// Cards with what they must give, the versions mixed.
pub fn generated(seed: u64, count: usize) -> Vec<(Vec<u8>, Expected)> {
    let mut random = StdRng::seed_from_u64(seed);
    (0..count).map(|at| card(&mut random, at)).collect()
}

fn card(random: &mut StdRng, at: usize) -> (Vec<u8>, Expected) {
    let pick = |random: &mut StdRng, list: &[&'static str]| *list.choose(random).unwrap();
    let words: Vec<_> = (0..random.random_range(0..25)).map(|_| pick(random, &WORDS)).collect();
    let mut photo = vec![0; random.random_range(40..4_000)];
    random.fill(&mut photo[..]);
    photo[..3].copy_from_slice(&[0xFF, 0xD8, 0xFF]);
    let (month, day) = (random.random_range(1..=12), random.random_range(1..=28));
    let expected = Expected {
        name: format!("{} {} {at}", pick(random, &GIVEN), pick(random, &FAMILY)),
        phone: format!("+49 30 {at:06}"),
        email: format!("person{at}@mail.example"),
        note: words.join(" "),
        birthday: format!("{}-{month:02}-{day:02}", random.random_range(1930..2010)),
        photo: random.random_bool(0.1).then_some(photo),
    };
    let end = pick(random, &["\r\n", "\n"]);
    let lines = match random.random_range(0..3) {
        0 => version_2(random, &expected, end),
        1 => version_3_or_4(random, &expected, end, false),
        _ => version_3_or_4(random, &expected, end, true),
    };
    (lines.into_bytes(), expected)
}

fn version_2(random: &mut StdRng, card: &Expected, end: &str) -> String {
    let quoted = |random: &mut StdRng, name: &str, text: &str| {
        format!("{name};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{}{end}", quoted(random, text, end))
    };
    let mut text = format!("BEGIN:VCARD{end}VERSION:2.1{end}");
    text += &quoted(random, "FN", &card.name);
    text += &quoted(random, "NOTE", &card.note.replace('\\', "\\\\"));
    text += &format!("TEL;CELL;PREF:{}{end}EMAIL;INTERNET:{}{end}", card.phone, card.email);
    text += &format!("BDAY:{}{end}", card.birthday.replace('-', ""));
    if let Some(photo) = &card.photo {
        let digits = base64(photo);
        let lines: Vec<_> =
            digits.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line)).collect();
        text += &format!(
            "PHOTO;JPEG;ENCODING=BASE64:{end} {}{end}{end}",
            lines.join(&format!("{end} "))
        );
    }
    text + "END:VCARD" + end
}

/// Quoted-printable with soft line breaks anywhere, so also inside characters.
fn quoted(random: &mut StdRng, text: &str, end: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            out += &format!("={byte:02X}");
        }
        if random.random_bool(0.03) {
            out += &format!("={end}");
        }
    }
    out
}

fn version_3_or_4(random: &mut StdRng, card: &Expected, end: &str, is_4: bool) -> String {
    let escape = |text: &str| text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    let version = if is_4 { "4.0" } else { "3.0" };
    let mut lines = vec![format!("VERSION:{version}"), format!("FN:{}", escape(&card.name))];
    lines.push(format!("NOTE:{}", escape(&card.note)));
    lines.push(if is_4 {
        format!("TEL;VALUE=uri;PREF=1;TYPE=\"voice,cell\":tel:{}", card.phone)
    } else {
        format!("item1.TEL;TYPE=CELL,pref:{}{end}item1.X-ABLabel:_$!<Mobile>!$_", card.phone)
    });
    lines.push(format!("EMAIL;TYPE=work:{}", card.email));
    lines.push(format!("BDAY:{}", card.birthday));
    if let Some(photo) = &card.photo {
        let head =
            if is_4 { "PHOTO:data:image/jpeg;base64," } else { "PHOTO;ENCODING=b;TYPE=JPEG:" };
        lines.push(format!("{head}{}", base64(photo)));
    }
    let folded: Vec<String> = lines.iter().map(|line| folded(random, line, end)).collect();
    format!("BEGIN:VCARD{end}{}{end}END:VCARD{end}", folded.join(end))
}

/// Folded after 30 to 75 characters; never inside the lines that hold two.
fn folded(random: &mut StdRng, line: &str, end: &str) -> String {
    if line.contains('\n') {
        return line.to_owned();
    }
    let width = random.random_range(30..75);
    let chars: Vec<char> = line.chars().collect();
    let parts: Vec<String> = chars.chunks(width).map(|part| part.iter().collect()).collect();
    parts.join(&format!("{end} "))
}

#[test]
fn ten_thousand_cards_of_all_versions_are_all_found() {
    let seed = 20_261_121;
    let generated = generated(seed, 10_000);
    let bytes: Vec<u8> = generated.iter().flat_map(|(card, _)| card.clone()).collect();
    let started = std::time::Instant::now();
    let found = all(&bytes);
    println!("10,000 cards, {} kB: {:?}", bytes.len() >> 10, started.elapsed());
    assert_eq!(found.len(), generated.len(), "seed {seed}");
    for (card, (text, expected)) in found.iter().zip(&generated) {
        let card = card.as_ref().unwrap();
        assert_eq!(&Expected::of(card), expected, "seed {seed}\n{}", String::from_utf8_lossy(text));
        assert!(card.warnings.is_empty() && card.contact.extra.is_empty(), "seed {seed}: {card:?}");
    }
    let sources: std::collections::BTreeSet<_> =
        found.iter().flatten().map(|card| &card.contact.sources).collect();
    assert_eq!(sources.len(), found.len(), "seed {seed}");
}
