//! A line while it is being read.

use mingle_proto::order;
use std::ops::Range;

use jiff::civil::Date;

use super::promise::Person;
use super::scan::{self, Word};
use super::{Chip, Field, Line, Promise};

/// What was understood so far, and what is left for the note.
pub(super) struct Draft<'a> {
    source: &'a str,
    pub today: Date,
    pub line: Line,
    left: Vec<Range<usize>>,
    /// The promise that the piece before this one made, if it has a date and lacks its time.
    pub open_promise: Option<usize>,
    /// The line began with `met`, and what follows the name at once may say where.
    pub met: bool,
    /// The name is the word before the piece.
    pub just_named: bool,
    about: Option<&'a str>,
}

impl<'a> Draft<'a> {
    pub fn new(source: &'a str, today: Date) -> Self {
        Self {
            source,
            today,
            line: Line::default(),
            left: Vec::new(),
            open_promise: None,
            met: false,
            just_named: false,
            about: None,
        }
    }

    /// The line is about someone, who is called so, and does not name them.
    pub fn be_about(&mut self, name: &'a str) {
        self.about = Some(name);
        name.clone_into(&mut self.line.name);
    }

    pub fn is_about_someone(&self) -> bool {
        self.about.is_some()
    }

    /// Sets a field that a line has once, unless it is set. Returns whether it was taken.
    pub fn set(&mut self, field: Field, words: &[Word<'_>], text: String) -> bool {
        let slot = match field {
            Field::Name => &mut self.line.name,
            Field::Org => &mut self.line.org,
            Field::Role => &mut self.line.role,
            Field::Place => &mut self.line.place,
            Field::Through => &mut self.line.through,
            _ => return false,
        };
        if !slot.is_empty() || text.is_empty() {
            return false;
        }
        slot.clone_from(&text);
        self.chip(field, 0, words, text);
        true
    }

    /// Adds to a field that a line may have several times.
    pub fn add(&mut self, field: Field, words: &[Word<'_>], text: String) {
        let list = match field {
            Field::Email => &mut self.line.emails,
            Field::Phone => &mut self.line.phones,
            Field::Link => &mut self.line.links,
            Field::Tag => &mut self.line.tags,
            Field::Need => &mut self.line.needs,
            Field::Offer => &mut self.line.offers,
            _ => return self.leave(words),
        };
        let index = list.iter().position(|entry| *entry == text).unwrap_or(list.len());
        if index == list.len() {
            list.push(text.clone());
        }
        self.chip(field, index, words, text);
    }

    /// Adds a promise; `date` are the words among `words` that gave its date.
    pub fn promise(&mut self, promise: Promise, words: &[Word<'_>], date: &[Word<'_>]) {
        let index = self.line.promises.len();
        let lacking = promise.due.is_some() && promise.time.is_none();
        self.chip(Field::Promise, index, words, promise.what.clone());
        self.line.promises.push(promise);
        if !date.is_empty() {
            self.chip(Field::Due, index, date, scan::join(date));
        }
        self.open_promise = lacking.then_some(index);
    }

    /// What is known of the person so far.
    pub fn person(&self) -> Person {
        let first_name =
            self.line.name.split_whitespace().next().unwrap_or_default().to_lowercase();
        Person { first_name, just_named: self.just_named }
    }

    pub fn chip(&mut self, field: Field, index: usize, words: &[Word<'_>], text: String) {
        self.line.chips.push(Chip { span: scan::span(words), field, index, text });
    }

    /// Leaves words to the note.
    pub fn leave(&mut self, words: &[Word<'_>]) {
        if !words.is_empty() {
            self.left.push(scan::span(words));
        }
    }

    /// Leaves to the note what stands in chips of these words, and returns those chips.
    pub fn leave_plain(&mut self, plain: &[String]) -> Vec<Chip> {
        let mut left = Vec::new();
        let is_plain = |chip: &Chip| {
            let source = self.source.get(chip.span.clone()).unwrap_or_default();
            plain.iter().any(|words| words == source)
        };
        while let Some(at) = self.line.chips.iter().position(is_plain) {
            let chip = self.line.chips.remove(at);
            self.left.push(chip.span.clone());
            self.line.forget(&chip);
            left.push(chip);
        }
        order::sort_by_key(&mut left, |chip: &Chip| chip.span.start);
        left
    }

    /// The line, with the note: what was left, as it stood, and a comma where something was taken out between.
    pub fn finish(mut self) -> Line {
        let ends = |chip: &Chip| (chip.span.start, std::cmp::Reverse(chip.span.end));
        order::sort_by_key(&mut self.line.chips, ends);
        order::sort_by_key(&mut self.left, |range| range.start);
        let mut chips = self.line.chips.iter().map(|chip| chip.span.start).peekable();
        let mut whole: Vec<Range<usize>> = Vec::new();
        for range in self.left {
            let mut taken_between = false;
            while chips.next_if(|start| *start < range.start).is_some() {
                taken_between = true;
            }
            match whole.last_mut() {
                Some(last) if !taken_between => last.end = range.end,
                _ => whole.push(range),
            }
        }
        if self.about.is_some() {
            self.line.name.clear();
        }
        let texts: Vec<&str> =
            whole.iter().filter_map(|range| self.source.get(range.clone())).collect();
        self.line.note = texts.join(", ");
        self.line
    }
}

impl Line {
    /// Takes out what a chip, which is no longer among the line's, has brought.
    fn forget(&mut self, chip: &Chip) {
        let said_again = |other: &Chip| other.field == chip.field && other.index == chip.index;
        if self.chips.iter().any(said_again) {
            return;
        }
        match chip.field {
            Field::Name => self.name.clear(),
            Field::Org => self.org.clear(),
            Field::Role => self.role.clear(),
            Field::Place => self.place.clear(),
            Field::Through => self.through.clear(),
            Field::Email => self.forget_entry(chip, |line| &mut line.emails),
            Field::Phone => self.forget_entry(chip, |line| &mut line.phones),
            Field::Link => self.forget_entry(chip, |line| &mut line.links),
            Field::Tag => self.forget_entry(chip, |line| &mut line.tags),
            Field::Need => self.forget_entry(chip, |line| &mut line.needs),
            Field::Offer => self.forget_entry(chip, |line| &mut line.offers),
            Field::Promise => {
                self.chips
                    .retain(|other| !(other.field == Field::Due && other.index == chip.index));
                self.forget_entry(chip, |line| &mut line.promises);
                self.count_down(Field::Due, chip.index);
            }
            Field::Due => {
                if let Some(promise) = self.promises.get_mut(chip.index) {
                    (promise.due, promise.time) = (None, None);
                }
            }
        }
    }

    fn forget_entry<T>(&mut self, chip: &Chip, list: impl Fn(&mut Line) -> &mut Vec<T>) {
        let list = list(self);
        if chip.index < list.len() {
            list.remove(chip.index);
        }
        self.count_down(chip.field, chip.index);
    }

    fn count_down(&mut self, field: Field, after: usize) {
        for chip in self.chips.iter_mut().filter(|it| it.field == field && it.index > after) {
            chip.index -= 1;
        }
    }
}
