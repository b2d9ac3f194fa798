//! A page with a key of its own, as a browser on this machine asks to be let in.

use super::{Answer, Device, get, post};
use ed25519_dalek::{Signer, SigningKey};
use mingle_proto::id::DeviceId;
use serde_json::{Value, json};
use std::net::SocketAddr;

pub struct Page(SigningKey);

impl Page {
    /// One whose key follows from a number.
    pub fn new(number: u8) -> Self {
        Self(SigningKey::from_bytes(&[number; 32]))
    }

    /// One that was enrolled through a link.
    #[track_caller]
    pub fn enrolled(number: u8, device: &Device, to: SocketAddr) -> Self {
        let page = Self::new(number);
        let answer = enrol(to, &token(device), &page.id(), "Firefox");
        assert_eq!(answer.status, 200, "{}", answer.body);
        page
    }

    pub fn id(&self) -> String {
        DeviceId::from_bytes(self.0.verifying_key().to_bytes()).to_string()
    }

    /// What it signs at a host, in lower-case hexadecimal.
    pub fn sign(&self, host: &str, challenge: &str) -> String {
        let text = format!("mingle control 1\n{host}\n{challenge}");
        data_encoding::HEXLOWER.encode(&self.0.sign(text.as_bytes()).to_bytes())
    }

    /// Asks for a challenge and answers it: the status, and what was said.
    pub fn enter(&self, to: SocketAddr) -> (u16, Value) {
        let challenge = challenge(to);
        enter(to, &self.id(), &challenge, &self.sign(&to.to_string(), &challenge))
    }

    /// As [`Page::enter`], which must work: the header that it shows from then on.
    #[track_caller]
    pub fn let_in(&self, to: SocketAddr) -> String {
        let (status, told) = self.enter(to);
        assert_eq!(status, 200, "{told}");
        format!("Bearer {}", told["bearer"].as_str().unwrap())
    }
}

/// The token of a new link.
#[track_caller]
pub fn token(device: &Device) -> String {
    let url = device.json(&["open"])["url"].as_str().unwrap().to_owned();
    url.split_once("/#open=").unwrap_or_else(|| panic!("{url}")).1.to_owned()
}

/// Asks to be enrolled as a page of this daemon does.
pub fn enrol(to: SocketAddr, token: &str, device: &str, name: &str) -> Answer {
    let body = json!({"token": token, "device": device, "name": name, "kind": "phone"});
    ask(to, "/control/enrol", &body)
}

pub fn challenge(to: SocketAddr) -> String {
    let answer = get(to, "/control/challenge", &[]);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    told["challenge"].as_str().unwrap().to_owned()
}

pub fn enter(to: SocketAddr, device: &str, challenge: &str, signature: &str) -> (u16, Value) {
    let body = json!({"device": device, "challenge": challenge, "signature": signature});
    let answer = ask(to, "/control/enter", &body);
    (answer.status, serde_json::from_str(&answer.body).unwrap())
}

fn ask(to: SocketAddr, path: &str, body: &Value) -> Answer {
    let own = format!("http://{to}");
    let headers = [("Origin", &*own), ("Content-Type", "application/json; charset=utf-8")];
    post(to, path, &headers, &body.to_string())
}
