//! Invented people, in many scripts.

use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};

use crate::id::DocumentId;
use crate::record::Contact;
use crate::timestamp::Timestamp;

const GIVEN: &[&str] = &[
    "Ana",
    "Zoë",
    "Yusuf",
    "Bo",
    "Chiara",
    "Dvora",
    "Björn",
    "Ngozi",
    "Søren",
    "Mei",
    "Łukasz",
    "José",
    "Priya",
    "שרה",
    "محمد",
    "大輔",
    "Олена",
    "Thị Hạnh",
    "Siobhán",
    "Ιωάννα",
];
const FAMILY: &[&str] = &[
    "Ruiz",
    "Dvořák",
    "Yılmaz",
    "Okafor",
    "Lindqvist",
    "García Márquez",
    "van der Berg",
    "כהן",
    "الخطيب",
    "佐藤",
    "Шевченко",
    "Nguyễn",
    "O’Brien",
    "Παπαδοπούλου",
    "",
    "de Sá",
];
const WORDS: &str = "met at the battery conference knows storage engineers in Lisbon plays cello 🎻 wants an intro to her \
    old team café friday raising a round prefers email grid pricing hiking with daughters Zürich panel slides promised \
    talked about their new product launch next spring regulation because they are two other funds likes moved from last \
    year former colleague of mine interested joining our asked for send paper on scale should follow up before summer \
    holiday recommends book quiet generous direct works remotely twelve people building open source tools hospital \
    logistics naïve résumé Ångström 東京 сказал שלום مرحبا";

pub fn random_id(rng: &mut StdRng) -> DocumentId {
    DocumentId::from_bytes(rng.random())
}

pub fn sentence(rng: &mut StdRng, words: usize) -> String {
    let all: Vec<_> = WORDS.split_whitespace().collect();
    let one = |rng: &mut StdRng| match rng.random_bool(0.04) {
        true => rng.random_range(2..2_000).to_string(),
        false => (*all.choose(rng).unwrap()).to_owned(),
    };
    (0..words).map(|_| one(rng)).collect::<Vec<_>>().join(" ")
}

pub fn contact(rng: &mut StdRng) -> Contact {
    let name = format!("{} {}", GIVEN.choose(rng).unwrap(), FAMILY.choose(rng).unwrap());
    let mut contact = Contact { name: name.trim().to_owned(), ..Contact::default() };
    contact.org = sentence(rng, 2);
    contact.role = sentence(rng, 2);
    let number = rng.random_range(1000..9999);
    contact.emails.insert(format!("person{number}@mail.example"), "work".to_owned());
    contact
        .phones
        .insert(format!("+49 151 {}", rng.random_range(1_000_000..9_999_999)), "mobile".to_owned());
    let words = rng.random_range(25..40);
    contact.note = sentence(rng, words);
    contact.met_place = sentence(rng, 3);
    contact.tags.insert(sentence(rng, 1));
    contact.created = Some(moment(rng));
    contact
}

pub fn moment(rng: &mut StdRng) -> Timestamp {
    Timestamp(1_600_000_000_000 + rng.random_range(0..160_000_000_000))
}
