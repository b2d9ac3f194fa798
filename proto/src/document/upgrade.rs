//! Fields that a later version adds, to documents that an earlier one made.
//!
//! A new container must not be created twice: two devices that each make a `map` at the same key lose one side's
//! entries from view when they merge. So every replica makes the very same change: it forks the document at its first
//! change, which all replicas share, and adds the version's containers there with a fixed actor at time 0. Equal
//! bytes have equal hashes, and merging a change that is already there is nothing.

use automerge::{ChangeHash, ROOT, transaction::CommitOptions, transaction::Transactable};

use super::{Document, write};
use crate::record::Shape;

/// Brings the document to this program's version of the record's fields; nothing if it is there already.
pub fn upgrade(document: &mut Document, shape: &Shape) {
    let Some(first) = first_change(document) else { return };
    // A version is a peer's word: one below the first counts as the first, one above ours leaves nothing to do.
    for version in document.version().clamp(1, shape.version) + 1..=shape.version {
        add_version(document, shape, first, version);
    }
}

fn add_version(document: &mut Document, shape: &Shape, first: ChangeHash, version: i64) {
    let Ok(mut fork) = document.inner.fork_at(&[first]) else { return };
    fork.set_actor(write::fixed_actor(&format!("{} {version}", shape.kind)));
    for (key, since, field) in (shape.empty)() {
        if since == version {
            write::put_empty(&mut fork, key, &field);
        }
    }
    if fork.put(ROOT, "v", version).is_ok() {
        fork.commit_with(CommitOptions::default().with_time(0));
        // The fork is the document's own past with one change more: there is nothing that could be missing.
        let _ = document.inner.merge(&mut fork);
    }
}

/// The change that has no dependencies; of several, which only a stranger's program would make, the least.
fn first_change(document: &mut Document) -> Option<ChangeHash> {
    let changes = document.inner.get_changes_meta(&[]);
    changes.iter().filter(|change| change.deps.is_empty()).map(|change| change.hash).min()
}
