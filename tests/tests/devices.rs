//! Hosts that daemons note for each other, and a revocation that travels on a real network.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use mingle_tests::agreement::{peer, proven_equal};
use mingle_tests::device::{Device, PORT, text};
use mingle_tests::eventually::eventually;
use mingle_tests::lab::Lab;
use mingle_tests::pairing::{pair, three_in_a_row};
use serde_json::Value;

/// Discovery by mDNS, or the longest pause before a daemon calls again, and what is then said.
const MEET: Duration = Duration::from_secs(45);
/// Promised for the end of a session with a device that was revoked.
const AT_ONCE: Duration = Duration::from_secs(1);

#[test]
fn daemons_on_a_network_note_their_hosts_and_each_knows_the_others() {
    let lab = Lab::new(2);
    let ana = Device::new("ana", lab.host(0));
    let bo = Device::new("bo", lab.host(1));
    pair(&ana, &bo);
    assert_eq!(host(&ana, &ana), None, "no daemon has listened yet");
    ana.up();
    bo.up();
    eventually("they find each other", MEET, || proven_equal(&ana, &bo));
    for of in [&ana, &bo] {
        let announced = text(&of.status()["daemon"]["announced_as"]).unwrap();
        let expected = format!("{announced}:{PORT}");
        for seen_by in [&ana, &bo] {
            assert_eq!(host(seen_by, of).as_deref(), Some(expected.as_str()));
        }
    }
    let fingerprint = ana.status()["replica"]["fingerprint"].clone();
    ana.stop();
    ana.up();
    assert_eq!(ana.status()["replica"]["fingerprint"], fingerprint, "it is noted once");
}

#[test]
fn a_revocation_made_apart_is_heeded_before_anything_else_that_was_written_there() {
    let lab = Lab::new(3);
    let [ana, bo, chi] = three_in_a_row(&lab);
    for device in [&ana, &bo, &chi] {
        device.up();
    }
    eventually("all find each other", MEET, || {
        proven_equal(&ana, &bo)?;
        proven_equal(&bo, &chi)
    });

    ana.host.unplug();
    let words: Vec<String> = (0..40).map(|number| format!("persimmon{number}")).collect();
    for word in &words {
        ana.log(&format!("Dagný Sól, brought {word}"));
    }
    ana.json(&["revoke", &chi.id(), "--yes"]);
    ana.host.plug_in();
    let (bos_id, chis_id) = (bo.id(), chi.id());
    let heard = eventually("the revocation reaches the other laptop", MEET, || {
        let status = bo.status();
        let of_chi = peer(&status, &chis_id);
        if of_chi["state"] == "revoked" { Ok(Instant::now()) } else { Err(of_chi.to_string()) }
    });
    eventually("the revoked one is told", MEET, || {
        let status = chi.status();
        let of_bo = peer(&status, &bos_id);
        let is_over = of_bo["in_sync"] == false && told_of_revocation(of_bo);
        if is_over { Ok(()) } else { Err(of_bo.to_string()) }
    });
    assert!(heard.elapsed() < AT_ONCE, "{:?}", heard.elapsed());
    eventually("the others go on", MEET, || proven_equal(&ana, &bo));
    assert!(words.iter().all(|word| bo.finds(word)));
    assert!(!words.iter().any(|word| chi.finds(word)), "nothing of it went on to the revoked one");

    chi.stop();
    chi.up();
    bo.log("Suharto, written much later: anemometers");
    eventually("it is refused again", MEET, || {
        let status = chi.status();
        let of_bo = peer(&status, &bos_id);
        if told_of_revocation(of_bo) { Ok(()) } else { Err(of_bo.to_string()) }
    });
    assert!(!chi.finds("anemometers"));
}

fn told_of_revocation(peer: &Value) -> bool {
    peer["problem"].as_str().is_some_and(|why| why.contains("this device has been revoked"))
}

/// Where one device says that another is found.
fn host(seen_by: &Device, of: &Device) -> Option<String> {
    let (devices, id) = (seen_by.json(&["devices"]), of.id());
    let row = devices.as_array().unwrap().iter().find(|row| row["device"] == id.as_str());
    text(&row.unwrap()["host"])
}
