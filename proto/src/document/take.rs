//! The one way in for a peer's bytes.

use automerge::AutoCommit;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Document, unreadable};
use crate::guard;
use crate::id::Heads;
use crate::kind::Kind;
use crate::record::Devices;
use crate::refusal::{Refusal, RefusalCode};

pub fn load(bytes: &[u8]) -> Result<Document, Refusal> {
    let inner = contained(|| AutoCommit::load(bytes).map_err(unreadable))?;
    Ok(Document { inner })
}

pub fn take(held: Option<&[u8]>, bytes: &[u8], expected: &Heads) -> Result<Document, Refusal> {
    inspect(bytes)?;
    let document = match held {
        None => load(bytes)?,
        Some(held) => merged(load(held)?, bytes)?,
    };
    contained(move || checked(document, held.is_none(), expected))
}

/// The guard's word on the bytes, before Automerge sees them.
fn inspect(bytes: &[u8]) -> Result<(), Refusal> {
    guard::check(bytes, &guard::Limits::default())
        .map(drop)
        .map_err(|danger| Refusal::new(RefusalCode::Guard, danger.to_string()))
}

fn merged(mut held: Document, bytes: &[u8]) -> Result<Document, Refusal> {
    let kind = held.kind();
    let (merged, whole) = contained(move || {
        held.inner.load_incremental(bytes).map_err(unreadable)?;
        let whole = held.bytes();
        Ok((held, whole))
    })?;
    // Changes can be harmless one by one and not together: objects within objects add up.
    inspect(&whole)?;
    if merged.kind() != kind {
        return Err(Refusal::new(RefusalCode::NotARecord, "it would change what the record is"));
    }
    Ok(merged)
}

/// What Automerge does not say by itself: `load_incremental` is content with corrupt bytes and with changes whose
/// dependencies are missing, and `load` with none.
fn checked(mut document: Document, whole: bool, expected: &Heads) -> Result<Document, Refusal> {
    if expected.is_empty() || !document.includes(expected) {
        return Err(Refusal::new(
            RefusalCode::MissingChanges,
            "the changes that it builds on did not come with it",
        ));
    }
    if whole && document.heads() != *expected {
        return Err(Refusal::new(
            RefusalCode::OtherHeads,
            "it is not the version that was announced",
        ));
    }
    let Some(kind) = document.kind() else {
        return Err(Refusal::new(
            RefusalCode::NotARecord,
            "it does not say what kind of record it is",
        ));
    };
    if kind == Kind::Devices {
        // Its whole history is read again and again: what panics over it does so here, where that is a refusal.
        let _: Devices = document.read();
    }
    Ok(document)
}

/// Runs Automerge over bytes of a peer: mutated documents with valid checksums still make it panic. Where panics
/// abort (wasm32), the store's write-ahead mark finds the culprit at the next start.
fn contained<T>(work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(unreadable("it panicked")))
}
