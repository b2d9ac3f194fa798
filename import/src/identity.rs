//! What names a card, so that importing it twice finds the same person.
//!
//! The canonical content of a card without UID is the set of its properties after every encoding is undone: name, then
//! the value's parts, white space collapsed, `tel:` and `mailto:` dropped, birthdays in one form, lists cut into their
//! entries. It holds neither order, folding, encoding, character set, groups, parameters nor vCard version, and no
//! bookkeeping (REV, PRODID...) and no pictures, which programs compress anew. Any other change makes another card.

use super::property::Property;
use super::text::one_line;
use std::collections::BTreeSet;

const HASH_CONTEXT: &[u8] = b"mingle card 1";
const UNIT_SEPARATOR: &str = "\u{1f}";

/// The canonical content of one card.
#[derive(Debug, Default)]
pub struct Identity {
    entries: BTreeSet<String>,
    uid: Option<String>,
}

impl Identity {
    /// Adds what a property says.
    pub fn add(&mut self, property: &Property) {
        let name = property.name.as_str();
        match name {
            "UID" => self.uid = self.uid.take().or_else(|| uid(&property.text())),
            "PHOTO" | "LOGO" | "SOUND" => {}
            "CATEGORIES" | "NICKNAME" => {
                property.parts.iter().flatten().for_each(|value| self.entry(name, value));
            }
            _ => {
                let parts: Vec<String> =
                    property.parts.iter().map(|part| one_line(&part.join(","))).collect();
                self.entry(name, parts.join(UNIT_SEPARATOR).trim_end_matches(UNIT_SEPARATOR));
            }
        }
    }

    /// Adds a value that has a form of its own in the contact, such as a birthday.
    pub fn entry(&mut self, name: &str, value: &str) {
        if !value.trim().is_empty() {
            self.entries.insert(format!("{name}{UNIT_SEPARATOR}{}", value.trim()));
        }
    }

    /// `uid:<UID>`, or `card:<the first 128 bits of BLAKE3 of the canonical content>`.
    pub fn source(&self) -> String {
        if let Some(uid) = &self.uid {
            return format!("uid:{uid}");
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(HASH_CONTEXT);
        for entry in &self.entries {
            hasher.update(b"\n").update(entry.as_bytes());
        }
        format!("card:{}", short(&hasher.finalize(), 32))
    }
}

/// The key of a line in `extra`: 64 bits of its BLAKE3.
pub fn line_key(line: &str) -> String {
    short(&blake3::hash(line.as_bytes()), 16)
}

fn short(hash: &blake3::Hash, digits: usize) -> String {
    hash.to_hex().chars().take(digits).collect()
}

/// Version 4 writes `urn:uuid:` before what version 3 writes alone.
fn uid(text: &str) -> Option<String> {
    let text = one_line(text);
    let is_urn = text.get(..9).is_some_and(|head| head.eq_ignore_ascii_case("urn:uuid:"));
    let bare = if is_urn { text.get(9..).unwrap_or_default().to_lowercase() } else { text };
    let looks_like_uuid =
        bare.len() == 36 && bare.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let bare = if looks_like_uuid { bare.to_lowercase() } else { bare };
    (!bare.is_empty()).then_some(bare)
}
