//! The first piece of a line: the name, and what may follow it without a comma.

use super::draft::Draft;
use super::scan::{self, Word};
use super::{Field, clause, day, entity, promise, role, when, words};

/// In words.
const LONGEST_NAME: usize = 8;

/// Reads the first piece. What cannot be a name is read as any other piece.
pub(super) fn read(draft: &mut Draft<'_>, piece: &[Word<'_>]) {
    let piece = &part_at_sign(piece);
    let lead = met(piece);
    let end = name_end(draft, piece, lead);
    let (Some(name), Some(rest)) = (piece.get(lead..end), piece.get(end..)) else { return };
    if clause::is_understood(draft, piece) || !is_name(name) {
        return clause::read(draft, piece);
    }
    let text = scan::join(name).trim_end_matches([':', '!']).to_owned();
    draft.set(Field::Name, piece.get(..end).unwrap_or(name), text);
    (draft.met, draft.just_named) = (lead > 0, true);
    read_rest(draft, rest);
    (draft.met, draft.just_named) = (false, false);
}

/// `Ruiz@Acme` is two words, unless it is an address.
fn part_at_sign<'a>(piece: &[Word<'a>]) -> Vec<Word<'a>> {
    let mut parts = Vec::new();
    for word in piece {
        let at = word.text.find(['@', '＠']).filter(|at| *at > 0);
        match at {
            Some(at) if entity::entity(std::slice::from_ref(word), false).is_none() => {
                parts.push(word.part(0, at));
                parts.push(word.part(at, word.text.len()));
            }
            _ => parts.push(word.clone()),
        }
    }
    parts
}

/// `met Ana Ruiz`, `met with Ana`.
fn met(piece: &[Word<'_>]) -> usize {
    let phrases = [&["met", "with"][..], &["met"]];
    let lead = phrases.into_iter().find_map(|phrase| scan::starts_with(piece, phrase)).unwrap_or(0);
    if piece.get(lead).is_some_and(Word::is_proper) { lead } else { 0 }
}

fn name_end(draft: &Draft<'_>, piece: &[Word<'_>], lead: usize) -> usize {
    let ends = |index: &usize| {
        piece.get(*index..).is_some_and(|rest| ends_name(draft, rest, *index == lead))
    };
    // A name that is longer than it may be need not be measured.
    (lead..piece.len()).take(LONGEST_NAME + 1).find(ends).unwrap_or(piece.len())
}

/// Whether a name, or the name of an organisation, cannot go on with these words.
fn ends_name(draft: &Draft<'_>, rest: &[Word<'_>], first: bool) -> bool {
    let Some(word) = rest.first() else { return true };
    if word.text.starts_with(['@', '＠', '(', '<']) || entity::entity(rest, false).is_some() {
        return true;
    }
    if word.text.chars().any(char::is_numeric) {
        return true;
    }
    if first {
        let date = when::opening(rest, 0, draft.today, false)
            .is_some_and(|(length, _)| length == rest.len());
        return date && !word.is_capital()
            || word.is_one_of(&["from", "the", "with", "at", "because", "who", "our", "re"]);
    }
    words::ROLE_INITIALS.contains(&word.text) || ends_text(draft, rest)
}

/// Whether a clause or a connecting word begins here.
fn ends_text(draft: &Draft<'_>, rest: &[Word<'_>]) -> bool {
    let Some(word) = rest.first() else { return true };
    let small = !word.is_capital();
    let connects = word.is_one_of(words::ENDS_NAME)
        || words::ENDS_NAME_PAIRS.iter().any(|pair| scan::starts_with(rest, pair).is_some())
        || day::day(rest, draft.today).is_some();
    small && connects
        || promise::read(rest, draft.today, &promise::Person::default())
            .is_some_and(|read| small || read.promise.due.is_some())
}

