use super::arguments::{self, Event, EventChange, EventTask, Invite};
use super::output::Output;
use crate::data_dir::DataDir;
use crate::journal;
use crate::words::{columns, count, moment, moment_now, plain};
use anyhow::Result;
use mingle_proto::id::DocumentId;
use mingle_replica::journal::{
    EventEdit, EventNow, EventRow, EventStart, Invitation, Journal, JournalError, Moment,
    NotYetMet, PersonRow, SetEdit,
};
use std::fmt::Write;

/// Begins an event, changes, ends or enters it again, or shows it.
pub fn event(data: &DataDir, what: &Event, output: &Output) -> Result<()> {
    let mut journal = journal::open(data)?;
    let now = moment_now();
    let row = match &what.task {
        None => journal.current_event(now)?,
        Some(EventTask::Show(which)) => {
            let id = chosen(&journal, &which.event, now)?;
            let shown = journal.event(&id, now)?;
            return output.answer(&shown, |shown| with_people(shown, output));
        }
        Some(EventTask::List) => return list(&journal, output),
        Some(EventTask::Invite(invite)) => return self::invite(&journal, invite, now, output),
        Some(EventTask::Unmet) => {
            return output.answer(&journal.not_yet_met()?, |people| unmet(people));
        }
        Some(EventTask::Start(start)) => Some(self::start(&mut journal, start, now)?),
        Some(EventTask::Change(change)) => Some(self::change(&mut journal, change, now)?),
        Some(EventTask::End(end)) => Some(journal.event_end(&end.learned, now)?),
        Some(EventTask::StillThere) => {
            let id = chosen(&journal, &[], now)?;
            Some(journal.still_there(&id, now)?)
        }
        Some(EventTask::Resume(which)) => {
            let id = journal.which_event(&which.event.join(" "))?;
            Some(journal.event_resume(&id, now)?)
        }
    };
    let people = row.as_ref().map(|row| journal.event(&row.id, now)).transpose()?;
    output.answer(&row, |_| match &people {
        None => "No event is on. `mingle event start NAME` begins one.".to_owned(),
        Some(shown) => with_people(shown, output),
    })
}

fn start(journal: &mut Journal, start: &arguments::EventStart, now: Moment) -> Result<EventRow> {
    let start = EventStart {
        name: start.name.join(" "),
        place: start.place.clone(),
        goal: start.goal.clone(),
        hoped: start.hope.clone(),
        brought: start.bring.clone(),
    };
    Ok(journal.start_event(&start, now)?)
}

/// The event meant, or the one that is on.
pub fn chosen(journal: &Journal, asked: &[String], now: Moment) -> Result<DocumentId> {
    if !asked.is_empty() {
        return Ok(journal.which_event(&asked.join(" "))?);
    }
    Ok(journal.current_event(now)?.ok_or(JournalError::NoEventIsOn)?.id)
}

fn change(journal: &mut Journal, change: &EventChange, now: Moment) -> Result<EventRow> {
    let id = chosen(journal, &change.event, now)?;
    let base = journal.event(&id, now)?.event.heads;
    let people = |add: &[String], remove: &[String]| -> Result<Option<SetEdit>> {
        let remove = remove.iter().map(|who| journal.who(who).map(|id| id.to_string()));
        let remove = remove.collect::<Result<Vec<_>, _>>()?;
        let edit = SetEdit { add: add.to_vec(), remove };
        Ok((edit != SetEdit { add: Vec::new(), remove: Vec::new() }).then_some(edit))
    };
    let edit = EventEdit {
        name: change.name.clone(),
        place: change.place.clone(),
        goal: change.goal.clone(),
        learned: change.learned.clone(),
        hoped: people(&change.hope, &change.no_hope)?,
        brought: people(&change.bring, &change.no_bring)?,
        ..EventEdit::default()
    };
    journal.edit_event(&id, &base, &edit, now)?;
    Ok(journal.event(&id, now)?.event)
}

fn list(journal: &Journal, output: &Output) -> Result<()> {
    output.answer(&journal.events()?, |events| {
        let row = |row: &EventRow| {
            let at = row.event.starts.map(|at| moment(at.0)).unwrap_or_default();
            let people = count(row.people as u64, "person", "people");
            [super::moves::short(&row.id), at, row.event.name.clone(), people]
        };
        match events.as_slice() {
            [] => "No event yet. `mingle event start NAME` begins one.\n".to_owned(),
            events => columns(&events.iter().map(row).collect::<Vec<_>>()),
        }
    })
}

fn invite(journal: &Journal, what: &Invite, now: Moment, output: &Output) -> Result<()> {
    let proposed = if what.name.is_empty() {
        let on = journal.current_event(now)?.ok_or(JournalError::NoEventIsOn)?.event;
        journal.invitations(&on.name, &on.place, &on.goal, now)?
    } else {
        journal.invitations(&what.name.join(" "), &what.place, &what.goal, now)?
    };
    output.answer(&proposed, |proposed| {
        let row = |one: &Invitation| {
            let name = output.strong(&one.person.name);
            format!("{name}\n  {}\n  {}\n", plain(&one.why), plain(&one.draft))
        };
        match proposed.as_slice() {
            [] => "Nothing that is written down of anyone speaks of it.\n".to_owned(),
            proposed => proposed.iter().map(row).collect::<Vec<_>>().join("\n"),
        }
    })
}

fn unmet(people: &[NotYetMet]) -> String {
    let row = |one: &NotYetMet| {
        let id = super::moves::short(&one.person.id);
        [id, one.person.name.clone(), one.person.org.clone(), one.hoped_at.join(", ")]
    };
    match people {
        [] => {
            "Nobody. `mingle event start NAME --hope PERSON` names whom you hope to meet.\n".into()
        }
        people => columns(&people.iter().map(row).collect::<Vec<_>>()),
    }
}

fn with_people(shown: &EventNow, output: &Output) -> String {
    let mut text = in_words(&shown.event, output);
    let names = |people: &[&PersonRow]| {
        people.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let hoped: Vec<_> = shown.hoped.iter().filter(|it| !it.met).map(|it| &it.person).collect();
    let rows = [
        ("hope to meet", names(&hoped)),
        ("bring", names(&shown.brought.iter().collect::<Vec<_>>())),
        ("met", names(&shown.roster.iter().map(|it| &it.person).collect::<Vec<_>>())),
    ];
    let said = rows.into_iter().filter(|(_, names)| !names.is_empty());
    let rows: Vec<_> = said.map(|(label, names)| [label.to_owned(), names]).collect();
    for line in columns(&rows).lines() {
        let _ = writeln!(text, "  {line}");
    }
    if shown.asks_to_end {
        text.push_str(
            "Still there? `mingle event end` ends it, `mingle event still-there` keeps it.\n",
        );
    }
    text
}

fn in_words(row: &EventRow, output: &Output) -> String {
    let event = &row.event;
    let times = [("since", event.starts), ("until", event.ends), ("again since", event.reentered)];
    let mut rows: Vec<[String; 2]> = times
        .into_iter()
        .filter_map(|(label, at)| at.map(|at| [label.to_owned(), moment(at.0)]))
        .collect();
    let texts = [("place", &event.place), ("goal", &event.goal), ("learned", &event.learned)];
    rows.extend(
        texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(label, text)| [label.to_owned(), text.clone()]),
    );
    rows.push(["logged".to_owned(), count(row.interactions as u64, "talk", "talks")]);
    let lines = columns(&rows);
    let lines: String = lines.lines().map(|line| format!("  {line}\n")).collect();
    format!("{}\n{lines}", output.strong(&event.name))
}
