//! Photos and files that belong to people, times together and events.

use mingle_proto::id::{BlobHash, DeviceId, DocumentId};
use mingle_proto::kind::Kind;
use mingle_proto::record::Attachment;
use mingle_proto::session::MOST_BLOB_BYTES;
use mingle_proto::timestamp::Timestamp;
use serde::Serialize;

use super::{Journal, JournalError, Moment, who};
use crate::store::{Reading, StoreError};

/// A photo or file that is to be kept with a record. It is kept as it is: what stands in it besides the picture, such
/// as where it was taken, whoever gives it takes out before, or means to keep.
#[derive(Debug, Clone, Default)]
pub struct NewAttachment {
    pub bytes: Vec<u8>,
    /// As in RFC 6838: `image/jpeg`.
    pub media: String,
    /// What the file was called, or empty.
    pub name: String,
    /// A small picture of it.
    pub thumbnail: Option<Vec<u8>>,
    /// Width and height.
    pub pixels: Option<(u32, u32)>,
    pub taken: Option<Timestamp>,
}

/// An attachment in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct AttachmentRow {
    pub id: DocumentId,
    /// The name of the bytes, for [`Journal::attachment_bytes`].
    pub blob: Option<BlobHash>,
    pub media: String,
    /// Bytes.
    pub size: u64,
    pub name: String,
    /// The name of the small picture's bytes.
    pub thumbnail: Option<BlobHash>,
    /// `1600x1200`, or empty.
    pub pixels: String,
    pub taken: Option<Timestamp>,
    pub created: Option<Timestamp>,
    /// Whether the bytes are here; else they are still to come from another device.
    pub here: bool,
    /// Devices that were proven to hold the bytes, too.
    pub held_on: Vec<DeviceId>,
}

impl Journal {
    /// Keeps a photo or file with a person, a time together or an event.
    pub fn attach(
        &mut self,
        of: &DocumentId,
        new: NewAttachment,
        moment: Moment,
    ) -> Result<AttachmentRow, JournalError> {
        let thumbnail = new.thumbnail.as_deref();
        for bytes in [Some(new.bytes.as_slice()), thumbnail].into_iter().flatten() {
            check_size(bytes.len() as u64)?;
        }
        self.store.write(moment.now, |writing| {
            let kind = writing.reading().document(of)?.and_then(|document| document.kind());
            if !matches!(kind, Some(Kind::Contact | Kind::Interaction | Kind::Event)) {
                return Err(StoreError::Missing(*of).into());
            }
            let thumbnail = thumbnail.map(|bytes| writing.keep(bytes)).transpose()?;
            let attachment = Attachment {
                of: of.to_string(),
                blob: writing.keep(&new.bytes)?.to_string(),
                media: new.media.trim().to_owned(),
                size: new.bytes.len().to_string(),
                name: new.name.trim().to_owned(),
                thumbnail: thumbnail.map(|hash| hash.to_string()).unwrap_or_default(),
                pixels: new.pixels.map(|(x, y)| format!("{x}x{y}")).unwrap_or_default(),
                taken: new.taken,
                created: Some(moment.now),
                deleted: None,
            };
            let id = writing.create(&attachment)?;
            Ok(row(&writing.reading(), id, attachment)?)
        })
    }

    /// The attachments of a record, those put away left out, the oldest here first.
    pub fn attachments_of(&self, record: &DocumentId) -> Result<Vec<AttachmentRow>, JournalError> {
        let reading = self.reading();
        let mut rows = Vec::new();
        for id in reading.attachments_of(record, false)? {
            if let Some(attachment) = reading.record(&id)? {
                rows.push(row(&reading, id, attachment)?);
            }
        }
        Ok(rows)
    }

    /// The attachment whose id begins with these letters.
    pub fn attachment(&self, asked: &str) -> Result<AttachmentRow, JournalError> {
        let reading = self.reading();
        let id = who::of_kind(&reading, asked, &Kind::Attachment, "attachment")?;
        let attachment = reading.record(&id)?.ok_or(StoreError::Missing(id))?;
        Ok(row(&reading, id, attachment)?)
    }

    /// An attachment's bytes, or its small picture's; `None` while they are not here.
    pub fn attachment_bytes(&self, hash: &BlobHash) -> Result<Option<Vec<u8>>, JournalError> {
        Ok(self.reading().blob(hash)?)
    }
}

fn check_size(size: u64) -> Result<(), JournalError> {
    match size {
        0 => Err(JournalError::EmptyAttachment),
        1..=MOST_BLOB_BYTES => Ok(()),
        size => Err(JournalError::LargeAttachment { size }),
    }
}

fn row(
    reading: &Reading,
    id: DocumentId,
    attachment: Attachment,
) -> Result<AttachmentRow, StoreError> {
    let blob: Option<BlobHash> = attachment.blob.parse().ok();
    let (here, held_on) = match &blob {
        Some(hash) => (reading.holds_blob(hash)?, reading.blob_held_on(hash)?),
        None => (false, Vec::new()),
    };
    Ok(AttachmentRow {
        id,
        blob,
        media: attachment.media,
        size: attachment.size.parse().unwrap_or_default(),
        name: attachment.name,
        thumbnail: attachment.thumbnail.parse().ok(),
        pixels: attachment.pixels,
        taken: attachment.taken,
        created: attachment.created,
        here,
        held_on,
    })
}
