//! Taking the page's own key for one of the owner's devices. The page shows that it may by the token of a link of
//! `mingle open`: whoever can make such a link can read the journal anyway.

use super::body::{Refused, device, parsed};
use super::caller::is_another_users;
use super::keys::Keys;
use crate::authority::credentials::Credentials;
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::failure::Failure;
use crate::journal;
use crate::peers::run_blocking;
use crate::places::Ends;
use anyhow::Result;
use mingle_proto::id::DeviceId;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Instant;
use warp::http::StatusCode;
use warp::hyper::body::Bytes;
use warp::reply::{Reply, Response, json};

/// Longest name of a device, in characters.
const NAME_CAP: usize = 80;
/// Longest word for what a device is.
const KIND_CAP: usize = 20;

/// What takes devices in: this daemon's own key, and its journal.
#[derive(Clone)]
pub struct Host {
    pub data: DataDir,
    pub key: DeviceKey,
    /// Where this daemon is on a local network: its name and port, or empty if it is on none.
    pub network_host: String,
    /// What it shows over TLS.
    pub credentials: Credentials,
}

#[derive(Debug, Deserialize)]
struct Request {
    token: String,
    device: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    kind: String,
}

/// This daemon, as the page is to know it.
#[derive(Debug, Serialize)]
struct Enrolled {
    device: DeviceId,
    name: String,
}

/// Answers `POST /control/enrol`: with [`Enrolled`], or with a [`Failure`] and a status of 400 (no JSON, or it makes no
/// sense), 403 (another user of this machine asks), 409 (it cannot be one of the owner's), 410 (the link has ended) or 415 (another type: forms of other sites can
/// send those).
pub async fn enrol(
    keys: Arc<Keys>,
    host: Host,
    ends: Ends,
    content_type: Option<String>,
    body: Bytes,
) -> Response {
    let (device, request) = match understood(content_type.as_deref(), &body) {
        Ok(both) => both,
        Err(refusal) => return refusal.into_response(),
    };
    // Others can see the link on its way to the browser. They do not use it up.
    if run_blocking(move || Ok(is_another_users(ends))).await.unwrap_or(true) {
        return Refused(StatusCode::FORBIDDEN, another_user()).into_response();
    }
    if !keys.use_link(&request.token, Instant::now()) {
        return Refused(StatusCode::GONE, link_ended()).into_response();
    }
    let done: Result<Enrolled> = run_blocking(move || {
        let (name, kind) = (request.name.trim(), request.kind.trim());
        let name = journal::enrol(&host.data, &host.key, &device, name, kind)?;
        Ok(Enrolled { device: host.key.id(), name })
    })
    .await;
    match done {
        Ok(enrolled) => json(&enrolled).into_response(),
        Err(error) => {
            let failure = Failure::of(&error);
            let is_conflict = [journal::OWN_DEVICE, journal::REVOKED].contains(&failure.code);
            let status =
                if is_conflict { StatusCode::CONFLICT } else { StatusCode::INTERNAL_SERVER_ERROR };
            Refused(status, failure).into_response()
        }
    }
}

fn understood(content_type: Option<&str>, body: &[u8]) -> Result<(DeviceId, Request), Refused> {
    let request: Request = parsed(content_type, body)?;
    let device = device(&request.device)?;
    for (text, cap) in [(&request.name, NAME_CAP), (&request.kind, KIND_CAP)] {
        if text.chars().count() > cap {
            let failure = Failure::new("too-long", format!("{text:?} is too long"))
                .hint(format!("use at most {cap} characters"));
            return Err(Refused(StatusCode::BAD_REQUEST, failure));
        }
    }
    Ok((device, request))
}

fn another_user() -> Failure {
    Failure::new("another-user", "another user of this machine asks for this")
        .hint("open the link in a browser of the user that runs Mingle")
}

fn link_ended() -> Failure {
    Failure::new("link-ended", "this link was used before, or is older than two minutes")
        .hint("run `mingle open` again")
}
