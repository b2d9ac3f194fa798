use super::arguments::Attachment;
use super::output::{self, Output};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::journal;
use crate::words::{plain, size};
use anyhow::{Context, Result};
use mingle_replica::journal::AttachmentRow;
use std::io::Write;

/// Writes a photo or file that is kept with a record into a file.
pub fn attachment(data: &DataDir, what: &Attachment, output: &Output) -> Result<()> {
    let journal = journal::open(data)?;
    let row = journal.attachment(&what.id)?;
    let bytes = match &row.blob {
        Some(hash) => journal.attachment_bytes(hash)?,
        None => None,
    };
    let Some(bytes) = bytes else {
        let message = format!("the bytes of {} are not here yet", row.name);
        return Err(Failure::new("not-here-yet", message)
            .hint("another of your devices has them: let both be up on one network")
            .into());
    };
    let mut file = output::create(&what.out, what.force)?;
    file.write_all(&bytes).with_context(|| format!("cannot write {}", what.out.display()))?;
    let path = what.out.display().to_string();
    output.answer(&row, |row: &AttachmentRow| {
        format!("Wrote {} to {}.", size(row.size), plain(&path))
    })
}
