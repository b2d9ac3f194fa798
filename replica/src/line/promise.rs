//! Promises: `intro to Bo`, `coffee fri`, `I'll send the deck tomorrow`, `hoping Bo calls`.

use std::ops::Range;

use jiff::civil::Date;

use super::scan::{self, Word};
use super::when::{self, Found, When};
use super::words::{self, Action, Wants};
use super::{Promise, PromiseKind, Whose, clock};

/// A promise, and the words that gave its date.
pub(super) struct Read {
    pub promise: Promise,
    pub date: Option<Range<usize>>,
}

/// The person of the line, as far as it is known.
#[derive(Default)]
pub(super) struct Person {
    /// In small letters.
    pub first_name: String,
    /// Their name is the word before: `Ana will call`.
    pub just_named: bool,
}

impl Person {
    /// Whether the word is their first name.
    pub fn is(&self, word: &Word<'_>) -> bool {
        !self.first_name.is_empty() && word.key == self.first_name
    }
}

/// Who acts, as the opening words say.
struct Opening {
    length: usize,
    whose: Whose,
    who: String,
    form: Form,
}

/// What may follow the opening.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `call Bo`: only a known action.
    Plain,
    /// `I promised the deck`: anything.
    Vowed,
    /// `she will call`: a known action.
    Announced,
    /// `hoping Bo calls`: a known action in the third person.
    Hoped,
    /// `waiting for the contract`: anything but an action.
    Owed,
}

/// The promise that a whole piece makes, or `None` where that is not certain. `person` is the one of the line.
pub(super) fn read(words: &[Word<'_>], today: Date, person: &Person) -> Option<Read> {
    let opening = opening(words, person);
    if words.iter().any(|word| word.is_one_of(words::DOUBT) && !opens_with(word, words))
        || is_questioned(words)
    {
        return None;
    }
    let leading =
        when::opening(words, opening.length, today, false).filter(|_| opening.form != Form::Owed);
    let (from, leading) = match leading {
        Some((length, Some(when))) => (opening.length + length, Some(when)),
        Some((_, None)) => return None,
        None => (opening.length, None),
    };
    match action(words, from, opening.form) {
        Some((start, end, action)) => {
            act(words, today, person, &opening, leading, start..end, action)
        }
        None if matches!(opening.form, Form::Vowed | Form::Owed) => {
            let start = from
                + usize::from(words.get(from).is_some_and(|word| word.is_one_of(words::OBJECTS)));
            owed(words, today, &opening, leading, start)
        }
        None => None,
    }
}

/// `is` of `is going to` raises no doubt.
fn opens_with(word: &Word<'_>, words: &[Word<'_>]) -> bool {
    word.key == "is"
        && words.get(1).is_some_and(|second| second.start == word.start)
        && words.get(2).is_some_and(|third| third.key == "going")
}

