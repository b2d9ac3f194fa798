use super::property::Property;
use super::text::one_line;

/// The parts of `N` (RFC 6350, 6.2.2), each in one line: family, given, additional, prefixes, suffixes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameParts {
    family: String,
    given: String,
    additional: String,
    prefixes: String,
    suffixes: String,
    /// Second surname and generation (RFC 9554, 2.2), which the other parts say again.
    further: String,
}

impl NameParts {
    pub fn of(property: &Property) -> NameParts {
        let part = |at: usize| {
            property.parts.get(at).map(|list| one_line(&list.join(" "))).unwrap_or_default()
        };
        NameParts {
            family: part(0),
            given: part(1),
            additional: part(2),
            prefixes: part(3),
            suffixes: part(4),
            further: [part(5), part(6)].concat(),
        }
    }

    /// As one says it: family name last, but first and without a space where both names are in Han, Kana or Hangul.
    pub fn spoken(&self) -> String {
        if is_east_asian(&self.family) && is_east_asian(&self.given) {
            return format!("{}{}", self.family, self.given);
        }
        let parts = [&self.prefixes, &self.given, &self.additional, &self.family, &self.suffixes];
        parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
    }

    /// Whether the name alone tells these parts, so that an export can make them again: one word, or two of which the
    /// last is the family name.
    pub fn told_by(&self, name: &str) -> bool {
        let rest = [&self.additional, &self.prefixes, &self.suffixes, &self.further];
        let simple = rest.iter().all(|part| part.is_empty());
        match name.rsplit_once(' ') {
            Some((given, family)) => simple && self.given == given && self.family == family,
            None => simple && self.spoken() == name && !is_east_asian(&self.family),
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == NameParts::default()
    }
}

/// A name as one says it, in given and family name: the last word is the family's, a single word is the given name.
/// Whoever reads the card has the whole name beside it (`FN`), with the pictures, which are nobody's family's.
pub fn split(name: &str) -> (String, String) {
    let whole = one_line(name);
    let words: Vec<&str> =
        whole.split(' ').filter(|word| word.contains(char::is_alphanumeric)).collect();
    let name = if words.is_empty() { whole } else { words.join(" ") };
    match name.rsplit_once(' ') {
        Some((given, family)) => (given.to_owned(), family.to_owned()),
        None => (name, String::new()),
    }
}

fn is_east_asian(text: &str) -> bool {
    let is_one = |c: char| {
        matches!(c, '\u{3005}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
            | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
    };
    !text.is_empty() && text.chars().all(is_one)
}
