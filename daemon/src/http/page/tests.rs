#![allow(clippy::unwrap_used)]

use super::*;
use http_body_util::BodyExt;

const FILES: &[PageFile] = &[
    PageFile {
        path: "assets/main-3f2a.js",
        hash: "aa",
        plain: b"plain",
        brotli: Some(b"br"),
        gzip: Some(b"gz"),
    },
    PageFile { path: "icon.png", hash: "bb", plain: b"png", brotli: None, gzip: None },
    PageFile { path: "index.html", hash: "cc", plain: b"<p>", brotli: None, gzip: Some(b"gz") },
    PageFile { path: "manifest.webmanifest", hash: "dd", plain: b"{}", brotli: None, gzip: None },
    PageFile { path: "sw.js", hash: "ee", plain: b"//", brotli: None, gzip: None },
];

fn ask(method: Method, path: &str, headers: &[(HeaderName, &str)]) -> Option<Response> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(name, HeaderValue::from_str(value).unwrap());
    }
    answer_from(FILES, &method, path, &map)
}

fn get(path: &str, headers: &[(HeaderName, &str)]) -> Response {
    ask(Method::GET, path, headers).unwrap()
}

fn header(response: &Response, name: HeaderName) -> &str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

async fn body(response: Response) -> Vec<u8> {
    response.into_body().collect().await.unwrap().to_bytes().to_vec()
}

const MAIN: &str = "/assets/main-3f2a.js";

#[tokio::test]
async fn a_file_is_sent_in_the_coding_that_is_liked_best() {
    for (accepted, coding, bytes) in [
        ("gzip, deflate, br, zstd", "br", "br"),
        ("gzip", "gzip", "gz"),
        ("GZIP;q=1.0, br;q=0.9", "gzip", "gz"),
        ("br;q=0, gzip;q=0.1", "gzip", "gz"),
        ("br;q=0, *", "gzip", "gz"),
        ("*;q=0.5, gzip;q=0", "br", "br"),
        ("identity, br;q=0.5", "", "plain"),
        ("br;q=0, gzip;q=0", "", "plain"),
        ("br;q=lots", "", "plain"),
        ("", "", "plain"),
        ("bro", "", "plain"),
    ] {
        let response = get(MAIN, &[(ACCEPT_ENCODING, accepted)]);
        assert_eq!(header(&response, CONTENT_ENCODING), coding, "{accepted}");
        assert_eq!(header(&response, VARY), "accept-encoding");
        assert_eq!(body(response).await, bytes.as_bytes(), "{accepted}");
    }
    let two_lines = get(MAIN, &[(ACCEPT_ENCODING, "deflate"), (ACCEPT_ENCODING, "gzip")]);
    assert_eq!(header(&two_lines, CONTENT_ENCODING), "gzip");
    let only_gzip = get("/", &[(ACCEPT_ENCODING, "br, gzip")]);
    assert_eq!(header(&only_gzip, CONTENT_ENCODING), "gzip");
}

#[tokio::test]
async fn what_the_browser_has_already_is_not_sent_again_and_other_bytes_have_another_tag() {
    let packed = (ACCEPT_ENCODING, "br");
    let (plain, brotli) = (get(MAIN, &[]), get(MAIN, std::slice::from_ref(&packed)));
    let (plain, brotli) = (header(&plain, ETAG).to_owned(), header(&brotli, ETAG).to_owned());
    assert_eq!((plain.as_str(), brotli.as_str()), ("\"aa\"", "\"aa-br\""));
    let lists = [brotli.clone(), format!("W/{brotli}"), format!("\"x\", {brotli}"), "*".to_owned()];
    for known in &lists {
        let response = get(MAIN, &[packed.clone(), (IF_NONE_MATCH, known)]);
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!(header(&response, ETAG), brotli);
        assert_eq!(header(&response, VARY), "accept-encoding");
        assert_eq!(header(&response, CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert!(body(response).await.is_empty());
    }
    for other in [&plain, "\"ab\"", "aa-br"] {
        let response = get(MAIN, &[packed.clone(), (IF_NONE_MATCH, other)]);
        assert_eq!(response.status(), StatusCode::OK, "{other}");
    }
}

#[tokio::test]
async fn only_names_that_carry_their_contents_hash_are_kept_unasked() {
    assert_eq!(header(&get(MAIN, &[]), CACHE_CONTROL), "public, max-age=31536000, immutable");
    for path in ["/", "/index.html", "/sw.js", "/manifest.webmanifest", "/icon.png"] {
        assert_eq!(header(&get(path, &[]), CACHE_CONTROL), "no-cache", "{path}");
    }
}

#[tokio::test]
async fn asked_for_the_head_only_the_head_is_sent() {
    let response = ask(Method::HEAD, MAIN, &[]).unwrap();
    assert_eq!(header(&response, CONTENT_LENGTH), "5");
    assert_eq!(header(&response, CONTENT_TYPE), "text/javascript; charset=utf-8");
    assert!(body(response).await.is_empty());
    let refused = ask(Method::POST, "/", &[]).unwrap();
    assert_eq!(refused.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(header(&refused, ALLOW), "GET, HEAD");
}

#[test]
fn every_type_of_the_page_has_its_name() {
    for (path, expected) in [
        ("/", "text/html; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/icon.png", "image/png"),
        ("/sw.js", "text/javascript; charset=utf-8"),
    ] {
        assert_eq!(header(&get(path, &[]), CONTENT_TYPE), expected, "{path}");
    }
    for (path, expected) in [
        ("a.wasm", "application/wasm"),
        ("a.woff2", "font/woff2"),
        ("a.svg", "image/svg+xml"),
        ("a.css", "text/css; charset=utf-8"),
        ("LICENSE", "application/octet-stream"),
    ] {
        assert_eq!(content_type(path), expected);
    }
}

#[tokio::test]
async fn nothing_but_the_pages_files_is_found_and_packed_forms_have_no_path_of_their_own() {
    for path in [
        "/index.htm",
        "/assets/",
        "/assets",
        "//",
        "/../index.html",
        "/sw.js/",
        "/sw.js.br",
        "sw.js",
    ] {
        assert!(ask(Method::GET, path, &[]).is_none(), "{path}");
    }
    let bare = answer_from(&[], &Method::GET, "/", &HeaderMap::new()).unwrap();
    assert_eq!(bare.status(), StatusCode::SERVICE_UNAVAILABLE);
    let told = String::from_utf8(body(bare).await).unwrap();
    assert!(told.contains("`cargo xtask run`"), "{told}");
    assert!(answer_from(&[], &Method::GET, "/sw.js", &HeaderMap::new()).is_none());
}
