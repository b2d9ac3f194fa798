//! Texts fold alike natively and in the browser, which each have tables of Unicode of their own: what one device has
//! written down, every other finds.

use super::{Place, journal, moment, promised};
use crate::store::fold;
use mingle_proto::record::Contact;
use std::ops::RangeInclusive;

promised! {
    texts_fold_to_the_same_letters_wherever_they_are_folded,
    every_letter_that_can_be_taken_apart_folds_alike,
    words_with_marks_that_are_no_accents_are_found_by_their_beginnings,
}

fn texts_fold_to_the_same_letters_wherever_they_are_folded(_: &dyn Place) {
    for (text, folded) in [
        ("Łukasz Żółć", "lukasz zolc"),
        ("Jörg Groß", "jorg gross"),
        ("GROẞ", "gross"),
        ("ﬁnn ﬄorence", "finn fflorence"),
        ("Åse Ångström", "ase angstrom"),
        ("A\u{30a}se A\u{30a}ngstro\u{308}m", "ase angstrom"),
        ("\u{212b}se", "ase"),
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("Nguye\u{302}\u{303}n Thi\u{323} \u{110}a\u{300}o", "nguyen thi dao"),
        ("김민수", "김민수"),
        ("\u{1100}\u{1175}\u{11b7}\u{1106}\u{1175}\u{11ab}\u{1109}\u{116e}", "김민수"),
        ("ｻﾞｯｸ ﾊﾟｯｸ", "ザック パック"),
        ("Ｍｉｎｇｌｅ　４２", "mingle 42"),
        ("㍿ミングル", "株式会社ミングル"),
        ("Ёлка Йовович", "елка иовович"),
        ("Ελένη Παπαδοπούλου", "ελενη παπαδοπουλου"),
        ("क़मर क़मर", "क\u{93c}मर क\u{93c}मर"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("\u{202b}שָׁלוֹם\u{202c}", "שלום"),
        ("x² ½ Ⅳ ™", "x2 1\u{2044}2 iv tm"),
        ("🧑🏽‍🚀 Zoë", "🧑🚀 zoe"),
    ] {
        assert_eq!(fold(text), folded, "{text:?}");
    }
}

/// Scripts that have long been whole, so that a newer Unicode adds nothing to them that folds.
const SCRIPTS: [RangeInclusive<char>; 10] = [
    '\u{a0}'..='\u{24f}',    // Latin
    '\u{386}'..='\u{3ce}',   // Greek
    '\u{400}'..='\u{45f}',   // Cyrillic
    '\u{622}'..='\u{6d3}',   // Arabic
    '\u{1e00}'..='\u{1fff}', // Latin of Vietnam, and Greek with all its accents
    '\u{3041}'..='\u{30ff}', // kana
    '\u{3300}'..='\u{33ff}', // squared words
    '\u{ac00}'..='\u{d7a3}', // Hangul
    '\u{f900}'..='\u{fa6d}', // Han for compatibility
    '\u{fb00}'..='\u{ffee}', // ligatures, forms of Arabic, half and full width
];

/// BLAKE3 of what they fold to, a line for each character, as the program's own tables have it.
const FOLDED: &str = "ee35f75ee7a16870379cceff5cd28db7678a03db8caf15dcf8f9917bde75f123";

fn every_letter_that_can_be_taken_apart_folds_alike(_: &dyn Place) {
    let mut hasher = blake3::Hasher::new();
    for character in SCRIPTS.into_iter().flatten() {
        hasher.update(fold(&format!("x{character}\n")).as_bytes());
        hasher.update(b"\n");
    }
    assert_eq!(hasher.finalize().to_hex().as_str(), FOLDED);
}

fn words_with_marks_that_are_no_accents_are_found_by_their_beginnings(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let names = ["क्षितिज वर्मा", "தமிழ்ச்செல்வி முருகன்", "ကျော်စွာ"];
    for name in names {
        journal
            .add_contact(Contact { name: name.into(), ..Contact::default() }, moment(0))
            .unwrap();
    }
    for (typed, name) in [
        ("क्षि", names[0]),
        ("वर्", names[0]),
        ("தமிழ்ச்", names[1]),
        ("முருகன்", names[1]),
        ("ကျော်", names[2]),
    ] {
        let found = journal.find(typed, 5).unwrap();
        let titles: Vec<&str> = found.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles, [name], "typed {typed}");
    }
}
