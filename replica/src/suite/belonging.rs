//! What a page does to belong, and whom it calls.

use super::exchange::{LAPTOP, PHONE};
use super::{Place, journal, moment, promised};
use crate::journal::{Callee, Journal};
use mingle_proto::id::DeviceId;
use mingle_proto::pairing::{Device, Reason, Welcome};

promised! {
    a_page_calls_whom_it_came_from_and_every_other_current_device_that_has_a_host,
    a_page_of_this_machine_calls_its_own_daemon_alone,
    a_page_does_not_call_where_only_a_revoked_device_is_found,
    a_page_that_joins_writes_down_whom_it_was_told_of_and_no_host_of_another_form,
    a_page_that_was_revoked_or_is_asked_by_a_revoked_device_does_not_join,
}

const TABLET: DeviceId = DeviceId::from_bytes([3; 32]);
const ANAS: &str = "mingle-0000000000.local:7979";
const BOS: &str = "mingle-1111111111.local:7979";
const BO: DeviceId = DeviceId::from_bytes([8; 32]);

/// A page (the tablet) that knows two laptops and a phone.
fn page(place: &dyn Place) -> Journal {
    let mut page = journal(place, "page");
    for (device, kind, host) in
        [(TABLET, "phone", ""), (LAPTOP, "laptop", ANAS), (BO, "laptop", BOS), (PHONE, "phone", "")]
    {
        page.add_device(&device, "", kind, None, moment(0)).unwrap();
        if !host.is_empty() {
            page.set_host(&device, host, moment(0)).unwrap();
        }
    }
    page
}

fn callee(host: &str, device: Option<DeviceId>) -> Callee {
    Callee { host: host.to_owned(), device }
}

fn a_page_calls_whom_it_came_from_and_every_other_current_device_that_has_a_host(
    place: &dyn Place,
) {
    let mut page = page(place);
    let both = [callee(ANAS, Some(LAPTOP)), callee(BOS, Some(BO))];
    assert_eq!(page.callees(&TABLET, ANAS, false).unwrap(), both);
    // By an owner's own certificate it came under a name that the record does not have.
    let tailnet = "ana.example.net:443";
    let three = [callee(tailnet, None), both[0].clone(), both[1].clone()];
    assert_eq!(page.callees(&TABLET, tailnet, false).unwrap(), three);
    for host in ["bank.example:443", "mingle-1111111111.local:7979/x", "192.168.1.9:7979"] {
        page.set_host(&BO, host, moment(1)).unwrap();
        assert_eq!(page.callees(&TABLET, ANAS, false).unwrap(), both[..1], "{host}");
    }
    page.set_host(&BO, ANAS, moment(2)).unwrap();
    assert_eq!(
        page.callees(&TABLET, ANAS, false).unwrap(),
        [callee(ANAS, None)],
        "either of two may answer"
    );
    let empty = journal(place, "empty");
    assert_eq!(empty.callees(&TABLET, ANAS, false).unwrap(), []);
}

fn a_page_of_this_machine_calls_its_own_daemon_alone(place: &dyn Place) {
    let near = "127.0.0.1:7979";
    assert_eq!(page(place).callees(&TABLET, near, true).unwrap(), [callee(near, None)]);
}

fn a_page_does_not_call_where_only_a_revoked_device_is_found(place: &dyn Place) {
    let mut page = page(place);
    page.revoke_device(&LAPTOP, &TABLET, moment(1)).unwrap();
    assert_eq!(page.callees(&TABLET, ANAS, false).unwrap(), [callee(BOS, Some(BO))]);
    // The machine was added again, with another key.
    let anew = DeviceId::from_bytes([9; 32]);
    page.add_device(&anew, "", "laptop", None, moment(2)).unwrap();
    page.set_host(&anew, ANAS, moment(2)).unwrap();
    let both = [callee(ANAS, Some(anew)), callee(BOS, Some(BO))];
    assert_eq!(page.callees(&TABLET, ANAS, false).unwrap(), both);
}

fn welcome() -> Welcome {
    let device = |id, name: &str, host: &str| Device {
        id,
        name: name.to_owned(),
        kind: "laptop".to_owned(),
        host: host.to_owned(),
        added: moment(0).now.0,
    };
    Welcome {
        device: device(LAPTOP, " Ana’s laptop ", ANAS),
        devices: vec![device(BO, "بيت", "bank.example:443")],
        root: Vec::new(),
        known: false,
    }
}

fn a_page_that_joins_writes_down_whom_it_was_told_of_and_no_host_of_another_form(
    place: &dyn Place,
) {
    let mut page = journal(place, "page");
    page.add_device(&TABLET, "Chrome on Android", "phone", None, moment(0)).unwrap();
    let words = page.join_words(&TABLET, "browser").unwrap();
    assert_eq!((words.device.id, words.device.kind.as_str()), (TABLET, "phone"));
    assert_eq!((words.brings_devices, words.brings_people), (0, 0));
    let told = Welcome::from_bytes(&welcome().to_bytes()).unwrap();
    assert_eq!(page.can_join(&TABLET, &told).unwrap(), Ok(()));
    assert_eq!(page.devices().unwrap().len(), 1, "so far nothing is written");
    page.join(&told, moment(1)).unwrap();
    drop(page);
    let page = journal(place, "page");
    let rows = page.devices().unwrap();
    let row = |id| rows.iter().find(|row| row.device == id).unwrap();
    assert_eq!(row(LAPTOP).name, "Ana’s laptop");
    assert_eq!(row(LAPTOP).host.as_deref(), Some(ANAS));
    assert_eq!((row(BO).name.as_str(), row(BO).host.as_ref()), ("بيت", None));
    assert_eq!(row(BO).added_by, Some(LAPTOP));
    assert_eq!(page.callees(&TABLET, ANAS, false).unwrap(), [callee(ANAS, Some(LAPTOP))]);
}

fn a_page_that_was_revoked_or_is_asked_by_a_revoked_device_does_not_join(place: &dyn Place) {
    for revoked in [TABLET, LAPTOP] {
        let mut page = journal(place, &format!("page-{}", revoked.spoken()));
        for device in [TABLET, LAPTOP, PHONE] {
            page.add_device(&device, "", "phone", None, moment(0)).unwrap();
        }
        page.revoke_device(&revoked, &PHONE, moment(1)).unwrap();
        assert_eq!(page.can_join(&TABLET, &welcome()).unwrap(), Err(Reason::Revoked));
    }
}
