use super::{Fields, Record};
use crate::id::BlobHash;
use crate::{kind::Kind, timestamp::Timestamp};
use serde::Serialize;

/// A photo or file that belongs to another record. Its bytes stand beside the documents, under their hash.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "page", derive(tsify::Tsify))]
pub struct Attachment {
    /// The record it belongs to: a contact's, interaction's or event's document id. Last writer wins.
    pub of: String,
    /// The bytes' BLAKE3 hash (a [`BlobHash`]). Last writer wins.
    pub blob: String,
    /// What the bytes are, as in RFC 6838: `image/jpeg`. Last writer wins.
    pub media: String,
    /// How many bytes there are, in decimal digits. Last writer wins.
    pub size: String,
    /// What the file was called, or empty. Last writer wins.
    pub name: String,
    /// The hash of a small picture of it, or empty. Last writer wins.
    pub thumbnail: String,
    /// Width and height in pixels, `1600x1200`, or empty. Last writer wins.
    pub pixels: String,
    /// When the photo was taken, where that is known. Last writer wins.
    pub taken: Option<Timestamp>,
    pub created: Option<Timestamp>,
    /// When the record was put away; none while it is there. Its bytes stay, so that it can be taken back.
    pub deleted: Option<Timestamp>,
}

impl Attachment {
    /// The bytes that the record needs to be whole: its own, and its thumbnail's.
    pub fn blobs(&self) -> impl Iterator<Item = BlobHash> {
        [&self.blob, &self.thumbnail].into_iter().filter_map(|hash| hash.parse().ok())
    }
}

impl Record for Attachment {
    const KIND: Kind = Kind::Attachment;

    fn fields(&mut self, f: &mut dyn Fields) {
        f.word("of", &mut self.of);
        f.word("blob", &mut self.blob);
        f.word("media", &mut self.media);
        f.word("size", &mut self.size);
        f.word("name", &mut self.name);
        f.word("thumbnail", &mut self.thumbnail);
        f.word("pixels", &mut self.pixels);
        f.moment("taken", &mut self.taken);
        f.moment("created", &mut self.created);
        f.moment("deleted", &mut self.deleted);
    }
}
