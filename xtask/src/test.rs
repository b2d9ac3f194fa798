//! `cargo xtask test`: the one command that proves everything.

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::command::{cargo, program, run};
use crate::install::{self, Need, chromium};
use crate::steps::Steps;
use crate::{browser, deny, invariants, page, paths};

/// A part of the tests that can be run alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Part {
    /// rustfmt, clippy and the invariants
    Lint,
    /// cargo deny: licences, duplicates, sources, advisories
    Deny,
    /// Unit and property tests of every crate
    Unit,
    /// The replica's promises, kept in Chromium
    Browser,
    /// The page: built as it is released, checked, weighed, and its replica opened in Chromium
    Page,
    /// Several daemons at once
    Daemons,
}

impl Part {
    /// In the order that fails fast: what takes seconds comes before what takes minutes.
    const ALL: [Self; 6] =
        [Self::Lint, Self::Deny, Self::Unit, Self::Browser, Self::Page, Self::Daemons];

    fn needs(self) -> &'static [Need] {
        match self {
            Self::Lint => &[],
            Self::Unit => &[Need::Openssl],
            Self::Deny => &[Need::CargoDeny],
            Self::Browser => {
                &[Need::Clang, Need::Node, Need::Chromium, Need::WasmToolchain, Need::NpmPackages]
            }
            Self::Page => &[
                Need::Clang,
                Need::Node,
                Need::Chromium,
                Need::WasmToolchain,
                Need::NpmPackages,
                Need::Iproute,
                Need::Certutil,
                Need::Openssl,
            ],
            Self::Daemons => &[Need::Iproute, Need::Openssl],
        }
    }

    fn run(self, steps: &mut Steps) -> Result<()> {
        match self {
            Self::Lint => lint(steps),
            Self::Deny => {
                steps.step("cargo deny: licences, duplicates, sources", deny::check)?;
                steps.step("cargo deny: advisories", deny::check_advisories)
            }
            Self::Unit => steps.step("unit and property tests", || {
                run(cargo().args(["test", "--workspace", "--exclude", "mingle-tests"]))
            }),
            Self::Browser => browser::test(steps),
            Self::Page => {
                page::test(steps)?;
                stories(steps)
            }
            Self::Daemons => daemons(steps),
        }
    }
}

/// Brings what is missing, then runs one part, or all of them; ends at the first step that fails.
pub fn test(part: Option<Part>) -> Result<()> {
    let parts = part.map_or_else(|| Part::ALL.to_vec(), |part| vec![part]);
    let mut steps = Steps::default();
    let outcome = run_parts(&parts, &mut steps);
    println!("\n{}", steps.summary());
    outcome
}

fn run_parts(parts: &[Part], steps: &mut Steps) -> Result<()> {
    let mut needs = Vec::new();
    for need in parts.iter().flat_map(|part| part.needs()) {
        if !needs.contains(need) {
            needs.push(*need);
        }
    }
    steps.step("what the tests need", || install::bring(&needs))?;
    parts.iter().try_for_each(|part| part.run(steps))
}

fn lint(steps: &mut Steps) -> Result<()> {
    steps.step("format", || run(cargo().args(["fmt", "--all", "--check"])))?;
    steps.step("invariants", invariants::check_and_report)?;
    steps.step("clippy", || {
        run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
    })
}

/// The page on a phone's screen and real daemons, in a lab of three hosts.
fn stories(steps: &mut Steps) -> Result<()> {
    build_for_tests(steps)?;
    steps.step("the page in Chromium", || {
        let mut lab = program(paths::lab());
        lab.current_dir(paths::pwa()).args(["3", "node", "test/run.mjs"]);
        lab.env("MINGLE_BIN", paths::daemon());
        run(lab.env("MINGLE_CHROMIUM", chromium().context("no Chromium here")?))
    })
}

fn daemons(steps: &mut Steps) -> Result<()> {
    build_for_tests(steps)?;
    steps.step("several daemons", || {
        run(cargo().args(["test", "--package", "mingle-tests"]).env("MINGLE_BIN", paths::daemon()))
    })
}

fn build_for_tests(steps: &mut Steps) -> Result<()> {
    // The whole workspace, as for the unit tests: for one package alone, cargo would compile most crates
    // again with fewer features.
    steps.step("the daemon, built for the tests", || run(cargo().args(["build", "--workspace"])))
}
