use super::arguments::Due as What;
use super::moves::{people, short, when};
use super::output::Output;
use crate::data_dir::DataDir;
use crate::journal;
use crate::words::{columns, today};
use anyhow::Result;
use jiff::ToSpan;
use jiff::civil::Date;
use mingle_replica::journal::{Due, DueMove};
use std::fmt::Write;

/// Lists what is to be done within some days, and what has no date.
pub fn due(data: &DataDir, what: &What, output: &Output) -> Result<()> {
    let today = today();
    let mut due = journal::open(data)?.due(today)?;
    let last = today.checked_add(i64::from(what.days).days())?;
    let near = |one: &DueMove| one.due.parse::<Date>().map_or(true, |date| date <= last);
    due.mine.retain(near);
    due.waiting_on.retain(near);
    output.answer(&due, |due| in_words(due, output))
}

fn in_words(due: &Due, output: &Output) -> String {
    let mut text = String::new();
    for (title, moves) in [("To do", &due.mine), ("Waiting on", &due.waiting_on)] {
        if moves.is_empty() {
            continue;
        }
        let space = if text.is_empty() { "" } else { "\n" };
        let _ = writeln!(text, "{space}{}", output.strong(title));
        text.push_str(&columns(&moves.iter().map(row).collect::<Vec<_>>()));
    }
    if text.is_empty() {
        text.push_str("Nothing is due.\n");
    }
    text
}

fn row(one: &DueMove) -> [String; 5] {
    let late = if one.overdue { "late" } else { one.state.as_str() };
    [short(&one.id), when(one), one.what.clone(), people(one), late.to_owned()]
}
