use super::arguments::{Event, EventTask};
use super::output::Output;
use crate::data_dir::DataDir;
use crate::journal;
use crate::words::{columns, count, moment, moment_now};
use anyhow::Result;
use mingle_replica::journal::EventRow;

/// Begins an event, ends the one that is on, or shows it.
pub fn event(data: &DataDir, what: &Event, output: &Output) -> Result<()> {
    let mut journal = journal::open(data)?;
    let now = moment_now();
    let row = match &what.task {
        None => journal.current_event(now)?,
        Some(EventTask::Start(start)) => {
            let name = start.name.join(" ");
            Some(journal.event_start(&name, &start.place, &start.goal, now)?)
        }
        Some(EventTask::End(end)) => Some(journal.event_end(&end.learned, now)?),
    };
    output.answer(&row, |row| match row {
        None => "No event is on. `mingle event start NAME` begins one.".to_owned(),
        Some(row) => in_words(row, output),
    })
}

fn in_words(row: &EventRow, output: &Output) -> String {
    let event = &row.event;
    let times = [("since", event.starts), ("until", event.ends)];
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
