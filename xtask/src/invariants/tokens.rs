//! A Rust file as the checks want it: names, texts and attributes with their lines, without comments.

use std::str::FromStr;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::sources::SourceFile;

/// What a check may look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Token {
    Name(String),
    /// A literal text as it stands in the source, without its quotes; escapes are left as they are.
    Text(String),
    /// `#[...]` or `#![...]`: all names in it, in order.
    Attribute(Vec<String>),
}

/// A token, where it stands, and whether it stands inside a module, function or file of tests.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placed {
    pub token: Token,
    /// Counted from 1.
    pub line: usize,
    pub in_test: bool,
}

/// All tokens of the file in order; a file that is not Rust is an error.
pub fn read(file: &SourceFile) -> Result<Vec<Placed>> {
    let stream = TokenStream::from_str(&file.text)
        .map_err(|error| anyhow!("{} is not Rust: {error}", file.path))?;
    let mut placed = Vec::new();
    walk(stream, file.is_test(), &mut placed);
    Ok(placed)
}

/// One level of nesting; `in_test` holds for all of it.
fn walk(stream: TokenStream, in_test: bool, placed: &mut Vec<Placed>) {
    let mut tokens = stream.into_iter().peekable();
    let mut test_item = false;
    while let Some(token) = tokens.next() {
        let line = token.span().start().line;
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                tokens.next_if(
                    |next| matches!(next, TokenTree::Punct(mark) if mark.as_char() == '!'),
                );
                let Some(TokenTree::Group(group)) = tokens.next_if(is_bracketed) else { continue };
                let names = names_in(&group);
                test_item |= marks_a_test(&names);
                placed.push(Placed {
                    token: Token::Attribute(names),
                    line,
                    in_test: in_test || test_item,
                });
            }
            TokenTree::Group(group) => {
                walk(group.stream(), in_test || test_item, placed);
                // A test item ends with its body; until then come its name and its parameters.
                test_item &= group.delimiter() != Delimiter::Brace;
            }
            TokenTree::Punct(mark) => test_item &= mark.as_char() != ';',
            TokenTree::Ident(name) => {
                placed.push(Placed {
                    token: Token::Name(name.to_string()),
                    line,
                    in_test: in_test || test_item,
                });
            }
            TokenTree::Literal(literal) => {
                if let Some(text) = text_of(&literal.to_string()) {
                    placed.push(Placed {
                        token: Token::Text(text),
                        line,
                        in_test: in_test || test_item,
                    });
                }
            }
        }
    }
}

/// `#[test]`, `#[tokio::test]`, `#[cfg(test)]` and the like, but not `#[cfg(not(test))]`.
fn marks_a_test(names: &[String]) -> bool {
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    match names.first().map(String::as_str) {
        Some("cfg") => has("test") && !has("not"),
        _ => names.last().is_some_and(|name| name == "test"),
    }
}

fn is_bracketed(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket)
}

fn names_in(group: &Group) -> Vec<String> {
    let names = group.stream().into_iter().map(|token| match token {
        TokenTree::Ident(name) => vec![name.to_string()],
        TokenTree::Group(inner) => names_in(&inner),
        TokenTree::Punct(_) | TokenTree::Literal(_) => Vec::new(),
    });
    names.flatten().collect()
}

/// The inside of a text literal of any form; nothing for numbers, characters and bytes.
fn text_of(literal: &str) -> Option<String> {
    let opened = literal.trim_start_matches(['b', 'c', 'r']).trim_start_matches('#');
    let closed = opened.trim_end_matches('#');
    Some(closed.strip_prefix('"')?.strip_suffix('"')?.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read_text(text: &str) -> Vec<Placed> {
        read(&SourceFile { path: "proto/src/lib.rs".into(), text: text.into() }).unwrap()
    }

    fn found(text: &str, wanted: &Token) -> Vec<(usize, bool)> {
        let tokens = read_text(text);
        tokens
            .iter()
            .filter(|placed| placed.token == *wanted)
            .map(|placed| (placed.line, placed.in_test))
            .collect()
    }

    #[test]
    fn comments_and_docs_are_not_source() {
        let text = "// rusqlite\n/* rusqlite */\n/// rusqlite \"SELECT\"\nfn f() {}";
        assert!(found(text, &Token::Name("rusqlite".into())).is_empty());
        assert!(!read_text(text).iter().any(|placed| matches!(placed.token, Token::Text(_))));
    }

    #[test]
    fn a_text_is_found_in_every_form_that_rust_has_for_it() {
        for form in ["\"say\"", "r\"say\"", "r##\"say\"##", "b\"say\"", "c\"say\"", "br#\"say\"#"] {
            let source = format!("fn f() {{\n    let text = {form};\n}}");
            assert_eq!(found(&source, &Token::Text("say".into())), [(2, false)], "{form}");
        }
    }

    #[test]
    fn what_stands_in_a_test_module_is_told_apart_from_what_follows_it() {
        let text = "fn before() { x }\n#[cfg(test)]\nmod tests { fn t() { x } }\nfn after() { x }";
        assert_eq!(found(text, &Token::Name("x".into())), [(1, false), (3, true), (4, false)]);
    }

    #[test]
    fn every_way_to_mark_a_test_is_known_and_its_opposite_is_not_one() {
        let is_test =
            |mark: &str| found(&format!("{mark}\nfn f() {{ x }}"), &Token::Name("x".into()))[0].1;
        for mark in ["#[test]", "#[tokio::test]", "#[cfg(test)]", "#[cfg(all(test, unix))]"] {
            assert!(is_test(mark), "{mark}");
        }
        assert!(!is_test("#[cfg(not(test))]"));
        assert!(!is_test("#[inline]"));
    }

    #[test]
    fn a_test_module_in_its_own_file_does_not_colour_what_follows() {
        let text = "#[cfg(test)]\nmod tests;\nfn after() { x }";
        assert_eq!(found(text, &Token::Name("x".into())), [(3, false)]);
    }
}
