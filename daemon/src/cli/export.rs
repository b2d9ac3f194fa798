use super::arguments::Export;
use super::output::{self, Output};
use super::progress::Progress;
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::journal;
use crate::words::{count, now};
use anyhow::{Context, Result};
use mingle_replica::export::{Manifest, RawExport};
use mingle_replica::store::Store;
use serde::Serialize;
use std::fs;
use std::io::Write;
use std::path::Path;
use tempfile::{NamedTempFile, PersistError};

#[derive(Serialize)]
struct Exported {
    file: String,
    bytes: u64,
    #[serde(flatten)]
    manifest: Manifest,
}

/// Writes everything into one archive, of one moment; whole or not at all.
pub fn export(data: &DataDir, what: &Export, output: &Output) -> Result<()> {
    let to = what.file.as_path();
    if !what.force && fs::symlink_metadata(to).is_ok() {
        return Err(output::is_there(to).into());
    }
    let key = DeviceKey::load_or_create(data)?;
    let journal = journal::open_as_device(data, &key)?;
    let folder = match to.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut partial = NamedTempFile::new_in(folder)
        .with_context(|| format!("cannot write in {}", folder.display()))?;
    let mut export = RawExport::new(key.id(), now());
    let bytes = write(journal.store(), &mut export, &mut partial)
        .with_context(|| format!("cannot write {}", to.display()))?;
    if what.force {
        partial.persist(to).map_err(|error| not_placed(to, error))?;
    } else {
        partial.persist_noclobber(to).map_err(|error| not_placed(to, error))?;
    }
    let exported = Exported { file: to.display().to_string(), bytes, manifest: export.manifest() };
    output.answer(&exported, |exported| {
        let Manifest { documents, blobs, .. } = exported.manifest;
        format!(
            "Wrote {} and {} to {}.\nIt is not encrypted: keep it where others cannot read it.",
            count(documents, "record", "records"),
            count(blobs, "attachment", "attachments"),
            crate::words::plain(&exported.file)
        )
    })
}

/// The length in bytes.
fn write(store: &Store, export: &mut RawExport, to: &mut NamedTempFile) -> Result<u64> {
    let mut progress = Progress::new("records");
    let mut length = 0;
    store.snapshot(|reading| -> Result<()> {
        let of = reading.sum()?.count;
        while let Some(piece) = export.next(&reading)? {
            to.write_all(&piece)?;
            length += piece.len() as u64;
            progress.show(export.documents(), Some(of));
        }
        Ok(())
    })?;
    progress.clear();
    to.as_file().sync_all()?;
    Ok(length)
}

fn not_placed(file: &Path, error: PersistError) -> anyhow::Error {
    if error.error.kind() == std::io::ErrorKind::AlreadyExists {
        return output::is_there(file).into();
    }
    anyhow::Error::from(error.error).context(format!("cannot write {}", file.display()))
}
