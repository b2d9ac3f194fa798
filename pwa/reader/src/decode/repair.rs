//! Reed and Solomon's repair over GF(256) with the polynomial x^8 + x^4 + x^3 + x^2 + 1 (7.5.2): syndromes, the errors'
//! places by Berlekamp and Massey, their sizes by Forney, and the proof that nothing is left.

const POLYNOMIAL: u16 = 0x11D;

/// The powers of 2, twice over, so that no exponent need be reduced; and which power each number is.
struct Field {
    powers: [u8; 512],
    logarithms: [u8; 256],
}

const FIELD: Field = field();

const fn field() -> Field {
    let (mut powers, mut logarithms) = ([0u8; 512], [0u8; 256]);
    let (mut value, mut at) = (1u16, 0);
    while at < 255 {
        powers[at] = value as u8;
        powers[at + 255] = value as u8;
        logarithms[value as usize] = at as u8;
        value <<= 1;
        if value & 0x100 != 0 {
            value ^= POLYNOMIAL;
        }
        at += 1;
    }
    Field { powers, logarithms }
}

fn power(exponent: usize) -> u8 {
    FIELD.powers.get(exponent % 255).copied().unwrap_or_default()
}

fn logarithm(value: u8) -> usize {
    FIELD.logarithms.get(usize::from(value)).copied().map_or(0, usize::from)
}

fn times(one: u8, other: u8) -> u8 {
    match (one, other) {
        (0, _) | (_, 0) => 0,
        _ => FIELD.powers.get(logarithm(one) + logarithm(other)).copied().unwrap_or_default(),
    }
}

/// The divisor is not 0.
fn over(one: u8, other: u8) -> u8 {
    match one {
        0 => 0,
        _ => power(logarithm(one) + 255 - logarithm(other)),
    }
}

/// The polynomial's value; the coefficient of the lowest power stands first.
fn value(polynomial: &[u8], at: u8) -> u8 {
    polynomial.iter().rev().fold(0, |sum, coefficient| times(sum, at) ^ coefficient)
}

/// Repairs a block in place, of which the last `repair` codewords are for that; none where it cannot be.
pub fn repaired(block: &mut [u8], repair: usize) -> Option<()> {
    let syndromes = syndromes(block, repair);
    if syndromes.iter().all(|syndrome| *syndrome == 0) {
        return Some(());
    }
    let locator = locator(&syndromes);
    let errors = locator.len() - 1;
    if errors == 0 || errors * 2 > repair {
        return None;
    }
    let evaluator = evaluator(&syndromes, &locator);
    let mut found = 0;
    for place in 0..block.len() {
        let root = power(255 - place % 255);
        if value(&locator, root) == 0 {
            found += 1;
            let slope = slope(&locator, root);
            let size = over(value(&evaluator, root), (slope != 0).then_some(slope)?);
            let last = block.len() - 1;
            // The first power of the generator is its 0th: the size is to be multiplied by the place once.
            *block.get_mut(last - place)? ^= times(size, power(place));
        }
    }
    (found == errors && self::syndromes(block, repair).iter().all(|it| *it == 0)).then_some(())
}

fn syndromes(block: &[u8], repair: usize) -> Vec<u8> {
    let at = |exponent: usize| {
        let root = power(exponent);
        block.iter().fold(0, |sum, codeword| times(sum, root) ^ codeword)
    };
    (0..repair).map(at).collect()
}

/// The shortest polynomial whose roots are the inverses of the errors' places.
fn locator(syndromes: &[u8]) -> Vec<u8> {
    let (mut current, mut before) = (vec![1u8], vec![1u8]);
    let (mut errors, mut shift, mut scale) = (0usize, 1usize, 1u8);
    for (at, syndrome) in syndromes.iter().enumerate() {
        let known = (1..=errors.min(at))
            .filter_map(|back| Some(times(*current.get(back)?, *syndromes.get(at - back)?)));
        let discrepancy = known.fold(*syndrome, |sum, part| sum ^ part);
        if discrepancy == 0 {
            shift += 1;
            continue;
        }
        let factor = over(discrepancy, scale);
        let mut next = current.clone();
        next.resize(next.len().max(before.len() + shift), 0);
        next.iter_mut().skip(shift).zip(&before).for_each(|(to, from)| *to ^= times(*from, factor));
        if errors * 2 <= at {
            (before, errors, scale, shift) = (current, at + 1 - errors, discrepancy, 1);
        } else {
            shift += 1;
        }
        current = next;
    }
    current.truncate(errors + 1);
    current
}

fn evaluator(syndromes: &[u8], locator: &[u8]) -> Vec<u8> {
    let mut product = vec![0u8; syndromes.len()];
    for (shift, of_locator) in locator.iter().enumerate() {
        product
            .iter_mut()
            .skip(shift)
            .zip(syndromes)
            .for_each(|(to, from)| *to ^= times(*from, *of_locator));
    }
    product
}

/// The derivative's value: over this field, only the odd powers leave something.
fn slope(locator: &[u8], at: u8) -> u8 {
    let odd = locator.iter().enumerate().filter(|(power, _)| power % 2 == 1);
    odd.fold(0, |sum, (exponent, coefficient)| {
        sum ^ times(*coefficient, power(logarithm(at) * (exponent - 1)))
    })
}
