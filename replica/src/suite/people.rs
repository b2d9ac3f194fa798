//! Invented people, from a seed: the same seed makes the same people everywhere. A contact has about 630 bytes of
//! content. Names are of many scripts and lengths, as they are in the address books of those who travel.

use mingle_proto::record::{Contact, Interaction, Move};
use mingle_proto::timestamp::Timestamp;
use std::collections::BTreeMap;

const GIVEN: [&str; 40] = [
    "Amara",
    "Björn",
    "Çağla",
    "Dmitri",
    "Eilidh",
    "Fatima",
    "Giulia",
    "Håkon",
    "Inés",
    "Jürgen",
    "Kateřina",
    "Léa",
    "Małgorzata",
    "Niamh",
    "Olúfẹ́mi",
    "Paweł",
    "Quyên",
    "Ragnhild",
    "Søren",
    "Tomás",
    "Umut",
    "Věra",
    "Wanjiru",
    "Xóchitl",
    "Yusuf",
    "Zsófia",
    "李",
    "김",
    "さくら",
    "محمد",
    "نور",
    "דנה",
    "יואב",
    "Ольга",
    "Ελένη",
    "आरव",
    "สมชาย",
    "Nguyễn",
    "Teuila",
    "Aroha",
];
const FAMILY: [&str; 36] = [
    "Okonkwo",
    "Lindström",
    "Yıldız",
    "Volkov",
    "MacAuley",
    "El-Sayed",
    "De Luca",
    "Bjørnson",
    "Fernández Vega",
    "Groß",
    "Nováková",
    "Lefèvre",
    "Wiśniewski",
    "O'Sullivan",
    "Adébáyọ̀",
    "Zając",
    "Trần",
    "Haugen",
    "Østergaard",
    "da Silva",
    "Kaya",
    "Dvořáková",
    "Kamau",
    "Hernández",
    "Demir",
    "Szabó",
    "小龍",
    "민수",
    "田中",
    "العلي",
    "حداد",
    "כהן",
    "Иванова",
    "Παππά",
    "शर्मा",
    "van der Berg",
];
const ORGS: [&str; 16] = [
    "Harbour & Finch",
    "Tallinn Rail Works",
    "Nordlys Bakeri",
    "Olive Grove School",
    "Cedar Street Clinic",
    "Meridian Turbines",
    "Kōyō Printing",
    "Public Library of Porto",
    "Blue Tram Studio",
    "Sahel Solar",
    "Wren Instruments",
    "Møller & Sønner",
    "Atelier Sept",
    "Granary Coop",
    "Lumen Observatory",
    "Fjord Textiles",
];
const ROLES: [&str; 12] = [
    "founder",
    "head of research",
    "teacher",
    "nurse",
    "storage engineer",
    "journalist",
    "conductor",
    "baker",
    "partner",
    "product designer",
    "carpenter",
    "translator",
];
const TAGS: [&str; 12] = [
    "climate",
    "choir",
    "school",
    "press",
    "rail",
    "hiring",
    "mentor",
    "neighbour",
    "alumni",
    "chess",
    "ai",
    "garden",
];
const WORDS: [&str; 64] = [
    "met",
    "on",
    "the",
    "night",
    "train",
    "and",
    "talked",
    "about",
    "batteries",
    "her",
    "sister",
    "runs",
    "a",
    "small",
    "press",
    "in",
    "Lisbon",
    "wants",
    "an",
    "introduction",
    "to",
    "someone",
    "who",
    "knows",
    "timber",
    "building",
    "likes",
    "long",
    "walks",
    "prefers",
    "mail",
    "over",
    "calls",
    "moved",
    "from",
    "Tartu",
    "last",
    "spring",
    "former",
    "colleague",
    "of",
    "Niamh",
    "asked",
    "for",
    "slides",
    "promised",
    "paper",
    "grid",
    "storage",
    "before",
    "summer",
    "plays",
    "cello",
    "with",
    "children",
    "quiet",
    "direct",
    "works",
    "remotely",
    "team",
    "twelve",
    "🚆",
    "café",
    "generous",
];

/// A small generator of numbers (SplitMix64), so that seeds mean the same everywhere.
#[derive(Debug, Clone)]
pub struct Seed(u64);

impl Seed {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is above 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.number() % bound as u64) as usize
    }

    pub fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    /// Words of at least so many bytes.
    pub fn words(&mut self, bytes: usize) -> String {
        let mut text = String::new();
        while text.len() < bytes {
            if !text.is_empty() {
                text.push_str(if self.below(11) == 0 { ", " } else { " " });
            }
            text.push_str(self.of(&WORDS));
        }
        text
    }
}

/// A name: mostly two words, some of one, some of three.
pub fn name(seed: &mut Seed) -> String {
    let given = seed.of(&GIVEN);
    match seed.below(10) {
        0 => given.to_owned(),
        1 => format!("{given} {} {}", seed.of(&GIVEN), seed.of(&FAMILY)),
        _ => format!("{given} {}", seed.of(&FAMILY)),
    }
}

/// A person; `number` makes addresses distinct.
pub fn contact(seed: &mut Seed, number: usize) -> Contact {
    let met = Timestamp(1_600_000_000_000 + (seed.below(150_000_000) as i64) * 1000);
    let mut wishes = |most: usize| -> BTreeMap<String, String> {
        let count = seed.below(most);
        (0..count).map(|_| (format!("{:016x}", seed.number()), seed.words(35))).collect()
    };
    let (needs, offers) = (wishes(3), wishes(3));
    let phone = format!("+372 5{} {:06}", seed.below(10), seed.below(1_000_000));
    Contact {
        name: name(seed),
        org: seed.of(&ORGS).into(),
        role: seed.of(&ROLES).into(),
        emails: BTreeMap::from([(format!("person{number}@post.example"), "work".into())]),
        phones: BTreeMap::from([(phone, String::new())]),
        tags: [seed.of(&TAGS).to_owned(), seed.of(&TAGS).to_owned()].into(),
        needs,
        offers,
        story: seed.words(60),
        note: seed.words(210),
        met_at: Some(met),
        met_place: seed.words(15),
        created: Some(met),
        ..Contact::default()
    }
}

/// A time with these people.
pub fn interaction(seed: &mut Seed, people: &[String]) -> Interaction {
    let at = Timestamp(1_700_000_000_000 + (seed.below(90_000_000) as i64) * 1000);
    Interaction {
        people: people.iter().cloned().collect(),
        channel: seed.of(&["talk", "call", "mail", "coffee"]).into(),
        at: Some(at),
        place: seed.words(12),
        note: seed.words(150),
        created: Some(at),
        ..Interaction::default()
    }
}

/// Something to do with these people.
pub fn move_(seed: &mut Seed, people: &[String]) -> Move {
    Move {
        what: seed.words(25),
        sort: seed.of(&["intro", "coffee", "call", "mail", "send"]).into(),
        whose: seed.of(&["mine", "mine", "theirs"]).into(),
        people: people.iter().cloned().collect(),
        due: format!("2026-{:02}-{:02}", 1 + seed.below(12), 1 + seed.below(28)),
        created: Some(Timestamp(1_790_000_000_000 + seed.below(1_000_000) as i64)),
        ..Move::default()
    }
}
