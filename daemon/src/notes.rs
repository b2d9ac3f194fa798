//! What the daemon saw, a line each on standard error.

use crate::words::plain;
use jiff::Zoned;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

static STAMPED: AtomicBool = AtomicBool::new(false);

/// Puts the time before every line from now on, for a log that somebody reads later.
pub fn stamp() {
    STAMPED.store(true, Ordering::Relaxed);
}

/// Writes a line. A daemon whose terminal is gone goes on.
pub fn note(text: &str) {
    let mut err = std::io::stderr().lock();
    let _ = if STAMPED.load(Ordering::Relaxed) {
        writeln!(err, "{} {}", Zoned::now().strftime("%Y-%m-%d %H:%M:%S%:z"), plain(text))
    } else {
        writeln!(err, "{}", plain(text))
    };
}

/// Notes something that the daemon saw.
#[macro_export]
macro_rules! note {
    ($($text:tt)*) => { $crate::notes::note(&format!($($text)*)) };
}
