//! The status page: what `mingle status` says, for a browser.

use crate::status::{Peer, PeerState, Status};
use crate::words;
use std::fmt::Write;
use warp::http::header::CONTENT_TYPE;
use warp::reply::{Reply, Response, with_header};

const STYLE: &str = include_str!("status.css");

/// The page as HTML.
pub fn render(status: &Status) -> String {
    let peers = if status.peers.is_empty() {
        "<p class=\"quiet\">No other device yet.</p>".to_owned()
    } else {
        let rows: String = status.peers.iter().map(peer).collect();
        format!("<ul>{rows}</ul>")
    };
    let device = if status.name.is_empty() { "This device" } else { &status.name };
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <title>Mingle · {device}</title><link rel=\"stylesheet\" href=\"/status.css\"></head>\
         <body><main><header><h1>Mingle</h1><p>{device}</p></header>\
         <section><p class=\"figure\"><strong>{people}</strong> {noun}</p>\
         <p class=\"quiet\">{documents} records in all</p></section>\
         <section><h2>Devices</h2>{peers}</section>\
         <footer><dl><dt>Device id</dt><dd><code>{id}</code></dd>\
         <dt>Fingerprint</dt><dd><code>{fingerprint}</code></dd>\
         <dt>Listens on</dt><dd>{listeners}</dd></dl></footer></main></body></html>",
        device = escape(device),
        people = status.people,
        noun = if status.people == 1 { "person" } else { "people" },
        documents = status.replica.documents,
        id = escape(&status.device),
        fingerprint = escape(&status.replica.fingerprint),
        listeners = escape(&status.listeners.join(", ")),
    )
}

/// Its stylesheet.
pub fn style() -> Response {
    with_header(STYLE, CONTENT_TYPE, "text/css; charset=utf-8").into_response()
}

fn peer(peer: &Peer) -> String {
    let mut detail = match peer.last_sync {
        Some(moment) => format!("last synced {}", words::moment(moment)),
        None => "never synced yet".to_owned(),
    };
    if peer.except > 0 {
        let _ = write!(detail, " · all but {}", peer.except);
    }
    if let Some(problem) = peer.problem.as_ref().filter(|_| peer.state == PeerState::Offline) {
        let _ = write!(detail, " · {problem}");
    }
    let state = peer.state.as_words();
    format!(
        "<li><span class=\"dot {class}\"></span><span class=\"name\">{name}</span>\
         <span class=\"state\">{state}</span><span class=\"quiet\">{detail}</span></li>",
        class = state.replace(' ', "-"),
        name = escape(words::name_or_id(&peer.name, &peer.device)),
        detail = escape(&detail),
    )
}

/// Text between tags or in a quoted attribute (HTML Living Standard, 13.1.2).
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::Replica;

    #[test]
    fn a_devices_name_cannot_become_part_of_the_page() {
        let peer = Peer {
            device: "0".repeat(52),
            name: "<script>alert('Ana & Bo')</script>".into(),
            state: PeerState::Offline,
            in_sync: false,
            except: 0,
            refused: Vec::new(),
            last_sync: None,
            address: None,
            problem: Some("<b>".into()),
        };
        let page = render(&Status {
            device: "1".repeat(52),
            name: "نور's \"laptop\"".into(),
            data_dir: "/home/ana/mingle".into(),
            replica: Replica { documents: 3, fingerprint: "2".repeat(52) },
            people: 1,
            refused: Vec::new(),
            peers: vec![peer],
            listeners: vec!["127.0.0.1:7979".into()],
            daemon: None,
            no_answer: None,
        });
        assert!(page.contains("&lt;script&gt;alert(&#39;Ana &amp; Bo&#39;)&lt;/script&gt;"));
        assert!(page.contains("نور&#39;s &quot;laptop&quot;"));
        assert!(page.contains("<strong>1</strong> person"));
        assert!(!page.contains("<script>") && !page.contains("<b>"));
    }
}
