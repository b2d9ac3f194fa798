use super::arguments::{Arguments, Completions};
use anyhow::Result;
use clap::CommandFactory;
use std::io::Write;

/// Prints what a shell needs to complete `mingle`.
pub fn completions(what: &Completions) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(what.shell, &mut Arguments::command(), "mingle", &mut script);
    Ok(std::io::stdout().lock().write_all(&script)?)
}
