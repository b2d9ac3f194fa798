use super::arguments::Find;
use super::moves::short;
use super::output::Output;
use crate::data_dir::DataDir;
use crate::journal;
use crate::words::columns;
use anyhow::Result;
use mingle_replica::journal::Found;

/// Lists what holds every word.
pub fn find(data: &DataDir, what: &Find, output: &Output) -> Result<()> {
    let found = journal::open(data)?.find(&what.words.join(" "), what.limit as usize)?;
    output.answer(&found, |found| {
        if found.is_empty() {
            return "Nothing found.\n".to_owned();
        }
        columns(&found.iter().map(row).collect::<Vec<_>>())
    })
}

fn row(found: &Found) -> [String; 5] {
    [
        short(&found.id),
        found.kind.to_string(),
        found.title.clone(),
        found.subtitle.clone(),
        found.snippet.replace('\n', " "),
    ]
}
