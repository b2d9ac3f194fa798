use super::arguments::Card as What;
use super::log;
use super::output::Output;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::journal;
use crate::words::{moment_now, plain};
use anyhow::Result;
use mingle_import::{BadCard, Card, Reach, Reason, Scanned, understand};
use mingle_proto::id::DocumentId;
use mingle_replica::journal::{CardEntry, ImportedContact, Journal, KnownBy, Logged, Meant};
use std::fmt::Write;

/// Keeps the card of somebody one talks to: on who is in the journal already, or as somebody new.
pub fn card(data: &DataDir, what: &What, output: &Output) -> Result<()> {
    let text = log::text(&what.words)?;
    let mut journal = journal::open(data)?;
    let moment = moment_now();
    let who = said(&journal, what)?;
    // Whoever is said to be meant has a name.
    let name = match (&what.name, who) {
        (None, Some(Meant::Known { id })) => Some(journal.person(&id, moment.today)?.name),
        (name, _) => name.clone(),
    };
    let card = one_card(&text, name.as_deref())?;
    let entry =
        CardEntry { ticket: DocumentId::random()?, who, at: moment.now, offset: moment.offset };
    let saved = journal.save_card(&entry, card)?;
    output.answer(&saved, |saved| in_words(saved, output))
}

fn said(journal: &Journal, what: &What) -> Result<Option<Meant>> {
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
            Some(Err(bad)) => return Err(bad_card(&bad).into()),
            None => return Err(no_card()),
        },
        Scanned::Cards(_) => {
            return Err(Failure::new("many-cards", "there is more than one card")
                .hint("`mingle import FILE` brings in many people at once")
                .into());
        }
        Scanned::Reach(reach) => named(&reach, name)?,
        Scanned::Link(address) => named(&Reach::by_link(address, "", None), name)?,
        Scanned::Text(_) => return Err(no_card()),
    };
    let mut contact = card.contact;
    if let Some(name) = name {
        name.trim().clone_into(&mut contact.name);
    }
    Ok(ImportedContact { contact, photo: card.photo.map(|photo| photo.bytes) })
}

fn named(reach: &Reach, name: Option<&str>) -> Result<Card> {
    reach.named(name.unwrap_or_default()).ok_or_else(|| {
        // Whoever copies the hint has a shell read it.
        let is_name = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-');
        let guess = reach.suggested_name.as_deref().filter(|guess| guess.chars().all(is_name));
        let guess = guess.unwrap_or("Ana Ruiz");
        let hint = format!("say it, as in: mingle card --name \"{guess}\" ...");
        Failure::new("no-name", "it does not say what they are called").hint(hint).into()
    })
}

/// What is wrong with a card, and what to do with this one; a file's hints are of files.
fn bad_card(bad: &BadCard) -> Failure {
    let hint = match bad.reason {
        Reason::NoEnd { .. } => "copy all of it, up to END:VCARD, or have the code scanned again",
        Reason::TooMuchText | Reason::TooManyProperties => {
            "shorten it: a name and how to reach them is enough"
        }
        _ => "a line in words goes by: mingle log \"Ana Ruiz @ Acme, +44 7700 900123\"",
    };
    Failure::new("bad-card", bad.reason.to_string()).hint(hint)
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
