//! Frames as bytes: one byte for the type, then a CBOR map with numeric keys (RFC 8949).
//!
//! The type's highest bit says that the map is deflated (RFC 1951). Fields and frame types that this program does not
//! know are skipped, so that later versions can add some. Nothing is allocated by a claimed length: what a frame
//! decodes to is bounded by its bytes, these by the caps in [`super::limits`], and its entries are counted.

use minicbor::{Decode, Decoder, Encode};

use super::limits::{self, MOST_DOCUMENT_BYTES, MOST_ENTRIES, MOST_FRAME_BYTES, MOST_HEADS};
use crate::id::{DeviceId, DocumentId, Fingerprint, Heads, ItemHash};
use crate::inflate::{deflate, inflate};
use crate::refusal::{Refusal, RefusalCode, Refused};

/// Why bytes are not a frame; a sentence for the one who reads the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadFrame(pub String);

/// Who speaks, proven by a signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Identity {
    #[n(0)]
    pub device: DeviceId,
    /// Ed25519, over what [`super::identity::text`] says.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

/// The last frame of a session that ends for a reason.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Goodbye {
    #[n(0)]
    pub code: String,
}

/// What a replica holds, as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Hello {
    #[n(0)]
    pub least_version: u32,
    #[n(1)]
    pub greatest_version: u32,
    #[n(2)]
    pub count: u64,
    #[n(3)]
    pub fingerprint: Fingerprint,
    #[n(4)]
    pub devices: Heads,
    #[n(5)]
    pub forgotten: Heads,
    /// Nothing but singletons is held.
    #[cbor(n(6), default, skip_if = "is_false")]
    pub bare: bool,
    #[cbor(n(7), default, skip_if = "Vec::is_empty")]
    pub refused: Vec<RefusedEntry>,
}

/// A document in certain heads that the sender cannot take.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RefusedEntry {
    #[n(0)]
    pub id: DocumentId,
    #[n(1)]
    pub heads: Heads,
    #[n(2)]
    pub code: String,
    #[n(3)]
    pub message: String,
}

/// One message of range-based set reconciliation (negentropy, protocol 1).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Reconcile {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub message: Vec<u8>,
    /// It opens a round: the listener takes a fresh snapshot.
    #[cbor(n(1), default, skip_if = "is_false")]
    pub first: bool,
}

/// Items of the listener's set that the dialer lacks.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Need {
    #[cbor(n(0), with = "hashes")]
    pub items: Vec<ItemHash>,
    /// The round is over; nothing more is needed of this snapshot.
    #[cbor(n(1), default, skip_if = "is_false")]
    pub last: bool,
}

/// Documents that the sender holds, with their heads.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Offer {
    #[n(0)]
    pub items: Vec<Version>,
    /// That many items of Need frames are answered with this.
    #[cbor(n(1), default, skip_if = "is_zero")]
    pub answered: u64,
}

/// A document in certain heads.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Version {
    #[n(0)]
    pub id: DocumentId,
    #[n(1)]
    pub heads: Heads,
}

/// Documents that the sender lacks changes of, with the heads that it has; none for the whole document.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Want {
    #[n(0)]
    pub items: Vec<Version>,
}

/// Everything is wanted, without being offered first.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WantAll {}

/// Documents that were wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Documents {
    #[n(0)]
    pub items: Vec<Bytes>,
    /// Wanted, but no longer held.
    #[cbor(n(1), default, skip_if = "Vec::is_empty")]
    pub gone: Vec<DocumentId>,
    /// Wanted, but larger than a frame may be.
    #[cbor(n(2), default, skip_if = "Vec::is_empty")]
    pub too_large: Vec<Version>,
    /// These answer the WantAll, not a Want.
    #[cbor(n(3), default, skip_if = "is_false")]
    pub of_all: bool,
    /// The last frame of those that answer the WantAll.
    #[cbor(n(4), default, skip_if = "is_false")]
    pub end_of_all: bool,
}

/// One document, or its changes after the heads that were named: Automerge chunks, not deflated.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Bytes {
    #[n(0)]
    pub id: DocumentId,
    #[n(1)]
    pub heads: Heads,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

