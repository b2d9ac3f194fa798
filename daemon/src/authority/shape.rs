//! Whether certificates say just what Mingle's do: compared with those of an authority that is made for it.
//!
//! Trying out a few names would miss whatever was not tried. Certificates are read here only so far as to cut them into
//! their fields (X.690, section 8.1; RFC 5280, section 4.1); anything that does not fit is not Mingle's.

use super::secret::unusable;
use super::{Authority, make};
use crate::failure::Failure;

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
const OCTETS: u8 = 0x04;
/// Identifiers of the keys: `subjectKeyIdentifier` and `authorityKeyIdentifier` (RFC 5280, section 4.2.1).
const OF_KEYS: [&[u8]; 2] = [&[0x06, 3, 0x55, 0x1d, 0x0e], &[0x06, 3, 0x55, 0x1d, 0x23]];

/// # Errors
/// The [`Failure`] `authority-unusable` if either certificate says anything that one made by [`make::make`] does not, or
/// does not say what it does. Keys, serial numbers, and the day on which they end, are an authority's own.
pub fn compare(theirs: &Authority) -> Result<(), Failure> {
    let ours = make::make(crate::words::now()).map_err(|error| unusable(error.to_string()))?;
    let ours = ours.parse()?;
    let said = |authority: &Authority, der: &[u8]| said(der, &authority.tag());
    for (which, theirs_der, ours_der) in [
        ("root", &theirs.root, &ours.root),
        ("intermediate", &theirs.intermediate, &ours.intermediate),
    ] {
        let theirs_said = said(theirs, theirs_der);
        if theirs_said.is_none() || theirs_said != said(&ours, ours_der) {
            return Err(unusable(format!("its {which} certificate is not as Mingle makes them")));
        }
    }
    Ok(())
}

/// The fields of a certificate, in their order, but for those that are its own; tags in names are blanked.
fn said(der: &[u8], tag: &str) -> Option<Vec<Vec<u8>>> {
    let certificate = only(der, SEQUENCE)?;
    let [to_be_signed, algorithm, _signature] = elements(certificate)?.try_into().ok()?;
    let fields = elements(only(to_be_signed.whole, SEQUENCE)?)?;
    let [version, _serial, inner, issuer, validity, subject, key, extensions] =
        fields.try_into().ok()?;
    let [not_before, _not_after] = elements(validity.content)?.try_into().ok()?;
    let [key_algorithm, _bits] = elements(key.content)?.try_into().ok()?;
    if version.kind != VERSION || extensions.kind != EXTENSIONS {
        return None;
    }
    let mut said: Vec<Vec<u8>> = [version, algorithm, inner, not_before, key_algorithm]
        .iter()
        .map(|field| field.whole.to_vec())
        .collect();
    said.extend([issuer, subject].map(|name| blanked(name.whole, tag)));
    let extensions = elements(only(extensions.content, SEQUENCE)?)?;
    let mut extensions: Vec<_> = extensions.iter().map(without_keys).collect::<Option<_>>()?;
    extensions.sort();
    Some([said, extensions].concat())
}

/// An extension; of an identifier of a key only that it is one, and how long.
fn without_keys(extension: &Element) -> Option<Vec<u8>> {
    let parts = elements(extension.content)?;
    let is_of_key = parts.first().is_some_and(|id| OF_KEYS.contains(&id.whole));
    let value = parts.last().filter(|value| value.kind == OCTETS)?;
    let said = extension.whole.len() - if is_of_key { value.content.len() } else { 0 };
    let length = u32::try_from(value.content.len()).ok()?.to_be_bytes();
    Some([extension.whole.get(..said)?, &length].concat())
}

fn blanked(name: &[u8], tag: &str) -> Vec<u8> {
    let mut name = name.to_vec();
    let found = name.windows(tag.len()).position(|at| at == tag.as_bytes());
    if let Some(at) = found.and_then(|at| name.get_mut(at..at + tag.len())) {
        at.fill(b'-');
    }
    name
}

/// A value with its head.
struct Element<'d> {
    kind: u8,
    content: &'d [u8],
    whole: &'d [u8],
}

/// The content of the one element that these bytes are.
fn only(bytes: &[u8], kind: u8) -> Option<&[u8]> {
    let [element] = elements(bytes)?.try_into().ok()?;
    (element.kind == kind).then_some(element.content)
}

/// The elements that stand one after another; `None` unless they fill the bytes.
fn elements(mut bytes: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut elements = Vec::new();
    while !bytes.is_empty() {
        let (element, rest) = first(bytes)?;
        elements.push(element);
        bytes = rest;
    }
    Some(elements)
}

fn first(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (kind, length) = (*bytes.first()?, *bytes.get(1)?);
    let (head, length) = match length {
        0..=0x7f => (2, usize::from(length)),
        0x81 => (3, usize::from(*bytes.get(2)?)),
        0x82 => (4, usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?]))),
        _ => return None,
    };
    let whole = bytes.get(..head + length)?;
    let element = Element { kind, content: whole.get(head..)?, whole };
    Some((element, bytes.get(head + length..)?))
}
