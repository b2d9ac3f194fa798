//! What `mingle pair` shows for a phone: where it begins, and how far it is.

use crate::onboarding::{Invitation, Phone, Qr, Step, System};
use std::fmt::Write;

/// Light modules around the code (ISO/IEC 18004, section 9.1).
const QUIET: usize = 4;

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

/// Two rows of modules a line. Both colours are set, so that it is dark on light in every terminal.
fn drawn(qr: &Qr) -> String {
    let side = qr.side + 2 * QUIET;
    let is_dark = |row: usize, column: usize| {
        let at = |place: usize| place.checked_sub(QUIET);
        let (row, column) = (at(row), at(column));
        let row = row.and_then(|row| qr.rows.get(row));
        row.zip(column).and_then(|(row, column)| row.as_bytes().get(column)) == Some(&b'1')
    };
    let mut text = String::new();
    for row in (0..side).step_by(2) {
        text.push_str("    \u{1b}[38;5;16;48;5;231m");
        text.extend((0..side).map(|column| {
            match (is_dark(row, column), is_dark(row + 1, column)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            }
        }));
        text.push_str("\u{1b}[0m\n");
    }
    text
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
    fn the_picture_has_its_quiet_zone_and_is_dark_on_light() {
        let qr = Qr { side: 3, rows: ["101", "010", "111"].map(str::to_owned).to_vec() };
        let lines: Vec<String> = drawn(&qr).lines().map(str::to_owned).collect();
        let modules: Vec<&str> = lines
            .iter()
            .map(|line| line.strip_prefix("    \u{1b}[38;5;16;48;5;231m").unwrap())
            .map(|line| line.strip_suffix("\u{1b}[0m").unwrap())
            .collect();
        let blank = " ".repeat(11);
        assert_eq!(modules, [&*blank, &blank, "    ▀▄▀    ", "    ▀▀▀    ", &blank, &blank]);
    }

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
