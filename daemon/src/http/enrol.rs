//! Taking the page's own key for one of the owner's devices. The page shows that it may by the cookie that it got through
//! a link of `mingle open`: whoever can make such a link can read the journal anyway.

use crate::authority::credentials::Credentials;
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::failure::Failure;
use crate::journal;
use crate::peers::run_blocking;
use anyhow::Result;
use mingle_proto::id::DeviceId;
use serde::{Deserialize, Serialize};
use warp::http::StatusCode;
use warp::hyper::body::Bytes;
use warp::reply::{Reply, Response, json, with_status};

/// More than any request is long.
pub const REQUEST_CAP: u64 = 4096;
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
/// sense), 409 (it cannot be one of the owner's) or 415 (another type: forms of other sites can send those).
pub async fn enrol(host: Host, content_type: Option<String>, body: Bytes) -> Response {
    let is_json = content_type.is_some_and(|it| {
        it.split(';').next().is_some_and(|it| it.trim().eq_ignore_ascii_case("application/json"))
    });
    if !is_json {
        let failure = Failure::new("not-json", "a device is enrolled by JSON")
            .hint("send it as application/json");
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, &failure);
    }
    let (device, request) = match understood(&body) {
        Ok(both) => both,
        Err(failure) => return refused(StatusCode::BAD_REQUEST, &failure),
    };
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
            refused(status, &failure)
        }
    }
}

fn understood(body: &[u8]) -> Result<(DeviceId, Request), Failure> {
    let request: Request = serde_json::from_slice(body).map_err(|error| {
        Failure::new("bad-request", format!("the request makes no sense: {error}"))
    })?;
    let device = request.device.parse().map_err(|error| {
        Failure::new(
            "bad-device",
            format!("{:?} is not the id of a device: {error}", request.device),
        )
    })?;
    for (text, cap) in [(&request.name, NAME_CAP), (&request.kind, KIND_CAP)] {
        if text.chars().count() > cap {
            return Err(Failure::new("too-long", format!("{text:?} is too long"))
                .hint(format!("use at most {cap} characters")));
        }
    }
    Ok((device, request))
}

fn refused(status: StatusCode, failure: &Failure) -> Response {
    with_status(json(failure), status).into_response()
}
