//! From a card's properties to a contact.

use super::birthday::birthday;
use super::extra::Extra;
use super::identity::Identity;
use super::label::{label, written_label};
use super::link::link;
use super::name::NameParts;
use super::property::Property;
use super::reading::Warnings;
use super::text::one_line;
use super::value::{email, joined, phone};
use mingle_proto::record::Contact;
use std::collections::BTreeMap;

/// The contact that the properties of one card make; none where nothing in them could be its name.
pub fn contact(properties: &[Property], warnings: &mut Warnings) -> Option<Contact> {
    let mut draft = Draft::new(properties, warnings);
    properties.iter().for_each(|property| draft.take(property));
    draft.finish(properties)
}

/// The contact while its properties come in.
struct Draft<'a> {
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
    warnings: &'a mut Warnings,
}

impl<'a> Draft<'a> {
    fn new(properties: &[Property], warnings: &'a mut Warnings) -> Draft<'a> {
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
            self.warnings.add(property.line, "this card is a list of people, not a person");
        }
        if !property.text().trim_matches(';').trim().is_empty() {
            self.extra.keep(property);
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
                return self.take_birthday(property, &text);
            }
            _ => return false,
        }
        true
    }

    fn take_birthday(&mut self, property: &Property, text: &str) -> bool {
        let day = birthday(text, property.parameter("x-apple-omit-year"));
        if day.is_none() {
            let told =
                format!("the birthday '{text}' is no day of a calendar; it is kept as it stands");
            self.warnings.add(property.line, &told);
        }
        let taken = day.is_some();
        self.contact.birthday = day.unwrap_or_default();
        taken
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

    fn finish(mut self, properties: &[Property]) -> Option<Contact> {
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
            let parts = properties.iter().filter(|property| property.name == "N").take(1);
            parts.for_each(|property| self.extra.keep(property));
        }
        let labels = properties.iter().filter(|property| is_of_its_group(&property.name));
        labels.for_each(|property| self.extra.keep_with_its_group(property));
        contact.extra = self.extra.into_lines();
        contact.sources.insert(self.identity.source());
        Some(contact)
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
