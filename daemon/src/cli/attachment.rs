use super::arguments::Attachment;
use super::output::Output;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::journal;
use crate::words::{plain, size};
use anyhow::{Context, Result};
use mingle_replica::journal::AttachmentRow;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

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
    write(&what.out, &bytes, what.force)?;
    let path = what.out.display().to_string();
    output.answer(&row, |row: &AttachmentRow| {
        format!("Wrote {} to {}.", size(row.size), plain(&path))
    })
}

fn write(to: &Path, bytes: &[u8], force: bool) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true);
    match force {
        true => options.create(true).truncate(true),
        false => options.create_new(true),
    };
    let mut file = options.open(to).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => anyhow::Error::from(
            Failure::new("file-exists", format!("{} is there already", to.display()))
                .hint("choose another name, or replace it with --force"),
        ),
        _ => anyhow::Error::from(error).context(format!("cannot write {}", to.display())),
    })?;
    file.write_all(bytes).with_context(|| format!("cannot write {}", to.display()))
}