/// Frames that are dealt with: documents durably, offers as far as there is room for more.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Ack {
    #[cbor(n(0), default, skip_if = "is_zero")]
    pub documents: u64,
    #[cbor(n(1), default, skip_if = "is_zero")]
    pub offers: u64,
}

/// The sender cannot take these: both sides leave them out of their sets.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Refuse {
    #[n(0)]
    pub items: Vec<RefusedEntry>,
}

/// The sender no longer refuses these.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Lift {
    #[n(0)]
    pub items: Vec<DocumentId>,
}

/// The sender's set, after that many of its own and of the other's counted frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Check {
    #[n(0)]
    pub fingerprint: Fingerprint,
    #[n(1)]
    pub sent: u64,
    #[n(2)]
    pub applied: u64,
}

macro_rules! frames {
    ($($number:literal $name:ident,)*) => {
        /// Everything that one side can say to the other.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Frame {
            $($name($name),)*
        }

        impl Frame {
            fn number_and_body(&self) -> (u8, Vec<u8>) {
                match self {
                    $(Frame::$name(body) => ($number, cbor(body)),)*
                }
            }

            /// `None` for a type of a newer program.
            fn decode_body(number: u8, body: &[u8]) -> Result<Option<Frame>, BadFrame> {
                match number {
                    $($number => map(body).map(|body| Some(Frame::$name(body))),)*
                    _ => Ok(None),
                }
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
}

const DEFLATED: u8 = 0x80;

impl Frame {
    /// The frame's bytes, deflated where that is shorter.
    pub fn encode(&self) -> Vec<u8> {
        let (number, body) = self.number_and_body();
        let mut bytes = vec![number];
        if body.len() >= limits::DEFLATE_FROM {
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
            Frame::Reconcile(_) | Frame::Ack(_) | Frame::Check(_) => false,
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

impl From<&Refused> for RefusedEntry {
    fn from(refused: &Refused) -> Self {
        let message = refused.reason.message.chars().take(limits::MOST_SENTENCE).collect();
        let code = refused.reason.code.as_str().to_owned();
        Self { id: refused.id, heads: refused.heads.clone(), code, message }
    }
}

impl From<RefusedEntry> for Refused {
    fn from(entry: RefusedEntry) -> Self {
        let message: String = entry.message.chars().take(limits::MOST_SENTENCE).collect();
        let reason = Refusal::new(RefusalCode::from_name(&entry.code), message);
        Self { id: entry.id, heads: entry.heads, reason }
    }
}

fn cbor<T: Encode<()>>(body: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing into memory does not fail, and no field's encoding does.
    let _ = minicbor::encode(body, &mut bytes);
    bytes
}

fn map<'b, T: Decode<'b, ()>>(body: &'b [u8]) -> Result<T, BadFrame> {
    let mut decoder = Decoder::new(body);
    let value = decoder.decode().map_err(bad)?;
    if decoder.position() != body.len() {
        return Err(bad("bytes after the end of a frame"));
    }
    Ok(value)
}

fn bad(why: impl std::fmt::Display) -> BadFrame {
    BadFrame(why.to_string())
}

fn at_most(found: usize, most: usize) -> Result<(), BadFrame> {
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

fn is_false(value: &bool) -> bool {
    !value
}

fn is_zero(value: &u64) -> bool {
    *value == 0
}

/// Hashes one after another in one byte string, 32 bytes each.
mod hashes {
    use super::ItemHash;
    use minicbor::decode::{Decoder, Error as DecodeError};
    use minicbor::encode::{Encoder, Error as EncodeError, Write};

    pub fn encode<C, W: Write>(
        items: &[ItemHash],
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        let bytes: Vec<u8> = items.iter().flat_map(|item| *item.as_bytes()).collect();
        e.bytes(&bytes)?.ok()
    }

    pub fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<Vec<ItemHash>, DecodeError> {
        let (hashes, rest) = d.bytes()?.as_chunks::<32>();
        if !rest.is_empty() {
            return Err(DecodeError::message("hashes are 32 bytes each"));
        }
        Ok(hashes.iter().map(|hash| ItemHash::from_bytes(*hash)).collect())
    }
}
