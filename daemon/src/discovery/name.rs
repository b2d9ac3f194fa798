//! The name under which an install is found: random, and the same for ever.

use crate::data_dir::{DataDir, write_private_first};
use anyhow::{Context, Result};
use std::fmt;
use std::fs;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 10;
const PREFIX: &str = "mingle-";

/// `mingle-` and ten random characters. Strangers on a network see it, so it says nothing about the owner; the page's
/// origin hangs on it, so it never changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkName(String);

impl NetworkName {
    /// The name kept in the data folder; a new one if there is none.
    pub fn load_or_create(data: &DataDir) -> Result<Self> {
        let path = data.network_name();
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(text.trim())
                .with_context(|| format!("{} does not hold a network name", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let name = Self::random()?;
                if write_private_first(&path, name.0.as_bytes())? {
                    return Ok(name);
                }
                Self::load_or_create(data)
            }
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// `None` for a text that is not such a name.
    pub fn parse(text: &str) -> Option<Self> {
        let random = text.strip_prefix(PREFIX)?;
        let plain = random.len() == LENGTH && random.bytes().all(|byte| ALPHABET.contains(&byte));
        plain.then(|| Self(text.to_owned()))
    }

    /// The name in a host of the devices record, such as `mingle-0123456789.local:7979`.
    pub fn of_host(host: &str) -> Option<Self> {
        let (name, _) = host.rsplit_once(':')?;
        Self::parse(name.to_ascii_lowercase().strip_suffix(".local")?)
    }

    /// The host name that multicast DNS answers for, without a final dot.
    pub fn host(&self) -> String {
        format!("{}.local", self.0)
    }

    fn random() -> Result<Self> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes).context("the system gives no random numbers")?;
        let random = bytes.map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
        Ok(Self(PREFIX.chars().chain(random).collect()))
    }
}

impl fmt::Display for NetworkName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_install_keeps_the_name_it_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::open(Some(folder.path().to_owned())).unwrap();
        let name = NetworkName::load_or_create(&data).unwrap();
        assert_eq!(NetworkName::load_or_create(&data).unwrap(), name);
        assert_ne!(NetworkName::random().unwrap(), name);
        assert_eq!(name.host(), format!("{name}.local"));
    }

    #[test]
    fn other_texts_are_not_taken_for_a_name() {
        assert!(NetworkName::parse("mingle-0123456789").is_some());
        for wrong in ["mingle-", "mingle-012345678", "mingle-012345678U", "anas-laptop", ""] {
            assert_eq!(NetworkName::parse(wrong), None, "{wrong}");
        }
        let name = NetworkName::parse("mingle-0123456789");
        assert_eq!(NetworkName::of_host("Mingle-0123456789.Local:7979"), name);
        assert_eq!(NetworkName::of_host("mingle-0123456789.example:7979"), None);
    }
}
