//! What a browser calls itself (RFC 9110, section 10.1.5), as far as the steps differ by it. Anybody can say anything
//! there: what is kept of it are words of ours, and digits.

use serde::{Deserialize, Serialize};

/// Longest version that is told, in characters.
const VERSION_CAP: usize = 8;

/// What asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    pub system: System,
    /// Of the system, such as `17.4`; empty where it is not told, or told wrongly on purpose.
    pub version: String,
    pub browser: Browser,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum System {
    Ios,
    Android,
    Windows,
    Mac,
    Linux,
    #[default]
    Other,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Browser {
    Safari,
    Chrome,
    Firefox,
    Samsung,
    #[default]
    Other,
}

impl Agent {
    /// From the header's value.
    pub fn of(text: &str) -> Self {
        let system = System::of(text);
        let browser = Browser::of(text);
        let version = match system {
            // From 26 on the system's own is frozen, and Safari's is the same as the system's was before.
            System::Ios if browser == Browser::Safari => after(text, "Version/"),
            System::Ios => after(text, " OS "),
            // Chrome says 10 on every Android since its version 110.
            System::Android if !text.contains("Android 10; K") => after(text, "Android "),
            _ => String::new(),
        };
        Self { system, version, browser }
    }
}

impl System {
    fn of(text: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if has(&["iPhone", "iPad", "iPod"]) {
            System::Ios
        } else if has(&["Android"]) {
            System::Android
        } else if has(&["Windows"]) {
            System::Windows
        } else if has(&["Macintosh"]) {
            System::Mac
        } else if has(&["Linux", "X11; CrOS"]) {
            System::Linux
        } else {
            System::Other
        }
    }
}

impl Browser {
    fn of(text: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        // Each names the ones that it wants to be taken for, too.
        if has(&["SamsungBrowser/"]) {
            Browser::Samsung
        } else if has(&["Edg", "OPR/", "DuckDuckGo", "; wv)"]) {
            Browser::Other
        } else if has(&["Firefox/", "FxiOS/"]) {
            Browser::Firefox
        } else if has(&["Chrome/", "CriOS/"]) {
            Browser::Chrome
        } else if has(&["Safari/"]) && has(&["Version/"]) {
            Browser::Safari
        } else {
            Browser::Other
        }
    }
}

/// The digits behind a word, `17_4_1` as `17.4`.
fn after(text: &str, word: &str) -> String {
    let Some((_, rest)) = text.split_once(word) else { return String::new() };
    let end = rest.find(|c: char| !c.is_ascii_digit() && !"._".contains(c)).unwrap_or(rest.len());
    let parts = rest[..end].split(['.', '_']).filter(|part| !part.is_empty()).take(2);
    let version = parts.collect::<Vec<_>>().join(".");
    if version.len() <= VERSION_CAP { version } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> (System, String, Browser) {
        let Agent { system, version, browser } = Agent::of(text);
        (system, version, browser)
    }

    fn is(system: System, version: &str, browser: Browser) -> (System, String, Browser) {
        (system, version.to_owned(), browser)
    }

    #[test]
    fn phones_are_known_by_what_they_call_themselves() {
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ";
        assert_eq!(
            told(&format!("{iphone}Version/17.4.1 Mobile/15E148 Safari/604.1")),
            is(System::Ios, "17.4", Browser::Safari)
        );
        assert_eq!(
            told(&format!("{iphone}CriOS/123.0.6312.52 Mobile/15E148 Safari/604.1")),
            is(System::Ios, "17.4", Browser::Chrome)
        );
        let android = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) ";
        assert_eq!(
            told(&format!("{android}Chrome/124.0.0.0 Mobile Safari/537.36")),
            is(System::Android, "", Browser::Chrome)
        );
        assert_eq!(
            told(&format!("{android}SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile Safari/537.36")),
            is(System::Android, "", Browser::Samsung)
        );
        assert_eq!(
            told("Mozilla/5.0 (Android 14; Mobile; rv:125.0) Gecko/125.0 Firefox/125.0"),
            is(System::Android, "14", Browser::Firefox)
        );
        assert_eq!(
            told(
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36"
            ),
            is(System::Linux, "", Browser::Chrome)
        );
    }

    #[test]
    fn what_is_kept_are_words_of_ours_and_few_digits_whatever_is_said() {
        for text in [
            "",
            "\u{1b}[2J",
            "Android ",
            "Android 99999999999999999999.1",
            "Android é",
            "iPhone OS _._._",
            "iPhone Version/1\u{202e}7 Safari/",
        ] {
            let version = Agent::of(text).version;
            assert!(version.len() <= VERSION_CAP, "{text:?}");
            assert!(
                version.bytes().all(|it| it.is_ascii_digit() || it == b'.'),
                "{text:?}: {version}"
            );
        }
        assert_eq!(Agent::of("curl/8.5.0"), Agent::default());
    }
}
