//! `cargo xtask bench`.

use anyhow::Result;

use crate::command::{cargo, run};

/// Builds the benchmark and everything that it measures with optimisation, and runs it with these arguments.
pub fn bench(arguments: &[String]) -> Result<()> {
    let mut benchmark = cargo();
    benchmark
        .args(["run", "--release", "--package", "mingle-tests", "--bin", "bench", "--"])
        .args(arguments);
    run(&mut benchmark)
}
