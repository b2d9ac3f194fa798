//! From a card's lines to its properties, within the limits.

use super::contact;
use super::extra::EXTRA_LIMIT;
use super::photo::{self, Picture};
use super::property::{self, Property};
use super::split::RawCard;
use super::unfold::{Version, WholeLine, WholeLines};
use super::{BadCard, CARD_PROPERTY_LIMIT, CARD_TEXT_LIMIT, Card, Photo, Reason};

/// More warnings than these say nothing new about a card.
const WARNING_LIMIT: usize = 20;

/// What was left out of a card and why.
#[derive(Default)]
pub struct Warnings(Vec<String>);

impl Warnings {
    pub fn add(&mut self, line: usize, what: &str) {
        if self.0.len() < WARNING_LIMIT {
            self.0.push(format!("line {line}: {what}"));
        }
    }
}

/// Reads one card.
pub fn read(card: RawCard<'_>) -> Result<Card, BadCard> {
    let bad = |reason| BadCard { line: card.line, reason };
    let mut reading = Reading::default();
    let lines = WholeLines::new(card);
    let version = lines.version();
    for (count, line) in lines.enumerate() {
        if count >= CARD_PROPERTY_LIMIT {
            return Err(bad(Reason::TooManyProperties));
        }
        reading.line(&line, version);
        if reading.text > CARD_TEXT_LIMIT {
            return Err(bad(Reason::TooMuchText));
        }
    }
    let contact = contact::contact(&reading.properties, &mut reading.warnings);
    let contact = contact.ok_or_else(|| bad(Reason::Nameless))?;
    Ok(Card { line: card.line, contact, photo: reading.photo, warnings: reading.warnings.0 })
}

/// A card's lines, read into properties.
#[derive(Default)]
struct Reading {
    properties: Vec<Property>,
    photo: Option<Photo>,
    warnings: Warnings,
    /// How much text the properties have, in bytes.
    text: usize,
}

impl Reading {
    fn line(&mut self, line: &WholeLine, version: Version) {
        let Some((head, value)) = property::split(&line.bytes) else {
            let start: String = String::from_utf8_lossy(&line.bytes).chars().take(30).collect();
            let start: String = start.chars().filter(|c| !c.is_control()).collect();
            return self.warn(line.number, &format!("'{start}' is no property and was left out"));
        };
        if head.name == "PHOTO" {
            match photo::read(&head, value, line.cut) {
                Picture::Inline(photo) if self.photo.is_none() => self.photo = Some(photo),
                Picture::Inline(_) => self.warn(line.number, "a second photo was left out"),
                Picture::Unreadable(why) => self.warn(line.number, &why),
                Picture::Elsewhere => self.property(line, head, value, version),
                Picture::Nothing => {}
            }
        } else if head.name != "NOTE" && line.bytes.len() > EXTRA_LIMIT {
            let limit = EXTRA_LIMIT >> 10;
            self.warn(
                line.number,
                &format!("{} is longer than {limit} kB and was left out", head.name),
            );
        } else {
            self.property(line, head, value, version);
        }
    }

    fn property(&mut self, line: &WholeLine, head: property::Head, value: &[u8], version: Version) {
        self.text += line.bytes.len();
        if self.text > CARD_TEXT_LIMIT {
            return;
        }
        if let Some(name) = head.unknown_charset() {
            let told = format!(
                "the character set '{name}' is unknown; check the accents in {}",
                head.name
            );
            self.warn(line.number, &told);
        }
        self.properties.push(property::read(line, head, value, version));
    }

    fn warn(&mut self, line: usize, what: &str) {
        self.warnings.add(line, what);
    }
}
