//! A frame's CBOR map, field by field.
//!
//! What derives code for each body makes 2 kB of it in the page's module. Here one function goes through the map, and
//! each body says which fields it has.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Decoder, Encode, Encoder};

use super::{BadFrame, bad};
use crate::id::ItemHash;

/// No body has a field with a greater number; fewer than 24, so that a map's head is one byte.
const MOST: usize = 9;

/// What a frame holds.
pub trait Body: Sized {
    fn read(fields: &FieldsIn<'_>) -> Result<Self, BadFrame>;
    fn write(&self, fields: &mut FieldsOut);
}

/// Says of each field its number, how it is written, and its name: how it is written is a method of [`FieldsIn`] and
/// [`FieldsOut`].
macro_rules! body {
    ($name:ident { $($number:literal $how:ident $field:ident,)* }) => {
        impl Body for $name {
            fn read(_fields: &FieldsIn<'_>) -> Result<Self, BadFrame> {
                Ok(Self { $($field: _fields.$how($number)?,)* })
            }

            fn write(&self, _fields: &mut FieldsOut) {
                $(_fields.$how($number, &self.$field);)*
            }
        }
    };
}
pub(super) use body;

/// The bytes of each field that is there.
pub struct FieldsIn<'b> {
    found: [Option<&'b [u8]>; MOST],
}

impl<'b> FieldsIn<'b> {
    /// The fields of a map that is all of these bytes. Those of newer programs are skipped.
    pub fn of(body: &'b [u8]) -> Result<Self, BadFrame> {
        let mut decoder = Decoder::new(body);
        let fields = Self::read(&mut decoder, body).map_err(bad)?;
        if decoder.position() != body.len() {
            return Err(bad("bytes after the end of a frame"));
        }
        Ok(fields)
    }

    fn read(d: &mut Decoder<'b>, body: &'b [u8]) -> Result<Self, minicbor::decode::Error> {
        let mut found = [None; MOST];
        let mut left = d.map()?;
        while left != Some(0) {
            if left.is_none() && d.datatype()? == minicbor::data::Type::Break {
                d.skip()?;
                break;
            }
            let number = d.i64()?;
            let from = d.position();
            d.skip()?;
            let place = usize::try_from(number).ok().and_then(|number| found.get_mut(number));
            if let (Some(place), Some(bytes)) = (place, body.get(from..d.position())) {
                *place = Some(bytes);
            }
            left = left.map(|left| left - 1);
        }
        Ok(Self { found })
    }

    fn get(&self, number: usize) -> Option<Decoder<'b>> {
        self.found.get(number).copied().flatten().map(Decoder::new)
    }

    fn there(&self, number: usize) -> Result<Decoder<'b>, BadFrame> {
        self.get(number).ok_or_else(|| bad(format_args!("field {number} is missing")))
    }

    /// A field that is always there.
    pub fn always<T: Decode<'b, ()>>(&self, number: usize) -> Result<T, BadFrame> {
        self.there(number)?.decode().map_err(bad)
    }

    /// A field that is left out where it is as it is by default.
    pub fn unless_empty<T: Decode<'b, ()> + Default>(&self, number: usize) -> Result<T, BadFrame> {
        match self.get(number) {
            Some(mut decoder) => decoder.decode().map_err(bad),
            None => Ok(T::default()),
        }
    }

    /// Bytes of any number, always there.
    pub fn bytes(&self, number: usize) -> Result<Vec<u8>, BadFrame> {
        Ok(self.always::<ByteVec>(number)?.into())
    }

    /// Bytes of a certain number, always there.
    pub fn exactly<const LENGTH: usize>(&self, number: usize) -> Result<[u8; LENGTH], BadFrame> {
        let bytes = self.bytes(number)?;
        bytes.try_into().map_err(|_| bad(format_args!("field {number} is not of {LENGTH} bytes")))
    }

    /// Hashes one after another in one byte string, 32 bytes each.
    pub fn hashes(&self, number: usize) -> Result<Vec<ItemHash>, BadFrame> {
        let bytes = self.bytes(number)?;
        let (hashes, rest) = bytes.as_chunks::<32>();
        if !rest.is_empty() {
            return Err(bad("hashes are 32 bytes each"));
        }
        Ok(hashes.iter().map(|hash| ItemHash::from_bytes(*hash)).collect())
    }
}

/// Fields that are written, in the order of their numbers.
#[derive(Default)]
pub struct FieldsOut {
    count: u8,
    bytes: Vec<u8>,
}

impl FieldsOut {
    /// The map.
    pub fn finish(self) -> Vec<u8> {
        // A map of fewer than 24 entries (RFC 8949, 3).
        let mut map = vec![0xa0 | self.count];
        map.extend(self.bytes);
        map
    }

    /// Writing into memory does not fail, and no field's encoding does.
    fn begin(&mut self, number: u8) -> Encoder<&mut Vec<u8>> {
        self.count += 1;
        let mut encoder = Encoder::new(&mut self.bytes);
        let _ = encoder.u8(number);
        encoder
    }

    pub fn always<T: Encode<()>>(&mut self, number: u8, value: &T) {
        let _ = self.begin(number).encode(value);
    }

    pub fn unless_empty<T: Encode<()> + Default + PartialEq>(&mut self, number: u8, value: &T) {
        if *value != T::default() {
            self.always(number, value);
        }
    }

    pub fn bytes(&mut self, number: u8, value: &[u8]) {
        let _ = self.begin(number).bytes(value);
    }

    pub fn exactly(&mut self, number: u8, value: &[u8]) {
        self.bytes(number, value);
    }

    pub fn hashes(&mut self, number: u8, value: &[ItemHash]) {
        let bytes: Vec<u8> = value.iter().flat_map(|hash| *hash.as_bytes()).collect();
        self.bytes(number, &bytes);
    }
}
