//! Automerge survives everything that the guard lets pass: mutated documents and changes, with checksums put right so
//! that they reach the decoder, are loaded under a counting allocator and a deadline.
//!
//! `MINGLE_MUTATIONS` sets how many are tried (20,000 unless set), `MINGLE_SEED` repeats a run. Panics inside Automerge
//! are expected and caught. A single request beyond [`BOUND`] and a load beyond [`DEADLINE`] end the process at once,
//! after naming the case, since neither can be caught.
#![allow(clippy::unwrap_used, unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use mingle_proto::guard::{Limits, check};

mod mutation;
mod samples;

/// No load may hold more than this, nor ask for it in one piece.
const BOUND: usize = 256 << 20;
/// No load may take longer: far above the seconds that the largest one needs, since the machine may be busy.
const DEADLINE: Duration = Duration::from_secs(180);

struct Counting;
static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static CASE: AtomicU64 = AtomicU64::new(0);
static PANICS: AtomicU64 = AtomicU64::new(0);
static SEED: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

impl Counting {
    fn count(size: usize) {
        if size > BOUND {
            give_up(format_args!("asks for {size} bytes at once"));
        }
        let held = HELD.fetch_add(size, Relaxed) + size;
        PEAK.fetch_max(held, Relaxed);
    }
}

// SAFETY: every call is handed to the system's allocator unchanged; the counters are atomics.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::count(layout.size());
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        Self::count(size);
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Ends the process with the seed and the case that did it, written straight to the stream.
fn give_up(what: std::fmt::Arguments<'_>) -> ! {
    let (seed, case) = (SEED.load(Relaxed), CASE.load(Relaxed));
    let _ = writeln!(std::io::stderr(), "MINGLE_SEED={seed}, case {case}: Automerge {what}");
    std::process::abort();
}

/// The panics of a case pass in silence; only a second one is named, since a panic while unwinding ends the process.
fn note_panic(panic: &std::panic::PanicHookInfo<'_>) {
    if PANICS.fetch_add(1, Relaxed) > 0 {
        let (seed, case) = (SEED.load(Relaxed), CASE.load(Relaxed));
        let _ = writeln!(
            std::io::stderr(),
            "MINGLE_SEED={seed}, case {case}: while unwinding: {panic}"
        );
    }
}

/// Gives up when nothing is heard for longer than the deadline.
fn watchdog() -> Sender<()> {
    let (alive, heard) = channel();
    std::thread::spawn(move || {
        loop {
            match heard.recv_timeout(DEADLINE) {
                Ok(()) => {}
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    give_up(format_args!("takes longer than {DEADLINE:?}"))
                }
            }
        }
    });
    alive
}

/// What a load did to this process.
struct Outcome {
    loaded: bool,
    panicked: bool,
    peak: usize,
    took: Duration,
}

/// Loads as a replica would: whole, or onto what it holds; then reads everything and saves it again.
fn load(bytes: &[u8], onto: Option<&automerge::Automerge>) -> Outcome {
    let before = HELD.load(Relaxed);
    PEAK.store(before, Relaxed);
    let started = Instant::now();
    let result = catch_unwind(AssertUnwindSafe(|| {
        let document = match onto {
            None => automerge::Automerge::load(bytes).ok()?,
            Some(held) => {
                let mut document = held.clone();
                document.load_incremental(bytes).ok()?;
                document
            }
        };
        let _ = document.hydrate(None);
        Some(document.save_nocompress().len())
    }));
    Outcome {
        loaded: matches!(result, Ok(Some(_))),
        panicked: result.is_err(),
        peak: PEAK.load(Relaxed).saturating_sub(before),
        took: started.elapsed(),
    }
}

/// The counters are the whole process's, so that one test at a time may load.
static ALONE: Mutex<()> = Mutex::new(());

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().expect(name))
}

#[test]
fn whatever_passes_the_guard_neither_exhausts_memory_nor_hangs_automerge() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let seed = setting("MINGLE_SEED", std::process::id().into());
    let tries = setting("MINGLE_MUTATIONS", 20_000);
    SEED.store(seed, Relaxed);
    let _ = writeln!(std::io::stderr(), "MINGLE_SEED={seed} MINGLE_MUTATIONS={tries}");
    std::panic::set_hook(Box::new(note_panic));
    let alive = watchdog();
    let samples = samples::all();
    let mut mutator =
        mutation::Mutator::new(seed, samples.iter().map(|sample| sample.bytes.clone()).collect());
    let (mut passed, mut loaded, mut panicked) = (0, 0, 0);
    let (mut most, mut longest) = (0, Duration::ZERO);
    for case in 0..tries {
        CASE.store(case, Relaxed);
        PANICS.store(0, Relaxed);
        alive.send(()).unwrap();
        let (of, bytes) = mutator.next_case();
        if check(&bytes, &Limits::default()).is_err() {
            continue;
        }
        let outcome = load(&bytes, samples[of].base.as_ref());
        passed += 1;
        loaded += u64::from(outcome.loaded);
        panicked += u64::from(outcome.panicked);
        if outcome.peak > most || outcome.took > longest {
            println!(
                "case {case} of {}: {} bytes, {:?}",
                samples[of].name, outcome.peak, outcome.took
            );
        }
        most = most.max(outcome.peak);
        longest = longest.max(outcome.took);
        assert!(outcome.peak <= BOUND, "seed {seed}, case {case}: held {} bytes", outcome.peak);
    }
    let _ = std::panic::take_hook();
    println!(
        "{passed} of {tries} passed the guard: {loaded} loaded, {panicked} panicked, at most {most} bytes, {longest:?}"
    );
    // The test means something only while a good part reaches Automerge's decoder.
    assert!(
        passed * 20 >= tries,
        "seed {seed}: only {passed} of {tries} mutations passed the guard"
    );
}

#[test]
fn the_largest_documents_that_pass_load_within_the_bound() {
    use automerge::transaction::Transactable;
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let alive = watchdog();
    let rows = Limits::default().max_rows as usize;
    let text = |length: usize| {
        let mut document = automerge::AutoCommit::new();
        let text = document.put_object(automerge::ROOT, "note", automerge::ObjType::Text).unwrap();
        document.splice_text(&text, 0, 0, &"a".repeat(length)).unwrap();
        document
    };
    let keys = |count: usize| {
        let mut document = automerge::AutoCommit::new();
        (0..count).for_each(|key| document.put(automerge::ROOT, format!("{key}"), true).unwrap());
        document
    };
    for (name, mut document) in [("text", text(rows - 2)), ("keys", keys(rows - 2))] {
        for bytes in [document.save(), document.save_after(&[])] {
            alive.send(()).unwrap();
            let inspected = check(&bytes, &Limits::default())
                .unwrap_or_else(|danger| panic!("{name}: {danger}"));
            assert!(inspected.rows + 2 >= rows as u64);
            let outcome = load(&bytes, None);
            println!(
                "{name}, {} bytes: {} bytes held, {:?}",
                bytes.len(),
                outcome.peak,
                outcome.took
            );
            assert!(outcome.loaded && outcome.peak <= BOUND, "{name} held {} bytes", outcome.peak);
        }
    }
    assert!(check(&text(rows).save(), &Limits::default()).is_err());
}
