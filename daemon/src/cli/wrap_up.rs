use super::arguments::WrapUp as What;
use super::moves;
use super::output::Output;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::journal;
use crate::words::{columns, moment_now, plain};
use anyhow::Result;
use mingle_proto::id::DocumentId;
use mingle_replica::journal::{Journal, JournalError, Moment, WrapUp, WrapUpRow};
use std::fmt::Write;

/// Shows the new people of an event, each with their words and one thing that could be done; or writes one down.
pub fn wrap_up(data: &DataDir, what: &What, output: &Output) -> Result<()> {
    let mut journal = journal::open(data)?;
    let now = moment_now();
    let id = chosen(&journal, &what.event, now)?;
    let Some(who) = &what.who else {
        return output.answer(&journal.wrap_up(&id, now)?, |list| in_words(list, output));
    };
    let person = journal.who(who)?;
    let proposal = match &what.what {
        Some(words) => Some((words.clone(), "other")),
        None => proposed(&journal, &id, &person, now)?,
    };
    let (words, sort) = proposal.ok_or_else(|| {
        Failure::new("nothing-proposed", "nothing is proposed for them")
            .hint("say what, as in: --what \"Send the paper\"")
    })?;
    let written = journal.write_down(&id, &person, &words, sort, now)?;
    output.answer(&written, |one| {
        format!("Written down: {} ({})\n", plain(&one.what), plain(&moves::people(one)))
    })
}

/// The event that is meant; else the one that is on, else the latest.
fn chosen(journal: &Journal, asked: &[String], now: Moment) -> Result<DocumentId> {
    if asked.is_empty()
        && journal.current_event(now)?.is_none()
        && let Some(latest) = journal.events()?.first()
    {
        return Ok(latest.id);
    }
    super::event::chosen(journal, asked, now)
}

fn proposed(
    journal: &Journal,
    event: &DocumentId,
    person: &DocumentId,
    now: Moment,
) -> Result<Option<(String, &'static str)>, JournalError> {
    let people = journal.wrap_up(event, now)?.people;
    let row = people.into_iter().find(|row| row.person.id == *person);
    Ok(row.and_then(|row| row.proposal).map(|it| (it.what, it.sort)))
}

fn in_words(list: &WrapUp, output: &Output) -> String {
    let mut text = format!("{}\n", output.strong(&list.event.event.name));
    match list.event.event.learned.as_str() {
        "" => text.push_str("  What did you learn? `mingle event change --learned WORDS`\n"),
        learned => {
            let _ = writeln!(text, "  You learned: {}", plain(learned));
        }
    }
    if list.people.is_empty() {
        text.push_str("  Nobody new was written down at it.\n");
    }
    for row in &list.people {
        let _ = write!(text, "\n{}\n", output.strong(&row.person.name));
        for line in columns(&rows(row)).lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

fn rows(row: &WrapUpRow) -> Vec<[String; 2]> {
    let mut rows = Vec::new();
    if !row.words.is_empty() {
        rows.push(["words".to_owned(), row.words.clone()]);
    }
    rows.extend(row.written.iter().map(|one| ["to do".to_owned(), moves::in_words(one)]));
    rows.extend(row.proposal.iter().map(|one| ["you could".to_owned(), one.what.clone()]));
    rows
}
