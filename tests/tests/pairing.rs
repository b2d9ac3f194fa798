//! Two laptops of one owner that know nothing of each other, and a short code between them.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use mingle_proto::id::DeviceId;
use mingle_proto::pairing::Code;
use mingle_tests::agreement::{peer, proven_equal};
use mingle_tests::cards::{cards, mark};
use mingle_tests::device::Device;
use mingle_tests::eventually::eventually;
use mingle_tests::lab::Lab;
use mingle_tests::pairing::Shown;
use serde_json::Value;

const MEET: Duration = Duration::from_secs(45);

#[test]
fn a_laptop_joins_by_a_code_typed_once_and_both_have_everything() {
    let lab = Lab::new(2);
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    ana.up();
    ana.import(&cards(3, 500));
    bo.up();
    bo.log("Łucja Žižek 🚲, knows lighthouse keepers");
    let phone = DeviceId::from_bytes([7; 32]).to_string();
    bo.knows(&phone, "Bo's phone", None);

    let mut shown = Shown::on(&ana);
    let asked = Instant::now();
    let joined = bo.json(&["join", "--code", &shown.code]);
    println!("found, proven and written down on both sides in {:?}", asked.elapsed());
    assert_eq!(joined["device"], ana.id());
    assert_eq!((&joined["known"], &joined["running"]), (&false.into(), &true.into()));
    let told = shown.wait_for("joined");
    assert_eq!(told["other"]["device"], bo.id());
    assert_eq!(told["other"]["brings_people"], 1);
    assert_eq!(told["other"]["brings_devices"], 1);
    assert!(shown.end().success());

    eventually("both are proven equal", MEET, || proven_equal(&ana, &bo));
    println!("and everything is on both {:?} after the code was typed", asked.elapsed());
    for word in [mark(3, 0), mark(3, 499), "lighthouse".into()] {
        assert!(ana.finds(&word) && bo.finds(&word), "{word}");
    }
    assert_eq!(peer(&ana.status(), &bo.id())["in_sync"], true);
    assert_eq!(peer(&ana.status(), &phone)["name"], "Bo's phone", "both journals are one");
}

#[test]
fn a_code_mistyped_for_another_is_told_on_both_sides_and_the_right_one_still_works() {
    let lab = Lab::new(2);
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    ana.up();
    ana.log("Ximena Quispe @ Nordwind, plays the theremin");
    let mut shown = Shown::on(&ana);
    let at = ana.socket().to_string();
    let told = bo.try_json(&["join", &at, "--code", &wrong_code(&shown)]).unwrap_err();
    assert!(told.contains("\"wrong-code\"") && told.contains("more tries (2)"), "{told}");
    let told = shown.wait_for("wrong-code");
    assert_eq!((&told["from"], &told["guesses_left"]), (&"10.77.0.2".into(), &2.into()));
    let told = ana.try_json(&["pair"]).unwrap_err();
    assert!(told.contains("\"already-pairing\""), "{told}");

    let joined = bo.json(&["join", &at, "--code", &shown.code]);
    assert_eq!(joined["running"], false, "it says that nothing syncs yet");
    shown.wait_for("joined");
    bo.up();
    eventually("both are proven equal", MEET, || proven_equal(&ana, &bo));
    assert!(bo.finds("theremin"));
}

#[test]
fn a_code_that_was_taken_back_opens_nothing_and_a_killed_command_takes_its_own_back() {
    let lab = Lab::new(2);
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    let closed = bo.try_json(&["pair"]).unwrap_err();
    assert!(closed.contains("\"not-running\""), "{closed}");
    ana.up();
    let at = ana.socket().to_string();
    let mut shown = Shown::on(&ana);
    let status = shown.interrupt();
    assert_eq!(status.code(), Some(1), "{}", shown.complaint());
    for arguments in [&["join", &at, "--code", &shown.code][..], &["join", "--code", &shown.code]] {
        let told = bo.try_json(arguments).unwrap_err();
        assert!(told.contains("\"no-code-shown\"") && told.contains("mingle pair"), "{told}");
    }
    let shown = Shown::on(&ana);
    drop(shown);
    eventually("the code of a killed command ends", Duration::from_secs(40), || {
        let told = bo.try_json(&["join", &at, "--code", "1234-5671"]).unwrap_err();
        if told.contains("\"no-code-shown\"") { Ok(()) } else { Err(told) }
    });
}

#[test]
fn where_several_show_a_code_the_right_one_is_asked_for() {
    let lab = Lab::new(3);
    let (ana, bo) = (Device::new("ana", lab.host(0)), Device::new("bo", lab.host(1)));
    let chi = Device::new("chi", lab.host(2));
    ana.up();
    chi.up();
    let (mut shown, _theirs) = (Shown::on(&ana), Shown::on(&chi));
    let told = bo.try_json(&["join", "--code", &shown.code]).unwrap_err();
    assert!(told.contains("\"several-found\""), "{told}");
    for device in [&ana, &chi] {
        assert!(told.contains(&device.socket().to_string()), "{told}");
    }
    bo.json(&["join", &ana.socket().to_string(), "--code", &shown.code]);
    shown.wait_for("joined");
    assert_eq!(chi.status()["peers"].as_array().unwrap().len(), 0, "nothing changed there");
}

