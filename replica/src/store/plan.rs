//! What a write is to bring, worked out beforehand and without the database: on all cores where there are threads.

use mingle_proto::document::Document;
use mingle_proto::id::{DocumentId, Heads, ItemHash};
use mingle_proto::kind::Kind;
use mingle_proto::refusal::{Refusal, RefusalCode};
use mingle_proto::session::Payload;

use super::table::document::Held;
use super::view::{self, search::SearchText};

/// A document with everything that is derived from it.
pub struct Planned {
    pub id: DocumentId,
    pub kind: Kind,
    pub heads: Heads,
    pub time: u64,
    pub hash: ItemHash,
    pub bytes: Vec<u8>,
    pub record: view::Record,
    pub text: Option<SearchText>,
}

impl Planned {
    /// Fails for a document that does not say what it is, and for a singleton under another's id.
    pub fn of(id: DocumentId, document: &mut Document) -> Result<Self, Refusal> {
        let not_a_record = |message: &str| Refusal::new(RefusalCode::NotARecord, message);
        let kind = document
            .kind()
            .ok_or_else(|| not_a_record("it does not say what kind of record it is"))?;
        let expected = Kind::SINGLETONS.into_iter().find(|kind| kind.singleton_id() == id);
        if (kind.is_singleton() || expected.is_some()) && expected.as_ref() != Some(&kind) {
            return Err(not_a_record("there is one record of that kind, and it has another id"));
        }
        let record = view::Record::of(document, &kind);
        let text = record.search_text();
        let heads = document.heads();
        let hash = ItemHash::of(&id, &heads);
        Ok(Self {
            id,
            kind,
            heads,
            time: document.time(),
            hash,
            bytes: document.bytes(),
            record,
            text,
        })
    }
}

/// What is to become of a payload.
pub enum Outcome {
    New(Box<Planned>),
    /// All of it is held already.
    Same,
    /// The changes alone are not enough.
    Incomplete,
    Refused(Refusal),
}

/// Works out what is to become of a payload, given what is held of its document.
pub fn plan(held: Option<&Held>, payload: &Payload) -> Outcome {
    if held.is_some_and(|held| held.heads == payload.heads) {
        return Outcome::Same;
    }
    #[cfg(any(test, feature = "suite"))]
    super::fault::reach(&payload.id);
    let taken =
        Document::take(held.map(|held| held.bytes.as_slice()), &payload.bytes, &payload.heads);
    match taken.and_then(|mut document| Planned::of(payload.id, &mut document)) {
        Ok(planned) if held.is_some_and(|held| held.heads == planned.heads) => Outcome::Same,
        Ok(planned) => Outcome::New(Box::new(planned)),
        // Automerge calls changes unreadable where it has nothing of what they build on.
        Err(refusal)
            if is_changes(&payload.bytes)
                && (refusal.code == RefusalCode::MissingChanges
                    || (held.is_none() && refusal.code == RefusalCode::Unreadable)) =>
        {
            Outcome::Incomplete
        }
        Err(refusal) => Outcome::Refused(refusal),
    }
}

/// True for bytes that open with a chunk of changes (Automerge's binary format: magic, checksum, then the chunk's type,
/// 1 or 2), which may build on others; a document chunk says all that there is to say.
fn is_changes(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x85, 0x6f, 0x4a, 0x83]) && matches!(bytes.get(8), Some(1 | 2))
}

/// `work` for each item, in the order of the items; the first argument numbers the worker that does it.
#[cfg(not(target_arch = "wasm32"))]
pub fn on_all_cores<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = cores.min(items.len().div_ceil(4));
    if workers <= 1 {
        return items.iter().map(|item| work(0, item)).collect();
    }
    let next = AtomicUsize::new(0);
    let run = |worker: usize| -> Vec<(usize, R)> {
        std::iter::from_fn(|| {
            let index = next.fetch_add(1, Ordering::Relaxed);
            items.get(index).map(|item| (index, work(worker, item)))
        })
        .collect()
    };
    let mut results = std::thread::scope(|scope| {
        let run = &run;
        let others: Vec<_> = (1..workers).map(|worker| scope.spawn(move || run(worker))).collect();
        let mut results = run(0);
        for other in others {
            results.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        results
    });
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// `work` for each item, in the order of the items: a page's worker has one thread.
#[cfg(target_arch = "wasm32")]
pub fn on_all_cores<T, R>(items: &[T], work: impl Fn(usize, &T) -> R) -> Vec<R> {
    items.iter().map(|item| work(0, item)).collect()
}
