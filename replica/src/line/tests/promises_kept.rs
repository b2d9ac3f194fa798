//! What holds for every line: nothing is lost, nothing is invented, and no input is refused.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::super::{Chip, Field, Line, parse, parse_many};
use super::today;

const PARTS: &[&str] = &[
    "Ana",
    "Ruiz",
    "ana",
    "van",
    "der",
    "Meer",
    "bin",
    "al-Rashid",
    "O'Brien",
    "李娜",
    "محمد",
    "דנה",
    "Анна",
    "🚀",
    "👩‍💻",
    "é",
    "Zoe\u{301}",
    "Dr.",
    "J.",
    "@",
    "@Acme",
    "Acme",
    "Inc.",
    "(Acme)",
    "(CTO,",
    "Berlin)",
    "(",
    ")",
    "\"",
    "“salt,",
    "pepper”",
    "CTO",
    "head",
    "of",
    "sales",
    "engineer",
    "at",
    "in",
    "Berlin",
    "RustConf",
    "met",
    "via",
    "through",
    "Bo",
    "Li",
    "LinkedIn",
    "needs",
    "a",
    "storage",
    "looking",
    "for",
    "offers",
    "can",
    "help",
    "with",
    "intro",
    "to",
    "introduce",
    "her",
    "coffee",
    "lunch",
    "dinner",
    "call",
    "send",
    "deck",
    "promised",
    "she",
    "she'll",
    "will",
    "hoping",
    "calls",
    "waiting",
    "owes",
    "me",
    "I'll",
    "fri",
    "Fri.",
    "next",
    "tue",
    "week",
    "in",
    "3",
    "days",
    "two",
    "weeks",
    "27.11.",
    "31.2.",
    "27",
    "Nov",
    "Nov 27, 2026",
    "2026-11-27",
    "5/11",
    "9",
    "9am",
    "15:30",
    "after",
    "work",
    "tomorrow",
    "tonight",
    "end",
    "of",
    "month",
    "ana@acme.example",
    "+49",
    "170",
    "1234567",
    "tel",
    "https://acme.example/a,b",
    "www.ana.example",
    "#rust",
    "#42",
    "maybe",
    "fri?",
    "or",
    "and",
    "not",
    "1,500",
    "-",
    "—",
    "...",
    "!",
    "?",
    ":",
    "Ana:",
    "&",
    "\u{200F}",
    "\u{FEFF}",
    "\u{a0}",
];
const GLUE: &[&str] =
    &[" ", " ", " ", " ", ", ", ", ", "; ", ",", "،", "、", "  ", "\t", ". ", " - ", "\n", ""];

fn made_line(random: &mut StdRng) -> String {
    let mut line = String::new();
    for _ in 0..random.random_range(0..16) {
        line.push_str(PARTS.choose(random).unwrap());
        line.push_str(GLUE.choose(random).unwrap());
    }
    line
}

fn any_text(random: &mut StdRng) -> String {
    let ranges = [
        0x20..0x7F,
        0x20..0x7F,
        0xA0..0x250,
        0x300..0x600,
        0x600..0x700,
        0x2000..0x2070,
        0x4E00..0x4F00,
        0xFF00..0xFF20,
        0x1F300..0x1FAFF,
        0..0x11_0000,
    ];
    let length = random.random_range(0..40);
    (0..length)
        .filter_map(|_| {
            let range = ranges.choose(random).unwrap().clone();
            char::from_u32(random.random_range(range))
        })
        .collect()
}

/// Everything that a reader of the fields sees.
fn texts(line: &Line) -> Vec<&str> {
    let single = [&line.name, &line.org, &line.role, &line.place, &line.through, &line.note];
    let lists = [&line.emails, &line.phones, &line.links, &line.tags, &line.needs, &line.offers];
    let promises =
        line.promises.iter().flat_map(|promise| [promise.what.as_str(), promise.who.as_str()]);
    single
        .into_iter()
        .map(String::as_str)
        .chain(lists.into_iter().flatten().map(String::as_str))
        .chain(promises)
        .collect()
}

/// The words that carry meaning, each with its place: runs of letters and digits.
fn runs(text: &str) -> Vec<(usize, &str)> {
    let mut runs: Vec<(usize, &str)> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                runs.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    runs
}

fn field_texts(line: &Line, chip: &Chip) -> String {
    let list = match chip.field {
        Field::Name => return line.name.clone(),
        Field::Org => return line.org.clone(),
        Field::Role => return line.role.clone(),
        Field::Place => return line.place.clone(),
        Field::Through => return line.through.clone(),
        Field::Promise => return line.promises[chip.index].what.clone(),
        Field::Due => return chip.text.clone(),
        Field::Email => &line.emails,
        Field::Phone => &line.phones,
        Field::Link => &line.links,
        Field::Tag => &line.tags,
        Field::Need => &line.needs,
        Field::Offer => &line.offers,
    };
    list[chip.index].clone()
}

