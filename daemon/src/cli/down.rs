use super::control::{ask, no_answer};
use super::output::Output;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::http::routes::Stopping;
use anyhow::Result;
use serde::Serialize;
use std::thread::sleep;
use std::time::{Duration, Instant};
use warp::http::Method;

/// A daemon takes a few seconds at most to say goodbye.
const STOPPED_WITHIN: Duration = Duration::from_secs(15);
const LOOK_EVERY: Duration = Duration::from_millis(20);

#[derive(Serialize)]
struct Down {
    /// False if none was running.
    stopped: bool,
}

/// Asks the folder's daemon to stop, and waits until it has.
pub fn down(data: &DataDir, output: &Output) -> Result<()> {
    let stopping: Option<Stopping> = ask(data, Method::POST, "/control/stop")?;
    if stopping.is_none()
        && let Some(process) = data.daemon()
    {
        return Err(no_answer(&process).into());
    }
    let since = Instant::now();
    while let Some(process) = data.daemon() {
        if since.elapsed() > STOPPED_WITHIN {
            return Err(Failure::new("still-stopping", format!("mingle ({process}) does not end"))
                .hint("wait a little longer; nothing that was written down is lost if you end it")
                .into());
        }
        sleep(LOOK_EVERY);
    }
    output.answer(&Down { stopped: stopping.is_some() }, |down| {
        let words = if down.stopped { "Mingle is stopped." } else { "Mingle was not running." };
        words.to_owned()
    })
}
