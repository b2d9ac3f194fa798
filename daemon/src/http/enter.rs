//! Letting a page in whose key is one of the owner's: it signs a challenge, and shows what it is given for that from then
//! on. Browsers send nothing of it by themselves, so no other site can make them.

use super::body::{Refused, device, parsed};
use super::enrol::Host;
use super::keys::Keys;
use crate::failure::Failure;
use crate::journal;
use crate::peers::run_blocking;
use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, VerifyingKey};
use mingle_proto::id::DeviceId;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Instant;
use warp::http::StatusCode;
use warp::hyper::body::Bytes;
use warp::reply::{Reply, Response, json};

#[derive(Debug, Serialize)]
struct Challenge {
    /// 64 characters.
    challenge: String,
}

#[derive(Debug, Deserialize)]
struct Request {
    device: String,
    challenge: String,
    /// 64 bytes in lower-case hexadecimal.
    signature: String,
}

#[derive(Debug, Serialize)]
struct Entered {
    bearer: String,
}

/// Answers `GET /control/challenge`.
pub fn challenge(keys: &Keys) -> Response {
    match keys.make_challenge(Instant::now()) {
        Ok(challenge) => json(&Challenge { challenge }).into_response(),
        Err(_) => super::routes::NO_RANDOMNESS.into_response(),
    }
}

/// Answers `POST /control/enter` for a page at `at`, the host of its address: with [`Entered`], or with a [`Failure`] and
/// a status of 400 or 415 (it makes no sense), 401 (the key is none of the owner's, or has not signed this) or 410 (the
/// challenge has ended).
pub async fn enter(
    keys: Arc<Keys>,
    host: Host,
    at: String,
    content_type: Option<String>,
    body: Bytes,
) -> Response {
    let (device, request) = match understood(content_type.as_deref(), &body) {
        Ok(both) => both,
        Err(refusal) => return refusal.into_response(),
    };
    if !keys.use_challenge(&request.challenge, Instant::now()) {
        let message = "this challenge was answered before, or is older than a minute";
        let failure = Failure::new("challenge-ended", message).hint("ask for another one");
        return Refused(StatusCode::GONE, failure).into_response();
    }
    if !has_signed(&device, &at, &request) {
        return Refused(StatusCode::UNAUTHORIZED, stranger()).into_response();
    }
    match run_blocking(move || journal::is_current(&host.data, &host.key, &device)).await {
        Ok(true) => {}
        Ok(false) => return Refused(StatusCode::UNAUTHORIZED, stranger()).into_response(),
        Err(error) => {
            return Refused(StatusCode::INTERNAL_SERVER_ERROR, Failure::of(&error)).into_response();
        }
    }
    match keys.make_bearer(device) {
        Ok(bearer) => json(&Entered { bearer }).into_response(),
        Err(_) => super::routes::NO_RANDOMNESS.into_response(),
    }
}

/// What a device signs to be let in. The host is in it so that a signature that some other server on this machine was
/// given is of no use here.
fn text(at: &str, challenge: &str) -> String {
    format!("mingle control 1\n{at}\n{challenge}")
}

fn has_signed(device: &DeviceId, at: &str, request: &Request) -> bool {
    let signature = HEXLOWER.decode(request.signature.as_bytes()).ok();
    let signature = signature.and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
    let key = VerifyingKey::from_bytes(device.as_bytes());
    let (Some(signature), Ok(key)) = (signature, key) else { return false };
    let text = text(at, &request.challenge);
    key.verify_strict(text.as_bytes(), &Signature::from_bytes(&signature)).is_ok()
}

fn understood(content_type: Option<&str>, body: &[u8]) -> Result<(DeviceId, Request), Refused> {
    let request: Request = parsed(content_type, body)?;
    Ok((device(&request.device)?, request))
}

fn stranger() -> Failure {
    Failure::new("stranger", "this page's key is not one of the owner's")
        .hint("run `mingle open` in a terminal")
}
