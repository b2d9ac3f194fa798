//! The syncs that are measured.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::journals::{Base, empty};
use crate::report::{Aim, Sync};
use crate::side::Outcome;

/// Reconnecting unchanged, one edit apart, 600 edits apart, and the first sync, from one base.
pub fn measure_all(base: &Base) -> Result<Vec<Sync>> {
    let unchanged = Aim { bytes: 400, round_trips: Some(1) };
    let one_edit = Aim { bytes: 4_000, round_trips: None };
    let first = Aim { bytes: 350 * base.records, round_trips: None };
    let contacts = base.contacts.len();
    ensure!(contacts >= 300, "{} records have only {contacts} contacts", base.records);
    let none = || std::iter::empty();
    let dialer = |edited: usize| base.copy("dialer.db", 0..edited);
    Ok(vec![
        measure(
            "unchanged",
            base,
            &dialer(0)?,
            &base.copy("listener.db", none())?,
            Some(unchanged),
        )?,
        measure(
            "one edit apart",
            base,
            &dialer(1)?,
            &base.copy("listener.db", none())?,
            Some(one_edit),
        )?,
        measure(
            "600 edits apart",
            base,
            &dialer(300)?,
            &base.copy("listener.db", contacts - 300..contacts)?,
            None,
        )?,
        measure(
            "first sync",
            base,
            &nothing(base)?,
            &base.copy("listener.db", none())?,
            Some(first),
        )?,
    ])
}

fn nothing(base: &Base) -> Result<std::path::PathBuf> {
    let folder = base.folder.join(format!("empty-{}", base.records));
    std::fs::create_dir_all(&folder)?;
    let path = folder.join("dialer.db");
    empty(&path)?.checkpoint()?;
    Ok(path)
}

fn measure(
    scenario: &'static str,
    base: &Base,
    dialer: &Path,
    listener: &Path,
    aim: Option<Aim>,
) -> Result<Sync> {
    let (called, answered) = sync(dialer, listener).with_context(|| scenario.to_owned())?;
    ensure!(
        called.fingerprint == answered.fingerprint && called.documents >= base.records,
        "{scenario}: {called:?} and {answered:?} are not the same"
    );
    Ok(Sync {
        scenario,
        records: base.records,
        bytes: called.bytes + answered.bytes,
        round_trips: u64::from(called.chain.max(answered.chain)).div_ceil(2),
        seconds: called.seconds.max(answered.seconds),
        peak_memory: [called.peak_memory, answered.peak_memory],
        aim,
    })
}

/// Lets two processes sync these stores.
fn sync(dialer: &Path, listener: &Path) -> Result<(Outcome, Outcome)> {
    let mut answering = Side::start(&["listen".as_ref(), listener.as_os_str()])?;
    let port = answering.line()?;
    let calling = Side::start(&["dial".as_ref(), dialer.as_os_str(), port.trim().as_ref()])?;
    Ok((calling.outcome()?, answering.outcome()?))
}

/// A process of this program that is one side; ended when dropped.
struct Side {
    process: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Side {
    fn start(arguments: &[&std::ffi::OsStr]) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut process = command.args(arguments).stdout(Stdio::piped()).spawn()?;
        let output = BufReader::new(process.stdout.take().context("its output is piped")?);
        Ok(Self { process, output })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        Ok(line)
    }

    fn outcome(mut self) -> Result<Outcome> {
        let mut text = String::new();
        self.output.read_to_string(&mut text)?;
        let status = self.process.wait()?;
        ensure!(status.success(), "one side ended with {status}");
        Ok(serde_json::from_str(&text)?)
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        // Already gone, unless the other side failed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
