//! Properties written as a vCard 3.0 (RFC 2426), to be read as one.

use crate::{BadCard, Card, cards_of};

/// A card's properties, each on a line.
#[derive(Debug, Default)]
pub struct Written(String);

impl Written {
    /// Adds a property of one value, unless the value is blank. `head` may hold parameters.
    pub fn text(&mut self, head: &str, value: &str) {
        self.parts(head, &[value]);
    }

    /// Adds a property whose value has parts, unless all are blank.
    pub fn parts(&mut self, head: &str, parts: &[&str]) {
        if parts.iter().all(|part| part.trim().is_empty()) {
            return;
        }
        let parts: Vec<String> = parts.iter().map(|part| escaped(part.trim())).collect();
        self.0.push_str(&format!("{head}:{}\r\n", parts.join(";")));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The vCard.
    pub fn into_card(self) -> String {
        format!("BEGIN:VCARD\r\nVERSION:3.0\r\n{}END:VCARD\r\n", self.0)
    }

    /// The card, read as any other.
    pub fn read(self) -> Vec<Result<Card, BadCard>> {
        cards_of(self.into_card().into_bytes()).collect()
    }
}

/// RFC 2426, 5: backslash, comma, semicolon and line feed.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | ',' | ';' => out.extend(['\\', c]),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}
