use super::arguments::Me;
use super::output::Output;
use super::picture::drawn;
use crate::data_dir::DataDir;
use crate::journal;
use crate::onboarding::Qr;
use crate::words::{columns, moment_now};
use anyhow::Result;
use mingle_import::{my_card, my_card_in_ascii};
use mingle_proto::record::{Contact, Me as Record};
use mingle_replica::journal::{EntriesEdit, MeEdit};
use serde::Serialize;
use std::collections::BTreeMap;

/// The owner's card, and as others get it.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    me: Record,
    /// As a vCard; none without a name.
    card: Option<String>,
    /// The same in ASCII alone; none where the first is that already.
    ascii: Option<String>,
}

/// Changes what was named of the owner's card, and shows it: on a terminal as a code, too.
pub fn me(data: &DataDir, what: &Me, output: &Output) -> Result<()> {
    let mut journal = journal::open(data)?;
    let before = journal.my_card()?;
    let edit = edit(what, &before.me);
    if edit != MeEdit::default() {
        journal.edit_my_card(&before.heads, &edit, moment_now())?;
    }
    let me = journal.my_card()?.me;
    let contact = as_contact(&me);
    let shown = Shown { me, card: my_card(&contact), ascii: my_card_in_ascii(&contact) };
    output.answer(&shown, |shown| {
        let words = in_words(&shown.me, output);
        match shown.card.as_deref().filter(|_| output.draws()).map(Qr::of) {
            // For their camera; what it says stands below.
            Some(Ok(code)) => format!("{}\n{words}", drawn(&code)),
            _ => words,
        }
    })
}

fn edit(what: &Me, before: &Record) -> MeEdit {
    MeEdit {
        name: what.name.clone(),
        org: what.org.clone(),
        role: what.role.clone(),
        phones: instead(&what.phone, &before.phones),
        emails: instead(&what.email, &before.emails),
        links: instead(&what.link, &before.links),
    }
}

/// One way in place of all that are there.
fn instead(way: &Option<String>, before: &BTreeMap<String, String>) -> Option<EntriesEdit> {
    let way = way.as_deref()?.trim();
    let remove = before.keys().filter(|key| *key != way).cloned().collect();
    let is_there = way.is_empty() || before.contains_key(way);
    let add = if is_there { Vec::new() } else { vec![way.to_owned()] };
    Some(EntriesEdit { set: BTreeMap::new(), remove, add })
}

fn as_contact(me: &Record) -> Contact {
    Contact {
        name: me.name.clone(),
        org: me.org.clone(),
        role: me.role.clone(),
        emails: me.emails.clone(),
        phones: me.phones.clone(),
        links: me.links.clone(),
        ..Contact::default()
    }
}

fn in_words(me: &Record, output: &Output) -> String {
    if me.name.trim().is_empty() {
        return "Your card has no name yet. `mingle me --name NAME --phone NUMBER` gives it one.\n"
            .to_owned();
    }
    let keys =
        |ways: &BTreeMap<String, String>| ways.keys().cloned().collect::<Vec<_>>().join(", ");
    let rows = [
        ("role", me.role.clone()),
        ("works at", me.org.clone()),
        ("phone", keys(&me.phones)),
        ("mail", keys(&me.emails)),
        ("link", keys(&me.links)),
    ];
    let said = rows.into_iter().filter(|(_, value)| !value.is_empty());
    let rows: Vec<_> = said.map(|(label, value)| [label.to_owned(), value]).collect();
    format!("{}\n{}", output.strong(&me.name), columns(&rows))
}
