//! A way to reach somebody of whom no name is told: `mailto:` (RFC 6068), `tel:` (RFC 3966), `sms:` (RFC 5724) and the
//! forms of older phones.

use super::fields;
use super::web;
use super::written::Written;
use super::{Card, Scanned, commands};
use crate::text::percent_decoded;
use crate::value::phone;
use mingle_proto::record::Contact;

/// RFC 5321, 4.5.3.1: 64 before the @ and 255 after it.
const LONGEST_EMAIL: usize = 320;
/// E.164 has 15 digits; an extension and somebody's spaces beside them.
const LONGEST_PHONE: usize = 60;

/// Somebody who can be reached, and whose name is to be asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reach {
    /// Without a name.
    pub contact: Contact,
    /// What the address makes one think that they are called: to be offered, never to be taken.
    pub suggested_name: Option<String>,
}

impl Reach {
    /// The card of the person, named by whoever met them; none for a blank name. It has the identity of a vCard that says the same.
    pub fn named(&self, name: &str) -> Option<Card> {
        let mut card = Written::default();
        card.text("FN", name);
        if card.is_empty() {
            return None;
        }
        self.contact.emails.keys().for_each(|email| card.text("EMAIL", email));
        self.contact.phones.keys().for_each(|phone| card.text("TEL", phone));
        self.contact.links.keys().for_each(|link| card.text("URL", link));
        card.read().into_iter().next()?.ok()
    }

    /// A web address of a person.
    pub fn by_link(address: String, label: &str, suggested_name: Option<String>) -> Self {
        let mut reach = Self { suggested_name, ..Self::default() };
        reach.contact.links.insert(address, label.to_owned());
        reach
    }
}

/// What an address of this scheme says; none where nobody is reached by it.
pub fn of(scheme: &str, rest: &str) -> Option<Scanned> {
    let mut reach = Reach::default();
    match scheme {
        "mailto" => emails(&mut reach, rest),
        "matmsg" => emails(&mut reach, &fields::first(rest, "TO")?),
        "tel" => phones(&mut reach, rest),
        // `sms:NUMBER?body=...`, and `smsto:NUMBER:words` of older phones.
        "sms" | "smsto" => phones(&mut reach, rest.split(['?', ':', '&']).next().unwrap_or(rest)),
        "mebkm" => return web::understand(&fields::first(rest, "URL")?),
        // `URLTO:title:address`.
        "urlto" => return web::understand(rest.split_once(':')?.1.trim()),
        _ => return None,
    }
    let reached = !reach.contact.emails.is_empty() || !reach.contact.phones.is_empty();
    reached.then(|| Scanned::Reach(Box::new(reach)))
}

/// What an address or a number says that stands there alone, as people type and paste it.
pub fn bare(text: &str) -> Option<Scanned> {
    let mut reach = Reach::default();
    match text.split_once('@') {
        Some((local, host)) if is_mailbox(local, host) => emails(&mut reach, text),
        None if is_number(text) => phones(&mut reach, text),
        _ => {}
    }
    let reached = !reach.contact.emails.is_empty() || !reach.contact.phones.is_empty();
    reached.then(|| Scanned::Reach(Box::new(reach)))
}

/// RFC 5322, 3.4.1, without its quotes and comments; an address of the web with a user's name in it is none.
fn is_mailbox(local: &str, host: &str) -> bool {
    !local.is_empty() && !local.contains(':') && host.contains('.') && !host.contains(['@', '/'])
}

/// Digits in groups, from seven to the fifteen of E.164; a date or a price has fewer, or other signs.
fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let grouped = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '/' | '(' | ')');
    (7..=15).contains(&digits)
        && !is_date(text)
        && text.strip_prefix('+').unwrap_or(text).chars().all(grouped)
        && !text.starts_with(['-', '.', '/', ')'])
}

/// Year, month and day in this order or the other, as people write them with one sign between them.
fn is_date(text: &str) -> bool {
    ['-', '.', '/'].into_iter().any(|sign| {
        let parts: Vec<&str> = text.split(sign).collect();
        let is_short = |part: &&str| matches!(part.len(), 1 | 2);
        let [first, middle, last] = parts.as_slice() else { return false };
        let ends = [(first, last), (last, first)];
        is_short(middle) && ends.iter().any(|(year, day)| year.len() == 4 && is_short(day))
    })
}

/// Addresses before a `?`, at commas; what a letter would say is nobody's business yet.
fn emails(reach: &mut Reach, text: &str) {
    let addresses = text.split('?').next().unwrap_or(text);
    for address in addresses.split(',').map(percent_decoded) {
        let address = address.trim();
        let is_one =
            address.contains('@') && !address.contains(|c: char| c.is_whitespace() || commands(c));
        if is_one && address.len() <= LONGEST_EMAIL {
            reach.contact.emails.insert(address.to_owned(), String::new());
        }
    }
}

fn phones(reach: &mut Reach, text: &str) {
    for number in text.trim_start_matches('/').split(',') {
        let number = phone(&format!("tel:{}", percent_decoded(number)));
        let digits = number.chars().filter(char::is_ascii_digit).count();
        if digits > 1 && number.len() <= LONGEST_PHONE && !number.contains(commands) {
            reach.contact.phones.insert(number, String::new());
        }
    }
}
