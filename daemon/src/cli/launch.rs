//! Starting the daemon in the background, once, and waiting until it answers.

use super::control::{NO_ANSWER, ask};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::http::routes::Link;
use crate::up::{DaemonLog, detached};
use anyhow::{Context, Result};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use warp::http::Method;

/// A journal of sixty thousand records whose lists are derived anew takes ten seconds.
const ANSWERS_WITHIN: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A link to the page of the folder's daemon, and whether the daemon was started for it.
///
/// # Errors
/// The [`Failure`] `not-started` with what the daemon said last.
pub fn link_of_daemon(data: &DataDir) -> Result<(Link, bool)> {
    if let Some(link) = link(data)? {
        return Ok((link, false));
    }
    // Of several commands at the same moment one starts the daemon; the others wait here and find it.
    let _alone = data.lock_start()?;
    if let Some(link) = link(data)? {
        return Ok((link, false));
    }
    let log = DaemonLog::open(data)?;
    // One that holds the folder and does not answer is about to, or about to end.
    let started = if data.daemon().is_some() { None } else { Some(start(data, &log)?) };
    let is_ours = started.is_some();
    Ok((wait(data, started, &log)?, is_ours))
}

/// A link, if a daemon answers.
fn link(data: &DataDir) -> Result<Option<Link>> {
    match ask(data, Method::POST, "/control/link") {
        Err(error) if Failure::of(&error).code == NO_ANSWER => Ok(None),
        other => other,
    }
}

fn start(data: &DataDir, log: &DaemonLog) -> Result<Child> {
    let program = std::env::current_exe().context("cannot tell where mingle itself is")?;
    // The daemon does not stay in a folder that someone may want to unmount.
    let folder = data.path().canonicalize().context("cannot follow the data folder's path")?;
    let (output, errors) = log.writers()?;
    let mut daemon = Command::new(program);
    daemon.current_dir(&folder).arg("--data-dir").arg(&folder).args(["up", "--detached"]);
    daemon.stdin(Stdio::null()).stdout(output).stderr(errors);
    detached(&mut daemon);
    daemon.spawn().context("cannot start the daemon")
}

fn wait(data: &DataDir, mut started: Option<Child>, log: &DaemonLog) -> Result<Link> {
    let since = Instant::now();
    while since.elapsed() < ANSWERS_WITHIN {
        if let Some(link) = link(data)? {
            return Ok(link);
        }
        let has_ended = match &mut started {
            Some(daemon) => daemon.try_wait()?.is_some(),
            None => true,
        };
        // If another one holds the folder, ours has ended because of it, and that one will answer.
        if has_ended && data.daemon().is_none() {
            return Err(log.explain("mingle did not start").into());
        }
        sleep(LOOK_EVERY);
    }
    Err(log.explain("mingle was started a minute ago, and does not answer yet").into())
}
