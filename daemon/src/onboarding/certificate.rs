//! The owner's root certificate in the forms that phones take.

use crate::authority::Authority;
use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// For Android, and everything else that takes a certificate as a file: DER (RFC 5280).
pub const CRT: &str = "application/x-x509-ca-cert";
/// For Apple's systems.
pub const MOBILECONFIG: &str = "application/x-apple-aspen-config";

/// A configuration profile that holds the root and nothing else (Apple, Configuration Profile Reference:
/// com.apple.security.root). It is not signed: whoever could sign it is who it introduces.
pub fn mobileconfig(authority: &Authority) -> String {
    let (root, tag) = (BASE64.encode(authority.root_der()), authority.tag());
    let (inner, outer) = (uuid(authority, "root"), uuid(authority, "profile"));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadContent</key>
  <array>
    <dict>
      <key>PayloadCertificateFileName</key><string>mingle.crt</string>
      <key>PayloadContent</key><data>{root}</data>
      <key>PayloadDescription</key><string>Your own Mingle: it can vouch for devices on local networks alone.</string>
      <key>PayloadDisplayName</key><string>Mingle root {tag}</string>
      <key>PayloadIdentifier</key><string>local.mingle.{tag}.root</string>
      <key>PayloadType</key><string>com.apple.security.root</string>
      <key>PayloadUUID</key><string>{inner}</string>
      <key>PayloadVersion</key><integer>1</integer>
    </dict>
  </array>
  <key>PayloadDescription</key><string>Lets this phone open Mingle on your own laptops.</string>
  <key>PayloadDisplayName</key><string>Mingle {tag}</string>
  <key>PayloadIdentifier</key><string>local.mingle.{tag}</string>
  <key>PayloadRemovalDisallowed</key><false/>
  <key>PayloadType</key><string>Configuration</string>
  <key>PayloadUUID</key><string>{outer}</string>
  <key>PayloadVersion</key><integer>1</integer>
</dict>
</plist>
"#
    )
}

/// Of the root's certificate, SHA-256 as `AB:CD:...`.
pub fn fingerprint(authority: &Authority) -> String {
    let bytes = Sha256::digest(authority.root_der());
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

/// The same for the same root every time, so that a profile replaces itself (RFC 9562, version 8).
fn uuid(authority: &Authority, what: &str) -> String {
    let digest = Sha256::new().chain_update(authority.root_der()).chain_update(what).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = 0x80 | (bytes[6] & 0x0F);
    bytes[8] = 0x80 | (bytes[8] & 0x3F);
    let hex = data_encoding::HEXUPPER.encode(&bytes);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::words::now;

    #[test]
    fn a_profile_holds_the_root_alone_and_is_the_same_every_time() {
        let authority = Authority::make(now()).unwrap();
        let profile = mobileconfig(&authority);
        let (_, data) = profile.split_once("<data>").unwrap();
        let (data, rest) = data.split_once("</data>").unwrap();
        assert_eq!(BASE64.decode(data.as_bytes()).unwrap(), authority.root_der().as_ref());
        assert!(!rest.contains("<data>") && !profile.contains("PRIVATE"));
        assert_eq!(profile.matches("com.apple.security.root").count(), 1);
        assert_eq!(mobileconfig(&authority), profile);
        assert_ne!(uuid(&authority, "root"), uuid(&authority, "profile"));
        assert_ne!(mobileconfig(&Authority::make(now()).unwrap()), profile);
    }
}
