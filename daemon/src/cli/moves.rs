//! How something to do is told, wherever it is listed.

use crate::words::{day, today};
use mingle_replica::journal::DueMove;

/// Such as `coffee · Fri 27 Nov 15:30 (proposed)`.
pub fn in_words(one: &DueMove) -> String {
    let mut text = one.what.clone();
    if one.whose == "theirs" {
        text.push_str(" (they will)");
    }
    let when = when(one);
    if !when.is_empty() {
        text = format!("{text} · {when}");
    }
    if !one.state.is_empty() {
        text = format!("{text} ({})", one.state);
    }
    text
}

/// Such as `Fri 27 Nov 15:30`; empty without a date.
pub fn when(one: &DueMove) -> String {
    match one.due.parse() {
        Ok(date) => format!("{} {}", day(date, today()), one.time).trim_end().to_owned(),
        Err(_) => one.due.clone(),
    }
}

/// Whom it concerns.
pub fn people(one: &DueMove) -> String {
    let names = one.people.iter().map(|person| person.name.as_str());
    names.chain([one.about.as_str()]).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Enough of an id to name it.
pub fn short(id: &impl ToString) -> String {
    id.to_string().chars().take(8).collect()
}
