//! `cargo xtask run`.

use std::process::Stdio;

use anyhow::Result;

use crate::command::{cargo, program, replace_by, run as run_command};
use crate::{page, paths};

/// Builds the daemon and becomes it: it runs in the foreground, prints where to open it, and stops on Ctrl-C.
///
/// The page is built before it, since the daemon embeds it.
pub fn run(arguments: &[String]) -> Result<()> {
    page::bring_and_build()?;
    run_command(cargo().args(["build", "--package", "mingle"]))?;
    if paths::find_program("mingle").is_none() {
        println!(
            "\nThe command is {}; `cargo install --path daemon` puts it on your PATH.",
            paths::daemon().display()
        );
    }
    let mut daemon = program(paths::daemon());
    daemon.arg("up").args(arguments).stdin(Stdio::inherit());
    replace_by(&mut daemon)
}
