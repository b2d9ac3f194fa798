//! Waiting for what has to become true.

use std::time::{Duration, Instant};

/// How often is looked.
const PAUSE: Duration = Duration::from_millis(40);

/// Looks until `look` returns a value, and returns that; at the deadline panics with what was still wrong, in the
/// words of the last look.
#[track_caller]
pub fn eventually<T>(
    what: &str,
    deadline: Duration,
    mut look: impl FnMut() -> Result<T, String>,
) -> T {
    let start = Instant::now();
    loop {
        let wrong = match look() {
            Ok(value) => return value,
            Err(wrong) => wrong,
        };
        assert!(start.elapsed() < deadline, "{what}: not within {deadline:?}. Last seen: {wrong}");
        std::thread::sleep(PAUSE);
    }
}
