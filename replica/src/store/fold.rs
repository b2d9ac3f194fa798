//! Texts as people look for them: without case, accents and marks of direction; and cut so that scripts that are
//! written without spaces can be searched for by any part of a word.

use super::normal::{self, apart, composed};
use super::number::phone;
use mingle_proto::order;
use std::collections::BTreeSet;

/// The text in small letters, without accents, vowel points, marks of direction and superfluous spaces. Two
/// spellings of a name that a person would call the same fold to the same text.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        // As below, without its tables: most of what is written, and done for every word of every hit.
        let small = text.to_ascii_lowercase();
        let words = small.split(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
        return words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    }
    let mut folded = String::with_capacity(text.len());
    let apart = apart(text);
    let plain = apart.chars().filter(|character| !is_dropped(*character));
    let small: String = plain.flat_map(char::to_lowercase).collect();
    for character in composed(&small).chars() {
        match letter(character) {
            Some(letters) => folded.push_str(letters),
            None if character.is_whitespace() || character.is_control() => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            None => folded.push(character),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// A name as names are compared: folded, and without emoji, unless it has nothing else.
pub fn fold_name(name: &str) -> String {
    let folded = fold(name);
    if folded.is_ascii() {
        return folded;
    }
    let plain: String = folded.chars().filter(|c| !is_emoji(*c)).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.is_empty() { folded } else { plain }
}

/// The folded text with a space around every character of a script without spaces, and around every emoji: what the
/// search index holds, one token each.
pub fn tokens(text: &str) -> String {
    let folded = fold(text);
    if folded.is_ascii() {
        return folded;
    }
    let mut spaced = String::with_capacity(folded.len() * 2);
    for character in folded.chars() {
        if stands_alone(character) {
            spaced.extend([' ', character, ' ']);
        } else {
            spaced.push(character);
        }
    }
    spaced
}

/// What a person typed, as a query of FTS5: every word must be there, the last letters of each may be missing. None
/// where there is nothing to look for.
pub fn query(typed: &str) -> Option<String> {
    let words: Vec<String> = typed.split_whitespace().filter_map(word).collect();
    let all = words.join(" AND ");
    match phone(typed) {
        Some(digits) if words.len() > 1 => Some(format!("({all}) OR \"{digits}\" *")),
        _ => (!words.is_empty()).then_some(all),
    }
}

/// A word as a phrase: inside of quotes nothing is an operator.
fn word(typed: &str) -> Option<String> {
    let spaced: String = tokens(typed).chars().map(|c| if is_token(c) { c } else { ' ' }).collect();
    let phrase = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    (!phrase.is_empty()).then(|| format!("\"{phrase}\" *"))
}

/// Characters of a name, and of a word of it, by which it is looked for; what is longer is found by what it begins with,
/// and as any text.
const NAME: usize = 64;
const NAME_WORD: usize = 24;

/// A name's words, with single spaces between, and every place in it where a search may begin, with what follows in
/// that word: a word's beginning, and each character of a script without spaces. Folding a name twice changes nothing.
pub fn name_words(name: &str) -> (String, BTreeSet<String>) {
    let name: String = words(name).chars().take(NAME).collect();
    let places = name.split(' ').flat_map(|word| {
        word.char_indices()
            .scan(' ', |before, (at, character)| {
                Some((begins(std::mem::replace(before, character), character), at))
            })
            .filter(|(begins, _)| *begins)
            .map(|(_, at)| word[at..].chars().take(NAME_WORD).collect())
            .collect::<Vec<String>>()
    });
    let places = order::set(places);
    (name, places)
}

/// The words of what was typed, as far as names are looked for by them.
pub fn typed_words(typed: &str) -> BTreeSet<String> {
    let words = words(typed);
    let words = words.split(' ').filter(|word| !word.is_empty());
    order::set(words.map(|word| word.chars().take(NAME_WORD).collect()))
}

/// True if a search for this word may begin somewhere in the name: one of [`name_words`] begins with it.
pub fn begins_a_word(name: &str, word: &str) -> bool {
    let Some(first) = word.chars().next() else { return true };
    name.match_indices(word)
        .any(|(at, _)| begins(name[..at].chars().next_back().unwrap_or(' '), first))
}

/// True where a search may begin between these two characters of a name.
fn begins(before: char, character: char) -> bool {
    before == ' ' || stands_alone(before) || stands_alone(character)
}

/// The folded text's tokens with a space between.
fn words(text: &str) -> String {
    let plain: String = fold(text).chars().map(|c| if is_token(c) { c } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True for what the tokenizer takes into a token: it is set up to the same classes in the search index.
fn is_token(character: char) -> bool {
    character.is_alphanumeric() || is_emoji(character) || is_mark(character)
}

/// Marks that are part of a word where the vowels stand in them: in the scripts of India and South-East Asia.
fn is_mark(character: char) -> bool {
    normal::is_mark(character)
}

fn is_emoji(character: char) -> bool {
    matches!(character, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}')
}

fn stands_alone(character: char) -> bool {
    is_emoji(character)
        || matches!(character,
            '\u{0e00}'..='\u{0eff}' // Thai, Lao
            | '\u{1000}'..='\u{109f}' // Burmese
            | '\u{1780}'..='\u{17ff}' // Khmer
            | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' // kana
            | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' // Han
            | '\u{ac00}'..='\u{d7a3}' // Hangul
            | '\u{20000}'..='\u{3ffff}') // rare Han
}

/// Accents, vowel points, and signs that only steer how text is drawn.
pub(super) fn is_dropped(character: char) -> bool {
    matches!(character,
        '\u{00ad}' | '\u{0300}'..='\u{036f}'
        | '\u{0591}'..='\u{05c7}' | '\u{0610}'..='\u{061a}' | '\u{061c}' | '\u{0640}' | '\u{064b}'..='\u{065f}' | '\u{0670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}'
        | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Letters that no decomposition takes apart, as a keyboard without them writes them.
fn letter(character: char) -> Option<&'static str> {
    Some(match character {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        '\u{2018}' | '\u{2019}' | '\u{02bc}' => "'",
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_a_person_calls_the_same_fold_alike() {
        for (one, other) in [
            ("Zoë Müller", "zoe  MULLER "),
            ("Łukasz Dvořák", "lukasz dvorak"),
            ("İpek Yılmaz", "ipek yilmaz"),
            ("שָׁלוֹם", "שלום"),
            ("مُحَمَّد", "محمد"),
            ("\u{202b}דנה\u{202c}", "דנה"),
            ("ｻﾄｳ", "サトウ"),
            ("O’Brien", "o'brien"),
            ("김민수", "\u{1100}\u{1175}\u{11b7}민수"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
        assert_ne!(fold("कि"), fold("का"), "vowels of Devanagari are no accents");
    }

    #[test]
    fn whatever_is_typed_becomes_a_query_without_operators() {
        assert_eq!(query("ana OR \"x*").unwrap(), "\"ana\" * AND \"or\" * AND \"x\" *");
        assert_eq!(query("o'brien-smith").unwrap(), "\"o brien smith\" *");
        assert_eq!(query("小龍").unwrap(), "\"小 龍\" *");
        assert_eq!(query(" \u{0}(*)\" "), None);
    }

    #[test]
    fn a_search_may_begin_at_every_word_of_a_name_and_at_every_character_that_stands_alone() {
        let (name, places) = name_words("Ana  O’Brien 小龍🐝");
        assert_eq!(name, "ana o brien 小龍🐝");
        assert_eq!(
            places.iter().collect::<Vec<_>>(),
            ["ana", "brien", "o", "小龍🐝", "龍🐝", "🐝"]
        );
        assert!(["a", "bri", "小", "龍", "🐝"].iter().all(|word| begins_a_word(&name, word)));
        assert!(["na", "rien", "龍小"].iter().all(|word| !begins_a_word(&name, word)));
    }

    #[test]
    fn a_name_without_end_has_few_places() {
        let (name, places) = name_words(&"龍小".repeat(100_000));
        assert_eq!(name.chars().count(), NAME);
        assert!(
            places.len() <= NAME && places.iter().all(|word| word.chars().count() <= NAME_WORD)
        );
    }
}
