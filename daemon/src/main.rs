//! `mingle`: the daemon and the command line. The native shell around the replica.

mod authority;
mod cli;
mod data_dir;
mod device;
mod discovery;
mod failure;
mod http;
mod journal;
mod notes;
mod onboarding;
mod pairing;
mod peers;
mod places;
mod status;
mod tls;
mod up;
mod words;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
