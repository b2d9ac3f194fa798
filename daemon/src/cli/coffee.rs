use super::arguments::{Coffee as What, Confirm};
use super::moves;
use super::output::Output;
use crate::data_dir::DataDir;
use crate::journal;
use crate::words::{columns, moment_now, plain};
use anyhow::{Context, Result};
use mingle_replica::journal::{Coffee, CoffeeSlot, DueMove};

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
    let coffee = journal.coffee(&person, &slot.due, &slot.time, now)?;
    if let Some(file) = &what.ics {
        std::fs::write(file, &coffee.ics)
            .with_context(|| format!("it is proposed, but cannot write {}", file.display()))?;
    }
    output.answer(&coffee, in_words)
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
