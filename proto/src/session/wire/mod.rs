//! Frames as bytes: one byte for the type, then a CBOR map with numeric keys (RFC 8949).
//!
//! The type's highest bit says that the map is deflated (RFC 1951). Fields and frame types that this program does not
//! know are skipped, so that later versions can add some. Nothing is allocated by a claimed length: what a frame
//! decodes to is bounded by its bytes, these by the caps in [`super::limits`], and its entries are counted.

// A length that was read is not cut to 32 bits in the page before it is compared.
#![deny(clippy::cast_possible_truncation)]

mod bodies;
mod fields;

pub use bodies::*;
use fields::{Body, FieldsIn, FieldsOut};

use super::limits::{self, MOST_DOCUMENT_BYTES, MOST_ENTRIES, MOST_FRAME_BYTES, MOST_HEADS};
use crate::id::Heads;
use crate::inflate::{deflate, inflate};

/// Why bytes are not a frame; a sentence for the one who reads the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadFrame(pub String);

macro_rules! frames {
    ($($number:literal $name:ident,)*) => {
        /// Everything that one side can say to the other.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Frame {
            $($name($name),)*
        }

        impl Frame {
            fn number_and_body(&self) -> (u8, Vec<u8>) {
                let mut fields = FieldsOut::default();
                let number = match self {
                    $(Frame::$name(body) => {
                        body.write(&mut fields);
                        $number
                    })*
                };
                (number, fields.finish())
            }

            /// `None` for a type of a newer program.
            fn decode_body(number: u8, body: &[u8]) -> Result<Option<Frame>, BadFrame> {
                let fields = FieldsIn::of(body)?;
                Ok(match number {
                    $($number => Some(Frame::$name(Body::read(&fields)?)),)*
                    _ => None,
                })
            }

            fn is_known(number: u8) -> bool {
                [$($number),*].contains(&number)
            }
        }

        $(impl From<$name> for Frame {
            fn from(body: $name) -> Self {
                Frame::$name(body)
            }
        })*
    };
}

frames! {
    1 Identity,
    2 Goodbye,
    3 Hello,
    4 Reconcile,
    5 Need,
    6 Offer,
    7 Want,
    8 WantAll,
    9 Documents,
    10 Ack,
    11 Refuse,
    12 Lift,
    13 Check,
    14 Revoked,
    15 Lack,
    16 Have,
    17 WantBlob,
    18 BlobPart,
}

const DEFLATED: u8 = 0x80;

impl Frame {
    /// The frame's bytes, deflated where that is shorter.
    pub fn encode(&self) -> Vec<u8> {
        let (number, body) = self.number_and_body();
        let mut bytes = vec![number];
        // Photos are deflated already.
        if body.len() >= limits::DEFLATE_FROM && !matches!(self, Frame::BlobPart(_)) {
            let deflated = deflate(&body);
            if deflated.len() < body.len() {
                bytes[0] |= DEFLATED;
                bytes.extend(deflated);
                return bytes;
            }
        }
        bytes.extend(body);
        bytes
    }

    /// The frame, with all caps checked; `None` for a type of a newer program, which is not looked into.
    pub fn decode(bytes: &[u8]) -> Result<Option<Self>, BadFrame> {
        let Some((first, body)) = bytes.split_first() else {
            return Err(bad("an empty frame"));
        };
        if bytes.len() > MOST_FRAME_BYTES {
            return Err(bad("a frame of too many bytes"));
        }
        let number = first & !DEFLATED;
        if !Self::is_known(number) {
            return Ok(None);
        }
        let inflated;
        let body = if first & DEFLATED == 0 {
            body
        } else {
            inflated = inflate(body, MOST_FRAME_BYTES).map_err(bad)?;
            &inflated
        };
        let frame = Self::decode_body(number, body)?;
        frame.as_ref().map_or(Ok(()), Self::within_caps)?;
        Ok(frame)
    }

