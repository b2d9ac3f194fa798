use super::arguments::Log;
use super::moves;
use super::output::Output;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::journal;
use crate::words::{columns, moment, moment_now, plain, today};
use anyhow::{Context, Result};
use mingle_replica::journal::{Candidate, KnownBy, Logged, Where};
use mingle_replica::line::{Field, Line, parse_many};
use serde::Serialize;
use std::fmt::Write;
use std::io::{self, IsTerminal, Read};
use std::string::FromUtf8Error;

#[derive(Serialize)]
struct Entry<'a> {
    /// As it was understood.
    line: &'a Line,
    #[serde(flatten)]
    logged: Logged,
}

/// Writes down lines, all or none, and shows what was understood of each.
pub fn log(data: &DataDir, what: &Log, output: &Output) -> Result<()> {
    let text = text(&what.words)?;
    let lines = parse_many(&text, today());
    if lines.is_empty() {
        return Err(Failure::new("nothing-to-log", "there is no line to write down")
            .hint("as in: mingle log \"Ana Ruiz @ Acme, needs a storage engineer, coffee fri\"")
            .into());
    }
    let place = Where { place: what.place.clone(), stage: what.stage.clone().unwrap_or_default() };
    let logged = journal::open(data)?.log_many_at(&lines, &place, moment_now())?;
    let entries: Vec<Entry> =
        lines.iter().zip(logged).map(|(line, logged)| Entry { line, logged }).collect();
    output.answer(&entries, |entries| {
        entries.iter().map(|entry| in_words(entry, output)).collect::<Vec<_>>().join("\n")
    })
}

/// The words as one text; from standard input where there are none, or `-`.
pub fn text(words: &[String]) -> Result<String> {
    match words {
        [dash] if dash == "-" => read_standard_input(),
        [] if !io::stdin().is_terminal() => read_standard_input(),
        words => Ok(words.join(" ")),
    }
}

fn read_standard_input() -> Result<String> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
    String::from_utf8(bytes).map_err(|error| not_utf8(&error).into())
}

/// Which line cannot be read, and how to convert the whole.
fn not_utf8(error: &FromUtf8Error) -> Failure {
    let bytes = error.as_bytes();
    let before = bytes.iter().take(error.utf8_error().valid_up_to());
    let line = before.filter(|byte| **byte == b'\n').count() + 1;
    let from = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "UTF-16",
        _ => "WINDOWS-1252",
    };
    Failure::new("not-utf8", format!("line {line} is not UTF-8; nothing was written down"))
        .hint(format!("convert it, as in: iconv -f {from} -t UTF-8 FILE | mingle log"))
}

fn in_words(entry: &Entry, output: &Output) -> String {
    let Entry { line, logged } = entry;
    let known = match logged.known_by {
        None => "new",
        Some(KnownBy::Email) => "known by the address",
        Some(KnownBy::Phone) => "known by the number",
        Some(KnownBy::Link) => "known by the link",
        Some(KnownBy::Name) => "known by the name",
    };
    let mut text = format!("{} ({known})\n", output.strong(&logged.person.name));
    let mut rows: Vec<[String; 2]> = line
        .chips
        .iter()
        .filter(|chip| !matches!(chip.field, Field::Name | Field::Promise | Field::Due))
        .map(|chip| [label(chip.field).to_owned(), chip.text.clone()])
        .collect();
    rows.extend(logged.moves.iter().map(|one| ["to do".to_owned(), moves::in_words(one)]));
    rows.extend(logged.event.iter().map(|event| ["event".to_owned(), event.clone()]));
    if !line.note.is_empty() {
        rows.push(["note".to_owned(), line.note.clone()]);
    }
    for row in columns(&rows).lines() {
        let _ = writeln!(text, "  {row}");
    }
    if !logged.namesakes.is_empty() {
        let others: Vec<_> = logged.namesakes.iter().map(other).collect();
        let others = others.join("; ");
        let _ = writeln!(text, "  There is someone else of that name: {}", plain(&others));
    }
    text
}

/// By what one tells somebody else of the same name.
fn other(other: &Candidate) -> String {
    let met = other.last.map(|at| format!(", last met {}", moment(at.0)));
    match other.subtitle.as_str() {
        "" => moves::short(&other.id) + &met.unwrap_or_default(),
        subtitle => subtitle.to_owned(),
    }
}

fn label(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::Org => "works at",
        Field::Role => "role",
        Field::Email => "mail",
        Field::Phone => "phone",
        Field::Link => "link",
        Field::Tag => "tag",
        Field::Need => "needs",
        Field::Offer => "offers",
        Field::Promise => "to do",
        Field::Due => "due",
        Field::Place => "place",
        Field::Through => "through",
    }
}
