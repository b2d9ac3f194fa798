//! Reading bytes that may lie: every step checks what is left, and nothing is allocated.

use super::Danger;

/// What is left of a part of the input.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next `count` bytes; [`Danger::ClaimBeyondData`] if there are fewer.
    pub(super) fn take(&mut self, count: u64, part: &'static str) -> Result<&'a [u8], Danger> {
        let split = usize::try_from(count).ok().and_then(|count| self.rest.split_at_checked(count));
        let (taken, rest) =
            split.ok_or(Danger::ClaimBeyondData { part, claimed: count, left: self.rest.len() })?;
        self.rest = rest;
        Ok(taken)
    }

    /// The next `N` bytes, which every chunk has; [`Danger::Truncated`] if there are fewer.
    pub(super) fn array<const N: usize>(&mut self, part: &'static str) -> Result<[u8; N], Danger> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Danger::Truncated { part })?;
        self.rest = rest;
        Ok(*taken)
    }

    /// An unsigned LEB128 number of at most 64 bits in its shortest form.
    pub(super) fn unsigned(&mut self, part: &'static str) -> Result<u64, Danger> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array(part)?;
            let last = byte & 0x80 == 0;
            if (shift == 63 && byte > 1) || (shift > 0 && byte == 0) {
                return Err(Danger::BadNumber { part });
            }
            value |= u64::from(byte & 0x7f) << shift;
            if last {
                return Ok(value);
            }
        }
        Err(Danger::BadNumber { part })
    }

    /// A signed LEB128 number of at most 64 bits in its shortest form.
    pub(super) fn signed(&mut self, part: &'static str) -> Result<i64, Danger> {
        let mut value = 0i64;
        let mut previous = 0u8;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array(part)?;
            let last = byte & 0x80 == 0;
            let repeats_the_sign =
                (byte == 0 && previous & 0x40 == 0) || (byte == 0x7f && previous & 0x40 != 0);
            if (shift == 63 && byte != 0 && byte != 0x7f) || (shift > 0 && last && repeats_the_sign)
            {
                return Err(Danger::BadNumber { part });
            }
            value |= i64::from(byte & 0x7f) << shift;
            if last {
                let negative = byte & 0x40 != 0 && shift < 57;
                return Ok(if negative { value | (-1 << (shift + 7)) } else { value });
            }
            previous = byte;
        }
        Err(Danger::BadNumber { part })
    }

    /// A count of things that take at least `least` bytes each, so that no more can be claimed than fit.
    pub(super) fn count(&mut self, least: u64, part: &'static str) -> Result<u64, Danger> {
        let claimed = self.unsigned(part)?;
        if claimed.saturating_mul(least) > self.rest.len() as u64 {
            let left = self.rest.len();
            return Err(Danger::ClaimBeyondData { part, claimed, left });
        }
        Ok(claimed)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Writes LEB128 by its definition, apart from the reader.
    fn signed_bytes(value: i64) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut rest = value;
        loop {
            let low = (rest & 0x7f) as u8;
            rest >>= 7;
            if (rest == 0 && low & 0x40 == 0) || (rest == -1 && low & 0x40 != 0) {
                bytes.push(low);
                return bytes;
            }
            bytes.push(low | 0x80);
        }
    }

    #[test]
    fn signed_numbers_are_read_as_written() {
        let edges =
            (0..63).flat_map(|bit| [1i64 << bit, (1 << bit) - 1, -(1 << bit), -(1 << bit) - 1]);
        for value in edges.chain([i64::MIN, i64::MAX, i64::MIN + 1]) {
            let bytes = signed_bytes(value);
            let mut cursor = Cursor::new(&bytes);
            assert_eq!(cursor.signed("test"), Ok(value));
            assert!(cursor.is_empty());
        }
    }

    #[test]
    fn numbers_that_overflow_or_are_padded_are_refused() {
        let bad = Err(Danger::BadNumber { part: "test" });
        for bytes in [
            &[0x80, 0x00][..],
            &[0xff; 10],
            &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
        ] {
            assert_eq!(Cursor::new(bytes).unsigned("test"), bad);
        }
        for bytes in [
            &[0x80, 0x00][..],
            &[0xff, 0x7f],
            &[0xff; 10],
            &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
        ] {
            assert_eq!(
                Cursor::new(bytes).signed("test").map(|value| value as u64),
                bad,
                "{bytes:?}"
            );
        }
        let largest = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        assert_eq!(Cursor::new(&largest).unsigned("test"), Ok(u64::MAX));
        assert_eq!(Cursor::new(&[0xff]).unsigned("test"), Err(Danger::Truncated { part: "test" }));
    }
}
