//! The page that tells the steps, which is part of this program as the page itself is.

use crate::http::page::{PageFile, answer_from};
use warp::http::Method;
use warp::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use warp::reply::Response;

/// All of its files, ordered by path; none if the program was built without it. The build script makes the table.
static FILES: &[PageFile] = include!(concat!(env!("OUT_DIR"), "/steps.rs"));

/// Before the paths of its files.
const FOLDER: &str = "/steps";

/// What stands in where the page was not built. Phones differ too much for it to say more.
const PLAIN: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Take Mingle to your phone</title>
<h1>Take Mingle to your phone</h1>
<p>Your phone has to trust your laptop first. iPhone: <a href="PROFILE">get the profile</a>, install it in
Settings, then switch it on in General, About, Certificate Trust Settings. Other phones: <a href="CERTIFICATE">get the
certificate</a> and install it as a CA certificate in the settings for security.</p>
<p>Then go on to <a href="PAGE">PAGE</a>.</p>
</html>
"#;

/// Where it leads.
pub struct Links {
    pub certificate: String,
    pub profile: String,
    /// Where the phone goes on.
    pub page: String,
}

/// What is at this path; `None` if nothing is.
pub fn answer(method: &Method, path: &str, headers: &HeaderMap, links: &Links) -> Option<Response> {
    if path == "/" {
        let built = answer_from(FILES, method, path, headers);
        return Some(if FILES.is_empty() { plain(links) } else { built? });
    }
    let below = path.strip_prefix(FOLDER).filter(|rest| rest.starts_with('/') && *rest != "/")?;
    answer_from(FILES, method, below, headers)
}

fn plain(Links { certificate, profile, page }: &Links) -> Response {
    let html = PLAIN.replace("CERTIFICATE", certificate).replace("PROFILE", profile);
    let mut response = Response::new(html.replace("PAGE", page).into());
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, html);
    response
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use warp::http::StatusCode;

    #[test]
    fn there_is_a_page_at_the_root_and_its_files_below_their_folder_and_nothing_else() {
        let links = Links {
            certificate: "/mingle.crt?key=1".into(),
            profile: "/mingle.mobileconfig?key=1".into(),
            page: "https://mingle-0123456789.local:7979/".into(),
        };
        let ask = |path: &str| answer(&Method::GET, path, &HeaderMap::new(), &links);
        assert_eq!(ask("/").unwrap().status(), StatusCode::OK);
        for file in FILES {
            assert_eq!(ask(&format!("/steps/{}", file.path)).unwrap().status(), StatusCode::OK);
        }
        let nowhere = [
            "/steps",
            "/steps/",
            "/stepsindex.html",
            "/index.html",
            "/sw.js",
            "/sync",
            "/steps/../index.html",
        ];
        for path in nowhere {
            assert!(ask(path).is_none(), "{path}");
        }
        let plain = plain(&links);
        assert_eq!(plain.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
    }
}
