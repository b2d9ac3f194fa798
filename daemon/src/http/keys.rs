//! Who may see the journal over loopback: whoever can read the owner's files (by a secret kept there), and the
//! browser that followed a link made with that secret.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a one-time link works.
pub const LINK_LIFE: Duration = Duration::from_secs(120);

/// So many links may wait to be opened, and so many browsers be signed in; older ones end first.
const KEPT: usize = 32;

/// Hashes are kept instead of what they are hashes of: comparing them takes the same time whatever matches.
pub struct Keys {
    secret: blake3::Hash,
    handed_out: Mutex<HandedOut>,
}

#[derive(Default)]
struct HandedOut {
    /// One-time tokens, oldest first, each with the moment at which it ends.
    links: VecDeque<(blake3::Hash, Instant)>,
    cookies: VecDeque<blake3::Hash>,
}

impl Keys {
    /// `secret` is what the command line shows.
    pub fn new(secret: &str) -> Self {
        Self { secret: blake3::hash(secret.as_bytes()), handed_out: Mutex::default() }
    }

    pub fn is_secret(&self, shown: &str) -> bool {
        blake3::hash(shown.as_bytes()) == self.secret
    }

    /// A token for one sign-in within [`LINK_LIFE`].
    pub fn make_link(&self, now: Instant) -> Result<String, getrandom::Error> {
        let token = random_text()?;
        let mut handed_out = self.handed_out();
        keep(&mut handed_out.links, (blake3::hash(token.as_bytes()), now + LINK_LIFE));
        Ok(token)
    }

    /// A cookie's value for a token; `None` if the token was used before, is too old, or was never made.
    pub fn redeem(&self, token: &str, now: Instant) -> Result<Option<String>, getrandom::Error> {
        let shown = blake3::hash(token.as_bytes());
        let mut handed_out = self.handed_out();
        handed_out.links.retain(|(_, end)| *end > now);
        let Some(at) = handed_out.links.iter().position(|(hash, _)| *hash == shown) else {
            return Ok(None);
        };
        handed_out.links.remove(at);
        let cookie = random_text()?;
        keep(&mut handed_out.cookies, blake3::hash(cookie.as_bytes()));
        Ok(Some(cookie))
    }

    pub fn is_cookie(&self, shown: &str) -> bool {
        let shown = blake3::hash(shown.as_bytes());
        self.handed_out().cookies.contains(&shown)
    }

    fn handed_out(&self) -> MutexGuard<'_, HandedOut> {
        self.handed_out.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 32 random bytes as text that may stand in an address, a header or a file.
pub fn random_text() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(blake3::Hash::from_bytes(bytes).to_hex().to_string())
}

/// The values of a `Cookie` header (RFC 6265, section 4.2.1) by name.
pub fn cookies(header: &str) -> BTreeMap<&str, &str> {
    header.split(';').filter_map(|pair| pair.trim().split_once('=')).collect()
}

fn keep<T>(kept: &mut VecDeque<T>, new: T) {
    if kept.len() == KEPT {
        kept.pop_front();
    }
    kept.push_back(new);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_link_signs_in_once() {
        let (keys, now) = (Keys::new("secret"), Instant::now());
        let token = keys.make_link(now).unwrap();
        let cookie = keys.redeem(&token, now).unwrap().unwrap();
        assert!(keys.is_cookie(&cookie));
        assert_eq!(keys.redeem(&token, now).unwrap(), None);
        assert!(!keys.is_cookie(&token) && !keys.is_secret(&cookie) && keys.is_secret("secret"));
    }

    #[test]
    fn a_link_ends_after_two_minutes() {
        let (keys, now) = (Keys::new("secret"), Instant::now());
        let (early, late) = (keys.make_link(now).unwrap(), keys.make_link(now).unwrap());
        let end = now + LINK_LIFE;
        assert!(keys.redeem(&early, end - Duration::from_millis(1)).unwrap().is_some());
        assert_eq!(keys.redeem(&late, end).unwrap(), None);
    }

    #[test]
    fn asking_for_links_without_end_takes_no_memory_and_ends_the_oldest() {
        let (keys, now) = (Keys::new("secret"), Instant::now());
        let first = keys.make_link(now).unwrap();
        let last = (0..KEPT).map(|_| keys.make_link(now).unwrap()).last().unwrap();
        assert_eq!(keys.redeem(&first, now).unwrap(), None);
        assert!(keys.redeem(&last, now).unwrap().is_some());
        assert_eq!(keys.handed_out().links.len(), KEPT - 1);
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let found = cookies("theme=dark; mingle-7979=abc;x=y");
        assert_eq!(found.get("mingle-7979"), Some(&"abc"));
        assert_eq!(cookies("").len(), 0);
    }
}
