//! A piece of the line after the name, read by the word that opens it.

use super::draft::Draft;
use super::scan::{self, Word};
use super::{Field, Whose, clock, day, entity, promise, role, when, words};

/// Reads a piece. What is not understood goes to the note whole.
pub(super) fn read(draft: &mut Draft<'_>, piece: &[Word<'_>]) {
    let open = draft.open_promise.take();
    let body = read_edge_tags(draft, piece);
    if body.is_empty() || read_entities(draft, body) {
        draft.open_promise = open;
        return;
    }
    if open.is_some_and(|index| read_continuation(draft, body, index)) {
        return;
    }
    let questioned = body.iter().any(|word| word.text.ends_with('?'));
    let quoted = body.first().is_some_and(|word| word.text.starts_with(['"', '“', '„', '«']));
    if questioned || quoted || !(read_known(draft, body) || read_promise(draft, body)) {
        leave(draft, body);
    }
}

/// Whether a first piece is one of the clauses, and so no name.
pub(super) fn is_understood(draft: &Draft<'_>, piece: &[Word<'_>]) -> bool {
    let says = scan::opening(piece, words::NEEDS)
        .or_else(|| scan::opening(piece, words::OFFERS))
        .is_some();
    let placed = piece.iter().any(|word| word.text.starts_with(['@', '＠']));
    says || role::role(piece).is_some()
        || entity::entity(piece, false).is_some()
        || !placed
            && promise::read(piece, draft.today, &draft.person()).is_some_and(|read| {
                read.promise.who.is_empty() || read.promise.whose == Whose::Mine
            })
}

fn read_known(draft: &mut Draft<'_>, body: &[Word<'_>]) -> bool {
    let lead = body.len() - without_joiner(body).len();
    let subject =
        body.get(lead).is_some_and(|word| is_subject(draft, word) && body.len() > lead + 1);
    let after_subject = lead + usize::from(subject);
    read_list(draft, body, lead, words::NEEDS, Field::Need)
        || read_list(draft, body, after_subject, words::NEEDS, Field::Need)
        || read_list(draft, body, after_subject, words::OFFERS, Field::Offer)
        || read_through(draft, body, lead)
        || read_employer(draft, body, after_subject)
        || read_place(draft, body, lead)
        || read_role(draft, body, lead)
}

/// `she`, or the first name of the person.
fn is_subject(draft: &Draft<'_>, word: &Word<'_>) -> bool {
    word.is_one_of(words::SUBJECTS) || draft.person().is(word)
}

/// Tags at both ends are taken out; those inside stay where they are.
fn read_edge_tags<'p, 'a>(draft: &mut Draft<'_>, piece: &'p [Word<'a>]) -> &'p [Word<'a>] {
    let mut body = piece;
    while body.first().is_some_and(|word| add_tag(draft, word)) {
        body = body.get(1..).unwrap_or(&[]);
    }
    while let Some((word, rest)) = body.split_last() {
        if !add_tag(draft, word) {
            break;
        }
        body = rest;
    }
    body
}

fn add_tag(draft: &mut Draft<'_>, word: &Word<'_>) -> bool {
    let one = std::slice::from_ref(word);
    match entity::entity(one, false) {
        Some(tag) if tag.field == Field::Tag => {
            draft.add(Field::Tag, one, tag.text);
            true
        }
        _ => false,
    }
}

fn leave(draft: &mut Draft<'_>, body: &[Word<'_>]) {
    for word in body {
        add_tag(draft, word);
    }
    draft.leave(body);
}

/// Addresses, numbers and links count only where a piece holds nothing else: `her boss is bo@acme.example` does not.
pub(super) fn read_entities(draft: &mut Draft<'_>, body: &[Word<'_>]) -> bool {
    let mut found = Vec::new();
    let mut index = 0;
    let mut from = 0;
    let mut labelled = false;
    while index < body.len() {
        let rest = body.get(index..).unwrap_or(&[]);
        if let Some(entity) = entity::entity(rest, labelled) {
            index += entity.length;
            found.push((from..index, entity));
            (from, labelled) = (index, false);
        } else if rest.len() > 1 && rest.first().is_some_and(|word| word.is_one_of(words::LABELS)) {
            labelled = rest.first().is_some_and(|word| word.is_one_of(words::PHONE_LABELS));
            index += 1;
        } else {
            return false;
        }
    }
    for (range, entity) in found {
        draft.add(entity.field, body.get(range).unwrap_or(body), entity.text);
    }
    from == body.len()
}

/// A promise and the next piece as one, where the next is nothing but a date: `coffee with Bo, fri 9am`. With two dates
/// it is unsure, as anywhere.
pub(super) fn with_its_date<'a>(
    draft: &Draft<'_>,
    piece: &[Word<'a>],
    date: &[Word<'a>],
) -> Option<Vec<Word<'a>>> {
    let (length, _) = when::opening(date, 0, draft.today, false)?;
    let both = [piece, date].concat();
    let promises = |words: &[Word<'_>]| {
        promise::read(without_joiner(words), draft.today, &draft.person()).is_some()
    };
    (length == date.len() && (promises(piece) || promises(&both))).then_some(both)
}

/// A piece that is only a time completes the promise before it: `coffee fri, 9am`.
fn read_continuation(draft: &mut Draft<'_>, body: &[Word<'_>], index: usize) -> bool {
    let Some(promise) = draft.line.promises.get_mut(index) else { return false };
    match clock::after_date(body, false) {
        Some((length, Some(time))) if length == body.len() => promise.time = Some(time),
        _ => return false,
    }
    draft.chip(Field::Due, index, body, scan::join(body));
    true
}

