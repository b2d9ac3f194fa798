//! The format information (7.9): the level of repair and the mask, in fifteen bits that stand there twice.

use super::Matrix;

/// More differing bits than these, and it may as well be another format.
const MOST_WRONG: u32 = 3;
const GENERATOR: u32 = 0x537;
const MASKED_BY: u32 = 0x5412;

/// How a code was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// 0 for L, 1 for M, 2 for Q, 3 for H.
    pub level: usize,
    pub mask: u8,
}

/// The formats that the two places may say, the likelier first.
pub fn formats(matrix: &Matrix) -> Vec<Format> {
    let mut found: Vec<(u32, Format)> = Vec::new();
    for written in places(matrix) {
        let nearest = (0..32).map(|data| ((encoded(data) ^ written).count_ones(), data));
        if let Some((wrong, data)) = nearest.min()
            && wrong <= MOST_WRONG
        {
            // L, M, Q, H are written 01, 00, 11, 10.
            let level = [1, 0, 3, 2].into_iter().nth(data as usize >> 3).unwrap_or_default();
            found.push((wrong, Format { level, mask: data as u8 & 7 }));
        }
    }
    found.sort_by_key(|(wrong, _)| *wrong);
    found.dedup_by_key(|(_, format)| *format);
    found.into_iter().map(|(_, format)| format).collect()
}

/// BCH(15, 5), masked so that no format is all light.
fn encoded(data: u32) -> u32 {
    let mut rest = data << 10;
    for bit in (10..15).rev() {
        if rest >> bit & 1 == 1 {
            rest ^= GENERATOR << (bit - 10);
        }
    }
    (data << 10 | rest) ^ MASKED_BY
}

/// The fifteen bits as they stand at the top left, and beside the other two finders.
fn places(matrix: &Matrix) -> [u32; 2] {
    let far = matrix.side;
    let first = |bit: usize| match bit {
        0..=5 => (8, bit),
        6 => (8, 7),
        7 => (8, 8),
        8 => (7, 8),
        _ => (14 - bit, 8),
    };
    let second = |bit: usize| match bit {
        0..=7 => (far - 1 - bit, 8),
        _ => (8, far - 15 + bit),
    };
    let read = |place: &dyn Fn(usize) -> (usize, usize)| {
        (0..15).fold(0, |bits, bit| {
            let (u, v) = place(bit);
            bits | u32::from(matrix.dark(u, v)) << bit
        })
    };
    [read(&first), read(&second)]
}
