//! The routes of pairing: the door for the other device, and what the owner's terminal asks.

use super::answer::answer;
use super::open::Pairings;
use crate::discovery::sockets_here;
use crate::http::enrol::Host;
use crate::http::gate::{NOTHING_HERE, Refusal};
use crate::peers::{MESSAGE_CAP, Peers};
use crate::places::Ends;
use std::net::SocketAddr;
use warp::http::StatusCode;
use warp::reply::{Response, json, with_status};
use warp::{Filter, Rejection, Reply, ws::Ws};

/// `/pair`, and `/control/pairing`: `POST` opens one, `GET .../ID/SEEN` tells how far it is, `DELETE .../ID` takes it
/// back. `listening` is where this daemon does.
pub fn routes(
    pairings: Pairings,
    host: Host,
    peers: Peers,
    listening: Vec<SocketAddr>,
) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static {
    let (shown, name) = (pairings.clone(), peers.our_name().to_string());
    let door = warp::path!("pair").and(warp::ws()).and(warp::ext::get::<Ends>()).map({
        let pairings = pairings.clone();
        move |upgrade: Ws, ends| door(&pairings, &host, upgrade, ends)
    });
    let open = warp::path!("control" / "pairing").and(warp::post()).map({
        let pairings = pairings.clone();
        move || match pairings.open(name.clone(), sockets_here(&listening)) {
            Ok(opening) => json(&opening).into_response(),
            Err(error) => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                with_status(format!("{error:#}\n"), status).into_response()
            }
        }
    });
    let progress =
        warp::path!("control" / "pairing" / u64 / u64).and(warp::get()).then(move |id, seen| {
            let shown = shown.clone();
            async move { json(&shown.progress(id, seen).await).into_response() }
        });
    let back = warp::path!("control" / "pairing" / u64).and(warp::delete()).map(move |id| {
        pairings.take_back(id);
        json(&()).into_response()
    });
    door.or(open).unify().or(progress).unify().or(back).unify()
}

fn door(pairings: &Pairings, host: &Host, upgrade: Ws, ends: Ends) -> Response {
    if !pairings.is_open() {
        return NOTHING_HERE.into_response();
    }
    let Some(place) = pairings.place(ends) else {
        return Refusal(StatusCode::SERVICE_UNAVAILABLE, "Too many devices are calling at once.")
            .into_response();
    };
    let (pairings, host) = (pairings.clone(), host.clone());
    upgrade
        .max_message_size(MESSAGE_CAP)
        .max_frame_size(MESSAGE_CAP)
        .on_upgrade(move |socket| answer(pairings, host, socket.into(), ends, place))
        .into_response()
}
