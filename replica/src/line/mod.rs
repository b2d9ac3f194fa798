//! One line is enough: `Ana Ruiz @ Acme, needs a storage engineer, intro to Bo, coffee fri`.
//!
//! A line is cut into pieces at commas. The first is the name, with what may follow it directly; every other piece is
//! read by the word that opens it. What is not understood for certain stays in the note, word for word. The grammar is
//! told in `docs/line.md`, whose examples are run as tests. Reading needs no clock: the caller says what day it is.

mod clause;
mod clock;
mod day;
mod draft;
mod entity;
mod head;
mod many;
mod promise;
mod role;
mod scan;
mod when;
mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;

use jiff::civil::{Date, Time};
use serde::{Serialize, Serializer};

/// What one line says. Empty fields were not said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    pub name: String,
    pub org: String,
    pub role: String,
    pub emails: Vec<String>,
    pub phones: Vec<String>,
    pub links: Vec<String>,
    /// Without their `#`.
    pub tags: Vec<String>,
    pub needs: Vec<String>,
    pub offers: Vec<String>,
    pub promises: Vec<Promise>,
    /// Where we met, or where this is.
    pub place: String,
    /// Who brought us together.
    pub through: String,
    /// Everything else, word for word.
    pub note: String,
    /// What was understood, and where it stood, in the order of the line.
    pub chips: Vec<Chip>,
}

impl Line {
    /// Neither a name nor an address or number, by which someone could be called.
    pub fn names_nobody(&self) -> bool {
        self.name.is_empty() && self.emails.is_empty() && self.phones.is_empty()
    }
}

/// Something to do for, or to expect of, the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// In the words of the line, without the date.
    pub what: String,
    pub kind: PromiseKind,
    /// The other person, such as Bo in `intro to Bo`; empty where there is none, or it is the person of the line.
    pub who: String,
    /// By the local calendar.
    #[serde(serialize_with = "as_text")]
    pub due: Option<Date>,
    /// Of the local day; never without `due`.
    #[serde(serialize_with = "as_text")]
    pub time: Option<Time>,
    pub whose: Whose,
}

/// What kind of thing is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PromiseKind {
    Intro,
    Coffee,
    Lunch,
    Dinner,
    Meet,
    Call,
    /// Anything written: a mail, a message.
    Mail,
    Send,
    Other,
}

/// Who is to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    Mine,
    Theirs,
}

/// A part of the line that was understood. Two chips do not overlap, save that a `Due` may lie within its `Promise`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chip {
    /// Bytes of the line, or of the text that it was pasted with, on character boundaries, the word that opened it included.
    pub span: Range<usize>,
    pub field: Field,
    /// Which of the field's entries it is; 0 where the field has only one. A `Due` counts promises.
    pub index: usize,
    /// As the field has it; for a `Due`, as it was written.
    pub text: String,
}

/// The field that a chip went to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    Org,
    Role,
    Email,
    Phone,
    Link,
    Tag,
    Need,
    Offer,
    Promise,
    /// The date and time of a promise.
    Due,
    Place,
    Through,
}

/// A line of a text, and where it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Bytes of the text.
    pub span: Range<usize>,
    pub line: Line,
    /// What would have been understood, had the owner not said that it is plain words.
    pub plain: Vec<Chip>,
}

/// Reads one line, by the local calendar of `today`. Never fails: what is not understood is in the note.
pub fn parse(line: &str, today: Date) -> Line {
    let mut draft = draft::Draft::new(line, today);
    read(&mut draft, line);
    draft.finish()
}

fn read(draft: &mut draft::Draft<'_>, line: &str) {
    let pieces = scan::pieces(line);
    let mut rest = pieces.as_slice();
    if let (false, Some((first, after))) = (draft.is_about_someone(), rest.split_first()) {
        head::read(draft, first);
        rest = after;
    }
    let mut is_first = draft.is_about_someone();
    while let Some((piece, after)) = rest.split_first() {
        let dated = after.first().and_then(|date| clause::with_its_date(draft, piece, date));
        match &dated {
            Some(dated) => clause::read(draft, dated),
            None if is_first => head::read_rest(draft, piece),
            None => clause::read(draft, piece),
        }
        is_first = false;
        rest = after.get(usize::from(dated.is_some())..).unwrap_or(&[]);
    }
}

/// Reads every line of a pasted text. Blank lines are skipped, and the bullets, boxes and numbers that notes programs
/// put before a line are dropped. Chips count from the start of the text.
pub fn parse_many(text: &str, today: Date) -> Vec<Line> {
    placed(text, today, None, |_| &[]).into_iter().map(|placed| placed.line).collect()
}

/// Reads every line of a text as [`parse_many`] does, and says where each stands. Where it is all `about` someone, who
/// is called so, no line has a name in front. `plain` has the words of chips of each line, counted from 0, that are
/// left to the note.
pub fn placed<'a>(
    text: &str,
    today: Date,
    about: Option<&str>,
    plain: impl Fn(usize) -> &'a [String],
) -> Vec<Placed> {
    let read_one = |(number, (offset, source)): (usize, (usize, &str))| {
        let mut draft = draft::Draft::new(source, today);
        if let Some(name) = about {
            draft.be_about(name);
        }
        read(&mut draft, source);
        let mut plain = draft.leave_plain(plain(number));
        let mut line = draft.finish();
        for chip in line.chips.iter_mut().chain(&mut plain) {
            chip.span = chip.span.start + offset..chip.span.end + offset;
        }
        Placed { span: offset..offset + source.len(), line, plain }
    };
    many::lines(text).enumerate().map(read_one).collect()
}

fn as_text<T: std::fmt::Display, S: Serializer>(
    value: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}
