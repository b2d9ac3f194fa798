//! Accepts connections and hands each request to the gate, then to the routes.

use super::gate::{Admitted, Gate, NOT_ENTERED, is_loopback};
use super::headers::secure;
use super::must_read::MustRead;
use crate::discovery::lan::lan;
use crate::onboarding::Onboarding;
use crate::places::{Ends, Places};
use crate::tls::server::{HANDSHAKE, NoTls, Tls};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;
use tokio_util::sync::CancellationToken;
use warp::http::{StatusCode, header::LOCATION};
use warp::hyper::service::{Service, service_fn};
use warp::hyper::{Request, body::Incoming};
use warp::reply::Response;
use warp::{Filter, Reply};

type Secured = TlsStream<TcpStream>;

/// Connections at a time and listener, whatever they do: so many of this machine, so many of all others.
const CONNECTIONS: usize = 128;
/// Of those, so many of one other address: more than a browser makes.
const CONNECTIONS_OF_ONE: usize = 16;
const FIRST_BYTE_WITHIN: Duration = Duration::from_secs(10);
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
const FINISH_WITHIN: Duration = Duration::from_secs(2);

/// What whoever connects meets before any route.
#[derive(Clone)]
pub struct Front {
    pub gate: Gate,
    pub tls: Tls,
    pub onboarding: Onboarding,
}

/// What is spoken over a connection.
enum Spoken {
    Http(Box<Either<TcpStream, Secured>>),
    /// In the clear on a network, while a phone may read the steps.
    Steps(TcpStream),
}

/// Serves `routes` behind the gate until `stop`, in the clear on loopback and over TLS elsewhere; then waits two seconds
/// for answers that are under way. Connections that became WebSockets are left to whoever holds them.
pub async fn serve<F, R>(listener: TcpListener, front: Front, routes: F, stop: CancellationToken)
where
    F: Filter<Extract = (R,), Error = Infallible> + Clone + Send + Sync + 'static,
    F::Future: Send,
    R: Reply + 'static,
{
    let routes = TowerToHyperService::new(warp::service(routes));
    let graceful = GracefulShutdown::new();
    let places = Places::new(CONNECTIONS, CONNECTIONS_OF_ONE, front.tls.proven.clone());
    while let Some((stream, ends)) = next_connection(&listener, &stop).await {
        if !is_welcome(ends, &front) {
            continue;
        }
        let Some(place) = places.take(ends) else { continue };
        let (front, routes) = (front.clone(), routes.clone());
        let (watcher, stop) = (graceful.watcher(), stop.clone());
        let talk = async move {
            let spoken = stop.run_until_cancelled(open(stream, ends, &front)).await.flatten();
            match spoken {
                Some(Spoken::Http(stream)) => converse(*stream, front, routes, ends, watcher).await,
                Some(Spoken::Steps(stream)) => {
                    stop.run_until_cancelled(front.onboarding.serve(stream, ends)).await;
                }
                None => {}
            }
        };
        tokio::spawn(async move { place.hold(talk).await });
    }
    drop(listener);
    let _ = timeout(FINISH_WITHIN, graceful.shutdown()).await;
}

/// Answers what is asked over one connection.
async fn converse<T>(
    stream: Either<TcpStream, Secured>,
    front: Front,
    routes: T,
    ends: Ends,
    watcher: Watcher,
) where
    T: Service<Request<Incoming>, Response = Response, Error = Infallible> + Clone + Send + 'static,
    T::Future: Send,
{
    let mut http = auto::Builder::new(TokioExecutor::new()).http1_only();
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
    let service = service_fn(move |request| answer(&front, &routes, ends, request));
    let stream = TokioIo::new(MustRead::new(stream));
    let connection = http.serve_connection_with_upgrades(stream, service);
    // What goes wrong here concerns the other end alone: it left, or it does not speak HTTP.
    let _ = watcher.watch(connection).await;
}

