//! Codes that `fast_qr` makes, in every version and level, come back; damaged ones too, as far as they can be repaired.

use crate::decode::Matrix;
use fast_qr::{ECL, QRBuilder, QRCode, Version};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// A seed that no run before had.
pub fn fresh() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    since.as_nanos() as u64
}

const LEVELS: [ECL; 4] = [ECL::L, ECL::M, ECL::Q, ECL::H];

fn modules(code: &QRCode) -> Vec<bool> {
    (0..code.size).flat_map(|row| code[row].iter().take(code.size).map(|it| it.value())).collect()
}

fn decoded(side: usize, dark: Vec<bool>) -> Option<Vec<u8>> {
    Matrix::new(side, dark)?.decoded()
}

/// The longest text of these characters that fits, or nearly.
fn longest(letters: &str, level: ECL, least: usize, most: usize) -> Option<(String, QRCode)> {
    let text = |count: usize| letters.chars().cycle().take(count).collect::<String>();
    let code = |count: usize| QRBuilder::new(text(count)).ecl(level).build().ok();
    let (mut fits, mut too_long) = (least, most);
    while fits + 1 < too_long {
        let middle = (fits + too_long) / 2;
        if code(middle).is_some() { fits = middle } else { too_long = middle }
    }
    Some((text(fits), code(fits)?))
}

#[test]
fn every_version_and_level_comes_back() {
    let mut versions = std::collections::BTreeSet::new();
    for level in LEVELS {
        for letters in ["0123456789", "NAMES, 12: FARO $%*+-./", "Łucja Żižek 🌻 山田太郎; "]
        {
            let mut length = 1;
            while let Ok(code) =
                QRBuilder::new(letters.chars().cycle().take(length).collect::<String>())
                    .ecl(level)
                    .build()
            {
                let text: String = letters.chars().cycle().take(length).collect();
                versions.insert((level as usize, code.size));
                let read = decoded(code.size, modules(&code));
                assert_eq!(
                    read.as_deref(),
                    Some(text.as_bytes()),
                    "side {}, level {level:?}",
                    code.size
                );
                length += 1 + length / 24;
            }
        }
    }
    assert_eq!(versions.len(), 160, "{versions:?}");
    let (text, code) = longest("x", ECL::L, 1, 3_000).unwrap();
    assert_eq!(code.size, 177);
    assert_eq!(decoded(code.size, modules(&code)).unwrap(), text.as_bytes());
}

#[test]
fn what_is_mirrored_comes_back() {
    let code = QRBuilder::new("MECARD:N:Ana;;").build().unwrap();
    let dark = modules(&code);
    let mirrored =
        (0..dark.len()).map(|at| dark[at % code.size * code.size + at / code.size]).collect();
    assert_eq!(decoded(code.size, mirrored).unwrap(), b"MECARD:N:Ana;;");
}

#[test]
fn a_stain_that_can_be_repaired_is_and_what_cannot_is_never_read_as_something_else() {
    let text =
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Inês Çelik\r\nEMAIL:ines@mail.example\r\nEND:VCARD\r\n"
            .repeat(2);
    let fresh = fresh();
    let (mut read, mut lost) = (0, 0);
    for seed in (0..200).chain((0..50).map(|at| fresh.wrapping_add(at))) {
        let mut random = StdRng::seed_from_u64(seed);
        let code =
            QRBuilder::new(text.as_str()).ecl(LEVELS[random.random_range(0..4)]).build().unwrap();
        let mut dark = modules(&code);
        let (size, side) = (random.random_range(0..code.size / 2), code.size);
        let (u, v) = (random.random_range(9..side - size), random.random_range(9..side - size));
        for at in 0..size * size {
            dark[(v + at / size.max(1)) * side + u + at % size.max(1)] = random.random_bool(0.5);
        }
        match decoded(side, dark) {
            Some(bytes) => {
                assert_eq!(bytes, text.as_bytes(), "seed {seed}");
                read += 1;
            }
            None => {
                assert!(size > 6, "seed {seed}: a stain of {size} modules");
                lost += 1;
            }
        }
    }
    assert!(read > 60 && lost > 20, "{read} read, {lost} lost");
}

#[test]
fn version_5_of_level_m_repairs_as_many_codewords_as_it_should() {
    // Two blocks, each with 24 codewords for repair: twelve of each, and no more, can be wrong.
    let text = "x".repeat(80);
    let code = QRBuilder::new(text.as_str()).ecl(ECL::M).version(Version::V05).build().unwrap();
    let wrong = |codewords: usize| {
        let mut dark = modules(&code);
        // The first codewords stand in the two columns at the right, from below: four rows each.
        for at in 0..codewords * 4 {
            dark[(36 - at) * 37 + 36] ^= true;
        }
        decoded(37, dark)
    };
    // The column is 37 - 9 rows long: seven codewords, of which each block has a half.
    assert_eq!(wrong(7).unwrap(), text.as_bytes());
}

#[test]
fn random_modules_are_nothing_and_break_nothing() {
    let fresh = fresh();
    for seed in (0..600).chain((0..200).map(|at| fresh.wrapping_add(at))) {
        let mut random = StdRng::seed_from_u64(seed);
        let side = random.random_range(1..=40usize) * 4 + 17;
        let dark = (0..side * side).map(|_| random.random_bool(0.5)).collect();
        assert_eq!(decoded(side, dark), None, "seed {seed}");
    }
    for (side, modules) in [(0, 0), (20, 400), (21, 440), (181, 181 * 181)] {
        assert!(Matrix::new(side, vec![false; modules]).is_none());
    }
}
