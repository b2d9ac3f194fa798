use super::arguments::Attach;
use super::moves::short;
use super::output::Output;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::journal;
use crate::words::{moment_now, plain, size};
use anyhow::{Context, Result};
use mingle_proto::session::MOST_BLOB_BYTES;
use mingle_replica::journal::{AttachmentRow, JournalError, NewAttachment};
use std::fs;
use std::path::Path;

/// Media types by how a file's name ends. What is not among them is kept all the same.
const MEDIA: [(&str, &str); 12] = [
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("webp", "image/webp"),
    ("gif", "image/gif"),
    ("heic", "image/heic"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("vcf", "text/vcard"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("mp4", "video/mp4"),
];

/// Keeps a file with a person, just as it is.
pub fn attach(data: &DataDir, what: &Attach, output: &Output) -> Result<()> {
    let mut journal = journal::open(data)?;
    let person = journal.who(&what.who)?;
    let new = NewAttachment {
        bytes: read(&what.file)?,
        media: media_of(&what.file).to_owned(),
        name: what.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        ..NewAttachment::default()
    };
    let row = journal.attach(&person, new, moment_now())?;
    output.answer(&row, in_words)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    let cannot = || format!("cannot read {}", file.display());
    let about = fs::metadata(file).with_context(cannot)?;
    if !about.is_file() {
        let what = format!("{} is not a file", file.display());
        return Err(Failure::new("not-a-file", what).hint("attach files one by one").into());
    }
    if about.len() > MOST_BLOB_BYTES {
        return Err(JournalError::LargeAttachment { size: about.len() }.into());
    }
    fs::read(file).with_context(cannot)
}

fn media_of(file: &Path) -> &'static str {
    let ending = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let known = MEDIA.iter().find(|(name, _)| *name == ending);
    known.map_or("application/octet-stream", |(_, media)| media)
}

fn in_words(row: &AttachmentRow) -> String {
    let mut text = format!(
        "Kept {} ({}, {}) as {}.\n",
        plain(&row.name),
        size(row.size),
        row.media,
        short(&row.id)
    );
    if row.media.starts_with("image/") {
        text.push_str(
            "It is kept as it is: a photo may say in itself where and when it was taken.\n",
        );
    }
    text
}
