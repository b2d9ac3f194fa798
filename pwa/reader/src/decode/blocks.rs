//! The codewords' blocks (7.5, table 9): they stand interleaved, so that a stain takes a little of each.

use super::repair::repaired as repaired_block;

/// For each version, codewords for the repair of a block at the levels L, M, Q, H.
const REPAIR: [[u8; 40]; 4] = [
    [
        7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30,
        30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28,
        28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    ],
    [
        13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30,
        30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
];

/// For each version, the number of blocks at the levels L, M, Q, H.
const BLOCKS: [[u8; 40]; 4] = [
    [
        1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13,
        14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
    ],
    [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23,
        25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
    ],
    [
        1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29,
        34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
    ],
    [
        1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35,
        37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
    ],
];

/// The data of all blocks, one after another; none where a block cannot be repaired.
pub fn repaired(codewords: &[u8], version: usize, level: usize) -> Option<Vec<u8>> {
    let of = |table: &[[u8; 40]; 4]| table.get(level)?.get(version - 1).copied().map(usize::from);
    let (repair, count) = (of(&REPAIR)?, of(&BLOCKS)?);
    // The last blocks have one codeword of data more than the first.
    let (short, long) = (codewords.len() / count, codewords.len() % count);
    let data_of =
        |block: usize| (short + usize::from(block >= count - long)).saturating_sub(repair);
    let mut blocks: Vec<Vec<u8>> = vec![Vec::new(); count];
    let mut rest = codewords.iter();
    for at in 0..=short {
        for (index, block) in blocks.iter_mut().enumerate() {
            if at < data_of(index) {
                block.push(*rest.next()?);
            }
        }
    }
    for _ in 0..repair {
        for block in &mut blocks {
            block.push(*rest.next()?);
        }
    }
    let mut data = Vec::with_capacity(codewords.len());
    for block in &mut blocks {
        repaired_block(block, repair)?;
        data.extend(block.iter().take(block.len() - repair));
    }
    Some(data)
}