/// Short enough, no sentence, and from the fourth word on with capitals.
fn is_name(name: &[Word<'_>]) -> bool {
    let letters = name.iter().any(|word| word.text.chars().any(char::is_alphabetic));
    let odd = |c: char| c.is_ascii_punctuation() && !".'\"-()".contains(c);
    if !letters
        || name.len() > LONGEST_NAME
        || name.iter().any(|word| word.text.trim_end_matches([':', '!']).contains(odd))
    {
        return false;
    }
    let sentence = name.iter().enumerate().any(|(index, word)| {
        let next_proper = name.get(index + 1).is_some_and(Word::is_proper);
        word.is_one_of(words::NO_NAME)
            && (!word.is_capital() || index == 0 && name.len() > 1 && !next_proper)
    });
    let proper: Vec<&Word<'_>> =
        name.iter().filter(|word| !word.is_one_of(words::PARTICLES)).collect();
    let lettered = |word: &&&Word<'_>| word.text.chars().any(char::is_alphabetic);
    !sentence
        && (proper.len() <= 3
            || proper
                .iter()
                .filter(lettered)
                .all(|word| word.is_proper() || word.text.contains(char::is_uppercase)))
}

/// What may follow the name without a comma, or opens a line that is about someone without naming them.
pub(super) fn read_rest(draft: &mut Draft<'_>, mut rest: &[Word<'_>]) {
    while let Some(word) = rest.first() {
        let taken = if word.text.starts_with(['@', '＠']) {
            read_org(draft, rest, 0)
        } else if word.text.starts_with('(') {
            read_bracket(draft, rest)
        } else if let Some(found) = entity::entity(rest, false) {
            let length = found.length;
            draft.add(found.field, rest.get(..length).unwrap_or(rest), found.text);
            length
        } else if words::ROLE_INITIALS.contains(&word.text) {
            read_initials(draft, rest)
        } else {
            return clause::read(draft, rest);
        };
        rest = rest.get(taken.max(1)..).unwrap_or(&[]);
    }
}

/// `CTO`, and the organisation after `at` or `of`.
fn read_initials(draft: &mut Draft<'_>, rest: &[Word<'_>]) -> usize {
    let Some(word) = rest.first() else { return 0 };
    let one = std::slice::from_ref(word);
    if !draft.set(Field::Role, one, word.text.to_owned()) {
        draft.leave(one);
    }
    match rest.get(1) {
        Some(next) if next.is_one_of(&["at", "of"]) => {
            1 + read_org(draft, rest.get(1..).unwrap_or(&[]), 0)
        }
        _ => 1,
    }
}

/// The organisation after `@`, which may touch it. Returns how many words were read.
fn read_org(draft: &mut Draft<'_>, rest: &[Word<'_>], from: usize) -> usize {
    let Some(sign) = rest.get(from) else { return 0 };
    let touching = sign.text.chars().count() > 1 && sign.text.starts_with(['@', '＠']);
    let start = if touching { from } else { from + 1 };
    let stops = |index: &usize| {
        rest.get(*index..).is_some_and(|rest| {
            let word = rest.first();
            let opens = word.is_some_and(|word| word.text.starts_with(['@', '＠', '(', '<']));
            opens || entity::entity(rest, false).is_some() || ends_text(draft, rest)
        })
    };
    let end = (start + 1..rest.len()).take(LONGEST_NAME).find(stops).unwrap_or(rest.len());
    let whole = rest.get(from..end).unwrap_or(rest);
    let name = rest.get(start..end).unwrap_or(&[]);
    let text = scan::join(name).trim_start_matches(['@', '＠']).trim().to_owned();
    if !role::is_org(name) || !draft.set(Field::Org, whole, text) {
        draft.leave(whole);
    }
    end.max(from + 1) - from
}

/// `(Acme)`, `(CTO)`, `(CTO, Acme)`, `(ana@acme.example)`; anything else stays in the note with its brackets.
fn read_bracket(draft: &mut Draft<'_>, rest: &[Word<'_>]) -> usize {
    let Some(close) = rest.iter().position(|word| word.text.ends_with(')')) else {
        draft.leave(rest);
        return rest.len();
    };
    let whole = rest.get(..=close).unwrap_or(rest);
    let parts = inner_parts(whole);
    let single = parts.len() == 1;
    for part in &parts {
        if !read_part(draft, part) {
            draft.leave(if single { whole } else { part });
        }
    }
    close + 1
}

fn inner_parts<'a>(whole: &[Word<'a>]) -> Vec<Vec<Word<'a>>> {
    let mut parts: Vec<Vec<Word<'a>>> = vec![Vec::new()];
    for word in whole {
        let from = word.text.len() - word.text.trim_start_matches('(').len();
        let trimmed = word.text.trim_end_matches([')', ',', ';']).len();
        let inner = word.part(from.min(trimmed), trimmed);
        if let (false, Some(part)) = (inner.text.is_empty(), parts.last_mut()) {
            part.push(inner);
        }
        if word.text.ends_with([',', ';']) {
            parts.push(Vec::new());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn read_part(draft: &mut Draft<'_>, part: &[Word<'_>]) -> bool {
    if clause::read_entities(draft, part) || clause::read_role(draft, part, 0) {
        return true;
    }
    let titled = |word: &Word<'_>| {
        word.is_proper() && !word.text.contains('/')
            || word.is_one_of(words::PARTICLES)
            || word.is_one_of(&["of", "&", "and", "for"])
    };
    let named =
        part.first().is_some_and(Word::is_proper) && part.iter().all(titled) && part.len() <= 4;
    named && role::is_org(part) && draft.set(Field::Org, part, scan::join(part))
}
