use super::arguments::Show;
use super::moves;
use super::output::Output;
use crate::data_dir::DataDir;
use crate::journal;
use crate::words::{columns, moment, size, today};
use anyhow::Result;
use mingle_replica::journal::{AttachmentRow, DueMove, InteractionRow, Person};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Shows a person: what is known, what is open, when you were together.
pub fn show(data: &DataDir, what: &Show, output: &Output) -> Result<()> {
    let person = journal::open(data)?.show(&what.who.join(" "), today())?;
    output.answer(&person, |person| in_words(person, output))
}

fn in_words(person: &Person, output: &Output) -> String {
    let mut text = format!("{}  {}\n", output.strong(&person.name), moves::short(&person.id));
    text.push_str(&columns(&known(person)));
    for (title, list) in [("To do", &person.open), ("Done", &person.done)] {
        if !list.is_empty() {
            let _ = write!(text, "\n{}\n", output.strong(title));
            let row = |one: &DueMove| [moves::short(&one.id), moves::in_words(one)];
            text.push_str(&columns(&list.iter().map(row).collect::<Vec<_>>()));
        }
    }
    if !person.attachments.is_empty() {
        let _ = write!(text, "\n{}\n", output.strong("Photos and files"));
        let rows: Vec<_> = person.attachments.iter().map(attachment).collect();
        text.push_str(&columns(&rows));
    }
    if !person.interactions.is_empty() {
        let _ = write!(text, "\n{}\n", output.strong("Together"));
        text.push_str(&columns(&person.interactions.iter().map(together).collect::<Vec<_>>()));
    }
    text
}

/// What is known, a row each; what is not known has none.
fn known(person: &Person) -> Vec<[String; 2]> {
    let contact = &person.contact;
    let labelled = |entries: &BTreeMap<String, String>| {
        let one = |(value, label): (&String, &String)| match label.as_str() {
            "" => value.clone(),
            label => format!("{value} ({label})"),
        };
        entries.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let values = |entries: &BTreeMap<String, String>| {
        entries.values().cloned().collect::<Vec<_>>().join("; ")
    };
    let met = contact.met_at.map(|at| moment(at.0)).unwrap_or_default();
    let met_where = person.met_at_event.clone().unwrap_or_else(|| contact.met_place.clone());
    let met = [met, met_where].into_iter().filter(|part| !part.is_empty());
    let through = person.through.as_ref().map(|through| through.name.clone());
    let rows = [
        ("role", contact.role.clone()),
        ("works at", contact.org.clone()),
        ("mail", labelled(&contact.emails)),
        ("phone", labelled(&contact.phones)),
        ("link", labelled(&contact.links)),
        ("address", labelled(&contact.addresses)),
        ("birthday", contact.birthday.clone()),
        ("tags", contact.tags.iter().cloned().collect::<Vec<_>>().join(", ")),
        ("needs", values(&contact.needs)),
        ("offers", values(&contact.offers)),
        ("met", met.collect::<Vec<_>>().join(", ")),
        ("through", through.unwrap_or_else(|| contact.met_through.clone())),
        ("story", contact.story.clone()),
        ("learned", contact.learned.clone()),
        ("note", contact.note.clone()),
        ("ask them", person.question.as_ref().map(|it| it.words.clone()).unwrap_or_default()),
    ];
    let said = rows.into_iter().filter(|(_, value)| !value.is_empty());
    said.map(|(label, value)| [label.to_owned(), value.replace('\n', " ")]).collect()
}

fn attachment(row: &AttachmentRow) -> [String; 4] {
    let is_here = if row.here { "" } else { "still to come" };
    [moves::short(&row.id), row.name.clone(), size(row.size), is_here.to_owned()]
}

fn together(row: &InteractionRow) -> [String; 3] {
    let place = if row.event.is_empty() { &row.place } else { &row.event };
    let at = row.at.map(|at| moment(at.0)).unwrap_or_default();
    [at, place.clone(), row.note.replace('\n', " ")]
}
