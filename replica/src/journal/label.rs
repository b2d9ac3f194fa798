//! What a chip was understood as, in a few words.

use jiff::civil::{Date, Time};

use crate::civil::{day_words, time_text};
use crate::line::{Chip, Field, Line, Promise, Whose};

/// What a chip of a line was understood as: `needs a storage engineer`, `Coffee`. `source` are the words
/// of the line.
pub fn label(line: &Line, chip: &Chip, source: &str, today: Date) -> String {
    let text = chip.text.as_str();
    match chip.field {
        Field::Name | Field::Org | Field::Role | Field::Email | Field::Phone | Field::Link => {
            text.to_owned()
        }
        Field::Tag => format!("#{text}"),
        Field::Need => format!("needs {}", with_article(text, source)),
        Field::Offer => format!("offers {}", with_article(text, source)),
        Field::Place => format!("at {text}"),
        Field::Through => format!("through {text}"),
        Field::Promise => match line.promises.get(chip.index) {
            Some(promise) => promised(promise),
            None => capitalised(text),
        },
        Field::Due => {
            match line.promises.get(chip.index).and_then(|it| it.due.zip(Some(it.time))) {
                Some((date, time)) => day(date, time, today),
                None => text.to_owned(),
            }
        }
    }
}

/// Without its date, which has a chip of its own.
fn promised(promise: &Promise) -> String {
    match promise.whose {
        Whose::Mine => capitalised(&promise.what),
        Whose::Theirs => format!("Waiting for: {}", promise.what),
    }
}

/// `Fri 27 Nov`, `Fri 27 Nov 15:30`, and with its year where that is not this one.
fn day(date: Date, time: Option<Time>, today: Date) -> String {
    let words = day_words(date, date.year() != today.year());
    match time {
        Some(time) => format!("{words} {}", time_text(time)),
        None => words,
    }
}

/// The words with the article that the field leaves out.
fn with_article(text: &str, source: &str) -> String {
    let before = source.strip_suffix(text).and_then(|before| before.split_whitespace().next_back());
    match before {
        Some(article @ ("a" | "an" | "the" | "some")) => format!("{article} {text}"),
        _ => text.to_owned(),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
