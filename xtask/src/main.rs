//! `cargo xtask`: builds, runs, tests and measures Mingle, and brings what these need.
//!
//! Nothing here knows a test by name: a step is a program with arguments, run in an order that fails fast.

mod bench;
mod browser;
mod command;
mod deny;
mod install;
mod invariants;
mod page;
mod paths;
mod run;
mod steps;
mod test;
mod toolchain;
mod wasm;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Bring what is missing, build, start the daemon and say where to open it
    Run {
        /// Passed on to `mingle up`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Bring what the page's build needs and build it into pwa/dist, for the daemon to embed
    Page,
    /// Bring what the tests need and run them all, or one part
    Test {
        #[arg(value_enum)]
        part: Option<test::Part>,
    },
    /// Measure sync between replicas, or the page after the word `page` (arguments are passed on to the benchmark)
    Bench {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Check what must hold for the source as a whole (part of `test`)
    Invariants,
}

fn main() -> std::process::ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Run { arguments } => run::run(&arguments),
        Task::Page => page::bring_and_build(),
        Task::Test { part } => test::test(part),
        Task::Bench { arguments } => bench::bench(&arguments),
        Task::Invariants => invariants::check_and_report(),
    };
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
