//! What a phone is answered without TLS while a code is shown: the steps, and the certificate that they are about. It
//! holds nothing of the journal and takes nothing in.

use super::agent::Agent;
use super::certificate::{CRT, MOBILECONFIG, fingerprint, mobileconfig};
use super::headers;
use super::phones::Step;
use super::steps::{self, Links};
use crate::authority::Authority;
use crate::failure::Failure;
use crate::http::body::Refused;
use crate::http::enrol::Host;
use crate::http::gate::{NOTHING_HERE, Refusal};
use crate::http::keys::random_text;
use crate::http::must_read::MustRead;
use crate::pairing::Pairings;
use crate::peers::run_blocking;
use crate::places::Ends;
use anyhow::{Context, Result};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use serde::Serialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use warp::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use warp::http::{Method, StatusCode, Uri};
use warp::hyper::service::service_fn;
use warp::hyper::{Request, body::Incoming};
use warp::reply::{Reply, Response, json};

/// Asked over HTTP and over TLS, it says that it was reached.
pub const TRUSTED: &str = "/trusted";

const HEADERS_WITHIN: Duration = Duration::from_secs(10);
const READ_ONLY: Refusal = Refusal(StatusCode::METHOD_NOT_ALLOWED, "The steps can only be read.");

const CRT_PATH: &str = "/mingle.crt";
const PROFILE_PATH: &str = "/mingle.mobileconfig";
const NO_KEY: Refusal = Refusal(
    StatusCode::FORBIDDEN,
    "The certificate is given to whoever follows the link in the steps. Load them again, and follow it there.",
);

/// The way in for phones. Cloning it makes another handle.
#[derive(Clone)]
pub struct Onboarding {
    pub pairings: Pairings,
    pub host: Host,
    /// Without it nobody is given the certificate: the steps know it, and pages of other sites cannot read it there.
    key: Arc<str>,
}

/// What the steps need to know.
#[derive(Debug, Serialize)]
struct About {
    name: String,
    port: u16,
    page: String,
    fingerprint: String,
    tag: String,
    /// Where the certificate is, in either form.
    certificate: String,
    profile: String,
    expires_in_seconds: u64,
}

impl Onboarding {
    /// The way to what `host` has, while `pairings` shows a code; with a new key for the certificate.
    pub fn new(pairings: Pairings, host: Host) -> Result<Self> {
        let key = random_text().context("the system gives no random numbers")?;
        Ok(Self { pairings, host, key: key.into() })
    }

    /// Whether somebody is to be answered without TLS at this moment.
    pub fn is_open(&self) -> bool {
        self.pairings.is_open()
    }

    /// Answers what is asked over one connection, until the code is of no use any more: then it is cut.
    pub async fn serve(&self, stream: TcpStream, ends: Ends) {
        let Some(closed) = self.pairings.closed() else { return };
        let mut http = auto::Builder::new(TokioExecutor::new()).http1_only();
        http.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
        let here = self.clone();
        let answer = move |request: Request<Incoming>| {
            let here = here.clone();
            async move {
                let mut response = here.answer(&request, ends).await;
                let path = request.uri().path();
                headers::secure(&mut response, path, &here.host.network_host, ends.local);
                Ok::<_, Infallible>(response)
            }
        };
        let connection =
            http.serve_connection(TokioIo::new(MustRead::new(stream)), service_fn(answer));
        // What goes wrong here concerns the other end alone.
        let _ = closed.run_until_cancelled(connection).await;
    }

    /// Notes that something was asked over TLS: under our name, by whoever takes our certificate for it.
    pub fn asked_over_tls<B>(&self, request: &Request<B>, ends: Ends) {
        let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
        if !host.is_some_and(|host| host.eq_ignore_ascii_case(&self.host.network_host)) {
            return;
        }
        let is_page = request.uri().path() == "/" && request.method() == Method::GET;
        let step = if is_page { Step::Opened } else { Step::Trusted };
        self.pairings.seen(ends.remote.ip(), step, agent(request));
    }

    /// Notes that our certificate was not taken.
    pub fn refused_in_tls(&self, ends: Ends) {
        self.pairings.seen(ends.remote.ip(), Step::Refused, None);
    }

