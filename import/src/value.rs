//! Values in the form in which a contact keeps them.

use super::property::Property;
use super::text::one_line;

/// A structured value in one line: `12 Hill Road, Leeds, LS1 4AB`.
pub fn joined(property: &Property) -> String {
    let parts = property.parts.iter().flatten().map(|part| one_line(part));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// An address without `mailto:`.
pub fn email(text: &str) -> String {
    let text = one_line(text);
    without_scheme(&text, "mailto:").to_owned()
}

/// A number as given; of a `tel:` URI (RFC 3966) the number, with its extension if it has one.
pub fn phone(text: &str) -> String {
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
