//! Contacts from other programs' files: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350).
//!
//! Pure: bytes in, contacts out. The file is cut into cards ([`split`]), a card into whole lines ([`unfold`]), a line
//! into a property in Unicode ([`property`]), and the properties become a contact ([`contact`]). One card is held at a
//! time, and every part of it has a limit. A card that cannot be read is one error and the next card goes on.

mod bad;
mod birthday;
mod contact;
mod extra;
mod identity;
mod label;
mod link;
mod my_card;
mod name;
mod photo;
mod property;
mod reading;
mod scanned;
mod split;
mod text;
mod unfold;
mod value;

#[cfg(test)]
mod tests;

pub use bad::{BadCard, Looks, Reason};
use mingle_proto::record::Contact;
pub use my_card::{my_card, my_card_in_ascii};
pub use scanned::{Reach, Scanned, code_text, understand, understand_code};
use std::borrow::Cow;

/// The largest photo that is kept, in bytes after decoding.
pub const PHOTO_LIMIT: usize = 10 << 20;
/// The most text that one card may bring besides its photo, in bytes.
pub const CARD_TEXT_LIMIT: usize = 1 << 20;
/// The most properties that one card may have.
pub const CARD_PROPERTY_LIMIT: usize = 2_000;

/// A card that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The line at which the card begins, from 1.
    pub line: usize,
    /// The person. `sources` names the card, `photo` is empty: the journal sets it once the blob is kept.
    pub contact: Contact,
    pub photo: Option<Photo>,
    /// What was left out of the card and why, in sentences that begin with the line.
    pub warnings: Vec<String>,
}

/// A picture that came inside a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    pub bytes: Vec<u8>,
    /// Such as `image/jpeg`; told from the bytes where they show it, else as the card says.
    pub media_type: String,
}

/// The cards of a vCard file, in the file's order, each read or bad. UTF-8, UTF-16, and the
/// older single-byte and Asian character sets that vCard 2.1 names with `CHARSET` are understood.
///
/// A file without any card yields exactly one [`BadCard`] that says what the file seems to be.
pub fn cards(bytes: &[u8]) -> impl Iterator<Item = Result<Card, BadCard>> {
    split::Splitter::new(text::file_bytes(bytes)).map_cards(reading::read)
}

/// As [`cards`], of a file that goes with its cards.
pub fn cards_of(bytes: Vec<u8>) -> impl Iterator<Item = Result<Card, BadCard>> + use<> {
    let whole = match text::file_bytes(&bytes) {
        Cow::Owned(whole) => whole,
        Cow::Borrowed(rest) => {
            let mark = bytes.len() - rest.len();
            let mut whole = bytes;
            whole.drain(..mark);
            whole
        }
    };
    split::Splitter::new(Cow::Owned(whole)).map_cards(reading::read)
}

/// How many cards and errors [`cards`] yields, found without reading what is inside of the cards.
pub fn count(bytes: &[u8]) -> usize {
    split::Splitter::new(text::file_bytes(bytes)).count()
}