/// What the routes answer, if the gate lets the request pass.
fn answer<T>(
    front: &Front,
    routes: &T,
    ends: Ends,
    mut request: Request<Incoming>,
) -> impl Future<Output = Result<Response, Infallible>> + Send + use<T>
where
    T: Service<Request<Incoming>, Response = Response, Error = Infallible> + Clone + Send,
    T::Future: Send,
{
    let gate = front.gate.clone();
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    let elsewhere = gate.elsewhere(method, uri, headers, ends.local);
    let admitted = gate.admit(method, uri, headers, ends.local);
    if admitted.is_ok() && !is_loopback(ends.local) {
        front.onboarding.asked_over_tls(&request, ends);
    }
    request.extensions_mut().insert(ends);
    if let Ok(admitted) = admitted {
        request.extensions_mut().insert(admitted);
    }
    let routes = routes.clone();
    async move {
        let refusal = match admitted {
            Ok(Admitted::Anybody) => None,
            Ok(Admitted::Page(device)) if gate.is_current(device).await => None,
            Ok(Admitted::Page(_)) => Some(NOT_ENTERED),
            Err(refusal) => Some(refusal),
        };
        let mut response = match (elsewhere, refusal) {
            (Some(page), _) => sent_on(&page),
            (None, None) => routes.call(request).await?,
            (None, Some(refusal)) => refusal.into_response(),
        };
        secure(response.headers_mut(), ends.local);
        Ok(response)
    }
}

fn sent_on(page: &str) -> Response {
    let sentence = format!("Mingle is at {page}\n");
    let response = warp::reply::with_status(sentence, StatusCode::PERMANENT_REDIRECT);
    warp::reply::with_header(response, LOCATION, page).into_response()
}

/// IPv4 in its own form, where a listener takes both versions.
fn canonical(address: SocketAddr) -> SocketAddr {
    match address.ip().to_canonical() {
        IpAddr::V4(ip) => SocketAddr::from((ip, address.port())),
        // With its scope.
        IpAddr::V6(_) => address,
    }
}

/// Who is not on a local network is not answered, unless the owner brought a certificate for wider ones; and nobody else
/// at an address that is this machine's alone, whatever the system lets through.
fn is_welcome(ends: Ends, front: &Front) -> bool {
    if is_loopback(ends.local) {
        return is_loopback(ends.remote);
    }
    lan(ends.remote.ip()) || front.tls.credentials.has_own()
}

/// What is spoken; `None` if nothing that is answered here is said in time.
async fn open(stream: TcpStream, ends: Ends, front: &Front) -> Option<Spoken> {
    let first = first_byte(&stream).await?;
    if is_loopback(ends.local) {
        return Some(Spoken::Http(Box::new(Either::Left(stream))));
    }
    if first != HANDSHAKE {
        let is_for_steps = lan(ends.remote.ip()) && front.onboarding.is_open();
        return is_for_steps.then_some(Spoken::Steps(stream));
    }
    match front.tls.accept(stream, ends).await {
        Ok(secured) => Some(Spoken::Http(Box::new(Either::Right(secured)))),
        Err(NoTls::Distrusted) => {
            front.onboarding.refused_in_tls(ends);
            None
        }
        Err(NoTls::Other) => None,
    }
}

/// `None` if the other end leaves, or is silent for too long: the time-outs for what follows begin with their first
/// byte.
async fn first_byte(stream: &TcpStream) -> Option<u8> {
    let mut first = [0];
    match timeout(FIRST_BYTE_WITHIN, stream.peek(&mut first)).await {
        Ok(Ok(1)) => first.first().copied(),
        _ => None,
    }
}

async fn next_connection(
    listener: &TcpListener,
    stop: &CancellationToken,
) -> Option<(TcpStream, Ends)> {
    loop {
        let accepted = stop.run_until_cancelled(listener.accept()).await?;
        let Ok((stream, remote)) = accepted else {
            // Out of file handles, for one: pause rather than spin.
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        if let Ok(local) = stream.local_addr() {
            let _ = stream.set_nodelay(true);
            let ends = Ends { local: canonical(local), remote: canonical(remote) };
            return Some((stream, ends));
        }
    }
}
