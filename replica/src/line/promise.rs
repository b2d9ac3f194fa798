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
    if is_doubtful(words.get(opening.length..)?) {
        return None;
    }
    let leading =
        when::opening(words, opening.length, today, false).filter(|_| opening.form != Form::Owed);
    let (from, leading) = match leading {
        Some((length, Some(when))) => (opening.length + length, Some(when)),
        Some((_, None)) => return None,
        None => (opening.length, None),
    };
    let form = opening.form;
    let said = Said { words, today, person, opening, leading };
    match action(words, from, form) {
        Some((start, end, action)) => act(&said, start, end, action),
        None if matches!(form, Form::Vowed | Form::Owed) => owed(
            &said,
            from + usize::from(words.get(from).is_some_and(|word| word.is_one_of(words::OBJECTS))),
        ),
        None => None,
    }
}

fn is_doubtful(words: &[Word<'_>]) -> bool {
    words.iter().any(|word| word.is_one_of(words::DOUBT) || word.text.ends_with('?'))
}

fn opening(words: &[Word<'_>], person: &Person) -> Opening {
    let theirs = |length, form| Opening { length, whose: Whose::Theirs, who: String::new(), form };
    let opens = |table| scan::opening(words, table);
    if person.just_named
        && let Some(length) = opens(words::THEIRS)
    {
        return theirs(length, Form::Announced);
    }
    if let Some(length) = opens(words::MINE) {
        return Opening { length, whose: Whose::Mine, who: String::new(), form: Form::Vowed };
    }
    if words.first().is_some_and(|word| word.is_one_of(words::CONTRACTED)) {
        return theirs(1, Form::Announced);
    }
    if let Some(length) = opens(words::OWED) {
        return theirs(length, Form::Owed);
    }
    let plain = Opening { length: 0, whose: Whose::Mine, who: String::new(), form: Form::Plain };
    opening_of_another(words, person).unwrap_or(plain)
}

/// `she will`, `Bo promised to`, `hoping Bo`, `he owes me`.
fn opening_of_another(words: &[Word<'_>], person: &Person) -> Option<Opening> {
    let hoped = words.first()?.is_one_of(words::HOPING);
    let subject = words.get(usize::from(hoped))?;
    let of_line = subject.is_one_of(words::SUBJECTS) || person.is(subject);
    if !of_line && !subject.is_proper() {
        return None;
    }
    let who = if of_line { String::new() } else { subject.text.to_owned() };
    let rest = words.get(usize::from(hoped) + 1..)?;
    let (length, form) = if hoped {
        (2, Form::Hoped)
    } else if let Some(length) = scan::opening(rest, words::OWED).filter(|_| of_line) {
        (1 + length, Form::Owed)
    } else {
        (1 + scan::opening(rest, words::THEIRS)?, Form::Announced)
    };
    Some(Opening { length, whose: Whose::Theirs, who, form })
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

/// A promise of a known action, whose text starts at `start` and whose own words end at `end`.
fn act(said: &Said<'_, '_>, start: usize, end: usize, action: &Action) -> Option<Read> {
    let words = said.words;
    let introduced = match action.kind {
        PromiseKind::Intro => Some(introduced_at(words, end)?),
        _ => None,
    };
    // The name of who is introduced may be a day's, as Domingo is.
    let found = when::find(words, introduced.map_or(end, |at| at + 1), said.today, action.evening);
    let unsure = matches!(found, Found::Unsure);
    let when = said.only_date(found);
    let date = when.as_ref().map(|when| when.words.clone());
    if unsure && action.wants == Wants::Date || !is_enough(said, end, action, date.as_ref()) {
        return None;
    }
    let who = match introduced {
        Some(at) => person(words, at, date.as_ref()),
        None if said.opening.who.is_empty() => other(words, end, action, date.as_ref()),
        None => said.opening.who.clone(),
    };
    let who = if who.to_lowercase() == said.person.first_name { String::new() } else { who };
    let when = when
        .map(|when| When { time: when.time.or_else(|| action.hour.and_then(clock::at)), ..when });
    said.read(action.kind, start, who, when)
}

/// A promise in other words: all that follows is what.
fn owed(said: &Said<'_, '_>, start: usize) -> Option<Read> {
    // `I'll be in Berlin fri` promises nothing.
    if said.words.get(start).is_some_and(|word| word.key == "be") {
        return None;
    }
    let when = said.only_date(when::find(said.words, start, said.today, false));
    said.read(PromiseKind::Other, start, said.opening.who.clone(), when)
}

/// A clause while it is read as a promise.
struct Said<'w, 'a> {
    words: &'w [Word<'a>],
    today: Date,
    person: &'w Person,
    opening: Opening,
    /// The date before the action: `fri coffee`.
    leading: Option<When>,
}

impl Said<'_, '_> {
    /// The one date, before the action or after it.
    fn only_date(&self, found: Found) -> Option<When> {
        match (&self.leading, found) {
            (Some(when), Found::Nothing) => Some(when.clone()),
            (None, Found::One(when)) => Some(when),
            _ => None,
        }
    }

    fn read(
        &self,
        kind: PromiseKind,
        start: usize,
        who: String,
        when: Option<When>,
    ) -> Option<Read> {
        let date = when.as_ref().map(|when| when.words.clone());
        let what = without(self.words, start, date.as_ref());
        let (due, time) = (when.as_ref().map(|when| when.date), when.and_then(|when| when.time));
        let promise = Promise { what, kind, who, due, time, whose: self.opening.whose };
        (!promise.what.is_empty()).then_some(Read { promise, date })
    }
}

/// Whether an action has what it must have: see [`Wants`].
fn is_enough(
    said: &Said<'_, '_>,
    end: usize,
    action: &Action,
    date: Option<&Range<usize>>,
) -> bool {
    let form = said.opening.form;
    let next = said.words.get(end).filter(|_| date.is_none_or(|date| !date.contains(&end)));
    if next.is_some_and(|word| word.key == "me") && form == Form::Plain {
        return false;
    }
    match action.wants {
        _ if date.is_some() || form != Form::Plain => true,
        Wants::Date => false,
        Wants::Object => next.is_some(),
        Wants::DateOrPerson => next.is_some_and(|word| {
            word.is_proper()
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
                word.is_one_of(words::AFTER_WHO)
                    || word.is_one_of(words::AFTER_PERSON)
                    || word.text.starts_with('(')
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
