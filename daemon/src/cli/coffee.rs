use super::arguments::{Coffee as What, Confirm};
use super::moves;
use super::output::{self, Output};
use crate::data_dir::DataDir;
use crate::journal;
use crate::words::{columns, moment_now, plain};
use anyhow::{Context, Result};
use mingle_proto::id::DocumentId;
use mingle_replica::journal::{Coffee, CoffeeSlot, DueMove, Journal, Moment};
use std::io::Write;
use std::path::Path;

/// Proposes a coffee at a time that is said, or shows three times that are free.
pub fn coffee(data: &DataDir, what: &What, output: &Output) -> Result<()> {
    let mut journal = journal::open(data)?;
    let now = moment_now();
    let person = journal.who(&what.who.join(" "))?;
    let Some(said) = &what.on else {
        return output.answer(&journal.coffee_slots(now)?, |slots| {
            let row =
                |slot: &CoffeeSlot| [slot.label.clone(), format!("{} {}", slot.due, slot.time)];
            columns(&slots.iter().map(row).collect::<Vec<_>>())
        });
    };
    let slot = journal.coffee_slot(said, now)?;
    // What would be replaced is said before anything is proposed.
    if let Some(file) = what.ics.as_deref().filter(|file| file.exists() && !what.force) {
        return Err(output::is_there(file).into());
    }
    let before = proposed(&journal, &person, now)?;
    let coffee = journal.coffee(&person, &slot.due, &slot.time, now)?;
    if let Some(file) = &what.ics
        && let Err(error) = write(file, what.force, &coffee.ics)
    {
        journal.delete(&coffee.meeting.id, now)?;
        return Err(error.context("nothing is proposed"));
    }
    output.answer(&coffee, |coffee| in_words(coffee) + &already(&before))
}

fn write(file: &Path, force: bool, text: &str) -> Result<()> {
    let mut open = output::create(file, force)?;
    let written = open.write_all(text.as_bytes());
    written.with_context(|| format!("cannot write {}", file.display()))
}

/// The coffees with someone that are proposed already.
fn proposed(journal: &Journal, person: &DocumentId, now: Moment) -> Result<Vec<DueMove>> {
    let mut open = journal.person(person, now.today)?.open;
    open.retain(|one| one.sort == "coffee" && one.state == "proposed");
    Ok(open)
}

fn already(before: &[DueMove]) -> String {
    let one = |one: &DueMove| {
        let (when, id) = (moves::when(one), moves::short(&one.id));
        let when = plain(&when).into_owned();
        format!(
            "There is one proposed already, for {when}: `mingle confirm {id}` if they said yes to that, or `mingle done {id}` \
             if it is off.\n"
        )
    };
    before.iter().map(one).collect()
}

/// Notes that meetings were confirmed, or takes that back, one after the other.
pub fn confirm(data: &DataDir, what: &Confirm, output: &Output) -> Result<()> {
    let mut journal = journal::open(data)?;
    let mut meetings = Vec::new();
    for id in &what.ids {
        let id = journal.which_move(id)?;
        meetings.push(journal.confirm(&id, !what.undo, moment_now())?);
    }
    let row = |one: &DueMove| format!("{}\n", plain(&moves::in_words(one)));
    output.answer(&meetings, |meetings| meetings.iter().map(row).collect())
}

fn in_words(coffee: &Coffee) -> String {
    let meeting = &coffee.meeting;
    let (what, people) = (moves::in_words(meeting), moves::people(meeting));
    let id = moves::short(&meeting.id);
    format!(
        "{} with {}\n  say it to them: {}\n  once they said yes: mingle confirm {id}\n",
        plain(&what),
        plain(&people),
        plain(&coffee.message)
    )
}
