//! `cargo xtask run`.

use std::process::Stdio;

use anyhow::Result;

use crate::command::{cargo, program, replace_by, run as run_command};
use crate::paths;

/// Builds the daemon and becomes it: it runs in the foreground, prints where to open it, and stops on Ctrl-C.
///
/// It needs nothing beyond what built xtask. With the page comes `install::bring` of what the page's build
/// needs and that build itself, both before the daemon's, which embeds the page.
pub fn run(arguments: &[String]) -> Result<()> {
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
