#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod codes;
mod hostile;
mod japanese;
mod ways;

use super::*;

/// The only card.
fn card(text: &str) -> Card {
    match understand(text) {
        Scanned::Cards(mut cards) if cards.len() == 1 => cards.remove(0).unwrap(),
        other => panic!("{text:?} is {other:?}"),
    }
}

fn reach(text: &str) -> Reach {
    match understand(text) {
        Scanned::Reach(reach) => *reach,
        other => panic!("{text:?} is {other:?}"),
    }
}

fn keys(map: &std::collections::BTreeMap<String, String>) -> Vec<&str> {
    map.keys().map(String::as_str).collect()
}
