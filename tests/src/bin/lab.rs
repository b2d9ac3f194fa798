//! `lab HOSTS PROGRAM ARGUMENTS...`: makes a lab with that many hosts, runs the program to its end, and removes the lab.
//!
//! The program finds the hosts in the environment as `MINGLE_LAB`: a JSON list, each with its address and the words
//! that begin a command on it. What it starts by these words dies with it. Ends with the program's exit code.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::Parser;
use mingle_tests::lab::{Host, Lab};
use serde_json::json;

/// Runs a program that has a few hosts in network namespaces of their own. Needs root.
#[derive(Parser)]
struct Options {
    /// How many hosts
    hosts: u8,
    /// What to run, with its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    program: Vec<String>,
}

fn main() -> Result<ExitCode> {
    let options = Options::parse();
    let lab = Lab::new(options.hosts);
    let hosts: Vec<_> = (0..options.hosts).map(|index| told(&lab.host(index.into()))).collect();
    let status = Command::new("setpriv")
        .args(["--pdeathsig", "KILL"])
        .args(&options.program)
        .env("MINGLE_LAB", json!(hosts).to_string())
        .status()
        .context("the program did not start")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, Into::into))
}

fn told(host: &Host) -> serde_json::Value {
    let command = host.command("");
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> =
        words.map(|word| word.to_string_lossy()).filter(|word| !word.is_empty()).collect();
    json!({ "address": host.address, "command": words })
}
