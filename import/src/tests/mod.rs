#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod broken;
mod encodings;
mod fields;
mod files;
mod generator;
mod hostile;
mod identity;
mod names;
mod people;
mod photos;

use super::*;

/// Every card of a file, read or bad.
fn all(bytes: &[u8]) -> Vec<Result<Card, BadCard>> {
    cards(bytes).collect()
}

/// The contact of the only card.
fn only(bytes: &[u8]) -> Card {
    let mut found = all(bytes);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0).unwrap()
}

/// A card of version 3 with a name and these lines.
fn with(lines: &str) -> Card {
    only(format!("BEGIN:VCARD\nVERSION:3.0\nFN:Ana Ruiz\n{lines}\nEND:VCARD\n").as_bytes())
}

/// A card of version 2.1 with a name and these lines.
fn with_2(lines: &str) -> Card {
    only(
        format!("BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Ana Ruiz\r\n{lines}\r\nEND:VCARD\r\n").as_bytes(),
    )
}

fn names(found: &[Result<Card, BadCard>]) -> Vec<&str> {
    found.iter().flatten().map(|card| card.contact.name.as_str()).collect()
}

fn bad(found: &[Result<Card, BadCard>]) -> Vec<(usize, Reason)> {
    found
        .iter()
        .filter_map(|card| card.as_ref().err())
        .map(|bad| (bad.line, bad.reason.clone()))
        .collect()
}

fn map<const N: usize>(entries: [(&str, &str); N]) -> std::collections::BTreeMap<String, String> {
    entries.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
}

fn set<const N: usize>(entries: [&str; N]) -> std::collections::BTreeSet<String> {
    entries.map(str::to_owned).into()
}

/// The lines kept as they stood, without their keys.
fn extra(card: &Card) -> Vec<&str> {
    let mut lines: Vec<&str> = card.contact.extra.values().map(String::as_str).collect();
    lines.sort_unstable();
    lines
}
