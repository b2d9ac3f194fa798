//! Where a daemon is found on a local network, as the devices record has it.

use std::fmt;
use std::str::FromStr;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 10;
const PREFIX: &str = "mingle-";
const SUFFIX: &str = ".local";

/// `mingle-0123456789.local:7979`: a name as Mingle makes them, under the top level that only the local network answers
/// for (RFC 6762, section 3), and a port. A host of any other form is nobody's that is to be called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkHost(String);

/// The text is not such a host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not where a daemon of Mingle is found")]
pub struct HostError;

impl NetworkHost {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for NetworkHost {
    type Err = HostError;

    fn from_str(text: &str) -> Result<Self, HostError> {
        let text = text.to_ascii_lowercase();
        let (name, port) = text.rsplit_once(':').ok_or(HostError)?;
        let random = name.strip_prefix(PREFIX).and_then(|name| name.strip_suffix(SUFFIX));
        let random = random.ok_or(HostError)?;
        let is_name = random.len() == LENGTH && random.bytes().all(|byte| ALPHABET.contains(&byte));
        let is_port =
            port.parse::<u16>().is_ok_and(|number| number > 0 && port == number.to_string());
        if is_name && is_port { Ok(Self(text)) } else { Err(HostError) }
    }
}

impl fmt::Display for NetworkHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_names_as_mingle_makes_them_are_hosts() {
        let host: NetworkHost = "Mingle-0123456789.local:7979".parse().unwrap();
        assert_eq!(host.as_str(), "mingle-0123456789.local:7979");
        for wrong in [
            "",
            "mingle-0123456789.local",
            "mingle-0123456789.local:",
            "mingle-0123456789.local:0",
            "mingle-0123456789.local:070",
            "mingle-0123456789.local:65536",
            "mingle-0123456789.example:7979",
            "mingle-0123456789.local.example.com:7979",
            "x@mingle-0123456789.local:7979",
            "mingle-0123456789.local:7979/sync#",
            "mingle-012345678.local:7979",
            "mingle-012345678u.local:7979",
            "192.168.1.20:7979",
        ] {
            assert_eq!(wrong.parse::<NetworkHost>(), Err(HostError), "{wrong}");
        }
    }
}
