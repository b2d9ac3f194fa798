//! The lint against unwrap is switched off in tests only: what comes from outside never panics.

use super::Violation;
use super::sources::SourceFile;
use super::tokens::{Placed, Token};

const SWITCHES: [&str; 2] = ["allow", "expect"];
const LINTS: [&str; 3] = ["unwrap_used", "restriction", "all"];

/// One violation for each attribute outside tests that switches the lint off.
pub fn check(file: &SourceFile, tokens: &[Placed]) -> Vec<Violation> {
    let switches_off = |names: &[String]| {
        let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
        has(&SWITCHES) && has(&LINTS) && has(&["clippy"])
    };
    let violations =
        tokens.iter().filter(|placed| !placed.in_test).filter_map(|placed| match &placed.token {
            Token::Attribute(names) if switches_off(names) => Some(Violation {
                file: file.path.clone(),
                line: placed.line,
                sentence:
                    "the lint against unwrap is on outside tests, and here it is switched off"
                        .to_owned(),
            }),
            Token::Attribute(_) | Token::Name(_) | Token::Text(_) => None,
        });
    violations.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::tokens::read;
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        let file = SourceFile { path: path.into(), text: text.into() };
        check(&file, &read(&file).unwrap()).iter().map(|violation| violation.line).collect()
    }

    #[test]
    fn a_switch_outside_tests_is_found_at_its_line() {
        let text = "#![allow(clippy::unwrap_used)]\nfn f() {}\n#[expect(clippy::unwrap_used, reason = \"lazy\")]\nfn g() {}";
        assert_eq!(lines("proto/src/lib.rs", text), [1, 3]);
    }

    #[test]
    fn tests_may_unwrap() {
        let text = "#[cfg(test)]\nmod tests {\n    #![allow(clippy::unwrap_used)]\n}";
        assert!(lines("proto/src/lib.rs", text).is_empty());
        assert!(lines("tests/src/faults.rs", "#![allow(clippy::unwrap_used)]").is_empty());
        assert!(lines("replica/src/suite/search.rs", "#![allow(clippy::unwrap_used)]").is_empty());
    }

    #[test]
    fn other_lints_may_be_switched_off_with_a_reason() {
        let text = "#[allow(clippy::too_many_lines, reason = \"one table\")]\nfn f() {}";
        assert!(lines("proto/src/lib.rs", text).is_empty());
    }
}
