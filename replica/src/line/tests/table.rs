//! Lines as people write them, each with every field that it fills.

use super::super::parse;
use super::lines_dates::DATES;
use super::lines_details::DETAILS;
use super::lines_names::NAMES;
use super::lines_promises::PROMISES;
use super::{today, told};

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(line, expected)| {
            let told = told(&parse(line, today()));
            (told != *expected).then(|| format!("{line}\n  expected {expected}\n  was read {told}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} lines:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn names_organisations_and_roles_are_read() {
    check(NAMES);
}

#[test]
fn addresses_needs_offers_and_places_are_read() {
    check(DETAILS);
}

#[test]
fn promises_are_read_and_doubtful_ones_left_in_the_note() {
    check(PROMISES);
}

#[test]
fn dates_are_read_and_doubtful_ones_left_in_the_note() {
    check(DATES);
}

#[test]
fn no_line_is_told_twice() {
    let mut lines: Vec<&str> =
        [NAMES, DETAILS, PROMISES, DATES].concat().iter().map(|(line, _)| *line).collect();
    let all = lines.len();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), all);
}
