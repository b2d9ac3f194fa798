//! Invented records of the size and variety of real ones, for measuring.
//!
//! Words follow Zipf's law over a few thousand, so that notes deflate about as well as what people write, and not
//! as well as a short list that repeats.

use std::collections::{BTreeMap, BTreeSet};

use mingle_proto::id::DocumentId;
use mingle_proto::record::{Contact, Interaction, Move};
use mingle_proto::timestamp::Timestamp;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use crate::cards;

const WORDS: usize = 4_000;
const SYLLABLES: &[&str] = &[
    "an", "be", "cor", "da", "el", "fi", "gra", "ho", "in", "ja", "ko", "lu", "mer", "no", "or",
    "pa", "qui", "ros", "sta", "tem", "ul", "ver", "wa", "xe", "yo", "zim", "th", "sh", "ing",
    "tion", "é", "ü", "ł",
];
const TAGS: &[&str] =
    &["climate", "storage", "investor", "hiring", "berlin", "friend", "school", "press", "mentor"];
const CHANNELS: &[&str] = &["talk", "call", "message", "mail", "coffee"];
const SORTS: &[&str] = &["intro", "coffee", "call", "mail", "send", "meet"];
/// 2023-01-01 and the milliseconds of three years.
const FIRST_MOMENT: i64 = 1_672_531_200_000;
const YEARS: i64 = 3 * 365 * 24 * 3_600_000;

/// A source of records; the same for the same seed.
pub struct People {
    random: StdRng,
    words: Vec<String>,
}

/// One record of the kinds that a journal is full of.
#[derive(Debug, Clone)]
pub enum AnyRecord {
    Contact(Box<Contact>),
    Interaction(Interaction),
    Move(Move),
}

impl People {
    pub fn new(seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let words = (0..WORDS).map(|_| word(&mut random)).collect();
        Self { random, words }
    }

    /// The next record; half are contacts, the others name some of `people`. With when it was written.
    pub fn record(&mut self, people: &[DocumentId]) -> (AnyRecord, Timestamp) {
        let now = Timestamp(FIRST_MOMENT + self.random.random_range(0..YEARS));
        let record = match self.random.random_range(0..10) {
            0..5 => AnyRecord::Contact(Box::new(self.contact(now))),
            5..9 => AnyRecord::Interaction(self.interaction(people, now)),
            _ => AnyRecord::Move(self.next_move(people, now)),
        };
        (record, now)
    }

    pub fn contact(&mut self, now: Timestamp) -> Contact {
        let name = cards::name(&mut self.random);
        let (org, role) = cards::work(&mut self.random);
        let [length, story] = [150..250, 0..120].map(|range| self.random.random_range(range));
        Contact {
            emails: self.labelled(1, |people| people.mail()),
            phones: self.labelled(2, |people| people.number()),
            tags: self.picks(TAGS, 3),
            needs: self.entries(2, 35),
            offers: self.entries(2, 35),
            story: self.text(story),
            note: self.text(length),
            met_at: Some(now),
            met_place: self.text(12),
            stage: "event".into(),
            created: Some(now),
            name,
            org: org.into(),
            role: role.into(),
            ..Contact::default()
        }
    }

    /// A time together with one or two of these people.
    pub fn interaction(&mut self, people: &[DocumentId], now: Timestamp) -> Interaction {
        let length = self.random.random_range(80..240);
        Interaction {
            people: self.some_of(people, 2),
            channel: self.pick(CHANNELS).into(),
            at: Some(now),
            place: self.text(14),
            note: self.text(length),
            created: Some(now),
            ..Interaction::default()
        }
    }

    /// Something of mine to do for one of these people.
    pub fn next_move(&mut self, people: &[DocumentId], now: Timestamp) -> Move {
        let day = self.random.random_range(1..=28);
        let month = self.random.random_range(1..=12);
        Move {
            what: self.text(30),
            sort: self.pick(SORTS).into(),
            whose: "mine".into(),
            people: self.some_of(people, 1),
            due: format!("2026-{month:02}-{day:02}"),
            created: Some(now),
            ..Move::default()
        }
    }

    /// Text of about that many characters.
    pub fn text(&mut self, characters: usize) -> String {
        let mut text = String::new();
        while text.len() < characters {
            if !text.is_empty() {
                text.push_str(if self.random.random_ratio(1, 11) { ", " } else { " " });
            }
            // Zipf's law: the logarithm of the rank is uniform.
            let rank = (self.words.len() as f64).powf(self.random.random::<f64>()) as usize;
            text.push_str(&self.words[rank - 1]);
        }
        text
    }

    fn mail(&mut self) -> String {
        let number = self.random.random_range(1..100_000);
        format!("{}{number}@mail.example", self.text(6).replace([' ', ','], "."))
    }

    fn number(&mut self) -> String {
        let (area, number) =
            (self.random.random_range(150..179), self.random.random_range(1_000_000..9_999_999));
        format!("+49 {area} {number}")
    }

    fn labelled(&mut self, most: usize, make: fn(&mut Self) -> String) -> BTreeMap<String, String> {
        let count = self.random.random_range(0..=most);
        (0..count).map(|_| (make(self), "work".to_owned())).collect()
    }

    fn entries(&mut self, most: usize, characters: usize) -> BTreeMap<String, String> {
        let count = self.random.random_range(0..=most);
        (0..count)
            .map(|_| {
                let id = DocumentId::from_bytes(self.random.random());
                (id.to_string(), self.text(characters))
            })
            .collect()
    }

    fn picks(&mut self, from: &'static [&'static str], most: usize) -> BTreeSet<String> {
        let count = self.random.random_range(0..=most);
        (0..count).map(|_| self.pick(from).to_owned()).collect()
    }

    fn some_of(&mut self, people: &[DocumentId], most: usize) -> BTreeSet<String> {
        let count = self.random.random_range(1..=most);
        (0..count)
            .filter_map(|_| people.choose(&mut self.random))
            .map(DocumentId::to_string)
            .collect()
    }

    fn pick(&mut self, from: &'static [&'static str]) -> &'static str {
        from.choose(&mut self.random).copied().unwrap_or_default()
    }
}

fn word(random: &mut StdRng) -> String {
    let syllables = random.random_range(1..=4);
    (0..syllables).filter_map(|_| SYLLABLES.choose(random).copied()).collect()
}
