//! Invented people, as a file of vCards.

use std::fmt::Write;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

const FIRST: &[&str] = &[
    "Ana", "Bo", "Chiara", "Dagný", "Élodie", "Farid", "Grzegorz", "Hōshi", "Inês", "José",
    "Kwame", "Łucja", "Mirela", "Nguyệt", "Odalys", "Paweł", "Rosa", "Søren", "Tuğba", "Ursula",
    "Ví", "Wanjirũ", "Ximena", "Zoë",
];
const LAST: &[&str] = &[
    "Albrecht",
    "Bianchi",
    "Çelik",
    "Dvořák",
    "Eriksson",
    "de la Fuente",
    "García",
    "Hoffmann",
    "Ivanova",
    "van der Berg",
    "Kowalski",
    "Lindqvist",
    "Müller",
    "Ní Bhriain",
    "Okafor",
    "Petrov",
    "Quintero",
    "Rossi",
    "Şahin",
    "Tanaka",
    "Vogel",
    "Weiß",
    "Xu",
    "Yılmaz",
    "Žižek",
];
const WHOLE: &[&str] = &[
    "Madonna Ferreira-Lopez",
    "Suharto",
    "Priya",
    "李 小龍",
    "山田 花子",
    "נועה לוי",
    "ليلى حداد",
    "Σοφία Παππά",
    "Ольга Кузнецова",
    "अनन्या शर्मा",
    "Zé 🚲 Carioca",
    "김 서연",
];
const ORGS: &[&str] = &[
    "Nordwind Speicher",
    "Blue Harbor Labs",
    "Œuvre & Fils",
    "Kestrel Software",
    "Orchard Health",
    "Açaí do Norte",
    "Meridian Foods",
    "Lumen Optics",
    "東雲製作所",
    "Tidewater Logistics",
    "Sparrow Media",
    "Cobalt Mining",
];
const ROLES: &[&str] = &[
    "CTO",
    "Founder",
    "Head of sales",
    "Partner",
    "Researcher",
    "Designer",
    "Engineer",
    "Journalist",
    "Advisor",
];
const WORDS: &[&str] = &[
    "met",
    "at",
    "the",
    "fair",
    "in",
    "Lisbon",
    "and",
    "talked",
    "about",
    "grid",
    "storage",
    "wants",
    "an",
    "introduction",
    "to",
    "someone",
    "who",
    "knows",
    "pricing",
    "plays",
    "cello",
    "likes",
    "hiking",
    "prefers",
    "mail",
    "over",
    "phone",
    "former",
    "colleague",
    "promised",
    "paper",
    "on",
    "quiet",
    "generous",
    "works",
    "remotely",
    "team",
    "twelve",
    "people",
    "daughter",
    "starts",
    "school",
    "asked",
    "for",
    "slides",
    "🙂",
];

/// A vCard 4 file with that many people; the same for the same seed. Their names end in numbers that differ.
pub fn cards(seed: u64, count: usize) -> String {
    let mut random = StdRng::seed_from_u64(seed);
    let mut file = String::new();
    (0..count).for_each(|number| card(&mut file, &mut random, seed, number));
    file
}

/// The word by which the person of that number in [`cards`] can be found.
pub fn mark(seed: u64, number: usize) -> String {
    format!("nr{seed}x{number}")
}

/// Words as someone would note them, about that many characters.
pub fn note(random: &mut StdRng, characters: usize) -> String {
    let mut text = String::new();
    while text.chars().count() < characters {
        let space = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{space}{}", pick(random, WORDS));
    }
    text
}

/// A person's name: most have two words, some one, or another script.
pub fn name(random: &mut StdRng) -> String {
    if random.random_ratio(1, 8) {
        return pick(random, WHOLE).to_owned();
    }
    format!("{} {}", pick(random, FIRST), pick(random, LAST))
}

/// Where someone works, and as what.
pub fn work(random: &mut StdRng) -> (&'static str, &'static str) {
    (pick(random, ORGS), pick(random, ROLES))
}

fn card(file: &mut String, random: &mut StdRng, seed: u64, number: usize) {
    let name = format!("{} {}", name(random), mark(seed, number));
    let (org, role) = work(random);
    let phone = random.random_range(100_000..999_999);
    let length = random.random_range(60..240);
    let note = note(random, length);
    let _ = write!(
        file,
        "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:mingle-test:{seed}:{number}\r\nFN:{name}\r\nORG:{org}\r\n\
         TITLE:{role}\r\nEMAIL;TYPE=work:p{number}@mail.example\r\nTEL;TYPE=cell:+49 151 {phone}\r\n\
         NOTE:{note}\r\nCATEGORIES:fair,storage\r\nEND:VCARD\r\n"
    );
}

fn pick(random: &mut StdRng, from: &'static [&'static str]) -> &'static str {
    from.choose(random).copied().unwrap_or_default()
}
