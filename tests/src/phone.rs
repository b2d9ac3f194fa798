//! A phone that speaks by hand: HTTP in the clear and over TLS, as its browser would.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::lab::Host;
use crate::peer::tls;

/// What the browser of a phone calls itself.
pub const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, \
                          like Gecko) Version/17.4.1 Mobile/15E148 Safari/604.1";
/// For an answer; what is never answered is waited for so long.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a browser says of a page of another site.
pub const CROSS_SITE: &str = "Sec-Fetch-Site: cross-site\r\n";

/// Somebody on a host, at a laptop's address.
pub struct Phone {
    pub host: Host,
    pub laptop: SocketAddr,
}

/// An answer over HTTP.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// In lower case.
    pub head: String,
    pub body: Vec<u8>,
}

impl Phone {
    /// Asks in the clear; `None` if the connection is closed without a byte.
    pub fn ask(&self, path: &str) -> Option<Answer> {
        let to = self.laptop.to_string();
        self.say(&request("GET", path, &to))
    }

    /// Where the certificate and the profile are, as whoever reads the steps is told.
    pub fn certificate_links(&self) -> [String; 2] {
        let steps = self.ask("/steps.json").expect("a code is shown");
        let told: serde_json::Value = serde_json::from_slice(&steps.body).expect("JSON");
        ["certificate", "profile"].map(|form| told[form].as_str().expect("a link").to_owned())
    }

    /// Says these bytes in the clear.
    pub fn say(&self, bytes: &[u8]) -> Option<Answer> {
        let said = self.host.inside(|| {
            let mut stream = TcpStream::connect(self.laptop).expect("the laptop listens");
            stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
            exchange(&mut stream, bytes)
        });
        parsed(&said)
    }

    /// A connection in the clear, on which this was asked and answered, and which is kept.
    pub fn keep_alive(&self, path: &str) -> TcpStream {
        self.host.inside(|| {
            let mut stream = TcpStream::connect(self.laptop).expect("the laptop listens");
            stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
            let asked = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.laptop);
            stream.write_all(asked.as_bytes()).expect("it is open");
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).expect("it is answered");
                head.extend(byte);
            }
            stream
        })
    }

    /// Asks over TLS under a name, as a browser that trusts these roots (DER) and no others.
    pub fn ask_over_tls(&self, path: &str, name: &str, trusted: &[&[u8]]) -> Result<Answer> {
        let host = format!("{name}:{}", self.laptop.port());
        self.host.inside(|| {
            let mut stream = tls::connect_as_a_browser(self.laptop, name, trusted)?;
            let said = exchange(&mut stream, &asked("GET", path, &host, CROSS_SITE));
            parsed(&said).context("no answer")
        })
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A request in the clear that keeps no connection. Browsers say of the site only to hosts that they trust (Fetch Metadata,
/// section 2), so of none here.
pub fn request(method: &str, path: &str, host: &str) -> Vec<u8> {
    asked(method, path, host, "")
}

/// A request that keeps no connection, with these lines among its headers.
pub fn asked(method: &str, path: &str, host: &str, more: &str) -> Vec<u8> {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {IPHONE}\r\nOrigin: http://{host}\r\n\
         {more}Connection: close\r\n\r\n"
    )
    .into_bytes()
}

fn exchange(stream: &mut (impl Read + Write), bytes: &[u8]) -> Vec<u8> {
    // It may be refused before all of it is sent.
    let _ = stream.write_all(bytes);
    let mut said = Vec::new();
    // Whoever closes a connection with something unread in it resets it.
    let _ = stream.read_to_end(&mut said);
    said
}

fn parsed(said: &[u8]) -> Option<Answer> {
    let end = said.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&said[..end]).to_ascii_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head, body: said[end + 4..].to_vec() })
}
