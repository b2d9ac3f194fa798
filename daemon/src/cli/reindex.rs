use super::output::Output;
use super::progress::Progress;
use crate::data_dir::DataDir;
use crate::journal;
use crate::words::count;
use anyhow::Result;

/// Derives search and lists from the records again.
pub fn reindex(data: &DataDir, output: &Output) -> Result<()> {
    let mut journal = journal::open(data)?;
    let mut progress = Progress::new("records");
    let reindexed = journal.reindex(&mut |done, of| progress.show(done, Some(of)))?;
    progress.clear();
    output.answer(&reindexed, |reindexed| {
        let unreadable = match reindexed.unreadable.len() as u64 {
            0 => String::new(),
            number => format!("; {} cannot be read", count(number, "record", "records")),
        };
        format!("Read {} anew{unreadable}.", count(reindexed.documents, "record", "records"))
    })
}
