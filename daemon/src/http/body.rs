//! What pages ask by JSON, and how they are told what went wrong.

use crate::failure::Failure;
use serde::de::DeserializeOwned;
use warp::http::StatusCode;
use warp::reply::{Reply, Response, json, with_status};

/// More than any request is long.
pub const REQUEST_CAP: u64 = 4096;

/// Why something is not done, as the page shows it.
pub struct Refused(pub StatusCode, pub Failure);

impl Reply for Refused {
    fn into_response(self) -> Response {
        with_status(json(&self.1), self.0).into_response()
    }
}

/// What a body asks for.
///
/// # Errors
/// 415 for another type than JSON, which forms of other sites can send, or 400 for what makes no sense.
pub fn parsed<T: DeserializeOwned>(content_type: Option<&str>, body: &[u8]) -> Result<T, Refused> {
    let is_json = content_type.is_some_and(|it| {
        it.split(';').next().is_some_and(|it| it.trim().eq_ignore_ascii_case("application/json"))
    });
    if !is_json {
        let failure =
            Failure::new("not-json", "this is asked by JSON").hint("send it as application/json");
        return Err(Refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, failure));
    }
    serde_json::from_slice(body).map_err(|error| {
        let failure = Failure::new("bad-request", format!("the request makes no sense: {error}"));
        Refused(StatusCode::BAD_REQUEST, failure)
    })
}

/// A device's id as it was sent.
///
/// # Errors
/// 400 with the [`Failure`] `bad-device`.
pub fn device(text: &str) -> Result<mingle_proto::id::DeviceId, Refused> {
    text.parse().map_err(|error| {
        let message = format!("{text:?} is not the id of a device: {error}");
        Refused(StatusCode::BAD_REQUEST, Failure::new("bad-device", message))
    })
}
