//! `cargo xtask bench`.

use anyhow::{Context, Result};

use crate::command::{cargo, program, run};
use crate::install::{self, Need, chromium};
use crate::{page, paths};

/// The first word of the arguments by which the page is measured.
const PAGE: &str = "page";

/// Builds the benchmark and everything that it measures with optimisation, and runs it with these arguments; after
/// the word `page`, measures the page in Chromium instead.
pub fn bench(arguments: &[String]) -> Result<()> {
    if let Some((first, more)) = arguments.split_first()
        && first == PAGE
    {
        return bench_page(more);
    }
    let mut benchmark = cargo();
    benchmark
        .args(["run", "--release", "--package", "mingle-tests", "--bin", "bench", "--"])
        .args(arguments);
    run(&mut benchmark)
}

/// The page as it is released, served and filled by the daemon as it is released.
fn bench_page(arguments: &[String]) -> Result<()> {
    install::bring(&[Need::Chromium])?;
    page::bring_and_build()?;
    run(cargo().args(["build", "--release", "--package", "mingle", "--package", "mingle-tests"]))?;
    let built = |name: &str| {
        paths::target().join(format!("release/{name}{}", std::env::consts::EXE_SUFFIX))
    };
    let mut benchmark = program("node");
    benchmark.current_dir(paths::pwa()).arg("test/budgets.mjs").args(arguments);
    benchmark.env("MINGLE_BIN", built("mingle")).env("MINGLE_BENCH", built("bench"));
    run(benchmark.env("MINGLE_CHROMIUM", chromium().context("no Chromium here")?))
}
