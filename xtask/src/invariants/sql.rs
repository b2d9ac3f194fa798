//! SQL, and the library that speaks it, stand only in replica's store.

use super::Violation;
use super::sources::SourceFile;
use super::tokens::{Placed, Token};

/// Where SQL may stand.
const STORE: [&str; 3] = [
    "replica/src/store/",
    "replica/src/store.rs",
    // These checks themselves name statements to find them.
    "xtask/src/invariants/",
];
const LIBRARIES: [&str; 2] = ["rusqlite", "libsqlite3_sys"];

/// How a statement begins, and what must follow somewhere for it to be one; all in one case, as nobody
/// writes a sentence.
const STATEMENTS: [(&str, &str); 22] = [
    ("select ", ""),
    ("insert into ", ""),
    ("insert or ", " into "),
    ("replace into ", ""),
    ("update ", " set "),
    ("delete from ", ""),
    ("create table ", ""),
    ("create temp ", ""),
    ("create index ", ""),
    ("create unique index ", ""),
    ("create view ", ""),
    ("create trigger ", ""),
    ("create virtual table ", ""),
    ("drop table ", ""),
    ("drop index ", ""),
    ("alter table ", ""),
    ("pragma ", ""),
    ("begin immediate", ""),
    ("begin exclusive", ""),
    ("with ", " as ("),
    ("attach database ", ""),
    ("vacuum into ", ""),
];

/// One violation for each line outside the store that names the library or holds a statement.
pub fn check(file: &SourceFile, tokens: &[Placed]) -> Vec<Violation> {
    if STORE.iter().any(|store| file.path.starts_with(store)) {
        return Vec::new();
    }
    let violations = tokens.iter().filter_map(|placed| {
        let what = match &placed.token {
            Token::Name(name) if LIBRARIES.contains(&name.as_str()) => format!("`{name}` is used"),
            Token::Text(text) if is_statement(text) => "a text is an SQL statement".to_owned(),
            Token::Name(_) | Token::Text(_) | Token::Attribute(_) => return None,
        };
        let sentence = format!("SQL stands only in replica/src/store, and here {what}");
        Some(Violation { file: file.path.clone(), line: placed.line, sentence })
    });
    violations.collect()
}

fn is_statement(text: &str) -> bool {
    let words = text.replace("\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ");
    let is = |(start, follows): &(&str, &str)| {
        let in_one_case = |start: &str, follows: &str| {
            words.strip_prefix(start).is_some_and(|rest| !rest.is_empty() && rest.contains(follows))
        };
        in_one_case(start, follows) || in_one_case(&start.to_uppercase(), &follows.to_uppercase())
    };
    STATEMENTS.iter().any(is) || ["begin immediate", "BEGIN IMMEDIATE"].contains(&words.as_str())
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
    fn a_statement_or_the_library_outside_the_store_is_found_at_its_line() {
        let text = "use rusqlite::Connection;\nfn f() {\n    let q = \"SELECT id FROM document\";\n    \
                    let p = \"\n  insert into document values (?1)\";\n}";
        assert_eq!(lines("replica/src/views/due.rs", text), [1, 3, 4]);
        assert_eq!(lines("daemon/src/main.rs", text), [1, 3, 4]);
    }

    #[test]
    fn the_store_may_speak_sql() {
        let text = "use rusqlite::Connection;\nconst Q: &str = \"SELECT 1\";";
        assert!(lines("replica/src/store/document.rs", text).is_empty());
        assert!(lines("replica/src/store.rs", text).is_empty());
        assert_eq!(lines("replica/src/storefront.rs", text), [1, 2]);
    }

    #[test]
    fn sentences_and_commands_are_not_statements() {
        let text = r#"const SAID: [&str; 6] = ["Select a person from the list", "select", "update available",
            "with love", "Delete from this device", "begin"];"#;
        assert!(lines("daemon/src/cli.rs", text).is_empty());
    }

    #[test]
    fn statements_of_every_kind_are_known() {
        for statement in [
            "pragma journal_mode = delete",
            "BEGIN IMMEDIATE",
            "update contact set name = ?1",
            "DELETE FROM due",
            "CREATE VIRTUAL TABLE search USING fts5(name)",
            "with near as (select 1) select * from near",
        ] {
            assert!(is_statement(statement), "{statement}");
        }
    }
}
