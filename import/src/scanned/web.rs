//! Web addresses: profiles at LinkedIn, of which a person can be made, and others, which can be opened.

use super::reach::Reach;
use super::{Scanned, commands};
use crate::text::percent_decoded;

/// A longer one is no address that a person would open.
const LONGEST: usize = 4_000;
/// LinkedIn allows a slug of 100 letters.
const LONGEST_SLUG: usize = 100;

/// What a text that is one web address says; none for any other text.
pub fn understand(text: &str) -> Option<Scanned> {
    let address = address(text)?;
    Some(match profile(&address) {
        Some(slug) => {
            let link = format!("https://www.linkedin.com/in/{slug}");
            Scanned::Reach(Box::new(Reach::by_link(link, "linkedin", suggested_name(&slug))))
        }
        None => Scanned::Link(address),
    })
}

/// The address with its scheme in lower case; one without a scheme only where it begins as nothing else does.
fn address(text: &str) -> Option<String> {
    let fits = |c: char| {
        !c.is_whitespace() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
    };
    if text.len() > LONGEST || !text.chars().all(fits) {
        return None;
    }
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None if bare_host(text) => ("https".to_owned(), text),
        None => return None,
    };
    let host = host(rest);
    // A name before the host would have it taken for another one.
    let names_user = authority(rest).contains('@');
    let is_web = matches!(scheme.as_str(), "http" | "https") && !host.is_empty() && !names_user;
    is_web.then(|| format!("{scheme}://{rest}"))
}

/// `www.` of anything, and LinkedIn.
fn bare_host(text: &str) -> bool {
    let host = host(text);
    host.starts_with("www.") && host.len() > 4 || is_linkedin(&host)
}

fn authority(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

fn host(rest: &str) -> String {
    let authority = authority(rest);
    authority.split(':').next().unwrap_or(authority).to_ascii_lowercase()
}

fn is_linkedin(host: &str) -> bool {
    host == "linkedin.com" || host.ends_with(".linkedin.com")
}

/// The slug of a person's profile, as in `/in/ana-ruiz` in any of its spellings; none for other pages.
fn profile(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    if !is_linkedin(&host(rest)) {
        return None;
    }
    let path = rest.split(['?', '#']).next().unwrap_or(rest);
    let mut parts = path.split('/').skip(1).filter(|part| !part.is_empty());
    // The page for slow phones has its own beginning.
    let mut part = parts.next()?;
    while matches!(part, "mwlite" | "m" | "profile") {
        part = parts.next()?;
    }
    let slug = (part.eq_ignore_ascii_case("in")).then(|| parts.next())??;
    (slug.len() <= LONGEST_SLUG * 12).then(|| slug.to_lowercase())
}

/// What the slug makes one think: its words with large first letters, without the number that makes it unique.
fn suggested_name(slug: &str) -> Option<String> {
    let decoded = percent_decoded(slug);
    let is_number = |word: &str| word.chars().any(|c| c.is_ascii_digit());
    let words = decoded.split(['-', '_', '.', ' ']).filter(|word| !word.is_empty());
    let words: Vec<String> = words.filter(|word| !is_number(word)).map(with_large_letter).collect();
    let name = words.join(" ");
    let is_name = name.chars().any(char::is_alphabetic)
        && name.chars().count() <= LONGEST_SLUG
        && !name.chars().any(|c| commands(c) || c == char::REPLACEMENT_CHARACTER);
    is_name.then_some(name)
}

fn with_large_letter(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
