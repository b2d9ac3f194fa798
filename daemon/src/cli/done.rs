use super::arguments::Done;
use super::moves::people;
use super::output::Output;
use crate::data_dir::DataDir;
use crate::journal;
use crate::words::{moment_now, plain};
use anyhow::Result;
use mingle_replica::journal::DueMove;

/// Marks moves as done, or opens them again, one after the other.
pub fn done(data: &DataDir, what: &Done, output: &Output) -> Result<()> {
    let mut journal = journal::open(data)?;
    let mut moves = Vec::new();
    for id in &what.ids {
        let moment = moment_now();
        moves.push(if what.undo {
            journal.undo_done(id, moment)?
        } else {
            journal.done(id, moment)?
        });
    }
    let verb = if what.undo { "Open again" } else { "Done" };
    output.answer(&moves, |moves| moves.iter().map(|one| in_words(verb, one)).collect())
}

fn in_words(verb: &str, one: &DueMove) -> String {
    let what = plain(&one.what);
    match people(one).as_str() {
        "" => format!("{verb}: {what}\n"),
        people => format!("{verb}: {what} ({})\n", plain(people)),
    }
}
