//! The routes behind the gate.

use super::body::{REQUEST_CAP, Refused};
use super::enrol::{Host, enrol};
use super::enter::{challenge, enter};
use super::gate::{NOT_ENTERED, NOTHING_HERE, Refusal};
use super::headers::CROSS_ORIGIN_RESOURCE_POLICY;
use super::keys::{Keys, LINK_LIFE};
use super::page;
use crate::failure::Failure;
use crate::pairing::{self, Pairings};
use crate::peers::{MESSAGE_CAP, Peers};
use crate::places::Ends;
use crate::status::Status;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;
use warp::http::{HeaderMap, HeaderValue, Method, StatusCode};
use warp::path::FullPath;
use warp::reply::{Response, with_status};
use warp::{Filter, Rejection, Reply, ws::Ws};

/// The header in which a calling daemon names itself, so that it is not called back at once. A hint, never a proof.
pub const CALLER: &str = "mingle-name";

/// The answer to `POST /control/link`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Link {
    /// Of the one-time link, from `/`: its token is in the fragment, which browsers send to nobody.
    pub path: String,
    pub expires_in_seconds: u64,
}

/// The answer to `POST /control/stop`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Stopping {
    pub stopping: bool,
}

/// What the owner's page and command line can ask of the daemon.
#[derive(Clone)]
pub struct Control {
    pub keys: Arc<Keys>,
    pub host: Host,
    pub pairings: Pairings,
    /// Where this daemon listens.
    pub listening: Vec<SocketAddr>,
    /// Cancelled when the daemon was asked to end.
    pub asked_to_stop: CancellationToken,
}

/// All routes; what fits none is answered with a sentence. `status` says how things stand.
pub fn routes<S, F>(
    control: Control,
    peers: Peers,
    status: S,
) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
where
    S: Fn() -> F + Clone + Send + Sync + 'static,
    F: Future<Output = anyhow::Result<Status>> + Send + 'static,
{
    let Control { keys, host, pairings, listening, asked_to_stop } = control;
    let pairing = pairing::routes(pairings, host.clone(), peers.clone(), listening);
    let sync = warp::path!("sync")
        .and(warp::ws())
        .and(warp::ext::get::<Ends>())
        .and(warp::header::optional::<String>(CALLER))
        .map(move |upgrade: Ws, ends, caller| sync(&peers, upgrade, ends, caller));
    let link = warp::path!("control" / "link").and(warp::post()).map({
        let keys = keys.clone();
        move || link(&keys)
    });
    let stop = warp::path!("control" / "stop").and(warp::post()).map(move || {
        asked_to_stop.cancel();
        warp::reply::json(&Stopping { stopping: true }).into_response()
    });
    let told = warp::path!("control" / "status").and(warp::get()).then(move || told(status()));
    let entering = entering(keys, host);
    let trusted = warp::path!("trusted").and(warp::get()).map(trusted);
    let page = warp::method()
        .and(warp::path::full())
        .and(warp::header::headers_cloned())
        .and_then(|method, path, headers| async move { page(&method, &path, &headers) });
    sync.or(link)
        .unify()
        .or(stop)
        .unify()
        .or(told)
        .unify()
        .or(entering)
        .unify()
        .or(trusted)
        .unify()
        .or(pairing)
        .unify()
        .or(page)
        .unify()
        .recover(|rejection| async move { Ok::<_, Infallible>(explain(&rejection)) })
        .unify()
}

/// How a page gets among the owner's devices, and in.
fn entering(
    keys: Arc<Keys>,
    host: Host,
) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static {
    let given = {
        let keys = keys.clone();
        warp::any().map(move || keys.clone()).and(warp::any().map(move || host.clone()))
    };
    let body = warp::header::optional::<String>("content-type")
        .and(warp::body::content_length_limit(REQUEST_CAP))
        .and(warp::body::bytes());
    let asked = warp::path!("control" / "challenge").and(warp::get()).map(move || challenge(&keys));
    let enrol = warp::path!("control" / "enrol")
        .and(warp::post())
        .and(given.clone())
        .and(warp::ext::get::<Ends>())
        .and(body)
        .then(enrol);
    let enter = warp::path!("control" / "enter")
        .and(warp::post())
        .and(given)
        .and(warp::header::<String>("host"))
        .and(body)
        .then(enter);
    asked.or(enrol).unify().or(enter).unify()
}

fn sync(peers: &Peers, upgrade: Ws, ends: Ends, caller: Option<String>) -> Response {
    let Some(place) = peers.place_for_stranger(ends) else {
        return Refusal(StatusCode::SERVICE_UNAVAILABLE, "Too many devices are calling at once.")
            .into_response();
    };
    let peers = peers.clone();
    upgrade
        .max_message_size(MESSAGE_CAP)
        .max_frame_size(MESSAGE_CAP)
        .on_upgrade(move |socket| async move {
            peers.answer(socket, ends.remote, caller.as_deref(), place).await;
        })
        .into_response()
}

/// Says to a phone that it was reached, whichever page of it asks.
fn trusted() -> Response {
    let anybody = HeaderValue::from_static("cross-origin");
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(CROSS_ORIGIN_RESOURCE_POLICY, anybody);
    response
}

fn link(keys: &Keys) -> Response {
    match keys.make_link(Instant::now()) {
        Ok(token) => warp::reply::json(&Link {
            path: format!("/#open={token}"),
            expires_in_seconds: LINK_LIFE.as_secs(),
        })
        .into_response(),
        Err(_) => NO_RANDOMNESS.into_response(),
    }
}

async fn told(status: impl Future<Output = anyhow::Result<Status>>) -> Response {
    match status.await {
        Ok(status) => warp::reply::json(&status).into_response(),
        Err(error) => failed(&error),
    }
}

fn page(method: &Method, path: &FullPath, headers: &HeaderMap) -> Result<Response, Rejection> {
    page::answer(method, path.as_str(), headers).ok_or_else(warp::reject::not_found)
}

fn failed(error: &anyhow::Error) -> Response {
    let sentence = format!("The journal could not be read: {error:#}\n");
    with_status(sentence, StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

pub const NO_RANDOMNESS: Refusal =
    Refusal(StatusCode::INTERNAL_SERVER_ERROR, "The system gives no random numbers.");

fn explain(rejection: &Rejection) -> Response {
    let refusal = if rejection.is_not_found() {
        NOTHING_HERE
    } else if rejection.find::<warp::reject::MethodNotAllowed>().is_some() {
        Refusal(StatusCode::METHOD_NOT_ALLOWED, "This cannot be asked in that way.")
    } else if rejection.find::<warp::reject::PayloadTooLarge>().is_some() {
        Refusal(StatusCode::PAYLOAD_TOO_LARGE, "This request is too long.")
    } else {
        Refusal(StatusCode::BAD_REQUEST, "This request is not one that is answered here.")
    };
    refusal.into_response()
}

impl Reply for Refusal {
    fn into_response(self) -> Response {
        if self == NOT_ENTERED {
            // Pages are told this, too.
            let failure = Failure::new("not-entered", self.1);
            return Refused(self.0, failure).into_response();
        }
        with_status(format!("{}\n", self.1), self.0).into_response()
    }
}
