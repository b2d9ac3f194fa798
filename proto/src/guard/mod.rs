//! The check over Automerge's chunks before Automerge sees a byte from a peer.
//!
//! Automerge trusts what its run-length columns and deflated parts claim: 69 bytes may ask for 8 GB and one megabyte
//! may become three gigabytes, which aborts the process and cannot be caught. [`check`] reads the structure of the
//! chunks, never the meaning, in constant stack and with memory bounded by [`Limits`], and refuses what would make
//! Automerge allocate or work beyond bounds, or end the process in a way that cannot be caught.
//!
//! What the caller still owes:
//! - `catch_unwind` around Automerge: of what passes after mutation, some 5 in 100 still panic there, with its own assertions on.
//! - Heads compared after every apply, since Automerge drops changes silently.
//! - After changes from a peer are applied, [`check`] over the saved whole before it is read: nesting adds up over
//!   changes, none of which shows the depth it adds to, and reading a document recurses.
//!
//! Cost, measured optimised on a loaded two-core machine: 2 to 7 µs for a contact or a story of 0.4 to 3 kB in one
//! document (loading it takes 50 to 1,000 µs), 13 to 19 µs for 13 changes on their own, of which each is hashed apart;
//! 0.2 ms for the most rows that pass.
//!
//! Format: <https://automerge.org/automerge-binary-format-spec/>, as written by Automerge 0.12.

mod chunk;
mod columns;
mod cursor;
mod danger;
mod nesting;
mod rows;
#[cfg(test)]
mod tests;

pub use danger::{Counted, Danger};

use std::collections::HashSet;
use std::hash::RandomState;

use cursor::Cursor;

/// What the bytes of one document, or of the changes to one, may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all chunks together, as they came.
    pub max_bytes: usize,
    /// Bytes that all compressed parts inflate to together.
    pub max_inflated: usize,
    /// Bytes of keys, messages and mark names over all chunks, each as often as a run repeats it.
    pub max_text: u64,
    /// Rows of operations over all chunks; Automerge needs memory for each.
    pub max_rows: u64,
    /// Columns in one table; Automerge 0.12 writes at most 16.
    pub max_columns: usize,
    /// Distinct actors; every opening of a store is one more.
    pub max_actors: u64,
    /// Changes over all chunks.
    pub max_changes: u64,
    /// Heads and dependencies over all chunks.
    pub max_dependencies: u64,
    /// Actors times changes: Automerge keeps a clock of all actors for every sixteenth change.
    pub max_clock_cells: u64,
    /// The highest number of an operation or a change.
    pub max_counter: u64,
    /// Objects within one another in a document.
    pub max_depth: u32,
}

/// The limits for one document.
///
/// Automerge was measured to hold up to 600 bytes for each row that comes in a change, so that 400,000 rows stay within
/// 256 MiB, which a phone's worker survives; they take one to two seconds to load without optimisation. The number of
/// an operation cannot exceed the operations there are, and so has the same limit. The clock cells are 32 MiB of
/// clocks. Thirty-two objects within one another are read on a stack of 512 KiB.
impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 4 << 20,
            max_inflated: 16 << 20,
            max_text: 16 << 20,
            max_rows: 400_000,
            max_columns: 64,
            max_actors: 20_000,
            max_changes: 100_000,
            max_dependencies: 200_000,
            max_clock_cells: 1 << 27,
            max_counter: 400_000,
            max_depth: 32,
        }
    }
}

/// What [`check`] counted in bytes that it lets pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Inspected {
    /// Chunks.
    pub chunks: usize,
    /// Rows of operations, summed over the chunks.
    pub rows: u64,
    /// Changes, whether in documents or on their own.
    pub changes: u64,
    /// Distinct actors.
    pub actors: u64,
    /// Bytes produced by inflating.
    pub inflated: usize,
}

/// Checks one or more concatenated chunks: what `save`, `save_nocompress` and `save_after` write.
///
/// # Errors
/// [`Danger`], by the first thing that is wrong. Nothing at all is [`Danger::Empty`], since Automerge would load it as
/// an empty document.
pub fn check(bytes: &[u8], limits: &Limits) -> Result<Inspected, Danger> {
    if bytes.is_empty() {
        return Err(Danger::Empty);
    }
    if bytes.len() > limits.max_bytes {
        let (bytes, max) = (bytes.len(), limits.max_bytes);
        return Err(Danger::TooLarge { bytes, max });
    }
    let mut inspection = Inspection {
        limits,
        inspected: Inspected::default(),
        repeated_text: 0,
        dependencies: 0,
        actors: HashSet::new(),
        hasher: RandomState::new(),
    };
    let mut cursor = Cursor::new(bytes);
    while !cursor.is_empty() {
        let offset = bytes.len() - cursor.left();
        inspection.chunk(&mut cursor, offset)?;
    }
    Ok(inspection.inspected)
}

/// The running counts of one [`check`].
struct Inspection<'l> {
    limits: &'l Limits,
    inspected: Inspected,
    repeated_text: u64,
    dependencies: u64,
    /// Keyed hashes of the actors seen, which nobody can make collide on purpose.
    actors: HashSet<u64>,
    hasher: RandomState,
}
