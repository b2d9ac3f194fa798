//! Two laptops that find each other and agree, and a third that hears of everything through one of them.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use mingle_tests::agreement::{documents, peer, proven_equal};
use mingle_tests::cards::{cards, mark};
use mingle_tests::device::Device;
use mingle_tests::eventually::eventually;
use mingle_tests::lab::Lab;
use mingle_tests::pairing::{pair, three_in_a_row};

/// Discovery by mDNS, or the longest pause before a daemon calls again, and what is then said.
const MEET: Duration = Duration::from_secs(45);
/// For a first sync of 10,000 records by programs built without optimisation, on two shared cores.
const SYNC: Duration = Duration::from_secs(120);
/// Promised for an edit that one device makes and another shows.
const LIVE: Duration = Duration::from_secs(1);

#[test]
fn ten_thousand_contacts_and_edits_made_apart_end_proven_equal_and_a_third_hears_everything_live() {
    let lab = Lab::new(3);
    let [ana, bo, chi] = three_in_a_row(&lab);

    ana.up();
    bo.up();
    ana.log("Ximena Quispe @ Nordwind, mango coffee tomorrow");
    eventually("they find each other", MEET, || proven_equal(&ana, &bo));
    assert!(bo.finds("mango"), "what one noted, the other finds");

    ana.host.unplug();
    ana.import(&cards(1, 10_000));
    ana.log("Ximena Quispe, she plays the theremin");
    bo.log("Łucja Žižek 🚲, knows lighthouse keepers");
    bo.log("Ximena Quispe, prefers quince");
    let alone = bo.status();
    assert!(documents(&ana.status()) > 10_000 && documents(&alone) < 100);
    ana.host.plug_in();
    eventually("they are proven equal", SYNC, || proven_equal(&ana, &bo));
    for word in
        [mark(1, 0), mark(1, 9_999), "theremin".into(), "lighthouse".into(), "quince".into()]
    {
        assert!(ana.finds(&word) && bo.finds(&word), "{word}");
    }

    chi.up();
    eventually("the third has it all", SYNC, || all_equal(&ana, &bo, &chi));
    assert_ne!(peer(&chi.status(), &ana.id())["in_sync"], true, "it has never met the first");
    for number in 0..5 {
        live(&ana, &chi, &format!("saffron{number}"));
        live(&chi, &ana, &format!("tamarind{number}"));
    }
    eventually("all three agree", MEET, || all_equal(&ana, &bo, &chi));
}

#[test]
fn an_edit_by_the_command_line_reaches_the_other_daemon_at_once() {
    let lab = Lab::new(2);
    let (ana, bo) = friends(&lab);
    for number in 0..3 {
        live(&ana, &bo, &format!("pomelo{number}"));
        live(&bo, &ana, &format!("yuzu{number}"));
    }
    eventually("both agree", MEET, || proven_equal(&ana, &bo));
}

#[test]
fn a_cable_pulled_and_put_back_is_all_it_takes() {
    let lab = Lab::new(2);
    let (ana, bo) = friends(&lab);
    for round in 0..2 {
        bo.host.unplug();
        let (ours, theirs) = (format!("walnut{round}"), format!("hazel{round}"));
        ana.log(&format!("Priya, likes {ours}"));
        bo.log(&format!("ليلى حداد, likes {theirs}"));
        assert!(!ana.finds(&theirs) && !bo.finds(&ours), "the cable is out");
        bo.host.plug_in();
        eventually("both agree again", MEET, || proven_equal(&ana, &bo));
        assert!(ana.finds(&theirs) && bo.finds(&ours));
    }
}

#[test]
fn a_daemon_asked_to_stop_says_so_and_comes_back_with_everything() {
    let lab = Lab::new(2);
    let (ana, bo) = friends(&lab);
    bo.log("Suharto, collects anemometers");
    let status = bo.stop();
    assert!(status.success(), "{status}");
    eventually("the other notices", Duration::from_secs(5), || {
        let status = ana.status();
        let shown = peer(&status, &bo.id());
        if shown["state"] != "in-sync" { Ok(()) } else { Err(shown.to_string()) }
    });
    ana.log("नoor अनन्या, collects barometers");
    bo.log("Zé, written while the daemon was down: hygrometers");
    bo.up();
    eventually("both agree again", MEET, || proven_equal(&ana, &bo));
    for word in ["anemometers", "barometers", "hygrometers"] {
        assert!(ana.finds(word) && bo.finds(word), "{word}");
    }
}

/// Two devices of one owner, up and in sync.
fn friends(lab: &Lab) -> (Device, Device) {
    let ana = Device::new("ana", lab.host(0));
    let bo = Device::new("bo", lab.host(1));
    pair(&ana, &bo);
    ana.up();
    bo.up();
    eventually("they find each other", MEET, || proven_equal(&ana, &bo));
    (ana, bo)
}

/// The one fingerprint of three, of whom the one between is in sync with both others.
fn all_equal(left: &Device, between: &Device, right: &Device) -> Result<String, String> {
    let (one, other) = (proven_equal(left, between)?, proven_equal(between, right)?);
    if one == other { Ok(one) } else { Err(format!("{one} and {other}")) }
}

/// Notes `word` on one device; from the moment that the command has returned, the other has a second to find it.
fn live(writer: &Device, reader: &Device, word: &str) {
    writer.log(&format!("Dagný Sól, brought {word}"));
    let noted = Instant::now();
    eventually(&format!("{} finds {word}", reader.name), MEET, || {
        if reader.finds(word) { Ok(()) } else { Err("it does not".into()) }
    });
    let took = noted.elapsed();
    println!("{} -> {}: {took:?}", writer.name, reader.name);
    assert!(took < LIVE, "{} found {word} after {took:?}", reader.name);
}
