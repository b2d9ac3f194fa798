//! The page's files, which are part of this program. They are the same public code for everyone and hold nothing of
//! the journal.

mod coding;
#[cfg(test)]
mod tests;

use super::gate::Refusal;
use coding::{Coding, chosen};
use warp::http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG,
    HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH, VARY,
};
use warp::http::{Method, StatusCode};
use warp::reply::{Reply, Response};

/// A file as the page's build left it.
pub struct PageFile {
    /// From the page's root, without a first slash.
    pub path: &'static str,
    /// Of its plain bytes, in hexadecimal.
    pub hash: &'static str,
    pub plain: &'static [u8],
    pub brotli: Option<&'static [u8]>,
    pub gzip: Option<&'static [u8]>,
}

/// All files, ordered by path; none if the program was built without the page. The build script makes the table.
static FILES: &[PageFile] = include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// What the root of the page is.
const START: &str = "index.html";
/// Names in here carry a hash of their content: what they name never changes.
const NAMED_BY_CONTENT: &str = "assets/";

const NOT_BUILT: Refusal = Refusal(
    StatusCode::SERVICE_UNAVAILABLE,
    "This mingle was built without its page. Build it with `cargo xtask run`.",
);
const READ_ONLY: Refusal = Refusal(StatusCode::METHOD_NOT_ALLOWED, "The page can only be read.");

/// Whether this path is the page's: then it is answered to whoever asks.
pub fn is_page(path: &str) -> bool {
    path == "/" || find(FILES, path).is_some()
}

/// What the page has at this path, in the coding that the browser likes best, or only word that the browser has it
/// already (RFC 9110, sections 12.5.3 and 13.1.2); `None` if nothing is there.
pub fn answer(method: &Method, path: &str, headers: &HeaderMap) -> Option<Response> {
    answer_from(FILES, method, path, headers)
}

/// The same of other files.
pub fn answer_from(
    files: &[PageFile],
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> Option<Response> {
    if path == "/" && files.is_empty() {
        return Some(NOT_BUILT.into_response());
    }
    let file = find(files, path)?;
    if method != Method::GET && method != Method::HEAD {
        let mut response = READ_ONLY.into_response();
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Some(response);
    }
    let (coding, bytes) = file.best(headers);
    let etag = coding.tag(file.hash);
    let mut response = Response::default();
    let about = response.headers_mut();
    about.insert(CACHE_CONTROL, HeaderValue::from_static(file.keeping()));
    about.insert(VARY, HeaderValue::from_static("accept-encoding"));
    let is_known =
        all_of(headers, IF_NONE_MATCH).any(|known| known == "*" || opaque(known) == etag);
    about.insert(ETAG, HeaderValue::try_from(etag).ok()?);
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Some(response);
    }
    about.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(file.path)));
    about.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    if let Some(name) = coding.name() {
        about.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    if method == Method::GET {
        *response.body_mut() = bytes.into();
    }
    Some(response)
}

impl PageFile {
    /// The form to send to whoever asks with these headers.
    fn best(&self, headers: &HeaderMap) -> (Coding, &'static [u8]) {
        let offered = [(Coding::Brotli, self.brotli), (Coding::Gzip, self.gzip)];
        let offered = offered.into_iter().filter_map(|(coding, bytes)| Some((coding, bytes?)));
        chosen(offered, all_of(headers, ACCEPT_ENCODING)).unwrap_or((Coding::Plain, self.plain))
    }

    /// For how long a browser may keep it (RFC 9111, RFC 8246).
    fn keeping(&self) -> &'static str {
        if self.path.starts_with(NAMED_BY_CONTENT) {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        }
    }
}

fn find<'f>(files: &'f [PageFile], path: &str) -> Option<&'f PageFile> {
    let path = match path.strip_prefix('/')? {
        "" => START,
        path => path,
    };
    let at = files.binary_search_by(|file| file.path.cmp(path)).ok()?;
    files.get(at)
}

/// The members of a header's lists, over all its lines.
fn all_of(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

/// A tag for the weak comparison, which is the one for reading (RFC 9110, section 8.8.3.2).
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
