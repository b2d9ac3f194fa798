//! Crockford's base 32, lower case, most significant bits first. Letters that look like digits are read as those.

use super::IdError;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The text of `bytes`: eight characters for five bytes, the last one padded with zero bits.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity((bytes.len() * 8).div_ceil(5));
    let (mut held, mut bits) = (0u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(character(held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(character(held << (5 - bits)));
    }
    text
}

/// The `N` bytes of a text; upper case, and `i`, `l`, `o` for the digits they look like, are read too. A last character
/// that [`encode`] does not give is refused.
pub fn decode<const N: usize>(text: &str) -> Result<[u8; N], IdError> {
    let expected = (N * 8).div_ceil(5);
    let found = text.chars().count();
    if found != expected {
        return Err(IdError::Length { expected, found });
    }
    let mut bytes = [0; N];
    let (mut held, mut bits, mut at) = (0u32, 0, 0);
    for character in text.chars() {
        held = held << 5 | value(character)?;
        bits += 5;
        if bits >= 8 && at < N {
            bits -= 8;
            bytes[at] = (held >> bits) as u8;
            at += 1;
        }
        held &= (1 << bits) - 1;
    }
    if held != 0 {
        // Bits to spare: with any of them set it would be another text for the same bytes.
        return Err(IdError::LastCharacter(text.chars().last().unwrap_or_default()));
    }
    Ok(bytes)
}

/// The character of a value, of which only the last five bits count.
pub fn character(value: u32) -> char {
    ALPHABET[(value & 31) as usize] as char
}

/// The value of a character, 0 to 31.
pub fn value(character: char) -> Result<u32, IdError> {
    let plain = match character.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    ALPHABET
        .iter()
        .position(|letter| *letter as char == plain)
        .map(|position| position as u32)
        .ok_or(IdError::Character(character))
}
