#![allow(clippy::unwrap_used)]
use super::*;
use crate::hostile::{self, specification};
use crate::inflate::deflate;

#[test]
fn every_hostile_input_is_refused_for_its_own_reason() {
    for (number, (code, bytes)) in hostile::all().into_iter().enumerate() {
        let refused = check(&bytes, &Limits::default()).expect_err(code);
        assert_eq!(refused.code(), code, "input {number}: {refused}");
    }
}

#[test]
fn the_run_length_column_that_asks_for_gigabytes_has_at_most_69_bytes() {
    assert!(hostile::run_length_gigabytes().len() <= 69);
}

#[test]
fn the_bombs_are_a_megabyte_that_inflates_to_a_gigabyte() {
    for bomb in [hostile::bomb_1mb_to_1gb(), hostile::column_bomb_1mb_to_1gb()] {
        assert!((900_000..1_500_000).contains(&bomb.len()), "{}", bomb.len());
    }
    let (mut decoder, bomb) = (flate2::Decompress::new(false), hostile::deflate_bomb());
    let mut window = vec![0; 1 << 16];
    while let Ok(flate2::Status::Ok) = decoder.decompress(
        &bomb[decoder.total_in() as usize..],
        &mut window,
        flate2::FlushDecompress::None,
    ) {}
    assert_eq!(decoder.total_out(), 1 << 30);
}

#[test]
fn actors_times_changes_are_bounded_though_each_alone_is_not() {
    let limits = Limits { max_clock_cells: 9, ..Limits::default() };
    let actors = hostile::chunk(hostile::DOCUMENT, &hostile::document_of_actors(3));
    let change = hostile::chunk(hostile::CHANGE, &hostile::change_data(&vec![]));
    // Three actors and the change's own; the same actor twice is one.
    let two = check(&[actors.clone(), change.repeat(2)].concat(), &limits).unwrap();
    assert_eq!((two.actors, two.changes), (4, 2));
    let three = check(&[actors, change.repeat(3)].concat(), &limits).unwrap_err();
    assert_eq!(three.code(), "too_many_clock_cells");
}

#[test]
fn rows_inflation_and_text_are_summed_over_all_chunks() {
    let text = [hostile::signed(10), hostile::unsigned(3), b"abc".to_vec()].concat();
    let change = hostile::change_data(&vec![(specification(1, hostile::TEXT), text)]);
    let inflated = change.len();
    let three = hostile::compressed_change(&change).repeat(3);
    let exact =
        Limits { max_rows: 30, max_inflated: 3 * inflated, max_text: 90, ..Limits::default() };
    let inspected = check(&three, &exact).unwrap();
    assert_eq!((inspected.chunks, inspected.rows, inspected.inflated), (3, 30, 3 * inflated));
    let rows = Limits { max_rows: 29, ..exact };
    assert_eq!(check(&three, &rows).unwrap_err().code(), "too_many_rows");
    let bytes = Limits { max_inflated: 3 * inflated - 1, ..exact };
    assert_eq!(check(&three, &bytes).unwrap_err().code(), "inflates_too_far");
    let text = Limits { max_text: 89, ..exact };
    assert_eq!(check(&three, &text).unwrap_err().code(), "too_much_repeated_text");
}

#[test]
fn the_deepest_nesting_that_is_allowed_is_read_on_a_small_stack() {
    let bytes = hostile::nested(32).save();
    check(&bytes, &Limits::default()).unwrap();
    let shallower = Limits { max_depth: 31, ..Limits::default() };
    assert_eq!(check(&bytes, &shallower), Err(Danger::TooDeep { max: 31 }));
    let small = std::thread::Builder::new().stack_size(512 << 10);
    let reading = small.spawn(move || automerge::Automerge::load(&bytes).unwrap().hydrate(None));
    reading.unwrap().join().unwrap();
}

/// A change says nothing of how deep the object lies that it adds to, so a replica checks what it saved.
#[test]
fn depth_that_several_changes_add_up_to_shows_in_the_saved_whole() {
    let mut document = hostile::nested(0);
    let mut lowest = automerge::ROOT;
    let mut held = automerge::Automerge::new();
    for round in 0..40 {
        let heads = document.get_heads();
        lowest = hostile::nest(&mut document, lowest, 100);
        document.commit();
        let change = document.save_after(&heads);
        check(&change, &Limits::default()).unwrap();
        held.load_incremental(&change).unwrap();
        let whole = check(&held.save_nocompress(), &Limits::default());
        assert_eq!(whole.unwrap_err().code(), "too_deep", "round {round}");
    }
}

#[test]
fn a_change_hidden_in_bytes_after_a_deflate_stream_is_refused() {
    let mut stored = deflate(b"abc");
    stored.extend(b"hidden");
    let column = (specification(3, hostile::TEXT) | hostile::DEFLATED, stored);
    let bytes = hostile::chunk(hostile::DOCUMENT, &hostile::document_data(&vec![column], &vec![]));
    assert_eq!(check(&bytes, &Limits::default()).unwrap_err().code(), "deflate_trailing");
}
