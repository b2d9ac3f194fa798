//! From a card's properties to a contact.

use super::birthday::birthday;
use super::extra::{EXTRA_LIMIT, Extra};
use super::identity::Identity;
use super::label::{label, written_label};
use super::link::link;
use super::name::NameParts;
use super::photo::{self, Picture};
use super::property::{self, Property};
use super::split::RawCard;
use super::text::one_line;
use super::unfold::{Version, WholeLine, WholeLines};
use super::{BadCard, CARD_PROPERTY_LIMIT, CARD_TEXT_LIMIT, Card, Photo, Reason};
use mingle_proto::record::Contact;
use std::collections::BTreeMap;

/// More warnings than these say nothing new about a card.
const WARNING_LIMIT: usize = 20;

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
    let mut draft = Draft::new(&reading.properties, reading.warnings);
    reading.properties.iter().for_each(|property| draft.take(property));
    let (contact, warnings) =
        draft.finish(&reading.properties).ok_or_else(|| bad(Reason::Nameless))?;
    Ok(Card { line: card.line, contact, photo: reading.photo, warnings })
}

/// A card's lines, read into properties.
#[derive(Default)]
struct Reading {
    properties: Vec<Property>,
    photo: Option<Photo>,
    warnings: Vec<String>,
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
        } else if head.base64 && line.bytes.len() > EXTRA_LIMIT {
            self.warn(line.number, &too_long(&head.name));
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
        warn(&mut self.warnings, line, what);
    }
}

/// The contact while its properties come in.
struct Draft {
    contact: Contact,
    labels: BTreeMap<String, String>,
    full_name: String,
    parts: NameParts,
    titles: Vec<String>,
    roles: Vec<String>,
    orgs: Vec<String>,
    notes: Vec<String>,
    identity: Identity,
    extra: Extra,
    warnings: Vec<String>,
}

impl Draft {
    fn new(properties: &[Property], warnings: Vec<String>) -> Draft {
        let labels = properties.iter().filter(|property| property.name == "X-ABLABEL");
        let labels =
            labels.map(|property| (property.group.clone(), written_label(&property.text())));
        Draft {
            contact: Contact::default(),
            labels: labels.filter(|(group, _)| !group.is_empty()).collect(),
            full_name: String::new(),
            parts: NameParts::default(),
            titles: Vec::new(),
            roles: Vec::new(),
            orgs: Vec::new(),
            notes: Vec::new(),
            identity: Identity::default(),
            extra: Extra::default(),
            warnings,
        }
    }

    fn take(&mut self, property: &Property) {
        if is_bookkeeping(&property.name) {
            return;
        }
        self.identify(property);
        if property.name == "UID" || self.take_field(property) || self.take_address(property) {
            return;
        }
        if is_group_card(property) {
            warn(&mut self.warnings, property.line, "this card is a list of people, not a person");
        }
        if !property.text().trim_matches(';').trim().is_empty() && !self.extra.keep(property) {
            warn(&mut self.warnings, property.line, &too_long(&property.name));
        }
    }

    fn identify(&mut self, property: &Property) {
        match property.name.as_str() {
            "TEL" => self.identity.entry("TEL", &phone(&property.text())),
            "EMAIL" => self.identity.entry("EMAIL", &email(&property.text())),
            "BDAY" => {
                let text = property.text();
                let day = birthday(&text, property.parameter("x-apple-omit-year"));
                self.identity.entry("BDAY", &day.unwrap_or(text));
            }
            _ => self.identity.add(property),
        }
    }

    /// Fields with one value; true where the contact has it now.
    fn take_field(&mut self, property: &Property) -> bool {
        let text = one_line(&property.text());
        match property.name.as_str() {
            "FN" if self.full_name.is_empty() => self.full_name = text,
            "N" if self.parts.is_empty() => self.parts = NameParts::of(property),
            "ORG" => add(&mut self.orgs, joined(property)),
            "TITLE" => add(&mut self.titles, text),
            "ROLE" => add(&mut self.roles, text),
            "NOTE" => add(&mut self.notes, property.text().trim().to_owned()),
            "CATEGORIES" => {
                let tags = property.parts.iter().flatten().map(|tag| one_line(tag));
                // Google puts every contact into this list.
                self.contact.tags.extend(tags.filter(|tag| !tag.is_empty() && tag != "myContacts"));
            }
            "BDAY" if self.contact.birthday.is_empty() && !text.is_empty() => {
                match birthday(&text, property.parameter("x-apple-omit-year")) {
                    Some(day) => self.contact.birthday = day,
                    None => {
                        let told = format!(
                            "the birthday '{text}' is no day of a calendar; it is kept as it stands"
                        );
                        warn(&mut self.warnings, property.line, &told);
                        return false;
                    }
                }
            }
            _ => return false,
        }
        true
    }

