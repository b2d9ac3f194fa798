use super::arguments::{Deck, DeckTask};
use super::output::Output;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::journal;
use crate::words::{columns, moment_now, plain};
use anyhow::Result;
use mingle_replica::journal::{EntriesEdit, Journal, Question};

/// Shows the deck of questions, or changes it.
pub fn deck(data: &DataDir, what: &Deck, output: &Output) -> Result<()> {
    let mut journal = journal::open(data)?;
    let now = moment_now();
    let mut edit = EntriesEdit::default();
    match &what.task {
        None => {}
        Some(DeckTask::Add { words }) => {
            let hint = "as in: mingle deck add \"Which place made you who you are?\"";
            edit.add.push(question(words, hint)?);
        }
        Some(DeckTask::Change { id, words }) => {
            let hint = format!("to have it asked no more: mingle deck remove {}", plain(id));
            edit.set.insert(known(&journal, id)?, question(words, &hint)?);
        }
        Some(DeckTask::Remove { id }) => edit.remove.push(known(&journal, id)?),
        Some(DeckTask::Reset) => return shown(&journal.reset_deck(now)?, output),
    }
    let deck = if edit == EntriesEdit::default() {
        journal.deck()?
    } else {
        journal.edit_deck(&edit, now)?
    };
    shown(&deck, output)
}

/// What is asked; never nothing.
fn question(words: &[String], hint: &str) -> Result<String> {
    match words.join(" ").trim() {
        "" => Err(Failure::new("no-question", "a question has words").hint(hint).into()),
        words => Ok(words.to_owned()),
    }
}

/// The id of the one question whose id begins so.
fn known(journal: &Journal, asked: &str) -> Result<String> {
    let deck = journal.deck()?;
    let exact = deck.iter().filter(|one| one.id == asked);
    let begins = deck.iter().filter(|one| one.id.starts_with(asked) && !asked.is_empty());
    let found: Vec<&Question> =
        if exact.clone().count() > 0 { exact.collect() } else { begins.collect() };
    match found.as_slice() {
        [one] => Ok(one.id.clone()),
        _ => Err(Failure::new("no-such-question", format!("no one question has the id {asked:?}"))
            .hint("`mingle deck` lists them")
            .into()),
    }
}

fn shown(deck: &Vec<Question>, output: &Output) -> Result<()> {
    output.answer(deck, |deck| {
        let row = |one: &Question| {
            let id: String = one.id.chars().take(8).collect();
            [id, one.words.clone(), if one.own { "yours".to_owned() } else { String::new() }]
        };
        match deck.as_slice() {
            [] => {
                "The deck is empty: nothing is asked. `mingle deck reset` brings it back.\n".into()
            }
            deck => columns(&deck.iter().map(row).collect::<Vec<_>>()),
        }
    })
}
