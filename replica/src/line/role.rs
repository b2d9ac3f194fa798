//! Roles: few words are known, so that a description is not taken for a title.

use std::ops::Range;

use super::scan::Word;
use super::{day, words};

/// Where a role stands in the words of a piece, and the organisation that follows it, if any.
pub(super) struct Role {
    pub role: Range<usize>,
    pub org: Option<Range<usize>>,
}

/// The role that a whole piece is: `senior engineer`, `head of sales at Acme`, `founder of Acme`.
pub(super) fn role(words: &[Word<'_>]) -> Option<Role> {
    let start = usize::from(words.len() > 1 && words.first()?.is_one_of(&["a", "an", "the"]));
    let known = |word: &&Word<'_>| {
        [words::ROLES, words::ROLE_MODIFIERS, &["&", "and"]]
            .into_iter()
            .any(|table| word.is_one_of(table))
    };
    let run = words.get(start..)?.iter().take_while(known).count();
    let rest = words.get(start + run..)?;
    let last = run.checked_sub(1).and_then(|last| words.get(start + last))?;
    let next = rest.first().map_or("", |word| word.key.as_str());
    if next == "of" && last.is_one_of(words::RUNS) {
        return with_org(words, start..start + run, start + run + 1);
    }
    if next == "of" && last.is_one_of(words::ROLES) {
        return with_department(words, start, start + run);
    }
    let titled = words.get(start..start + run)?.iter().any(|word| word.is_one_of(words::ROLES));
    let bare = run == 1
        && last.is_one_of(&[
            "partner",
            "chair",
            "owner",
            "student",
            "lead",
            "lecturer",
            "president",
        ]);
    let unfinished =
        last.key == "head" || !last.is_one_of(words::ROLES) && !heads_department(words, start);
    if !titled || unfinished || bare && next.is_empty() {
        return None;
    }
    match next {
        "" => Some(Role { role: start..start + run, org: None }),
        "at" | "@" => with_org(words, start..start + run, start + run + 1),
        _ if next.starts_with('@') => with_org(words, start..start + run, start + run),
        _ => None,
    }
}

/// `VP Engineering`, `Director Product`.
fn heads_department(words: &[Word<'_>], start: usize) -> bool {
    words.get(start).is_some_and(|word| word.is_one_of(&["vp", "director"]))
}

fn with_department(words: &[Word<'_>], start: usize, of: usize) -> Option<Role> {
    let department =
        words.get(of + 1..)?.iter().take_while(|word| !word.is_one_of(&["at", "@"])).count();
    let end = of + 1 + department;
    if !(1..=4).contains(&department) {
        return None;
    }
    if end == words.len() {
        Some(Role { role: start..end, org: None })
    } else {
        with_org(words, start..end, end + 1)
    }
}

fn with_org(words: &[Word<'_>], role: Range<usize>, from: usize) -> Option<Role> {
    let org = from..words.len();
    is_org(words.get(org.clone())?).then_some(Role { role, org: Some(org) })
}

/// Words that can be the name of an organisation: few, no time, no place in a sentence.
pub(super) fn is_org(words: &[Word<'_>]) -> bool {
    let Some(first) = words.first().filter(|_| words.len() <= 6) else { return false };

    let name = first.text.trim_start_matches(['@', '＠']);
    let article =
        !first.is_capital() && ["the", "a", "an", "my", "our", "home", "work"].contains(&name);
    let number = name.chars().all(|c| !c.is_alphabetic()) && words.len() == 1;
    let clock = name.starts_with(|c: char| c.is_ascii_digit())
        && super::clock::before_date(words, false).is_some();
    let sentence = words
        .iter()
        .any(|word| word.text.contains('?') || word.is_one_of(&["yesterday", "today", "tomorrow"]));
    let dated = (0..words.len()).any(|index| {
        words.get(index..).is_some_and(|rest| {
            rest.first().is_some_and(|word| !word.is_capital()) && has_day(rest)
        })
    });
    let shapeless = name.is_empty() || name.contains('@');
    !(shapeless || article || number || clock || sentence || dated)
}

fn has_day(words: &[Word<'_>]) -> bool {
    day::day(words, jiff::civil::Date::constant(2000, 1, 1)).is_some()
}