    /// True for frames that change what the two sides know of each other's documents. Checks count them.
    pub fn is_counted(&self) -> bool {
        match self {
            Frame::Need(_) | Frame::Offer(_) | Frame::Want(_) | Frame::WantAll(_) => true,
            Frame::Documents(_) | Frame::Refuse(_) | Frame::Lift(_) => true,
            Frame::Identity(_) | Frame::Goodbye(_) | Frame::Hello(_) => false,
            Frame::Reconcile(_) | Frame::Ack(_) | Frame::Check(_) | Frame::Revoked(_) => false,
            Frame::Lack(_) | Frame::Have(_) | Frame::WantBlob(_) | Frame::BlobPart(_) => false,
        }
    }

    fn within_caps(&self) -> Result<(), BadFrame> {
        match self {
            Frame::Hello(hello) => {
                at_most(hello.refused.len(), limits::MOST_REFUSALS)?;
                [&hello.devices, &hello.forgotten].into_iter().try_for_each(|h| few(h, MOST_HEADS))
            }
            Frame::Reconcile(it) => at_most(it.message.len(), limits::MOST_RECONCILE_BYTES),
            Frame::Refuse(refuse) => at_most(refuse.items.len(), MOST_ENTRIES),
            Frame::Lift(lift) => at_most(lift.items.len(), MOST_ENTRIES),
            Frame::Need(need) => at_most(need.items.len(), MOST_ENTRIES),
            Frame::Offer(offer) => {
                at_most(offer.items.len(), MOST_ENTRIES)?;
                offer.items.iter().try_for_each(|item| some(&item.heads))
            }
            Frame::Want(want) => {
                at_most(want.items.len(), MOST_ENTRIES)?;
                want.items.iter().try_for_each(|item| few(&item.heads, limits::MOST_WANT_HEADS))
            }
            Frame::Documents(documents) => documents.within_caps(),
            Frame::Revoked(revoked) => revoked.within_caps(),
            Frame::Lack(lack) => at_most(lack.items.len(), MOST_ENTRIES),
            Frame::Have(have) => at_most(have.items.len() + have.bad.len(), MOST_ENTRIES),
            Frame::WantBlob(want) => at_most_bytes(want.length, limits::MOST_PART_BYTES),
            Frame::BlobPart(part) => {
                at_most_bytes(part.bytes.len() as u64, limits::MOST_PART_BYTES)?;
                at_most_bytes(part.total, limits::MOST_BLOB_BYTES)
            }
            _ => Ok(()),
        }
    }
}

impl Documents {
    fn within_caps(&self) -> Result<(), BadFrame> {
        at_most(self.items.len(), limits::MOST_DOCUMENTS)?;
        at_most(self.gone.len(), limits::MOST_DOCUMENTS)?;
        at_most(self.too_large.len(), limits::MOST_DOCUMENTS)?;
        self.items.iter().try_for_each(|item| {
            at_most(item.bytes.len(), MOST_DOCUMENT_BYTES)?;
            some(&item.heads)
        })
    }
}

impl Revoked {
    /// There is one way to write a frame: each device once, in the order of the ids.
    fn within_caps(&self) -> Result<(), BadFrame> {
        at_most(self.items.len(), limits::MOST_REVOKED_A_FRAME)?;
        if !self.items.is_sorted_by(|one, next| one.device < next.device) {
            return Err(bad("revoked devices out of their order"));
        }
        Ok(())
    }
}

fn bad(why: impl std::fmt::Display) -> BadFrame {
    BadFrame(why.to_string())
}

fn at_most(found: usize, most: usize) -> Result<(), BadFrame> {
    at_most_bytes(found as u64, most as u64)
}

/// What a peer says is compared as it says it, also where addresses have 32 bits.
fn at_most_bytes(found: u64, most: u64) -> Result<(), BadFrame> {
    if found > most {
        return Err(BadFrame(format!("{found} where at most {most} are allowed")));
    }
    Ok(())
}

fn few(heads: &Heads, most: usize) -> Result<(), BadFrame> {
    at_most(heads.as_slice().len(), most)
}

fn some(heads: &Heads) -> Result<(), BadFrame> {
    if heads.is_empty() {
        return Err(bad("a document without heads"));
    }
    few(heads, MOST_HEADS)
}
