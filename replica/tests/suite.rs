//! Runs every promise of the suite natively, each as a test of its own name: the same promises that the browser keeps.

use mingle_replica::store::{Store, StoreError};
use mingle_replica::suite::{Place, promises};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

/// A folder of its own for each promise.
struct Folder(tempfile::TempDir);

impl Folder {
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

impl Place for Folder {
    fn try_open(&self, name: &str) -> Result<Store, StoreError> {
        Store::open(self.path(name))
    }

    fn raw_bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).expect("a file that the promise has made")
    }

    fn put_raw_bytes(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).expect("a folder that can be written to");
    }
}

/// Understands what `cargo test` passes on: words of names to run, `--exact`, `--list`.
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&String> =
        arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let chosen = promises().iter().filter(|promise| {
        words.is_empty()
            || words.iter().any(|word| {
                if has("--exact") { promise.name == *word } else { promise.name.contains(*word) }
            })
    });
    if has("--list") {
        chosen.for_each(|promise| println!("{}: test", promise.name));
        return ExitCode::SUCCESS;
    }
    let (mut kept, mut broken) = (0, Vec::new());
    for promise in chosen {
        let place = Folder(tempfile::tempdir().expect("a temporary folder"));
        let result = catch_unwind(AssertUnwindSafe(|| (promise.keep)(&place)));
        println!("test {} ... {}", promise.name, if result.is_ok() { "ok" } else { "FAILED" });
        match result {
            Ok(()) => kept += 1,
            Err(_) => broken.push(promise.name),
        }
    }
    let word = if broken.is_empty() { "ok" } else { "FAILED" };
    println!("\ntest result: {word}. {kept} passed; {} failed {broken:?}\n", broken.len());
    if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
