//! The routes of pairing: the door for the other device, and what the owner's terminal asks.

use super::answer::answer;
use super::open::Pairings;
use super::opening::Opening;
use crate::failure::Failure;
use crate::http::body::Refused;
use crate::http::enrol::Host;
use crate::http::gate::{Admitted, NOTHING_HERE, Refusal};
use crate::onboarding::{addresses, invitation};
use crate::peers::{MESSAGE_CAP, Peers, run_blocking};
use crate::places::Ends;
use anyhow::Result;
use mingle_proto::id::DeviceId;
use std::net::SocketAddr;
use warp::http::StatusCode;
use warp::reply::{Response, json};
use warp::{Filter, Rejection, Reply, ws::Ws};

/// `/pair`, and `/control/pairing`: `POST` opens one, `GET .../ID/SEEN` tells how far it is, `DELETE .../ID` takes it
/// back. `listening` is where this daemon does.
pub fn routes(
    pairings: Pairings,
    host: Host,
    peers: Peers,
    listening: Vec<SocketAddr>,
) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static {
    let shown = pairings.clone();
    let opened = {
        let (pairings, host) = (pairings.clone(), host.clone());
        let name = peers.our_name().to_string();
        move |admitted: Admitted| {
            let opener = match admitted {
                Admitted::Page(device) => Some(device),
                Admitted::Anybody => None,
            };
            open(pairings.clone(), host.clone(), opener, name.clone(), listening.clone())
        }
    };
    let door = warp::path!("pair").and(warp::ws()).and(warp::ext::get::<Ends>()).map({
        let pairings = pairings.clone();
        move |upgrade: Ws, ends| door(&pairings, &host, upgrade, ends)
    });
    let asked = warp::path!("control" / "pairing").and(warp::post());
    let open = asked.and(warp::ext::get::<Admitted>()).then(move |admitted| {
        let opened = opened(admitted);
        async move {
            match opened.await {
                Ok(opening) => json(&opening).into_response(),
                Err(error) => {
                    Refused(StatusCode::INTERNAL_SERVER_ERROR, Failure::of(&error)).into_response()
                }
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

/// Opens one, for devices that know the code and for a phone that has everything before it.
async fn open(
    pairings: Pairings,
    host: Host,
    opener: Option<DeviceId>,
    name: String,
    listening: Vec<SocketAddr>,
) -> Result<Opening> {
    let (addresses, phone) = run_blocking(move || {
        let addresses = addresses(&listening);
        let authority = host.credentials.authority();
        let phone = invitation(&addresses, &host.network_host, &authority)?;
        Ok((addresses, phone))
    })
    .await?;
    let mut opening = pairings.open(opener, name, addresses)?;
    if let Opening::Opened(opened) = &mut opening {
        opened.phone = phone.map(Box::new);
    }
    Ok(opening)
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
