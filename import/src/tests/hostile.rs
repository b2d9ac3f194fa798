//! Damaged files: whatever happens to one card, the others come.

use super::generator::{Expected, generated};
use super::*;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt, SeedableRng};

/// Pieces with a meaning, so that damage reaches more than single bytes do.
const PIECES: [&[u8]; 16] = [
    b"BEGIN:VCARD\r\n",
    b"END:VCARD\r\n",
    b"\n",
    b"\r",
    b"=\r\n",
    b"\"",
    b";ENCODING=BASE64:",
    b";CHARSET=UTF-16:",
    b"\\",
    b"N:;;;;\n",
    b":",
    b";;;===",
    b"\r\n ",
    b"\xEF\xBB\xBF",
    b"\xF0\x9F",
    b"VERSION:2.1\n",
];

fn damage(random: &mut StdRng, card: &mut Vec<u8>) {
    for _ in 0..random.random_range(1..6) {
        let at = random.random_range(0..=card.len());
        match random.random_range(0..4) {
            0 => card.truncate(at),
            1 => drop(card.splice(at..at, PIECES.choose(random).unwrap().iter().copied())),
            2 => drop(card.drain(at..(at + random.random_range(0..40)).min(card.len()))),
            _ => card.iter_mut().skip(at).take(3).for_each(|byte| *byte = random.next_u32() as u8),
        }
    }
}

/// No more results than lines, whatever the bytes: so the iterator ends.
fn all_within_bounds(bytes: &[u8], seed: u64) -> Vec<Result<Card, BadCard>> {
    let limit = bytes.iter().filter(|b| matches!(b, b'\r' | b'\n')).count() + 2;
    let found: Vec<_> = cards(bytes).take(limit + 1).collect();
    assert!(found.len() <= limit, "seed {seed}: more results than lines");
    found
}

fn seeds(count: u64) -> impl Iterator<Item = u64> {
    let fresh: u64 = rand::random();
    (0..count).chain((0..count / 4).map(move |at| fresh.wrapping_add(at)))
}

#[test]
fn good_cards_come_before_and_after_a_damaged_one() {
    for seed in seeds(1_000) {
        let mut random = StdRng::seed_from_u64(seed);
        let mut generated = generated(seed, 8);
        let victim = random.random_range(0..generated.len());
        damage(&mut random, &mut generated[victim].0);
        let bytes: Vec<u8> = generated.iter().flat_map(|(card, _)| card.clone()).collect();
        let found: Vec<Expected> =
            all_within_bounds(&bytes, seed).iter().flatten().map(Expected::of).collect();
        generated.remove(victim);
        let mut rest = found.iter();
        for (_, expected) in &generated {
            assert!(
                rest.any(|card| card == expected),
                "seed {seed}: {} is lost\n{found:#?}",
                expected.name
            );
        }
    }
}

#[test]
fn a_file_cut_anywhere_gives_every_card_before_the_cut() {
    for seed in seeds(400) {
        let mut random = StdRng::seed_from_u64(seed);
        let generated = generated(seed, 6);
        let bytes: Vec<u8> = generated.iter().flat_map(|(card, _)| card.clone()).collect();
        let cut = random.random_range(0..bytes.len());
        let found = all_within_bounds(&bytes[..cut], seed);
        let mut end = 0;
        let whole = generated.iter().take_while(|(card, _)| {
            end += card.len();
            end <= cut
        });
        let whole: Vec<&Expected> = whole.map(|(_, expected)| expected).collect();
        let good: Vec<Expected> = found.iter().flatten().map(Expected::of).collect();
        let before: Vec<&Expected> = good.iter().take(whole.len()).collect();
        assert_eq!(before, whole, "seed {seed}, cut at {cut}");
    }
}

#[test]
fn random_bytes_and_random_pieces_never_panic_and_never_loop() {
    for seed in seeds(1_500) {
        let mut random = StdRng::seed_from_u64(seed);
        let mut bytes = Vec::new();
        for _ in 0..random.random_range(0..60) {
            if random.random_bool(0.7) {
                bytes.extend_from_slice(PIECES.choose(&mut random).unwrap());
            }
            let mut noise = vec![0; random.random_range(0..12)];
            random.fill(&mut noise[..]);
            let words: [&[u8]; 5] =
                [&noise, b"PHOTO", b"AGENT:\n", b"FN;QUOTED-PRINTABLE:", b"BDAY:"];
            bytes.extend_from_slice(words.choose(&mut random).unwrap());
        }
        all_within_bounds(&bytes, seed);
    }
}
