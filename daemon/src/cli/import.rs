use super::arguments::Import;
use super::output::Output;
use super::progress::Progress;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::journal;
use crate::words::{count, moment_now, plain};
use anyhow::Result;
use mingle_import::cards;
use mingle_replica::journal::{ImportCounts, ImportedContact, Journal};
use serde::Serialize;
use std::fmt::Write;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// Cards that are taken in together: one wait for the disk, and other programs get their turn in between.
const BATCH: usize = 200;

#[derive(Serialize)]
struct Imported {
    files: Vec<File>,
    #[serde(flatten)]
    counts: ImportCounts,
    /// Cards that could not be read.
    bad: u64,
}

#[derive(Serialize)]
struct File {
    file: String,
    #[serde(flatten)]
    counts: ImportCounts,
    bad: Vec<Bad>,
    /// What was left out of cards that were taken in, in sentences that name the line.
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Bad {
    /// From 1.
    line: usize,
    reason: String,
    hint: String,
}

/// Takes in the people of vCard files.
pub fn import(data: &DataDir, what: &Import, output: &Output) -> Result<()> {
    let mut journal = journal::open(data)?;
    let mut progress = Progress::new("cards");
    let mut imported = Imported { files: Vec::new(), counts: ImportCounts::default(), bad: 0 };
    for path in &what.files {
        let bytes = read(path, !imported.files.is_empty())?;
        let file = import_file(&mut journal, path, &bytes, &mut progress)?;
        imported.counts += file.counts;
        imported.bad += file.bad.len() as u64;
        imported.files.push(file);
    }
    progress.clear();
    match imported.files.iter().flat_map(|file| &file.bad).next() {
        Some(bad) if imported.counts == ImportCounts::default() => {
            Err(Failure::new("nothing-imported", &*bad.reason).hint(&*bad.hint).into())
        }
        _ => output.answer(&imported, in_words),
    }
}

/// The whole of a file. `after_others` says whether others were taken in before it.
fn read(path: &Path, after_others: bool) -> Result<Vec<u8>> {
    let read = if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    read.map_err(|error| {
        let mut hint = match error.kind() {
            ErrorKind::NotFound => "check the spelling; `ls` shows what is there",
            ErrorKind::PermissionDenied => "`chmod u+r` on the file lets you read it",
            ErrorKind::IsADirectory => {
                "name the files in that folder, as in: mingle import FOLDER/*.vcf"
            }
            _ => "copy the file to this disk and import the copy",
        }
        .to_owned();
        if after_others {
            hint.push_str(". The files before it are in; importing them again makes no duplicates");
        }
        let message = format!("cannot read {}: {error}", path.display());
        Failure::new("file-unreadable", message).hint(hint).into()
    })
}

fn import_file(
    journal: &mut Journal,
    path: &Path,
    bytes: &[u8],
    progress: &mut Progress,
) -> Result<File> {
    let mut file = File {
        file: path.display().to_string(),
        counts: ImportCounts::default(),
        bad: Vec::new(),
        warnings: Vec::new(),
    };
    let (mut batch, mut done) = (Vec::with_capacity(BATCH), 0);
    for card in cards(bytes) {
        match card {
            Ok(card) => {
                file.warnings.extend(card.warnings);
                let photo = card.photo.map(|photo| photo.bytes);
                batch.push(ImportedContact { contact: card.contact, photo });
            }
            Err(bad) => {
                let (reason, hint) = (bad.to_string(), bad.hint());
                file.bad.push(Bad { line: bad.line, reason, hint });
            }
        }
        if batch.len() == BATCH {
            file.counts += journal.import_contacts(std::mem::take(&mut batch), moment_now())?;
        }
        done += 1;
        progress.show(done, None);
    }
    file.counts += journal.import_contacts(batch, moment_now())?;
    Ok(file)
}

fn in_words(imported: &Imported) -> String {
    let mut text = String::new();
    for file in &imported.files {
        for bad in &file.bad {
            let line = format!("{}: {}. {}", file.file, bad.reason, bad.hint);
            let _ = writeln!(text, "{}", plain(&line));
        }
        for warning in &file.warnings {
            let _ = writeln!(text, "{}", plain(&format!("{}: {warning}", file.file)));
        }
    }
    let ImportCounts { created, updated, unchanged } = imported.counts;
    let _ = write!(
        text,
        "{} new, {updated} completed, {unchanged} as they were",
        count(created, "person", "people")
    );
    if imported.bad > 0 {
        let _ = write!(text, "; {} could not be read", count(imported.bad, "card", "cards"));
    }
    text.push_str(".\n");
    text
}