#[test]
fn of_two_laptops_that_type_one_code_at_once_one_is_paired_and_the_other_is_told_and_stays_alone() {
    let lab = Lab::new(3);
    let devices = [("ana", 0), ("bo", 1), ("chi", 2)];
    let [ana, bo, chi] = devices.map(|(name, host)| Device::new(name, lab.host(host)));
    ana.up();
    let mut shown = Shown::on(&ana);
    let at = ana.socket().to_string();
    let join = |device: &Device| device.begin(&["join", &at, "--code", &shown.code]);
    let both = [join(&bo), join(&chi)].map(|joining| joining.wait_with_output().unwrap());
    let joined = both.iter().filter(|output| output.status.success()).count();
    assert_eq!(joined, 1, "{both:?}");
    shown.wait_for("joined");
    for (device, output) in [(&bo, &both[0]), (&chi, &both[1])] {
        let (is_in, said) = (output.status.success(), String::from_utf8_lossy(&output.stderr));
        println!("{}: {said}", device.name);
        assert!(is_in || said.contains("mingle pair"), "what to do next: {said}");
        let listed = |lists: &Device| lists.json(&["devices"]).as_array().unwrap().len();
        assert_eq!(listed(device), if is_in { 2 } else { 1 });
        assert_eq!(device.data().join("authority.pem").exists(), is_in);
    }
    assert_eq!(ana.json(&["devices"]).as_array().unwrap().len(), 2);
}

#[test]
fn a_code_typed_for_the_wrong_laptop_costs_that_one_a_try_and_changes_nothing_anywhere() {
    let lab = Lab::new(3);
    let devices = [("ana", 0), ("bo", 1), ("chi", 2)];
    let [ana, bo, chi] = devices.map(|(name, host)| Device::new(name, lab.host(host)));
    ana.up();
    chi.up();
    let (mut shown, mut theirs) = (Shown::on(&ana), Shown::on(&chi));
    let told =
        bo.try_json(&["join", &chi.socket().to_string(), "--code", &shown.code]).unwrap_err();
    for said in ["\"wrong-code\"", "check that `mingle pair` there says the same", "more tries (2)"]
    {
        assert!(told.contains(said), "{said} in {told}");
    }
    assert_eq!(theirs.wait_for("wrong-code")["from"], "10.77.0.2");
    for device in [&ana, &bo, &chi] {
        assert_eq!(device.json(&["devices"]).as_array().unwrap().len(), 1, "{}", device.name);
    }
    bo.json(&["join", &ana.socket().to_string(), "--code", &shown.code]);
    let told = shown.wait_for("joined");
    assert_eq!(told["guesses_left"], 3, "it cost the right one nothing");
    assert_eq!(chi.json(&["devices"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_thousand_commands_with_a_wrong_code_from_three_laptops_get_three_tries_in_all() {
    const COMMANDS: usize = 1_000;
    /// So many of each laptop run at a time.
    const AT_ONCE: usize = 8;
    let lab = Lab::new(4);
    let devices = [("ana", 0), ("bo", 1), ("chi", 2), ("dee", 3)];
    let [ana, callers @ ..] = devices.map(|(name, host)| Device::new(name, lab.host(host)));
    ana.up();
    let mut shown = Shown::on(&ana);
    let (at, wrong) = (ana.socket().to_string(), wrong_code(&shown));
    let (left, began) = (AtomicUsize::new(COMMANDS), Instant::now());
    let guess = |caller: &Device| {
        let mut said = BTreeMap::new();
        while left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok() {
            let told = caller.run(&["--json", "join", &at, "--code", &wrong]).stdout;
            let told: Value = serde_json::from_str(&told).unwrap();
            *said.entry(told["error"]["code"].as_str().unwrap().to_owned()).or_insert(0) += 1;
        }
        said
    };
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    thread::scope(|scope| {
        let begin = |caller| (0..AT_ONCE).map(move |_| scope.spawn(move || guess(caller)));
        let all: Vec<_> = callers.iter().flat_map(begin).collect();
        for (code, times) in all.into_iter().flat_map(|one| one.join().unwrap()) {
            *said.entry(code).or_default() += times;
        }
    });
    println!("{COMMANDS} commands in {:?}: {said:?}", began.elapsed());
    assert_eq!(said.values().sum::<usize>(), COMMANDS);
    assert_eq!(said["wrong-code"], 3, "{said:?}");
    let foreseen = ["busy", "closed", "cut-off", "no-code-shown", "wrong-code"];
    assert!(said.keys().all(|code| foreseen.contains(&code.as_str())), "{said:?}");
    let (ended, complaint) = (shown.end(), shown.complaint());
    assert!(!ended.success() && complaint.contains("three wrong codes"), "{complaint}");
    let late = callers[0].try_json(&["join", &at, "--code", &shown.code]).unwrap_err();
    assert!(late.contains("\"no-code-shown\""), "not even the right one opens it now: {late}");
    assert_eq!(ana.json(&["devices"]).as_array().unwrap().len(), 1);
}

/// A code that is well formed, and another one.
fn wrong_code(shown: &Shown) -> String {
    let code = Code::random().unwrap().to_string();
    if code == shown.code { wrong_code(shown) } else { code }
}
