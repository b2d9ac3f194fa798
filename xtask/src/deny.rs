//! What `cargo deny` says of the crates that we build on.

use anyhow::Result;

use crate::command::{program, run, succeeds};
use crate::install::cargo_deny_program;

/// Licences, duplicate versions and sources, as `deny.toml` has them: always, and without the network.
pub fn check() -> Result<()> {
    run(deny().args(["check", "bans", "licenses", "sources"]))
}

/// Known vulnerabilities, by the RustSec database: where it cannot be had, that is said and nothing more.
pub fn check_advisories() -> Result<()> {
    if succeeds(deny().args(["fetch", "db"])) {
        return run(deny().args(["check", "--disable-fetch", "advisories"]));
    }
    println!("advisories NOT CHECKED: the advisory database cannot be reached from this machine");
    Ok(())
}

fn deny() -> std::process::Command {
    let mut command = program(cargo_deny_program());
    command.args(["--workspace", "--log-level", "warn"]);
    command
}
