//! From a card's physical lines to its whole lines. Folding differs: RFC 2425 and RFC 6350 (3.2) drop the line end and
//! one white space after it; vCard 2.1 (2.1.3) drops the line end only; quoted-printable breaks after `=`, wherever it
//! likes, even inside a character; and base64 of vCard 2.1 may go on without any white space until a blank line.

use super::split::{RawCard, ends_with_begin, line_end};

/// The longest line that is put together: a photo of [`super::PHOTO_LIMIT`] in base64, with room for its head.
const LINE_LIMIT: usize = super::PHOTO_LIMIT / 3 * 4 + (64 << 10);
/// A head (name and parameters) longer than this is not looked at for its encoding.
const HEAD_LIMIT: usize = 4 << 10;

/// One property as a whole line, in the character set in which it stood.
#[derive(Debug, PartialEq, Eq)]
pub struct WholeLine {
    /// Where it begins, from 1.
    pub number: usize,
    pub bytes: Vec<u8>,
    /// Whether it was longer than can be kept, so that `bytes` is its beginning only.
    pub cut: bool,
}

/// The version that the card names; it decides how lines are unfolded and whether commas separate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    V2,
    V3AndLater,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// The colon has not come yet.
    Unknown,
    Plain,
    QuotedPrintable,
    Base64,
}

/// The whole lines of a card, one at a time. A nested card (`AGENT` of vCard 2.1) is one whole line with line feeds.
pub struct WholeLines<'a> {
    rest: &'a [u8],
    number: usize,
    version: Version,
}

impl<'a> WholeLines<'a> {
    pub fn new(card: RawCard<'a>) -> Self {
        WholeLines { rest: card.body, number: card.first, version: version(card.body) }
    }

    pub fn version(&self) -> Version {
        self.version
    }

    fn peek(&self) -> Option<(&'a [u8], usize)> {
        let (length, end) = line_end(self.rest)?;
        Some((self.rest.get(..length)?, length + end))
    }

    fn advance(&mut self, by: usize) {
        self.rest = self.rest.get(by..).unwrap_or_default();
        self.number += 1;
    }
}

impl Iterator for WholeLines<'_> {
    type Item = WholeLine;

    fn next(&mut self) -> Option<WholeLine> {
        let mut line = loop {
            let (text, length) = self.peek()?;
            let number = self.number;
            self.advance(length);
            if !text.trim_ascii().is_empty() {
                break WholeLine { number, bytes: text.to_vec(), cut: false };
            }
        };
        let mut encoding = encoding(&line.bytes);
        // A nested card may begin on the line of AGENT itself.
        let mut inner = usize::from(ends_with_begin(&line.bytes));
        while let Some((text, length)) = self.peek() {
            inner = nested(text, inner);
            if inner > 0 || (is_end(text) && line.bytes.contains(&b'\n')) {
                line.append(b"\n");
                line.append(text);
            } else if !line.join(text, encoding, self.version) {
                break;
            }
            self.advance(length);
            if encoding == Encoding::Unknown {
                encoding = self::encoding(&line.bytes);
            }
        }
        Some(line)
    }
}

impl WholeLine {
    /// Adds the next physical line where it belongs to this one, and says whether it did.
    fn join(&mut self, text: &[u8], encoding: Encoding, version: Version) -> bool {
        let folded = matches!(text.first(), Some(b' ' | b'\t'));
        if encoding == Encoding::QuotedPrintable
            && let Some(kept) = self.soft_break()
        {
            self.bytes.truncate(kept);
            self.append(text);
            return true;
        }
        let bare_base64 = encoding == Encoding::Base64 && is_base64(text);
        if !folded && !bare_base64 {
            return false;
        }
        let blank = text.trim_ascii().is_empty();
        if encoding == Encoding::Base64 && blank {
            return false;
        }
        let keep_white_space = version == Version::V2 && encoding != Encoding::Base64;
        let text =
            if keep_white_space || !folded { text } else { text.get(1..).unwrap_or_default() };
        self.append(text);
        true
    }

    /// The length without the `=` that ends the line, where the line ends with one.
    fn soft_break(&self) -> Option<usize> {
        let text = self.bytes.trim_ascii_end();
        text.ends_with(b"=").then(|| text.len() - 1)
    }

    fn append(&mut self, text: &[u8]) {
        let room = LINE_LIMIT.saturating_sub(self.bytes.len());
        self.cut |= text.len() > room;
        self.bytes.extend_from_slice(text.get(..room).unwrap_or(text));
    }
}

fn nested(text: &[u8], inner: usize) -> usize {
    let begins = text.get(..11).is_some_and(|head| head.eq_ignore_ascii_case(b"BEGIN:VCARD"));
    if begins {
        inner + 1
    } else if is_end(text) {
        inner.saturating_sub(1)
    } else {
        inner
    }
}

fn is_end(text: &[u8]) -> bool {
    text.get(..9).is_some_and(|head| head.eq_ignore_ascii_case(b"END:VCARD"))
}

fn is_base64(text: &[u8]) -> bool {
    let text = text.trim_ascii_end();
    !text.is_empty()
        && text.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
}

fn encoding(line: &[u8]) -> Encoding {
    let Some(head) = head(line) else {
        return if line.len() > HEAD_LIMIT { Encoding::Plain } else { Encoding::Unknown };
    };
    let head = head.to_ascii_uppercase();
    let mut found = Encoding::Plain;
    for part in head.split(|b| matches!(b, b';' | b',')).skip(1) {
        let value = part.rsplit(|b| *b == b'=').next().unwrap_or(part).trim_ascii();
        let named = !part.contains(&b'=') || part.trim_ascii_start().starts_with(b"ENCODING");
        match value {
            b"QUOTED-PRINTABLE" | b"Q" if named => found = Encoding::QuotedPrintable,
            b"BASE64" | b"B" if named => found = Encoding::Base64,
            _ => {}
        }
    }
    found
}

/// What stands before the first colon that is not inside quotes; none where there is no such colon.
pub fn head(line: &[u8]) -> Option<&[u8]> {
    let mut quoted = false;
    let colon = line.iter().take(HEAD_LIMIT).position(|b| {
        quoted ^= *b == b'"';
        *b == b':' && !quoted
    });
    // A quote that never closes must not swallow the value.
    let colon = colon.or_else(|| line.iter().take(HEAD_LIMIT).position(|b| *b == b':'));
    colon.and_then(|at| line.get(..at))
}

fn version(body: &[u8]) -> Version {
    let mut rest = body;
    while let Some((length, end)) = line_end(rest) {
        let line = rest.get(..length).unwrap_or_default();
        if line.get(..8).is_some_and(|head| head.eq_ignore_ascii_case(b"VERSION:")) {
            let value = line.get(8..).unwrap_or_default().trim_ascii();
            return if value.starts_with(b"2") { Version::V2 } else { Version::V3AndLater };
        }
        rest = rest.get(length + end..).unwrap_or_default();
    }
    Version::V3AndLater
}
