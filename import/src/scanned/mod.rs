//! What a QR code or a pasted text says: people, a way to reach somebody, a web address, or words.
//!
//! What names people in a form of its own (MECARD, BIZCARD) is written as a vCard and read as one, so that the same
//! limits and the same identity hold, and whoever comes once by a MECARD and once by a vCard is one person.

mod bytes;
mod fields;
mod reach;
mod web;
mod written;

#[cfg(test)]
mod tests;

pub use bytes::code_text;
pub use reach::Reach;

use super::{BadCard, Card, cards_of};
use written::Written;

/// What was understood.
#[derive(Debug, Clone, PartialEq)]
pub enum Scanned {
    /// People, each read or bad: one or more vCards, a MECARD or a BIZCARD.
    Cards(Vec<Result<Card, BadCard>>),
    /// Somebody can be reached so, and it does not say who it is: `mailto:`, `tel:`, `sms:`, a profile at LinkedIn.
    Reach(Box<Reach>),
    /// Another web address, `https:` or `http:`; opened by a person's tap alone.
    Link(String),
    /// Anything else, as it is but for control characters: for the line.
    Text(String),
}

/// Understands the bytes of a QR code in byte mode, for which no character set is told ([`code_text`] guesses it).
/// A vCard that names the character set of its properties is taken at its word.
pub fn understand_code(bytes: &[u8]) -> Scanned {
    if std::str::from_utf8(bytes).is_err() && begins_with_card(bytes) && names_charset(bytes) {
        return Scanned::Cards(cards_of(bytes.to_vec()).collect());
    }
    understand(&code_text(bytes))
}

/// Understands a text of any length that was scanned, pasted or shared.
pub fn understand(text: &str) -> Scanned {
    let text = without_control(text);
    let trimmed = text.trim();
    match scheme(trimmed) {
        Some(("mecard", rest)) => cards_or_text(fields::mecard(rest), trimmed),
        Some(("bizcard", rest)) => cards_or_text(fields::bizcard(rest), trimmed),
        Some((scheme, rest)) => reach::of(scheme, rest)
            .or_else(|| web::understand(trimmed))
            .unwrap_or_else(|| Scanned::Text(trimmed.to_owned())),
        None if holds_card(trimmed) => {
            Scanned::Cards(cards_of(trimmed.as_bytes().to_vec()).collect())
        }
        None => web::understand(trimmed)
            .or_else(|| reach::bare(trimmed))
            .unwrap_or_else(|| Scanned::Text(trimmed.to_owned())),
    }
}

/// A card in which nothing was found is what somebody wrote.
fn cards_or_text(card: Written, text: &str) -> Scanned {
    match card.is_empty() {
        true => Scanned::Text(text.to_owned()),
        false => Scanned::Cards(card.read()),
    }
}

/// What stands before the first colon, in lower case, and what after it.
fn scheme(text: &str) -> Option<(&'static str, &str)> {
    const KNOWN: [&str; 9] =
        ["mecard", "bizcard", "mebkm", "matmsg", "mailto", "tel", "sms", "smsto", "urlto"];
    let (name, rest) = text.split_once(':')?;
    let known = KNOWN.into_iter().find(|known| name.eq_ignore_ascii_case(known))?;
    Some((known, rest))
}

/// Whether a line begins a vCard.
fn holds_card(text: &str) -> bool {
    text.lines().any(|line| begins_with_card(line.trim_start().as_bytes()))
}

fn begins_with_card(bytes: &[u8]) -> bool {
    const BEGIN: &[u8] = b"BEGIN:VCARD";
    bytes.get(..BEGIN.len()).is_some_and(|head| head.eq_ignore_ascii_case(BEGIN))
}

fn names_charset(bytes: &[u8]) -> bool {
    const CHARSET: &[u8] = b";CHARSET=";
    bytes.windows(CHARSET.len()).any(|part| part.eq_ignore_ascii_case(CHARSET))
}

/// Without a byte order mark and what is no letter but a command; lines and tabs stay.
fn without_control(text: &str) -> String {
    let stays = |c: &char| !commands(*c) && *c != '\u{feff}' || matches!(c, '\n' | '\r' | '\t');
    text.chars().filter(stays).collect()
}

/// Control characters, which could drive a terminal, and those that turn the direction of all that follows (Unicode Annex
/// 9, 2.1 to 2.4), by which an address could be read as another one.
pub(crate) fn commands(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
