//! Asks the daemon that runs on the data folder, over loopback, with the secret from its control file.

use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::up::ControlFile;
use anyhow::{Context, Result, bail};
use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use warp::http::header::{AUTHORIZATION, HOST};
use warp::http::{Method, Request, StatusCode};
use warp::hyper::client::conn::http1::handshake;

const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// More than a daemon ever says.
const ANSWER_CAP: usize = 4 * 1024 * 1024;

/// The code of the failure that a daemon runs and does not answer.
pub const NO_ANSWER: &str = "no-answer";

/// Asks; `None` if no daemon runs on this folder. Then nobody is asked: a file of a daemon that died names an address
/// that may be anybody's by now, another user's of this machine too.
///
/// # Errors
/// The [`Failure`] [`NO_ANSWER`] if one holds the folder and does not answer.
pub fn ask<T: DeserializeOwned>(data: &DataDir, method: Method, path: &str) -> Result<Option<T>> {
    if data.daemon().is_none() {
        return Ok(None);
    }
    let Some(control) = ControlFile::read(data)? else { return Ok(None) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let answer =
        runtime.block_on(async { timeout(ANSWER_WITHIN, exchange(&control, method, path)).await });
    let answer = match answer {
        Ok(answer) => answer?,
        Err(_) => None,
    };
    match (answer, data.daemon()) {
        (Some(body), _) => {
            Ok(Some(serde_json::from_slice(&body).context("the daemon's answer makes no sense")?))
        }
        (None, None) => Ok(None),
        (None, Some(process)) => Err(no_answer(&process).into()),
    }
}

/// What there is to say if no daemon runs.
pub fn not_running() -> Failure {
    Failure::new("not-running", "mingle is not running on this folder").hint("`mingle` starts it")
}

/// What there is to say if a daemon runs and cannot be talked to.
pub fn no_answer(process: &str) -> Failure {
    let message = format!("mingle is running on this folder ({process}), but does not answer");
    let hint = "wait a moment and try again, or stop that process and run `mingle`";
    Failure::new(NO_ANSWER, message).hint(hint)
}

/// The body; `None` if nobody listens there any more, or somebody else does.
async fn exchange(control: &ControlFile, method: Method, path: &str) -> Result<Option<Vec<u8>>> {
    let Ok(stream) = TcpStream::connect(control.address).await else { return Ok(None) };
    let (mut sender, connection) = match handshake(TokioIo::new(stream)).await {
        Ok(both) => both,
        Err(_) => return Ok(None),
    };
    tokio::spawn(connection);
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, control.address.to_string())
        .header(AUTHORIZATION, format!("Bearer {}", control.secret))
        .body(Empty::<VecDeque<u8>>::new())?;
    let Ok(response) = sender.send_request(request).await else { return Ok(None) };
    let status = response.status();
    let body = Limited::new(response.into_body(), ANSWER_CAP).collect().await;
    let body = body.map_err(|error| anyhow::anyhow!("the daemon's answer broke off: {error}"))?;
    match status {
        StatusCode::OK => Ok(Some(body.to_bytes().into())),
        // A secret of an earlier daemon, whose file is left over: whoever has the port now is not ours.
        StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND => Ok(None),
        other => bail!("{other}: {}", String::from_utf8_lossy(&body.to_bytes()).trim()),
    }
}