fn is_questioned(words: &[Word<'_>]) -> bool {
    words.iter().any(|word| word.text.ends_with('?'))
}

fn opening(words: &[Word<'_>], person: &Person) -> Opening {
    let plain = Opening { length: 0, whose: Whose::Mine, who: String::new(), form: Form::Plain };
    let theirs = |length, who, form| Opening { length, whose: Whose::Theirs, who, form };
    if person.just_named
        && let Some(length) = scan::opening(words, words::THEIRS)
    {
        return theirs(length, String::new(), Form::Announced);
    }
    if let Some(length) = scan::opening(words, words::MINE) {
        return Opening { length, form: Form::Vowed, ..plain };
    }
    let Some(first) = words.first() else { return plain };
    if first.is_one_of(words::CONTRACTED) {
        return theirs(1, String::new(), Form::Announced);
    }
    if let Some(length) = scan::opening(words, words::OWED) {
        return theirs(length, String::new(), Form::Owed);
    }
    let hoped = usize::from(first.is_one_of(words::HOPING));
    let Some(subject) = words.get(hoped) else { return plain };
    let of_line = subject.is_one_of(words::SUBJECTS) || person.is(subject);
    if !of_line && !subject.is_proper() {
        return plain;
    }
    let who = if of_line { String::new() } else { subject.text.to_owned() };
    let rest = words.get(hoped + 1..).unwrap_or(&[]);
    if hoped == 1 {
        return theirs(2, who, Form::Hoped);
    }
    if let Some(length) = scan::opening(rest, words::OWED).filter(|_| of_line) {
        return theirs(1 + length, who, Form::Owed);
    }
    match scan::opening(rest, words::THEIRS) {
        Some(length) => theirs(1 + length, who, Form::Announced),
        None => plain,
    }
}

/// The action at `from`: where its text starts, where its words end, and which it is.
fn action(words: &[Word<'_>], from: usize, form: Form) -> Option<(usize, usize, &'static Action)> {
    let mut start = from;
    if words
        .get(start)
        .is_some_and(|word| word.is_one_of(words::LIGHT_VERBS) || word.is_one_of(&["a", "an"]))
    {
        start += 1;
        start += usize::from(words.get(start).is_some_and(|word| word.is_one_of(words::ARTICLES)));
    }
    let rest = words.get(start..)?;
    if form == Form::Owed {
        return None;
    }
    if form == Form::Hoped {
        let found = words::ACTIONS
            .iter()
            .find(|action| rest.first().is_some_and(|word| word.key == action.third))?;
        return Some((start, start + 1, found));
    }
    let fits = |action: &&Action| scan::starts_with(rest, action.words).is_some();
    let found = words::ACTIONS.iter().filter(fits).max_by_key(|action| action.words.len())?;
    (start == from || found.wants == Wants::Date || form == Form::Vowed).then_some((
        start,
        start + found.words.len(),
        found,
    ))
}

fn act(
    words: &[Word<'_>],
    today: Date,
    of_line: &Person,
    opening: &Opening,
    leading: Option<When>,
    action_words: Range<usize>,
    action: &Action,
) -> Option<Read> {
    let introduced = match action.kind {
        PromiseKind::Intro => Some(introduced_at(words, action_words.end)?),
        _ => None,
    };
    let found =
        when::find(words, introduced.map_or(action_words.end, |at| at + 1), today, action.evening);
    let (when, unsure) = match (leading, found) {
        (Some(when), Found::Nothing) => (Some(when), false),
        (None, Found::One(when)) => (Some(when), false),
        (None, Found::Nothing) => (None, false),
        _ => (None, true),
    };
    let date = when.as_ref().map(|when| when.words.clone());
    if !is_enough(words, action_words.end, action, opening.form, date.as_ref())
        || unsure && action.wants == Wants::Date
    {
        return None;
    }
    let who = match introduced {
        Some(at) => person(words, at, date.as_ref()),
        None if opening.who.is_empty() => other(words, action_words.end, action, date.as_ref()),
        None => opening.who.clone(),
    };
    let who = if who.to_lowercase() == of_line.first_name { String::new() } else { who };
    let time = when.as_ref().and_then(|when| when.time.or_else(|| action.hour.and_then(clock::at)));
    let what = without(words, action_words.start, date.as_ref());
    let due = when.map(|when| when.date);
    Some(Read {
        promise: Promise { what, kind: action.kind, who, due, time, whose: opening.whose },
        date,
    })
}

/// A promise in other words: all that follows is what.
fn owed(
    words: &[Word<'_>],
    today: Date,
    opening: &Opening,
    leading: Option<When>,
    start: usize,
) -> Option<Read> {
    let when = match (leading, when::find(words, start, today, false)) {
        (Some(when), Found::Nothing) => Some(when),
        (None, Found::One(when)) => Some(when),
        _ => None,
    };
    let date = when.as_ref().map(|when| when.words.clone());
    let what = without(words, start, date.as_ref());
    if what.is_empty() {
        return None;
    }
    let (due, time) = (when.as_ref().map(|when| when.date), when.and_then(|when| when.time));
    let who = opening.who.clone();
    Some(Read {
        promise: Promise { what, kind: PromiseKind::Other, who, due, time, whose: opening.whose },
        date,
    })
}

/// Whether an action has what it must have: see [`Wants`].
fn is_enough(
    words: &[Word<'_>],
    end: usize,
    action: &Action,
    form: Form,
    date: Option<&Range<usize>>,
) -> bool {
    let next = words.get(end).filter(|_| date.is_none_or(|date| !date.contains(&end)));
    if next.is_some_and(|word| word.key == "me") && form == Form::Plain {
        return false;
    }
    match action.wants {
        _ if date.is_some() || matches!(form, Form::Announced | Form::Hoped) => true,
        Wants::Date => false,
        Wants::Object => next.is_some(),
        Wants::DateOrPerson => next.is_some_and(|word| {
            form == Form::Vowed
                || word.is_proper()
                || word.is_one_of(words::OBJECTS)
                || word.is_one_of(words::AFTER_PERSON)
                || word.is_one_of(&["to"])
        }),
    }
}

/// Where the person stands to whom somebody is introduced: after the `to` or `with` near the action.
fn introduced_at(words: &[Word<'_>], end: usize) -> Option<usize> {
    let near = words.get(end..)?.iter().take(4);
    let at = near
        .enumerate()
        .find(|(_, word)| word.is_one_of(&["to", "with"]))
        .map(|(index, _)| end + index + 1)?;
    words.get(at).filter(|word| !word.is_one_of(words::AFTER_WHO)).map(|_| at)
}

/// The person whose name starts at `at`, or nobody in particular.
fn person(words: &[Word<'_>], at: usize, date: Option<&Range<usize>>) -> String {
    let ends = |index: &usize| {
        date.is_some_and(|date| date.contains(index))
            || words.get(*index).is_none_or(|word| {
                word.is_one_of(words::AFTER_WHO) || word.is_one_of(words::AFTER_PERSON)
            })
    };
    let end = (at..words.len()).find(ends).unwrap_or(words.len());
    let name = words.get(at..end).unwrap_or(&[]);
    let nobody = name
        .first()
        .is_none_or(|word| word.is_one_of(words::NOBODY) || word.is_one_of(words::OBJECTS));
    if nobody || name.len() > 6 { String::new() } else { scan::join(name) }
}

/// The other person of an action that is no introduction: after `with` or `to`, or right after the verb.
fn other(words: &[Word<'_>], end: usize, action: &Action, date: Option<&Range<usize>>) -> String {
    let to = matches!(action.kind, PromiseKind::Send | PromiseKind::Mail);
    let rest = words.get(end..).unwrap_or(&[]);
    let named = rest.iter().position(|word| word.key == "with" || to && word.key == "to");
    if let Some(index) = named {
        return person(words, end + index + 1, date);
    }
    let direct = matches!(action.kind, PromiseKind::Call | PromiseKind::Mail | PromiseKind::Send);
    if !direct && action.words != ["meet"] {
        return String::new();
    }
    let dated = |index: usize| date.is_some_and(|date| date.contains(&index));
    let goes_on = |(index, word): &(usize, &Word<'_>)| {
        !dated(end + index) && (word.is_proper() || *index > 0 && word.is_one_of(words::PARTICLES))
    };
    let length = rest.iter().enumerate().take_while(goes_on).count();
    let closed = rest.get(length).is_none_or(|word| {
        dated(end + length)
            || word.is_one_of(words::AFTER_WHO)
            || word.is_one_of(words::AFTER_PERSON)
    });
    if closed { rest.get(..length).map(scan::join).unwrap_or_default() } else { String::new() }
}

/// The words from `start` on, without those of the date.
fn without(words: &[Word<'_>], start: usize, date: Option<&Range<usize>>) -> String {
    let kept = words
        .iter()
        .enumerate()
        .skip(start)
        .filter(|(index, _)| date.is_none_or(|date| !date.contains(index)));
    kept.map(|(_, word)| word.text).collect::<Vec<&str>>().join(" ")
}
