//! Who may ask what over loopback: whoever can read the owner's files, by a secret kept there; a page that was opened by
//! a link made with that secret, to have its key enrolled; and a page whose key is enrolled, by signing a challenge.

use mingle_proto::id::DeviceId;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a one-time link works.
pub const LINK_LIFE: Duration = Duration::from_secs(120);

/// How long a challenge can be answered.
const CHALLENGE_LIFE: Duration = Duration::from_secs(60);

/// So many links and challenges may wait to be used, and so many pages be let in; older ones end first.
const KEPT: usize = 32;

/// Hashes are kept instead of what they are hashes of: comparing them takes the same time whatever matches.
pub struct Keys {
    secret: blake3::Hash,
    handed_out: Mutex<HandedOut>,
}

#[derive(Default)]
struct HandedOut {
    links: Tokens,
    challenges: Tokens,
    /// Oldest first, each with the device that it was given to.
    bearers: VecDeque<(blake3::Hash, DeviceId)>,
}

/// Each works once. Oldest first, with the moment at which it ends.
#[derive(Default)]
struct Tokens(VecDeque<(blake3::Hash, Instant)>);

impl Keys {
    /// `secret` is what the command line shows.
    pub fn new(secret: &str) -> Self {
        Self { secret: blake3::hash(secret.as_bytes()), handed_out: Mutex::default() }
    }

    pub fn is_secret(&self, shown: &str) -> bool {
        blake3::hash(shown.as_bytes()) == self.secret
    }

    /// A token for enrolling one page within [`LINK_LIFE`].
    pub fn make_link(&self, now: Instant) -> Result<String, getrandom::Error> {
        self.handed_out().links.make(now + LINK_LIFE)
    }

    /// Uses a token up; false if it was used before, is too old, or was never made.
    pub fn use_link(&self, token: &str, now: Instant) -> bool {
        self.handed_out().links.take(token, now)
    }

    /// What a page signs to be let in, once and within a minute.
    pub fn make_challenge(&self, now: Instant) -> Result<String, getrandom::Error> {
        self.handed_out().challenges.make(now + CHALLENGE_LIFE)
    }

    /// Uses a challenge up; false if it was used before, is too old, or was never made.
    pub fn use_challenge(&self, challenge: &str, now: Instant) -> bool {
        self.handed_out().challenges.take(challenge, now)
    }

    /// What a page shows from now on that has proven to be this device. It ends with this process.
    pub fn make_bearer(&self, device: DeviceId) -> Result<String, getrandom::Error> {
        let bearer = random_text()?;
        keep(&mut self.handed_out().bearers, (blake3::hash(bearer.as_bytes()), device));
        Ok(bearer)
    }

    /// The device that this was given to. Whether it still belongs to the owner is for the devices record to say.
    pub fn device_of(&self, bearer: &str) -> Option<DeviceId> {
        let shown = blake3::hash(bearer.as_bytes());
        let handed_out = self.handed_out();
        handed_out.bearers.iter().find(|(hash, _)| *hash == shown).map(|(_, device)| *device)
    }

    fn handed_out(&self) -> MutexGuard<'_, HandedOut> {
        self.handed_out.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tokens {
    fn make(&mut self, end: Instant) -> Result<String, getrandom::Error> {
        let token = random_text()?;
        keep(&mut self.0, (blake3::hash(token.as_bytes()), end));
        Ok(token)
    }

    fn take(&mut self, token: &str, now: Instant) -> bool {
        let shown = blake3::hash(token.as_bytes());
        self.0.retain(|(_, end)| *end > now);
        let at = self.0.iter().position(|(hash, _)| *hash == shown);
        at.and_then(|at| self.0.remove(at)).is_some()
    }
}

/// 32 random bytes as text that may stand in an address, a header or a file.
pub fn random_text() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(blake3::Hash::from_bytes(bytes).to_hex().to_string())
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
    fn a_link_works_once_and_is_no_other_key() {
        let (keys, now) = (Keys::new("secret"), Instant::now());
        let token = keys.make_link(now).unwrap();
        assert!(!keys.use_challenge(&token, now) && keys.device_of(&token).is_none());
        assert!(keys.use_link(&token, now) && !keys.use_link(&token, now));
        assert!(!keys.is_secret(&token) && keys.is_secret("secret"));
    }

    #[test]
    fn a_link_ends_after_two_minutes_and_a_challenge_after_one() {
        let (keys, now) = (Keys::new("secret"), Instant::now());
        let (early, late) = (keys.make_link(now).unwrap(), keys.make_link(now).unwrap());
        let end = now + LINK_LIFE;
        assert!(keys.use_link(&early, end - Duration::from_millis(1)));
        assert!(!keys.use_link(&late, end));
        let challenges = [keys.make_challenge(now).unwrap(), keys.make_challenge(now).unwrap()];
        let end = now + CHALLENGE_LIFE;
        assert!(keys.use_challenge(&challenges[0], end - Duration::from_millis(1)));
        assert!(!keys.use_challenge(&challenges[0], now), "and works once");
        assert!(!keys.use_challenge(&challenges[1], end));
    }

    #[test]
    fn asking_without_end_takes_no_memory_and_ends_the_oldest() {
        let (keys, now) = (Keys::new("secret"), Instant::now());
        let device = DeviceId::from_bytes([7; 32]);
        let first = (keys.make_link(now).unwrap(), keys.make_bearer(device).unwrap());
        let many =
            (0..KEPT).map(|_| (keys.make_link(now).unwrap(), keys.make_bearer(device).unwrap()));
        let last = many.last().unwrap();
        assert!(!keys.use_link(&first.0, now) && keys.use_link(&last.0, now));
        assert_eq!(keys.device_of(&first.1), None);
        assert_eq!(keys.device_of(&last.1), Some(device));
        assert_eq!(keys.handed_out().bearers.len(), KEPT);
    }
}
