//! A replica's state as a set: one item for each document in its present heads, and a fingerprint of all of them
//! that is kept up to date by adding and subtracting, whatever the number of documents.

use super::{DocumentId, Heads, id};
use std::fmt;
use std::str::FromStr;

use super::{IdError, base32};

id! {
    /// One item of a replica's set: the BLAKE3 hash of a document's id and its heads.
    ItemHash, 32
}

id! {
    /// Proof of a whole set: equal fingerprints mean equal sets of documents in equal heads.
    Fingerprint, 32
}

impl ItemHash {
    pub fn of(id: &DocumentId, heads: &Heads) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("mingle 1 item: document id, heads");
        hasher.update(id.as_bytes());
        for head in heads.as_slice() {
            hasher.update(&head.0);
        }
        Self(*hasher.finalize().as_bytes())
    }
}

/// The items of a set added up: their number, and the sum of their hashes as 256-bit numbers modulo 2^256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SetSum {
    pub count: u64,
    sum: [u8; 32],
}

impl SetSum {
    pub fn from_parts(count: u64, sum: [u8; 32]) -> Self {
        Self { count, sum }
    }

    /// Little-endian.
    pub fn sum(&self) -> &[u8; 32] {
        &self.sum
    }

    pub fn add(&mut self, item: &ItemHash) {
        let mut carry = 0u16;
        for (byte, other) in self.sum.iter_mut().zip(item.as_bytes()) {
            let total = u16::from(*byte) + u16::from(*other) + carry;
            *byte = total as u8;
            carry = total >> 8;
        }
        self.count = self.count.wrapping_add(1);
    }

    pub fn remove(&mut self, item: &ItemHash) {
        let mut borrow = 0i16;
        for (byte, other) in self.sum.iter_mut().zip(item.as_bytes()) {
            let rest = i16::from(*byte) - i16::from(*other) - borrow;
            *byte = rest as u8;
            borrow = i16::from(rest < 0);
        }
        self.count = self.count.wrapping_sub(1);
    }

    pub fn fingerprint(&self) -> Fingerprint {
        let mut hasher = blake3::Hasher::new_derive_key("mingle 1 fingerprint: count, sum");
        hasher.update(&self.count.to_le_bytes());
        hasher.update(&self.sum);
        Fingerprint(*hasher.finalize().as_bytes())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn item(n: u8) -> ItemHash {
        ItemHash::of(&DocumentId::from_bytes([n; 16]), &Heads::default())
    }

    #[test]
    fn the_fingerprint_does_not_depend_on_the_order_and_removing_undoes_adding() {
        let (mut one, mut two) = (SetSum::default(), SetSum::default());
        (0..200).for_each(|n| one.add(&item(n)));
        (0..200).rev().for_each(|n| two.add(&item(n)));
        assert_eq!(one.fingerprint(), two.fingerprint());
        two.add(&item(201));
        assert_ne!(one.fingerprint(), two.fingerprint());
        two.remove(&item(201));
        assert_eq!(one, two);
        (0..200).for_each(|n| two.remove(&item(n)));
        assert_eq!(two, SetSum::default());
    }
}
