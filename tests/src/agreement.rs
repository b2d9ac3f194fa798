//! What two daemons say of each other in `status --json`.

use serde_json::Value;

use crate::device::{Device, text};

/// The fingerprint that both show, once each says that it is in sync with the other and both have the same; else
/// what is still different.
pub fn proven_equal(one: &Device, other: &Device) -> Result<String, String> {
    let (status, their_status) = (one.try_json(&["status"])?, other.try_json(&["status"])?);
    let fingerprints = (fingerprint(&status)?, fingerprint(&their_status)?);
    let says = in_sync(&status, &text(&their_status["device"]).unwrap_or_default());
    let they_say = in_sync(&their_status, &text(&status["device"]).unwrap_or_default());
    if says && they_say && fingerprints.0 == fingerprints.1 {
        return Ok(fingerprints.0);
    }
    Err(format!("{}: {status}\n{}: {their_status}", one.name, other.name))
}

/// What a status says of one peer; null if it does not know it.
pub fn peer<'a>(status: &'a Value, device: &str) -> &'a Value {
    let peers = status["peers"].as_array().map(Vec::as_slice).unwrap_or_default();
    peers.iter().find(|peer| peer["device"] == device).unwrap_or(&Value::Null)
}

/// Whether a device says that it is in sync with another one, else what it says instead.
pub fn says_in_sync(one: &Device, other: &str) -> Result<(), String> {
    let status = one.try_json(&["status"])?;
    if in_sync(&status, other) { Ok(()) } else { Err(status["peers"].to_string()) }
}

/// How many documents a status counts.
pub fn documents(status: &Value) -> u64 {
    status["replica"]["documents"].as_u64().expect("status counts the documents")
}

fn in_sync(status: &Value, device: &str) -> bool {
    peer(status, device)["in_sync"] == true
}

fn fingerprint(status: &Value) -> Result<String, String> {
    text(&status["replica"]["fingerprint"]).ok_or_else(|| format!("no fingerprint: {status}"))
}
