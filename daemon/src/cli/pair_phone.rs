//! What `mingle pair` shows for a phone: where it begins, and how far it is.

use super::picture::drawn;
use crate::onboarding::{Invitation, Phone, Step, System};
use std::fmt::Write;

/// Where the phone begins; with the address as a picture where the terminal can draw.
pub fn begin(invitation: &Invitation, draws: bool) -> String {
    let mut text =
        "Take it to your phone. On the same network, scan this or open the address:\n\n".to_owned();
    if draws {
        let _ = writeln!(text, "{}", drawn(&invitation.qr));
    }
    let _ =
        write!(text, "    {}\n\n    certificate  Mingle root {}\n", invitation.url, invitation.tag);
    for half in halves(&invitation.fingerprint) {
        let _ = writeln!(text, "                 {half}");
    }
    text
}

/// A fingerprint in two lines.
fn halves(fingerprint: &str) -> [&str; 2] {
    let middle = fingerprint.len() / 2;
    [fingerprint.get(..middle).unwrap_or(fingerprint), fingerprint.get(middle + 1..).unwrap_or("")]
}

/// What a phone has done last, and what comes next on it.
pub fn in_words(phone: &Phone) -> String {
    let who = format!("{} at {}", name(phone), phone.address);
    let is_ios = phone.agent.system == System::Ios;
    match phone.step {
        Step::Reading => format!("{who} has opened the steps."),
        Step::Fetched if is_ios => format!(
            "{who} has the profile. On it: Settings › Profile Downloaded › Install. It is gone after eight minutes."
        ),
        Step::Fetched => format!("{who} has the certificate, and does not trust it yet."),
        Step::Refused if is_ios => format!(
            "{who} does not trust this laptop yet. Settings › Profile Downloaded › Install. Installed, not switched on? \
             Settings › General › About › Certificate Trust Settings."
        ),
        Step::Refused => format!(
            "{who} does not trust this laptop yet: the certificate is not installed there as one of an authority, or its \
             browser has a list of its own."
        ),
        Step::Trusted => format!("{who} trusts this laptop now. It goes on by itself."),
        Step::Opened => format!(
            "{who} has the page. Put it on the home screen, open it from there and type the code."
        ),
    }
}

/// The address and the version are ours: numbers, as they were understood.
fn name(phone: &Phone) -> String {
    let system = match phone.agent.system {
        System::Ios => "An iPhone or iPad",
        System::Android => "An Android phone",
        System::Windows => "A Windows machine",
        System::Mac => "A Mac or iPad",
        System::Linux => "A Linux machine",
        System::Other => "A phone",
    };
    match phone.agent.version.as_str() {
        "" => system.to_owned(),
        version => format!("{system} ({version})"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::onboarding::Agent;

    #[test]
    fn what_comes_next_is_said_for_the_phone_that_it_is_and_what_cannot_be_known_is_asked() {
        let phone = |system, step| Phone {
            address: "192.168.1.7".into(),
            agent: Agent { system, version: "17.4".into(), ..Agent::default() },
            step,
        };
        let told = in_words(&phone(System::Ios, Step::Refused));
        assert_eq!(
            told,
            "An iPhone or iPad (17.4) at 192.168.1.7 does not trust this laptop yet. Settings › Profile Downloaded › \
             Install. Installed, not switched on? Settings › General › About › Certificate Trust Settings."
        );
        let other = in_words(&phone(System::Android, Step::Refused));
        assert!(other.contains(", or ") && !other.contains("About"), "{other}");
    }
}
