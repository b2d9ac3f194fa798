use super::arguments::Card;
use super::log;
use super::output::Output;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::journal;
use crate::words::{moment_now, plain};
use anyhow::Result;
use mingle_import::{Scanned, understand};
use mingle_proto::id::DocumentId;
use mingle_replica::journal::{CardEntry, ImportedContact, Journal, KnownBy, Logged, Meant};
use std::fmt::Write;

/// Keeps the card of somebody one talks to: on who is in the journal already, or as somebody new.
pub fn card(data: &DataDir, what: &Card, output: &Output) -> Result<()> {
    let card = one_card(&log::text(&what.words)?, what.name.as_deref())?;
    let mut journal = journal::open(data)?;
    let moment = moment_now();
    let entry = CardEntry {
        ticket: DocumentId::random()?,
        who: said(&journal, what)?,
        at: moment.now,
        offset: moment.offset,
    };
    let saved = journal.save_card(&entry, card)?;
    output.answer(&saved, |saved| in_words(saved, output))
}

fn said(journal: &Journal, what: &Card) -> Result<Option<Meant>> {
    Ok(match &what.with {
        Some(who) => Some(Meant::Known { id: journal.who(who)? }),
        None => what.new.then_some(Meant::New),
    })
}

/// The one person whose card a text is.
fn one_card(text: &str, name: Option<&str>) -> Result<ImportedContact> {
    let card = match understand(text) {
        Scanned::Cards(mut cards) if cards.len() == 1 => match cards.pop() {
            Some(Ok(card)) => card,
            Some(Err(bad)) => {
                return Err(Failure::new("bad-card", bad.to_string()).hint(bad.hint()).into());
            }
            None => return Err(no_card()),
        },
        Scanned::Cards(_) => {
            return Err(Failure::new("many-cards", "there is more than one card")
                .hint("`mingle import FILE` brings in many people at once")
                .into());
        }
        Scanned::Reach(reach) => reach.named(name.unwrap_or_default()).ok_or_else(|| {
            // Whoever copies the hint has a shell read it.
            let is_name = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-');
            let guess = reach.suggested_name.filter(|guess| guess.chars().all(is_name));
            let guess = guess.as_deref().unwrap_or("Ana Ruiz");
            let hint = format!("say it, as in: mingle card --name \"{guess}\" ...");
            Failure::new("no-name", "it does not say what they are called").hint(hint)
        })?,
        Scanned::Link(_) | Scanned::Text(_) => return Err(no_card()),
    };
    let mut contact = card.contact;
    if let Some(name) = name {
        name.trim().clone_into(&mut contact.name);
    }
    Ok(ImportedContact { contact, photo: card.photo.map(|photo| photo.bytes) })
}

fn no_card() -> anyhow::Error {
    Failure::new("no-card", "this is nobody's card")
        .hint("a line in words goes by: mingle log \"Ana Ruiz @ Acme, coffee fri\"")
        .into()
}

fn in_words(saved: &Logged, output: &Output) -> String {
    let known = match (saved.is_new, saved.known_by) {
        (true, _) => "new",
        (false, None) => "as you said",
        (false, Some(KnownBy::Email)) => "known by the address",
        (false, Some(KnownBy::Phone)) => "known by the number",
        (false, Some(KnownBy::Link)) => "known by the link",
        (false, Some(KnownBy::Name)) => "known by the name",
    };
    let mut text = format!("{} ({known})\n", output.strong(&saved.person.name));
    if let Some(event) = &saved.event {
        let _ = writeln!(text, "  event  {}", plain(event));
    }
    for other in &saved.namesakes {
        let words = format!("{} {} {}", other.title, other.subtitle, other.id);
        let _ = writeln!(text, "  It may be {}", plain(&words));
    }
    text
}