    /// Fields with many values, each under a label; true where the contact has it now.
    fn take_address(&mut self, property: &Property) -> bool {
        let label = label(property, self.labels.get(&property.group));
        let (entries, entry) = match property.name.as_str() {
            "EMAIL" => (&mut self.contact.emails, (email(&property.text()), label)),
            "TEL" => (&mut self.contact.phones, (phone(&property.text()), label)),
            "ADR" => (&mut self.contact.addresses, (joined(property), label)),
            _ => match link(property, label) {
                Some(link) => (&mut self.contact.links, link),
                None => return false,
            },
        };
        let (address, label) = entry;
        if !address.is_empty() {
            let known = entries.entry(address).or_default();
            if known.is_empty() {
                *known = label;
            }
        }
        true
    }

    fn finish(mut self, properties: &[Property]) -> Option<(Contact, Vec<String>)> {
        let mut contact = self.contact;
        contact.org = self.orgs.join("; ");
        self.titles.extend(
            self.roles.into_iter().filter(|role| !self.titles.contains(role)).collect::<Vec<_>>(),
        );
        contact.role = self.titles.join(", ");
        contact.note = self.notes.join("\n\n");
        let nickname =
            properties.iter().find(|property| property.name == "NICKNAME").map(Property::text);
        let names = [
            Some(self.full_name),
            Some(self.parts.spoken()),
            nickname.map(|name| one_line(&name)),
            Some(contact.org.clone()),
            contact.emails.keys().next().cloned(),
            contact.phones.keys().next().cloned(),
        ];
        contact.name = names.into_iter().flatten().find(|name| !name.is_empty())?;
        if !self.parts.is_empty() && !self.parts.told_by(&contact.name) {
            properties
                .iter()
                .find(|property| property.name == "N")
                .map(|property| self.extra.keep(property));
        }
        let labels = properties.iter().filter(|property| is_of_its_group(&property.name));
        labels.for_each(|property| self.extra.keep_with_its_group(property));
        contact.extra = self.extra.into_lines();
        contact.sources.insert(self.identity.source());
        Some((contact, self.warnings))
    }
}

/// What says something about the file or the program, not about the person.
fn is_bookkeeping(name: &str) -> bool {
    let of_the_file = [
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "REV",
        "PROFILE",
        "CLIENTPIDMAP",
        "CREATED",
        "MAILER",
    ];
    of_the_file.contains(&name) || is_of_its_group(name)
}

/// What says something about the other property of its group.
fn is_of_its_group(name: &str) -> bool {
    matches!(name, "X-ABLABEL" | "X-ABADR")
}

fn is_group_card(property: &Property) -> bool {
    matches!(property.name.as_str(), "KIND" | "X-ADDRESSBOOKSERVER-KIND")
        && property.text().trim().eq_ignore_ascii_case("group")
}

fn add(list: &mut Vec<String>, text: String) {
    if !text.is_empty() && !list.contains(&text) {
        list.push(text);
    }
}

/// A structured value in one line: `12 Hill Road, Leeds, LS1 4AB`.
fn joined(property: &Property) -> String {
    let parts = property.parts.iter().flatten().map(|part| one_line(part));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn email(text: &str) -> String {
    let text = one_line(text);
    without_scheme(&text, "mailto:").to_owned()
}

/// A number as given; of a `tel:` URI (RFC 3966) the number, with its extension if it has one.
fn phone(text: &str) -> String {
    let text = one_line(text);
    let number = without_scheme(&text, "tel:");
    if number.len() == text.len() {
        return text;
    }
    let mut parts = number.split(';');
    let number = parts.next().unwrap_or_default().to_owned();
    match parts.find_map(|part| part.strip_prefix("ext=")) {
        Some(extension) => format!("{number} ext. {extension}"),
        None => number,
    }
}

fn without_scheme<'a>(text: &'a str, scheme: &str) -> &'a str {
    match text.split_at_checked(scheme.len()) {
        Some((head, rest)) if head.eq_ignore_ascii_case(scheme) => rest.trim_start(),
        _ => text,
    }
}

fn too_long(name: &str) -> String {
    format!("{name} is longer than {} kB and was left out", EXTRA_LIMIT >> 10)
}

fn warn(warnings: &mut Vec<String>, line: usize, what: &str) {
    if warnings.len() < WARNING_LIMIT {
        warnings.push(format!("line {line}: {what}"));
    }
}