    async fn answer(&self, request: &Request<Incoming>, ends: Ends) -> Response {
        if let Err(refusal) = headers::check_host(request, &self.host.network_host, ends.local) {
            return refusal.into_response();
        }
        if let Err(refusal) = headers::check_site(request) {
            return refusal.into_response();
        }
        if request.method() != Method::GET && request.method() != Method::HEAD {
            return READ_ONLY.into_response();
        }
        let path = request.uri().path();
        if [CRT_PATH, PROFILE_PATH].contains(&path) && !self.has_key(request.uri()) {
            return NO_KEY.into_response();
        }
        let step = match path {
            "/" => Some(Step::Reading),
            CRT_PATH | PROFILE_PATH => Some(Step::Fetched),
            _ => None,
        };
        let response = match path {
            "/steps.json" => self.about(),
            CRT_PATH | PROFILE_PATH => self.certificate(request.method(), path == CRT_PATH).await,
            TRUSTED => StatusCode::NO_CONTENT.into_response(),
            _ => steps::answer(request.method(), path, request.headers(), &self.links())
                .unwrap_or_else(|| NOTHING_HERE.into_response()),
        };
        if let Some(step) =
            step.filter(|_| response.status().is_success() && request.method() == Method::GET)
        {
            self.pairings.seen(ends.remote.ip(), step, agent(request));
        }
        response
    }

    fn about(&self) -> Response {
        let Some(expires_in_seconds) = self.pairings.expires_in_seconds() else {
            return NOTHING_HERE.into_response();
        };
        let authority = self.host.credentials.authority();
        let (name, port) = self.host.network_host.rsplit_once(':').unwrap_or_default();
        json(&About {
            name: name.to_owned(),
            port: port.parse().unwrap_or_default(),
            page: self.page(),
            fingerprint: fingerprint(&authority),
            tag: authority.tag(),
            certificate: self.link(CRT_PATH),
            profile: self.link(PROFILE_PATH),
            expires_in_seconds,
        })
        .into_response()
    }

    /// The authority is kept from the moment on at which somebody may trust it; whoever asks for the headers has nothing.
    async fn certificate(&self, method: &Method, is_plain: bool) -> Response {
        let credentials = self.host.credentials.clone();
        if method == Method::HEAD {
            return file(&credentials.authority(), is_plain);
        }
        match run_blocking(move || credentials.keep()).await {
            Ok(authority) => file(&authority, is_plain),
            Err(error) => {
                crate::note!("the certificate cannot be handed out: {error:#}");
                let message = "this laptop could not keep its certificate";
                let failure =
                    Failure::new("not-kept", message).hint("`mingle status` there says why");
                Refused(StatusCode::INTERNAL_SERVER_ERROR, failure).into_response()
            }
        }
    }

    fn links(&self) -> Links {
        let (certificate, profile) = (self.link(CRT_PATH), self.link(PROFILE_PATH));
        Links { certificate, profile, page: self.page() }
    }

    /// Where a form of the certificate is, with the key.
    fn link(&self, path: &str) -> String {
        format!("{path}?key={}", self.key)
    }

    fn has_key(&self, uri: &Uri) -> bool {
        let shown = uri.query().and_then(|query| query.strip_prefix("key=")).unwrap_or_default();
        // Comparing hashes takes the same time whatever matches.
        blake3::hash(shown.as_bytes()) == blake3::hash(self.key.as_bytes())
    }

    fn page(&self) -> String {
        format!("https://{}/", self.host.network_host)
    }
}

/// Who asks, where it says so.
fn agent<B>(request: &Request<B>) -> Option<Agent> {
    request.headers().get(USER_AGENT)?.to_str().ok().map(Agent::of)
}

fn file(authority: &Authority, is_plain: bool) -> Response {
    let (kind, body) = match is_plain {
        true => (CRT, authority.root_der().to_vec()),
        false => (MOBILECONFIG, mobileconfig(authority).into_bytes()),
    };
    let mut response = Response::new(body.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if is_plain {
        // A profile is taken by its type alone.
        let name = HeaderValue::from_static("attachment; filename=\"mingle.crt\"");
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    response
}
