//! Whatever a code holds, nothing breaks, and nothing that drives a terminal or turns a line comes through.

use super::*;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

const PIECES: [&[u8]; 27] = [
    b"MECARD:",
    b"BIZCARD:",
    b"N:",
    b";",
    b",",
    b"\\",
    b"BEGIN:VCARD\n",
    b"END:VCARD\n",
    b"FN:",
    b"TEL:",
    b"mailto:",
    b"https://",
    b"linkedin.com",
    b"/in/",
    b"?",
    b"%",
    b"%C3",
    b"\0",
    b"\x1b[2J",
    b"\xE3\x81",
    b"\x8E",
    b"\xEF\xBB\xBF",
    b"sms:",
    b"@",
    "\u{202e}".as_bytes(),
    "\u{2066}".as_bytes(),
    b"%E2%80%AE",
];

fn every_word(scanned: &Scanned) -> String {
    match scanned {
        Scanned::Cards(cards) => {
            cards.iter().flatten().map(|card| format!("{}\u{0}", card.contact.name)).collect()
        }
        Scanned::Reach(reach) => {
            [keys(&reach.contact.links), keys(&reach.contact.phones), keys(&reach.contact.emails)]
                .concat()
                .join("\u{0}")
        }
        Scanned::Link(text) | Scanned::Text(text) => text.clone(),
    }
}

#[test]
fn arbitrary_bytes_are_understood_as_something() {
    let fresh: u64 = rand::random();
    for seed in (0..4_000).chain((0..1_000).map(|at| fresh.wrapping_add(at))) {
        let mut random = StdRng::seed_from_u64(seed);
        let mut bytes = Vec::new();
        for _ in 0..random.random_range(0..40) {
            if random.random_bool(0.8) {
                bytes.extend_from_slice(PIECES.choose(&mut random).unwrap());
            }
            let mut noise = vec![0; random.random_range(0..6)];
            random.fill(&mut noise[..]);
            bytes.extend_from_slice(&noise);
        }
        let found = understand_code(&bytes);
        let driving = |c: char| commands(c) && !matches!(c, '\n' | '\r' | '\t' | '\0');
        assert!(!every_word(&found).contains(driving), "seed {seed}: {found:?}");
        if let Scanned::Reach(reach) = found {
            let guess = reach.suggested_name.as_deref().unwrap_or_default();
            assert!(!guess.contains(commands), "seed {seed}: {guess:?}");
            let card = reach.named("Ana").unwrap_or_else(|| panic!("seed {seed}: {reach:?}"));
            assert_eq!(card.contact.name, "Ana", "seed {seed}");
        }
    }
}

#[test]
fn a_full_code_of_anything_is_understood_at_once() {
    for (head, fill) in [
        ("MECARD:N:", ";"),
        ("MECARD:N:", "\\"),
        ("MECARD:N:", ","),
        ("MECARD:", "N:a;"),
        ("mailto:", "a@b,"),
        ("https://linkedin.com/in/", "%"),
        ("BEGIN:VCARD\n", "N:;"),
        ("tel:", "1,"),
        ("", "\0"),
        ("www.", "x"),
    ] {
        let text = format!("{head}{}", fill.repeat(2_953 / fill.len()));
        let before = std::time::Instant::now();
        let _ = understand(&text);
        assert!(before.elapsed().as_secs() < 2, "{head}{fill}... took {:?}", before.elapsed());
    }
}

#[test]
fn a_field_of_a_megabyte_is_left_out_and_the_rest_comes() {
    let long = "x".repeat(1 << 20);
    let found = card(&format!("MECARD:N:Ana;URL:{long};EMAIL:ana@mail.example;;"));
    assert_eq!((found.contact.name.as_str(), found.contact.emails.len()), ("Ana", 1));
    assert_eq!((found.contact.links.len(), found.warnings.len()), (0, 1));
    assert!(matches!(understand(&long), Scanned::Text(text) if text.len() == 1 << 20));
    assert!(matches!(understand(&format!("https://{long}.example")), Scanned::Text(_)));
    assert!(matches!(understand(&format!("mailto:{long}@mail.example")), Scanned::Text(_)));
    assert!(matches!(understand(&format!("tel:{}", "1".repeat(1 << 20))), Scanned::Text(_)));
    assert!(
        matches!(understand(&format!("MECARD:N:{long};;")), Scanned::Cards(cards) if cards[0].is_err())
    );
}
