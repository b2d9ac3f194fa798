#![allow(clippy::unwrap_used)]
use super::*;
use crate::hostile;

#[test]
fn every_hostile_input_is_refused_for_its_own_reason() {
    for (number, (code, bytes)) in hostile::all().into_iter().enumerate() {
        let refused = check(&bytes, &Limits::default()).unwrap_err();
        assert_eq!(refused.code(), code, "input {number}: {refused}");
    }
}

#[test]
fn the_run_length_column_that_asks_for_gigabytes_has_fewer_than_69_bytes() {
    assert!(hostile::run_length_gigabytes().len() <= 69);
}