fn check_nothing_lost(source: &str, line: &Line) {
    // What is left for the note must be in it the same number of times, in order.
    let covered = |at: usize| line.chips.iter().any(|chip| chip.span.contains(&at));
    let in_note: Vec<&str> = runs(&line.note).into_iter().map(|(_, run)| run).collect();
    let mut note = in_note.iter();
    for (at, run) in runs(source) {
        if !covered(at) {
            assert!(note.any(|word| *word == run), "{run:?} is lost");
        }
    }
}

fn check_nothing_invented(source: &str, line: &Line) {
    let known: Vec<&str> = runs(source).into_iter().map(|(_, run)| run).collect();
    for text in texts(line) {
        for (_, run) in runs(text) {
            assert!(known.contains(&run), "{run:?} is invented");
        }
    }
}

fn check_chips(source: &str, line: &Line) {
    let mut end = 0;
    let mut promise = 0..0;
    for chip in &line.chips {
        let slice = source.get(chip.span.clone()).expect("a chip ends inside a character");
        assert!(!slice.is_empty(), "an empty chip");
        assert_eq!(chip.text, field_texts(line, chip));
        let words: Vec<&str> = slice.split_whitespace().collect();
        for word in chip.text.split_whitespace() {
            assert!(
                words.iter().any(|known| known.contains(word)),
                "{word:?} of a chip is not in {slice:?}"
            );
        }
        let within = chip.field == Field::Due
            && promise.start <= chip.span.start
            && chip.span.end <= promise.end;
        assert!(within || chip.span.start >= end, "{chip:?} overlaps");
        if chip.field == Field::Promise {
            promise = chip.span.clone();
        }
        end = end.max(chip.span.end);
    }
    let chips = |field| line.chips.iter().filter(|chip| chip.field == field).count();
    assert_eq!(chips(Field::Promise), line.promises.len());
    assert_eq!(chips(Field::Name), usize::from(!line.name.is_empty()));
    assert!(line.promises.iter().all(|promise| promise.due.is_some() || promise.time.is_none()));
    assert!(line.promises.iter().all(|promise| promise.due.is_none_or(|due| due >= today())));
}

fn check(seed: u64, round: usize, source: &str) {
    let checked = std::panic::catch_unwind(|| {
        let line = parse(source, today());
        check_nothing_lost(source, &line);
        check_nothing_invented(source, &line);
        check_chips(source, &line);
    });
    assert!(
        checked.is_ok(),
        "seed {seed}, round {round}: {source:?} gave {:?}",
        parse(source, today())
    );
}

#[test]
fn every_word_is_in_a_field_or_the_note() {
    let seed: u64 =
        std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(rand::random);
    let mut random = StdRng::seed_from_u64(seed);
    for round in 0..8_000 {
        check(seed, round, &made_line(&mut random));
    }
}

#[test]
fn any_text_is_read_without_harm() {
    let seed: u64 =
        std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(rand::random);
    let mut random = StdRng::seed_from_u64(seed);
    for round in 0..8_000 {
        let text = any_text(&mut random);
        check(seed, round, &text);
        parse_many(&text, today());
    }
}

#[test]
fn the_ends_of_the_calendar_are_no_trouble() {
    let words = [
        "fri",
        "next week",
        "in 900 months",
        "in 999 days",
        "end of next month",
        "tomorrow",
        "the 31st",
        "1.1.",
    ];
    for today in [jiff::civil::Date::MIN, jiff::civil::Date::MAX] {
        for word in words {
            let text = format!("Ana, coffee {word}");
            let line = parse(&text, today);
            assert!(
                line.promises.len() + usize::from(!line.note.is_empty()) == 1,
                "{text}: {line:?}"
            );
        }
    }
}

#[test]
fn a_long_line_is_read_in_time_that_grows_with_it() {
    let patterns = [
        "((( \"Ana @ Acme, coffee fri #rust ",
        "coffee ",
        "@ a ",
        "Ana ",
        "fri ",
        "1 ",
        "(a, ",
        "#a ",
        "+49 ",
        "a, fri, ",
        "coffee, fri, ",
    ];
    for pattern in patterns {
        let long = pattern.repeat(100_000 / pattern.len());
        let started = std::time::Instant::now();
        parse(&long, today());
        // Linear work takes under a second even unoptimised; work that grows as the square takes minutes.
        assert!(
            started.elapsed() < std::time::Duration::from_secs(15),
            "{pattern:?}: {:?}",
            started.elapsed()
        );
    }
}

#[test]
fn a_line_is_told_to_the_page_in_plain_words() {
    let line = parse("Ana, coffee with Bo fri 15:30", today());
    let told = serde_json::to_value(&line).unwrap();
    let promise = serde_json::json!({
        "what": "coffee with Bo", "kind": "coffee", "who": "Bo", "due": "2026-11-27", "time": "15:30:00", "whose": "mine",
    });
    assert_eq!(told["promises"], serde_json::json!([promise]));
    let due = serde_json::json!({"span": {"start": 20, "end": 29}, "field": "due", "index": 0, "text": "fri 15:30"});
    assert_eq!(told["chips"][2], due);
    assert_eq!(
        serde_json::to_value(parse("Ana, send deck", today())).unwrap()["promises"][0]["due"],
        serde_json::Value::Null
    );
}
