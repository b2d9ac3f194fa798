//! How far something long is: one line that changes on a terminal, a line every thousand elsewhere.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_millis(100);
const THOUSAND: u64 = 1_000;

/// Told on standard error, so that answers stay clean.
pub struct Progress {
    /// What is counted, in the plural.
    what: &'static str,
    terminal: bool,
    shown: Option<Instant>,
    thousands: u64,
}

impl Progress {
    pub fn new(what: &'static str) -> Self {
        Self { what, terminal: io::stderr().is_terminal(), shown: None, thousands: 0 }
    }

    /// Tells that `done` are done, of so many where that is known.
    pub fn show(&mut self, done: u64, of: Option<u64>) {
        let of = of.map(|of| format!(" of {of}")).unwrap_or_default();
        let mut err = io::stderr().lock();
        // Progress that nobody sees is no reason to stop.
        if self.terminal {
            if self.shown.is_none_or(|shown| shown.elapsed() >= EVERY) {
                let _ = write!(err, "\r{done}{of} {}", self.what);
                let _ = err.flush();
                self.shown = Some(Instant::now());
            }
        } else if done / THOUSAND > self.thousands {
            self.thousands = done / THOUSAND;
            let _ = writeln!(err, "{done}{of} {}", self.what);
        }
    }

    /// Makes room on the terminal for what comes after.
    pub fn clear(&mut self) {
        if self.terminal && self.shown.take().is_some() {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}
