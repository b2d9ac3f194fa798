//! `mingle`: the daemon and the command line. The native shell around the replica.

mod cli;
mod data_dir;
mod device;
mod discovery;
mod failure;
mod http;
mod journal;
mod peers;
mod places;
mod status;
mod up;
mod words;

use std::process::ExitCode;

/// Notes something that the daemon saw, on a line of standard error. A daemon whose terminal is gone goes on.
#[macro_export]
macro_rules! note {
    ($($text:tt)*) => {{
        use std::io::Write;
        let text = format!($($text)*);
        let _ = writeln!(std::io::stderr(), "{}", $crate::words::plain(&text));
    }};
}

fn main() -> ExitCode {
    cli::run()
}
