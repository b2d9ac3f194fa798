#![allow(clippy::unwrap_used)]

mod dates;
mod document;
mod lines_dates;
mod lines_details;
mod lines_names;
mod lines_promises;
mod pasted;
mod promises_kept;
mod table;

use jiff::civil::Date;

use super::{Line, Promise, Whose};

/// A Wednesday.
fn today() -> Date {
    jiff::civil::date(2026, 11, 25)
}

/// Every field that a line fills, as the tables of the tests and of the document write it.
fn told(line: &Line) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut say = |field: &str, text: &str| {
        if !text.is_empty() {
            parts.push(format!("{field}={text}"));
        }
    };
    say("name", &line.name);
    say("org", &line.org);
    say("role", &line.role);
    let lists = [
        ("email", &line.emails),
        ("phone", &line.phones),
        ("link", &line.links),
        ("tag", &line.tags),
        ("need", &line.needs),
        ("offer", &line.offers),
    ];
    for (field, list) in lists {
        list.iter().for_each(|entry| say(field, entry));
    }
    for promise in &line.promises {
        let field = if promise.whose == Whose::Mine { "mine" } else { "theirs" };
        say(field, &told_promise(promise));
    }
    say("place", &line.place);
    say("through", &line.through);
    say("note", &line.note);
    parts.join("; ")
}

/// `coffee` as `Coffee: coffee`, then `[who]` and the date and time.
fn told_promise(promise: &Promise) -> String {
    let mut text = format!("{:?}: {}", promise.kind, promise.what);
    if !promise.who.is_empty() {
        text.push_str(&format!(" [{}]", promise.who));
    }
    if let Some(due) = promise.due {
        text.push_str(&format!(" {due}"));
    }
    if let Some(time) = promise.time {
        text.push_str(&time.strftime(" %H:%M").to_string());
    }
    text
}
