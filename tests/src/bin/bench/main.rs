//! `cargo xtask bench`: what a sync costs, and what one device does by itself.
//!
//! Two processes of this program, each with a store on disk, hold a real session over a loopback socket. Bytes and
//! round trips are judged by the aims of the protocol; times and memory are told.

mod alone;
mod journals;
mod link;
mod phone;
mod report;
mod side;
mod syncs;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use journals::Base;
use report::Report;

/// Measures syncs and what one device does by itself. Ends with 1 if bytes or round trips are more than they may be.
#[derive(Parser)]
struct Options {
    /// Print JSON instead of tables
    #[arg(long)]
    json: bool,
    /// Records of the journals that are measured
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 60_000])]
    sizes: Vec<u64>,
    #[command(subcommand)]
    side: Option<Side>,
}

/// What the program starts itself as.
#[derive(Subcommand)]
enum Side {
    /// One side of a sync: the one that is called
    #[command(hide = true)]
    Listen { store: PathBuf },
    /// One side of a sync: the one that calls
    #[command(hide = true)]
    Dial { store: PathBuf, port: u16 },
    /// Write the journal by which the page is measured, and tell what is in it
    #[command(hide = true)]
    Phone { store: PathBuf },
}

fn main() -> Result<ExitCode> {
    let options = Options::parse();
    match &options.side {
        Some(Side::Listen { store }) => side::listen(store)?,
        Some(Side::Dial { store, port }) => side::dial(store, *port)?,
        Some(Side::Phone { store }) => {
            println!("{}", serde_json::to_string(&phone::make(store)?)?);
        }
        None => return measure(&options),
    }
    Ok(ExitCode::SUCCESS)
}

fn measure(options: &Options) -> Result<ExitCode> {
    let folder = tempfile::tempdir()?;
    let mut report = Report::default();
    for records in &options.sizes {
        eprintln!("{records} records ...");
        let base = Base::make(folder.path(), *records)?;
        report.syncs.extend(syncs::measure_all(&base)?);
        report.local.extend(alone::measure_all(&base)?);
    }
    report.local.extend(alone::import(folder.path())?);
    if options.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        println!("{}", report.tables());
    }
    let missed = report.missed();
    missed.iter().for_each(|missed| eprintln!("missed: {missed}"));
    Ok(if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
