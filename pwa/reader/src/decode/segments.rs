//! What the data says (7.4): segments of digits, of few letters, of bytes and of kanji, one after another.

/// The letters of the alphanumeric mode (table 5).
const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// The bytes of all segments; kanji in Shift_JIS. Marks that say something about the text (its character set, its place
/// in a row of codes) are passed over. None where the data is no such segments.
pub fn bytes(data: &[u8], version: usize) -> Option<Vec<u8>> {
    let mut bits = Bits { data, at: 0 };
    let mut out = Vec::new();
    let long = match version {
        0..=9 => 0,
        10..=26 => 1,
        _ => 2,
    };
    let width = |widths: [usize; 3]| widths.into_iter().nth(long).unwrap_or_default();
    // The end may be left out where nothing fits behind it.
    while let Some(mode) = bits.take(4) {
        match mode {
            0 => break,
            1 => digits(&mut bits, width([10, 12, 14]), &mut out)?,
            2 => letters(&mut bits, width([9, 11, 13]), &mut out)?,
            4 => {
                for _ in 0..bits.take(width([8, 16, 16]))? {
                    out.push(bits.take(8)? as u8);
                }
            }
            8 => kanji(&mut bits, width([8, 10, 12]), &mut out)?,
            // One of several codes that belong together.
            3 => drop(bits.take(16)?),
            7 => extended(&mut bits)?,
            // FNC1 in the first and in the second place.
            5 => {}
            9 => drop(bits.take(8)?),
            _ => return None,
        }
    }
    Some(out)
}

struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    /// The next bits as a number, the highest first; none where there are not so many.
    fn take(&mut self, count: usize) -> Option<u32> {
        let end = self.at + count;
        if end > self.data.len() * 8 {
            return None;
        }
        let bit =
            |at: usize| self.data.get(at / 8).map_or(0, |byte| u32::from(byte >> (7 - at % 8) & 1));
        let number = (self.at..end).fold(0, |number, at| number << 1 | bit(at));
        self.at = end;
        Some(number)
    }
}

fn digits(bits: &mut Bits, width: usize, out: &mut Vec<u8>) -> Option<()> {
    let mut left = bits.take(width)?;
    while left > 0 {
        let (count, width, most) = match left {
            1 => (1, 4, 10),
            2 => (2, 7, 100),
            _ => (3, 10, 1_000),
        };
        let number = bits.take(width).filter(|number| *number < most)?;
        out.extend(
            [100, 10, 1]
                .into_iter()
                .skip(3 - count)
                .map(|place| b'0' + (number / place % 10) as u8),
        );
        left -= count as u32;
    }
    Some(())
}

fn letters(bits: &mut Bits, width: usize, out: &mut Vec<u8>) -> Option<()> {
    let letter = |number: u32| LETTERS.get(number as usize).copied();
    let mut left = bits.take(width)?;
    while left > 1 {
        let pair = bits.take(11)?;
        out.extend([letter(pair / 45)?, letter(pair % 45)?]);
        left -= 2;
    }
    if left == 1 {
        out.push(letter(bits.take(6)?)?);
    }
    Some(())
}

fn kanji(bits: &mut Bits, width: usize, out: &mut Vec<u8>) -> Option<()> {
    for _ in 0..bits.take(width)? {
        let number = bits.take(13)?;
        let packed = ((number / 0xC0) << 8) | (number % 0xC0);
        let character = packed + if packed < 0x1F00 { 0x8140 } else { 0xC140 };
        out.extend([(character >> 8) as u8, character as u8]);
    }
    Some(())
}

/// A character set's number (ECI), in one, two or three bytes.
fn extended(bits: &mut Bits) -> Option<()> {
    let more = match bits.take(8)? {
        0..0x80 => 0,
        0x80..0xC0 => 8,
        _ => 16,
    };
    bits.take(more).map(drop)
}
