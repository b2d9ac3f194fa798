//! A process that is killed between keeping the authority and writing down the device.

use super::*;
use crate::pairing::record;
use mingle_proto::pairing::Secret;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

const FOLDERS: &str = "MINGLE_TEST_KILLED_IN";
const SIDE: &str = "MINGLE_TEST_KILLED_SIDE";

static DIES: AtomicBool = AtomicBool::new(false);

/// Where the process ends, in a child of these tests that is to be killed.
pub fn reach() {
    if DIES.load(Ordering::SeqCst) {
        std::process::abort();
    }
}

fn in_folder(path: &Path) -> Host {
    let data = DataDir::open(Some(path.to_owned())).unwrap();
    let key = DeviceKey::load_or_create(&data).unwrap();
    let name = NetworkName::load_or_create(&data).unwrap();
    let credentials = Credentials::new(&data, &name, Vec::new(), None).unwrap();
    Host { data, key, network_host: host_of(&name), credentials }
}

/// What the child does; nothing where these tests run by themselves.
#[test]
fn child_that_is_killed() {
    let (Ok(folders), Ok(side)) = (std::env::var(FOLDERS), std::env::var(SIDE)) else { return };
    let (ana, bo) = folders.split_once(':').unwrap();
    let (ana, bo) = (in_folder(ana.as_ref()), in_folder(bo.as_ref()));
    let join = ours(&bo.data, &bo.key).unwrap().join;
    let told = record::welcome(&ana, None, &join).unwrap();
    let (welcome, secret): (_, Secret) = told.unwrap();
    DIES.store(side == "shows", Ordering::SeqCst);
    record::admit(&ana, None, &join.device, &secret).unwrap().unwrap();
    DIES.store(true, Ordering::SeqCst);
    let at = "127.0.0.1:7979".parse().unwrap();
    let _ = record::keep(&bo.data, &bo.key, &welcome, &secret, at);
    panic!("it lives");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_authority_and_the_device_a_second_try_completes_it() {
    for side in ["shows", "joins"] {
        let (ana, bo) = (Daemon::up().await, Place::new());
        let folders = format!("{}:{}", ana.place.data.path().display(), bo.data.path().display());
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "pairing::tests::killed::child_that_is_killed", "--nocapture"]);
        let died = child.env(FOLDERS, folders).env(SIDE, side).output().unwrap();
        let said = String::from_utf8_lossy(&died.stderr);
        assert!(died.status.code().is_none(), "{side}: ended by a signal, or {said}");

        let (has, is_had) = (bo.has(ana.place.key.id()), ana.place.has(bo.key.id()));
        assert_eq!((has, is_had), (false, side == "joins"), "{side}: it never believes alone");
        let authority = ana.place.authority();
        assert!(authority.is_some(), "{side}: the authority was kept before that");
        assert_eq!(bo.authority().is_some(), side == "joins", "{side}");

        let (_, code) = ana.show();
        assert!(bo.join(ana.address, &code).await.unwrap().confirmed, "{side}");
        assert!(bo.has(ana.place.key.id()) && ana.place.has(bo.key.id()), "{side}");
        assert_eq!((ana.place.authority(), bo.authority()), (authority.clone(), authority));
    }
}
