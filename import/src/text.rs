//! From bytes in some character set to Unicode.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// The file's bytes without its byte order mark; UTF-16, with or without the mark, becomes UTF-8. All other character sets stay as they are,
/// because in vCard 2.1 each property names its own.
pub fn file_bytes(bytes: &[u8]) -> Cow<'_, [u8]> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Cow::Borrowed(rest),
        [0xFF, 0xFE, rest @ ..] | rest @ [b'B', 0, b'E', 0, ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] | rest @ [0, b'B', 0, b'E', ..] => utf16(rest, u16::from_be_bytes),
        _ => Cow::Borrowed(bytes),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Cow<'_, [u8]> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let text: String = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    Cow::Owned(text.into_bytes())
}

/// Bytes as text: in the named character set (a WHATWG label); without a name, or with an unknown one, UTF-8 where the
/// bytes are valid UTF-8, else windows-1252. A declared character set that the bytes contradict yields to valid UTF-8.
pub fn decode(bytes: &[u8], charset: Option<&str>) -> String {
    let named = charset.and_then(|name| Encoding::for_label(name.trim().as_bytes()));
    let encoding = match named {
        Some(encoding) if encoding != UTF_8 => encoding,
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => return text.to_owned(),
            Err(_) => WINDOWS_1252,
        },
    };
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    match std::str::from_utf8(bytes) {
        Ok(utf8) if broken => utf8.to_owned(),
        _ => text.into_owned(),
    }
}

/// Whether the character set's name is one that can be read.
pub fn known_charset(name: &str) -> bool {
    Encoding::for_label(name.trim().as_bytes()).is_some()
}

/// Quoted-printable (RFC 2045, 6.7) to bytes. Lines are joined already, so that an `=` at the end is a
/// break after which nothing came; an `=` that begins no code stays as it is.
pub fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.strip_suffix(b"=").unwrap_or(bytes);
    while let Some((&first, tail)) = rest.split_first() {
        let code = match tail {
            [high, low, ..] if first == b'=' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        if let Some((high, low)) = code {
            out.push(high << 4 | low);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            out.push(first);
            rest = tail;
        }
    }
    out
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Percent-encoding (RFC 3986, 2.1) undone, in UTF-8 where that is valid; a `%` that begins no code stays as it is.
pub fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = match tail {
            [high, low, ..] if first == b'%' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        out.push(code.map_or(first, |(high, low)| high << 4 | low));
        rest = if code.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    decode(&out, None)
}

/// Text in one line: every run of white space is one space, none at the ends.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
