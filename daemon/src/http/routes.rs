//! The routes behind the gate.

use super::enrol::{Host, REQUEST_CAP, enrol};
use super::gate::{NOTHING_HERE, Refusal, cookie_name};
use super::keys::{Keys, LINK_LIFE};
use super::page;
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
use warp::http::{HeaderMap, Method, StatusCode, header};
use warp::path::FullPath;
use warp::reply::{Response, with_header, with_status};
use warp::{Filter, Rejection, Reply, ws::Ws};

/// The header in which a calling daemon names itself, so that it is not called back at once. A hint, never a proof.
pub const CALLER: &str = "mingle-name";

/// The answer to `POST /control/link`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Link {
    /// Path of the one-time link, from `/`.
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
    let open = warp::path!("open" / String).and(warp::get()).and(warp::ext::get::<Ends>()).map({
        let keys = keys.clone();
        move |token: String, ends| open(&keys, &token, ends)
    });
    let link = warp::path!("control" / "link").and(warp::post()).map(move || link(&keys));
    let stop = warp::path!("control" / "stop").and(warp::post()).map(move || {
        asked_to_stop.cancel();
        warp::reply::json(&Stopping { stopping: true }).into_response()
    });
    let told = warp::path!("control" / "status").and(warp::get()).then(move || told(status()));
    let enrol = warp::path!("control" / "enrol")
        .and(warp::post())
        .and(warp::any().map(move || host.clone()))
        .and(warp::header::optional::<String>("content-type"))
        .and(warp::body::content_length_limit(REQUEST_CAP))
        .and(warp::body::bytes())
        .then(enrol);
    let page = warp::method()
        .and(warp::path::full())
        .and(warp::header::headers_cloned())
        .and_then(|method, path, headers| async move { page(&method, &path, &headers) });
    sync.or(open)
        .unify()
        .or(link)
        .unify()
        .or(stop)
        .unify()
        .or(told)
        .unify()
        .or(enrol)
        .unify()
        .or(pairing)
        .unify()
        .or(page)
        .unify()
        .recover(|rejection| async move { Ok::<_, Infallible>(explain(&rejection)) })
        .unify()
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

fn open(keys: &Keys, token: &str, ends: Ends) -> Response {
    const ENDED: Refusal = Refusal(
        StatusCode::GONE,
        "This link was used before, or is older than two minutes. Run `mingle open` again.",
    );
    match keys.redeem(token, Instant::now()) {
        Ok(Some(cookie)) => {
            let name = cookie_name(ends.local);
            let cookie = format!("{name}={cookie}; HttpOnly; SameSite=Strict; Path=/");
            let onwards = with_status(warp::reply(), StatusCode::SEE_OTHER);
            let onwards = with_header(onwards, header::LOCATION, "/");
            with_header(onwards, header::SET_COOKIE, cookie).into_response()
        }
        Ok(None) => ENDED.into_response(),
        Err(_) => NO_RANDOMNESS.into_response(),
    }
}

fn link(keys: &Keys) -> Response {
    match keys.make_link(Instant::now()) {
        Ok(token) => warp::reply::json(&Link {
            path: format!("{}{token}", super::gate::OPEN),
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

const NO_RANDOMNESS: Refusal =
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
        with_status(format!("{}\n", self.1), self.0).into_response()
    }
}
