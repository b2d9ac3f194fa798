//! Which modules hold data (6.3), in which order (7.7.3), and the masks over them (7.8.2).

use super::Matrix;

/// The codewords as they stand in the code, their mask taken off.
pub fn codewords(matrix: &Matrix, mask: u8) -> Vec<u8> {
    let side = matrix.side;
    let places = alignment_places(matrix.version());
    let (mut codewords, mut codeword, mut bits) = (Vec::new(), 0u8, 0);
    // Two columns at a time from the right, past the one that holds the timing pattern.
    let pairs = (0..side / 2)
        .map(|pair| side - 1 - pair * 2)
        .map(|right| if right <= 6 { right - 1 } else { right });
    for (index, right) in pairs.enumerate() {
        let upwards = index.is_multiple_of(2);
        for step in 0..side {
            let v = if upwards { side - 1 - step } else { step };
            for u in [right, right - 1] {
                if is_function(u, v, side, &places) {
                    continue;
                }
                codeword = codeword << 1 | u8::from(matrix.dark(u, v) != masked(mask, u, v));
                bits += 1;
                if bits & 7 == 0 {
                    codewords.push(codeword);
                }
            }
        }
    }
    codewords
}

/// The middles of the alignment patterns along a side (annex E); none in version 1.
pub fn alignment_places(version: usize) -> Vec<usize> {
    if version < 2 {
        return Vec::new();
    }
    let side = version * 4 + 17;
    let count = version / 7 + 2;
    let step = match version {
        32 => 26,
        _ => (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2,
    };
    let mut places: Vec<usize> = (0..count - 1).map(|at| side - 7 - at * step).collect();
    places.push(6);
    places.reverse();
    places
}

fn is_function(u: usize, v: usize, side: usize, places: &[usize]) -> bool {
    let low = |at: usize| at <= 8;
    let high = |at: usize| at >= side - 8;
    let finder = low(u) && low(v) || high(u) && low(v) || low(u) && high(v);
    let in_version = |long: usize, short: usize| (side - 11..side - 8).contains(&long) && short < 6;
    let version = side >= 45 && (in_version(u, v) || in_version(v, u));
    finder || u == 6 || v == 6 || version || is_alignment(u, v, side, places)
}

fn is_alignment(u: usize, v: usize, side: usize, places: &[usize]) -> bool {
    let near = |at: usize| places.iter().copied().find(|place| at.abs_diff(*place) <= 2);
    let (Some(u), Some(v)) = (near(u), near(v)) else { return false };
    // Where the finders are there are none.
    let (low, high) = (6, side - 7);
    !matches!(
        (u == low, v == low, u == high, v == high),
        (true, true, ..) | (true, _, _, true) | (_, true, true, _)
    )
}

fn masked(mask: u8, u: usize, v: usize) -> bool {
    let rest = match mask {
        0 => (u + v) % 2,
        1 => v % 2,
        2 => u % 3,
        3 => (u + v) % 3,
        4 => (u / 3 + v / 2) % 2,
        5 => u * v % 2 + u * v % 3,
        6 => (u * v % 2 + u * v % 3) % 2,
        _ => ((u + v) % 2 + u * v % 3) % 2,
    };
    rest == 0
}
