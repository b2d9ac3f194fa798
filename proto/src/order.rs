//! Sorting, compiled once.
//!
//! The standard library's sort is compiled anew for each type, 4 kB of the page's module every time, and so is what makes
//! an ordered set or map of an iterator, since that sorts first. Our lists are short: one sort of places does for all.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// As `[T]::sort_by`: equals stay in their order.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut places: Vec<usize> = (0..items.len()).collect();
    sort_places(&mut places, &mut |one, other| compare(&items[one], &items[other]));
    bring(&mut places, &mut |one, other| items.swap(one, other));
}

/// As `[T]::sort_by_key`: equals stay in their order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// As `collect` makes it.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// As `collect` makes it: of equal keys, the last one's value stays.
pub fn map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(entries);
    map
}

fn sort_places(places: &mut [usize], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    places.sort_by(|one, other| compare(*one, *other));
}

/// Has every item swapped to where it belongs: at `at`, the one that was at `places[at]`.
fn bring(places: &mut [usize], swap: &mut dyn FnMut(usize, usize)) {
    for first in 0..places.len() {
        let mut at = first;
        loop {
            let from = std::mem::replace(&mut places[at], at);
            if from == first {
                break;
            }
            swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    #[test]
    fn whatever_the_order_it_sorts_as_the_standard_library_does() {
        let seed: u64 = rand::random();
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        for length in (0..70).chain([500, 3000]) {
            // Few keys, so that many are equal, and their order shows.
            let items: Vec<(u8, usize)> =
                (0..length).map(|at| (random.random_range(0..9), at)).collect();
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by_key(&mut ours, |(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn sets_and_maps_are_those_that_collect_makes() {
        let entries = [("Zoë", 1), ("Ana", 2), ("Zoë", 3), ("بدر", 4)];
        assert_eq!(map(entries), entries.into_iter().collect());
        assert_eq!(set(entries), entries.into_iter().collect());
    }
}
