//! From a whole line to a property in Unicode. The line's encodings are undone here, and the rest (escapes, structured
//! values, parameters in the spellings of all versions) is `calcard`'s, which reads one property at a time so that no
//! property can swallow the next one.

use super::text::{decode, known_charset, quoted_printable};
use super::unfold::{Version, WholeLine, head};
use calcard::vcard::{VCardEntry, VCardParameterName, VCardParameterValue, VCardValue};
use calcard::{Entry, Parser};

/// A property's name and parameters, as they stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// `item1` of `item1.TEL`, in lower case, or empty.
    pub group: String,
    /// In upper case.
    pub name: String,
    /// Parameters as they stood, without the encoding and the character set.
    pub parameters: Vec<String>,
    /// The head as it stood; without the character set where the value is given in Unicode.
    pub written: String,
    pub quoted_printable: bool,
    pub base64: bool,
    pub charset: Option<String>,
}

/// A property whose text is Unicode without escapes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Where it begins in the file, from 1.
    pub line: usize,
    pub group: String,
    /// In upper case.
    pub name: String,
    /// Values of TYPE, and parameters without a value (vCard 2.1), in lower case.
    pub types: Vec<String>,
    /// Other parameters, names in lower case.
    pub parameters: Vec<(String, String)>,
    /// The value's parts (`N`, `ADR`: at semicolons; `CATEGORIES`: at commas), each with its own list.
    pub parts: Vec<Vec<String>>,
    /// The whole line as it stood, unfolded.
    pub raw: String,
}

impl Property {
    /// The value of a property that has only one.
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.join(",")).collect::<Vec<_>>().join(";")
    }

    /// The first value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// The head and the bytes of the value; none where the line is no property.
pub fn split(line: &[u8]) -> Option<(Head, &[u8])> {
    let head = head(line)?;
    let value = line.get(head.len() + 1..)?;
    let text = decode(head, None);
    // A quote that never closes would hide the colon.
    let text =
        if text.matches('"').count().is_multiple_of(2) { text } else { text.replace('"', "") };
    let segments = segments(&text);
    let (full_name, parameters) = segments.split_first()?;
    let full_name = full_name.trim();
    let (group, name) = full_name.split_once('.').unwrap_or(("", full_name));
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let mut head = Head {
        group: group.to_lowercase(),
        name: name.to_ascii_uppercase(),
        parameters: Vec::new(),
        written: String::new(),
        quoted_printable: false,
        base64: false,
        charset: None,
    };
    parameters.iter().for_each(|parameter| head.parameter(parameter));
    let stays = |segment: &&&str| head.quoted_printable || !is_charset(segment);
    head.written = segments.iter().filter(stays).copied().collect::<Vec<_>>().join(";");
    Some((head, value))
}

impl Head {
    fn parameter(&mut self, segment: &str) {
        let (name, value) = segment.split_once('=').unwrap_or(("", segment));
        let (name, value) = (name.trim().to_ascii_uppercase(), value.trim());
        let is_encoding = matches!(name.as_str(), "" | "ENCODING");
        match value.to_ascii_uppercase().as_str() {
            "QUOTED-PRINTABLE" | "Q" if is_encoding => self.quoted_printable = true,
            "BASE64" | "B" if is_encoding => self.base64 = true,
            "8BIT" | "7BIT" if is_encoding => {}
            _ if name == "CHARSET" => self.charset = Some(value.replace('"', "")),
            "" => {}
            // calcard drops what it does not know from a quoted list.
            _ if name == "TYPE" => self.parameters.push(format!("TYPE={}", value.replace('"', ""))),
            _ => self.parameters.push(segment.trim().to_owned()),
        }
    }

    /// The name of a character set that nothing here can read, if the property names one.
    pub fn unknown_charset(&self) -> Option<&str> {
        self.charset.as_deref().filter(|name| !known_charset(name))
    }
}

/// Reads the property of which `split` gave the head and the value.
pub fn read(line: &WholeLine, head: Head, value: &[u8], version: Version) -> Property {
    let charset = head.charset.as_deref();
    let commas = version != Version::V2 || matches!(head.name.as_str(), "CATEGORIES" | "NICKNAME");
    let (raw, text) = if head.quoted_printable {
        let pieces = pieces(value).into_iter();
        let decoded =
            pieces.map(|piece| escaped(&decode(&quoted_printable(piece), charset), false, commas));
        (printable(&decode(&line.bytes, None)), decoded.collect::<Vec<_>>().join(";"))
    } else {
        let text = decode(value, charset);
        let raw = format!("{}:{}", printable(&head.written), printable(&text));
        (raw, escaped(&text, true, commas))
    };
    // VALUE=text: calcard would turn dates and numbers into forms from which the original cannot be had.
    let parameters: String = head.parameters.iter().map(|p| format!(";{}", printable(p))).collect();
    let normal = format!("{};VALUE=text{parameters}:{text}\n", head.name);
    let mut property = Property {
        line: line.number,
        group: head.group,
        name: head.name,
        types: Vec::new(),
        parameters: Vec::new(),
        parts: Vec::new(),
        raw,
    };
    if let Entry::VCard(parsed) = Parser::new(&normal).vcard()
        && let Some(entry) = parsed.entries.into_iter().next()
    {
        property.fill(entry);
    }
    property
}

impl Property {
    fn fill(&mut self, entry: VCardEntry) {
        for parameter in entry.params {
            let name = parameter.name.as_str().to_lowercase();
            let is_bare = parameter.value == VCardParameterValue::Null;
            let value = parameter.value.into_text();
            match parameter.name {
                VCardParameterName::Value => {}
                VCardParameterName::Type => self.types.push(value.to_lowercase()),
                _ if is_bare => self.types.push(name),
                _ => self.parameters.push((name, value.into_owned())),
            }
        }
        self.parts = entry.values.into_iter().map(part).collect();
    }
}

fn part(value: VCardValue) -> Vec<String> {
    match value {
        VCardValue::Component(list) => list,
        other => vec![other.into_text().unwrap_or_default().into_owned()],
    }
}

fn is_charset(segment: &str) -> bool {
    segment.trim_start().get(..8).is_some_and(|name| name.eq_ignore_ascii_case("CHARSET="))
}

/// Cuts at semicolons outside quotes.
fn segments(head: &str) -> Vec<&str> {
    let mut quoted = false;
    head.split(|c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    })
    .collect()
}

/// Cuts a quoted-printable value at the semicolons that stood in it: an encoded one is text.
fn pieces(value: &[u8]) -> Vec<&[u8]> {
    let mut escaping = false;
    value
        .split(|b| {
            let cuts = *b == b';' && !escaping;
            escaping = *b == b'\\' && !escaping;
            cuts
        })
        .collect()
}

/// The value in the escapes of RFC 6350, 3.4, in one line, for calcard: a backslash that escapes nothing is doubled.
fn escaped(text: &str, separators: bool, commas: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                match chars.next_if(|next| matches!(next, 'n' | 'N' | ',' | ';' | ':' | '\\')) {
                    Some(next) => out.extend(['\\', next]),
                    None => out.push_str("\\\\"),
                }
            }
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' => out.push_str("\\n"),
            ';' if !separators => out.push_str("\\;"),
            ',' if !commas => out.push_str("\\,"),
            '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Without control characters, which could drive a terminal; line feeds stay.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
