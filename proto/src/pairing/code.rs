//! The short code that one device shows and that is typed on the other.

use std::fmt;
use std::str::FromStr;

/// Digits of a code; the last one is a check.
pub const DIGITS: usize = 8;
const GROUP: usize = 4;
const CODES: u32 = 10_000_000;

/// Eight digits, shown as `4711-0815`. Seven are random: three guesses find one in 3.3 million codes. The eighth tells
/// nearly every slip of a finger before it costs a guess. Digits alone, so that a phone shows its number pad and no
/// script or language stands between.
#[derive(Clone, PartialEq, Eq)]
pub struct Code([u8; DIGITS]);

/// Why a text is not a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("a code has {DIGITS} digits, this one has {found}")]
    Length { found: usize },
    #[error("{0:?} is not a character of a code: it has digits alone")]
    Character(char),
    #[error("this code is mistyped: its last digit does not fit the others")]
    Mistyped,
}

impl Code {
    /// A new code from the system's randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        loop {
            let mut bytes = [0; 4];
            getrandom::fill(&mut bytes)?;
            let number = u32::from_le_bytes(bytes);
            // Beyond this, the lower codes would come more often than the others.
            if number < u32::MAX / CODES * CODES {
                return Ok(Self::of(number % CODES));
            }
        }
    }

    /// What both sides put into the key exchange.
    pub(super) fn password(&self) -> [u8; DIGITS] {
        self.0.map(|digit| b'0' + digit)
    }

    fn of(mut number: u32) -> Self {
        let mut digits = [0; DIGITS];
        for digit in digits.iter_mut().take(DIGITS - 1).rev() {
            *digit = (number % 10) as u8;
            number /= 10;
        }
        digits[DIGITS - 1] = check(&digits[..DIGITS - 1]);
        Self(digits)
    }
}

impl FromStr for Code {
    type Err = CodeError;

    /// Reads what somebody typed: spaces, dashes and invisible marks between digits are nothing, digits of other scripts
    /// are digits, and letters are the digits that they look like.
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let mut digits = Vec::with_capacity(DIGITS);
        for character in text.chars().filter(|character| !is_between(*character)) {
            digits.push(digit(character).ok_or(CodeError::Character(character))?);
        }
        let found = digits.len();
        let digits: [u8; DIGITS] = digits.try_into().map_err(|_| CodeError::Length { found })?;
        if check(&digits) != 0 {
            return Err(CodeError::Mistyped);
        }
        Ok(Self(digits))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, digit) in self.0.iter().enumerate() {
            if at > 0 && at % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// Says nothing of the code: it may end in a log.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}

fn is_between(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '_' | '.' | ',' | '\'' | '\u{ad}' | '\u{feff}' | '\u{2212}')
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{202a}'..='\u{202e}')
}

fn digit(character: char) -> Option<u8> {
    /// Where the digits of a script begin: ASCII, Arabic-Indic, Persian, Devanagari, Bengali, Thai, full width.
    const ZEROES: [u32; 7] = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10];
    let looks_like = match character {
        'O' | 'o' | 'Q' => 0,
        'I' | 'i' | 'L' | 'l' | '|' | '!' => 1,
        'Z' | 'z' => 2,
        'S' | 's' => 5,
        'B' => 8,
        other => {
            let beyond = |zero: u32| (other as u32).checked_sub(zero).filter(|value| *value < 10);
            return ZEROES.into_iter().find_map(beyond).map(|value| value as u8);
        }
    };
    Some(looks_like)
}

/// Damm's check digit (H. M. Damm, 2004): tells every single wrong digit, and every two neighbours swapped. 0 for digits
/// that end in their own check.
fn check(digits: &[u8]) -> u8 {
    const QUASIGROUP: [[u8; 10]; 10] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];
    digits.iter().fold(0, |so_far, digit| QUASIGROUP[usize::from(so_far)][usize::from(*digit)])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        let code = Code::of(4_711_081);
        let shown = code.to_string();
        assert_eq!(shown.len(), DIGITS + 1);
        assert_eq!(shown.parse(), Ok(code.clone()));
        let plain: String = shown.chars().filter(char::is_ascii_digit).collect();
        let looks = plain.replace('0', "O").replace('1', "l").replace('8', "B").replace('2', "z");
        let arabic: String = plain
            .bytes()
            .map(|digit| char::from_u32(0x660 + u32::from(digit - b'0')).unwrap())
            .collect();
        let wide: String = plain
            .bytes()
            .map(|digit| char::from_u32(0xff10 + u32::from(digit - b'0')).unwrap())
            .collect();
        let spaced: String = plain.chars().flat_map(|digit| [digit, '\u{a0}']).collect();
        for typed in [
            plain.clone(),
            looks,
            arabic,
            wide,
            spaced,
            format!("\u{200e}{shown}\n"),
            shown.replace('-', "–"),
        ] {
            assert_eq!(typed.parse(), Ok(code.clone()), "{typed:?}");
        }
    }

    #[test]
    fn every_wrong_digit_and_every_swap_of_neighbours_is_told_before_it_costs_a_guess() {
        for number in (0..CODES).step_by(99_991) {
            let Code(digits) = Code::of(number);
            for at in 0..DIGITS {
                for other in (0..10).filter(|other| *other != digits[at]) {
                    let mut slip = digits;
                    slip[at] = other;
                    assert_ne!(check(&slip), 0, "{number} at {at}");
                }
                let mut swapped = digits;
                swapped.swap(at, (at + 1).min(DIGITS - 1));
                assert!(swapped == digits || check(&swapped) != 0, "{number} at {at}");
            }
        }
    }

    #[test]
    fn what_is_not_a_code_says_why() {
        let error = |text: &str| text.parse::<Code>().unwrap_err();
        assert_eq!(error("4711"), CodeError::Length { found: 4 });
        assert_eq!(error("4711-081x"), CodeError::Character('x'));
        assert_eq!(error(""), CodeError::Length { found: 0 });
        let good = Code::of(7).to_string();
        let last = if good.ends_with('9') { '8' } else { '9' };
        assert_eq!(error(&format!("{}{last}", &good[..good.len() - 1])), CodeError::Mistyped);
        assert!(!format!("{:?}", Code::of(7)).contains('7'));
    }

    #[test]
    fn codes_are_spread_over_all_digits() {
        let mut seen = [[false; 10]; DIGITS];
        for _ in 0..2_000 {
            for (at, digit) in Code::random().unwrap().0.into_iter().enumerate() {
                seen[at][usize::from(digit)] = true;
            }
        }
        assert!(seen.iter().flatten().all(|seen| *seen));
    }
}
