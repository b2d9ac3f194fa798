//! Two laptops of one owner that know nothing of each other, and a short code between them.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use mingle_tests::agreement::{peer, proven_equal};
use mingle_tests::cards::{cards, mark};
use mingle_tests::device::Device;
use mingle_tests::eventually::eventually;
use mingle_tests::lab::Lab;
use mingle_tests::pairing::Shown;

const MEET: Duration = Duration::from_secs(45);

#[test]
fn a_laptop_joins_by_a_code_typed_once_and_both_have_everything() {
    let lab = Lab::new(2);
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    ana.up();
    ana.import(&cards(3, 500));
    bo.up();
    bo.log("Łucja Žižek 🚲, knows lighthouse keepers");

    let mut shown = Shown::on(&ana);
    let asked = Instant::now();
    let joined = bo.json(&["join", "--code", &shown.code]);
    println!("found, proven and written down on both sides in {:?}", asked.elapsed());
    assert_eq!(joined["device"], ana.id());
    assert_eq!((&joined["known"], &joined["running"]), (&false.into(), &true.into()));
    let told = shown.wait_for("joined");
    assert_eq!(told["other"]["device"], bo.id());
    assert_eq!(told["other"]["brings_people"], 1);
    assert!(shown.end().success());

    eventually("both are proven equal", MEET, || proven_equal(&ana, &bo));
    println!("and everything is on both {:?} after the code was typed", asked.elapsed());
    for word in [mark(3, 0), mark(3, 499), "lighthouse".into()] {
        assert!(ana.finds(&word) && bo.finds(&word), "{word}");
    }
    assert_eq!(peer(&ana.status(), &bo.id())["in_sync"], true);
}
