//! Raw deflate (RFC 1951) with a hard ceiling: what is claimed is never allocated, only what has been produced.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// The most that a buffer holds before anything has been produced.
const STEP: usize = 64 * 1024;

/// Why bytes could not be inflated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InflateError {
    #[error("the compressed bytes are corrupt")]
    Corrupt,
    #[error("the compressed bytes end too early")]
    Unfinished,
    #[error("the compressed bytes inflate to more than {max} bytes")]
    TooLarge { max: usize },
    #[error("bytes follow the end of the compressed data")]
    Trailing,
}

impl InflateError {
    /// A word for logs and the page that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Corrupt => "deflate_corrupt",
            Self::Unfinished => "deflate_unfinished",
            Self::TooLarge { .. } => "deflate_too_large",
            Self::Trailing => "deflate_trailing",
        }
    }
}

/// Inflates one whole deflate stream of at most `max` bytes of output.
///
/// Refused are streams that are corrupt, that lack their end, that would produce more than `max` bytes, and bytes
/// after the end. Holds at most `max` bytes and the decoder's own window, twice `max` while the buffer moves.
pub fn inflate(bytes: &[u8], max: usize) -> Result<Vec<u8>, InflateError> {
    let mut inflated = Vec::new();
    let mut decoder = Decompress::new(false);
    loop {
        let consumed = usize::try_from(decoder.total_in()).unwrap_or(usize::MAX);
        let rest = bytes.get(consumed..).unwrap_or_default();
        if inflated.len() == inflated.capacity() {
            grow(&mut inflated, bytes.len(), max);
        }
        let produced = inflated.len();
        let status = decoder
            .decompress_vec(rest, &mut inflated, FlushDecompress::None)
            .map_err(|_| InflateError::Corrupt)?;
        if inflated.len() > max {
            return Err(InflateError::TooLarge { max });
        }
        let stalled = inflated.len() == produced && decoder.total_in() as usize == consumed;
        match status {
            Status::StreamEnd if decoder.total_in() as usize == bytes.len() => return Ok(inflated),
            Status::StreamEnd => return Err(InflateError::Trailing),
            _ if stalled && inflated.len() < inflated.capacity() => {
                return Err(InflateError::Unfinished);
            }
            _ => {}
        }
    }
}

/// Deflates `bytes` as one raw stream at level 6, which [`inflate`] reads back.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = Compress::new(Compression::new(6), false);
    let mut deflated = Vec::with_capacity(bytes.len() / 2 + 64);
    loop {
        let consumed = usize::try_from(encoder.total_in()).unwrap_or(usize::MAX);
        let rest = bytes.get(consumed..).unwrap_or_default();
        // Compressing from memory into memory fails only when the encoder's state is corrupt, which nothing here does.
        match encoder.compress_vec(rest, &mut deflated, FlushCompress::Finish) {
            Ok(Status::StreamEnd) | Err(_) => return deflated,
            Ok(_) => deflated.reserve(STEP),
        }
    }
}

/// Doubles from an estimate, but never passes `max` by more than the one byte that proves the excess.
fn grow(inflated: &mut Vec<u8>, compressed: usize, max: usize) {
    let estimate = compressed.saturating_mul(4).clamp(256, STEP);
    let ceiling = max.saturating_add(1).saturating_sub(inflated.len()).max(1);
    inflated.reserve_exact(inflated.len().max(estimate).min(ceiling));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn varied(length: usize) -> Vec<u8> {
        let mut state = 7u32;
        (0..length)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect()
    }

    #[test]
    fn what_is_deflated_inflates_to_itself() {
        for length in [0, 1, 255, 256, 257, 65_535, 65_536, 200_000] {
            for bytes in [varied(length), vec![b'a'; length]] {
                assert_eq!(inflate(&deflate(&bytes), length).unwrap(), bytes);
            }
        }
    }

    #[test]
    fn one_byte_beyond_the_ceiling_is_refused() {
        let deflated = deflate(&vec![0; 100_000]);
        assert_eq!(inflate(&deflated, 99_999), Err(InflateError::TooLarge { max: 99_999 }));
        assert_eq!(inflate(&deflate(b"x"), 0), Err(InflateError::TooLarge { max: 0 }));
    }

    #[test]
    fn a_stream_cut_at_any_byte_is_refused() {
        let deflated =
            deflate("Zoë Dvořák wants an introduction to שרה כהן 🎻".repeat(20).as_bytes());
        for cut in 0..deflated.len() {
            assert_eq!(
                inflate(&deflated[..cut], 1 << 20),
                Err(InflateError::Unfinished),
                "cut at {cut}"
            );
        }
    }

    #[test]
    fn bytes_after_the_end_are_refused() {
        let mut deflated = deflate(b"Bo");
        deflated.push(0);
        assert_eq!(inflate(&deflated, 100), Err(InflateError::Trailing));
    }

    #[test]
    fn corrupt_bytes_are_refused() {
        assert_eq!(inflate(&[0xff; 40], 100), Err(InflateError::Corrupt));
    }
}