fn read_list(
    draft: &mut Draft<'_>,
    body: &[Word<'_>],
    from: usize,
    table: &[&[&str]],
    field: Field,
) -> bool {
    let Some(opening) = body.get(from..).and_then(|rest| scan::opening(rest, table)) else {
        return false;
    };
    let mut what = body.get(from + opening..).unwrap_or(&[]);
    if what.len() > 1 && what.first().is_some_and(|word| word.is_one_of(words::ARTICLES)) {
        what = what.get(1..).unwrap_or(&[]);
    }
    let nothing = what.first().is_none_or(|word| word.is_one_of(&["no", "not", "nothing"]));
    if nothing {
        return false;
    }
    draft.add(field, body, scan::join(what));
    true
}

fn read_through(draft: &mut Draft<'_>, body: &[Word<'_>], from: usize) -> bool {
    let Some(opening) = body.get(from..).and_then(|rest| scan::opening(rest, words::THROUGH))
    else {
        return false;
    };
    let who = body.get(from + opening..).unwrap_or(&[]);
    let strict = body.get(from).is_some_and(|word| word.key == "through");
    let fits = |word: &Word<'_>| word.is_proper() || word.is_one_of(words::PARTICLES);
    let small = !strict && who.len() <= 2 && !who.iter().any(|word| word.is_one_of(words::NO_NAME));
    let nobody = who
        .first()
        .is_none_or(|word| word.is_one_of(words::CHANNELS) || word.is_one_of(words::NOBODY));
    let shaped = who.iter().all(|word| !word.text.chars().any(|c| c.is_numeric() || c == '@'));
    if nobody || !shaped || who.len() > 6 || !(small || who.iter().all(fits)) {
        return false;
    }
    draft.set(Field::Through, body, scan::join(who))
}

/// `works at Acme`, `@ Acme`.
fn read_employer(draft: &mut Draft<'_>, body: &[Word<'_>], from: usize) -> bool {
    let rest = body.get(from..).unwrap_or(&[]);
    let Some(first) = rest.first() else { return false };
    let sign = first.text.starts_with(['@', '＠']);
    let alone = first.text.chars().count() == 1;
    // `@boli` in a piece of its own is somebody's handle as likely as an employer.
    if sign && first.text.chars().nth(1).is_some_and(char::is_lowercase) {
        return false;
    }
    let opening =
        if sign { Some(usize::from(alone)) } else { scan::opening(rest, words::EMPLOYED) };
    let Some(name) = opening.and_then(|opening| rest.get(opening..)) else { return false };
    let sentence = name.iter().any(|word| !word.is_capital() && word.is_one_of(words::ENDS_NAME));
    let text = scan::join(name).trim_start_matches(['@', '＠']).to_owned();
    !sentence && role::is_org(name) && draft.set(Field::Org, body, text)
}

/// `met at the RustConf bar`, `in Berlin`.
fn read_place(draft: &mut Draft<'_>, body: &[Word<'_>], from: usize) -> bool {
    let rest = body.get(from..).unwrap_or(&[]);
    let met = scan::opening(rest, words::MET);
    let met = met.or_else(|| draft.met.then(|| scan::opening(rest, &[&["at"], &["in"]])).flatten());
    let inside = scan::starts_with(rest, &["in"]);
    let Some(place) = met.or(inside).and_then(|opening| rest.get(opening..)) else { return false };
    let fits = |word: &Word<'_>| word.is_proper() || word.is_one_of(words::PARTICLES);
    let named = !place.is_empty()
        && place.iter().all(fits)
        && !place.iter().any(|word| word.is_one_of(words::NO_PLACE));
    let dated = (0..place.len())
        .any(|at| place.get(at..).is_some_and(|rest| day::day(rest, draft.today).is_some()))
        || place
            .iter()
            .any(|word| word.is_one_of(words::DOUBT) || word.is_one_of(&["and", "last", "who"]));
    let fits = if met.is_some() {
        !place.is_empty() && place.len() <= 6
    } else {
        named && place.len() <= 4
    };
    fits && !dated && draft.set(Field::Place, body, scan::join(place))
}

/// A role, with or without its organisation; when the line already has another of either, all of it is left.
pub(super) fn read_role(draft: &mut Draft<'_>, body: &[Word<'_>], from: usize) -> bool {
    let Some(rest) = body.get(from..) else { return false };
    let Some(found) = role::role(rest) else { return false };
    let taken = !draft.line.role.is_empty() || found.org.is_some() && !draft.line.org.is_empty();
    let (Some(title), false) = (rest.get(found.role.clone()), taken) else { return false };
    let until = body.get(..from + found.role.end).unwrap_or(body);
    draft.set(Field::Role, until, scan::join(title).trim_matches(['(', ')']).to_owned());
    if let (Some(org), Some(whole)) = (found.org, rest.get(found.role.end..)) {
        let text = rest.get(org).map(scan::join).unwrap_or_default();
        draft.set(Field::Org, whole, text.trim_start_matches(['@', '＠']).to_owned());
    }
    true
}

fn read_promise(draft: &mut Draft<'_>, body: &[Word<'_>]) -> bool {
    let rest = without_joiner(body);
    let Some(mut read) = promise::read(rest, draft.today, &draft.person()) else { return false };
    if read.promise.who.to_lowercase() == draft.line.name.to_lowercase() {
        read.promise.who.clear();
    }
    let date = read.date.and_then(|date| rest.get(date)).unwrap_or(&[]);
    draft.promise(read.promise, body, date);
    true
}

/// Without the `and` that joins a piece to the one before.
fn without_joiner<'p, 'a>(body: &'p [Word<'a>]) -> &'p [Word<'a>] {
    let joined = body.len() > 1 && body.first().is_some_and(|word| word.is_one_of(words::JOINERS));
    body.get(usize::from(joined)..).unwrap_or(body)
}
