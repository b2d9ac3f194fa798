use super::*;
use crate::peers::NoAnswer;
use crate::words::moment_now;
use mingle_proto::pairing::Reason;
use warp::http::StatusCode;

fn reason(tried: Result<Paired, Tried>) -> Reason {
    match tried {
        Err(Tried::Ended(ended)) => ended.reason(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_typed_for_the_wrong_laptop_changes_nothing_on_any() {
    let (ana, other, bo) = (Daemon::up().await, Daemon::up().await, Place::new());
    let (_, code) = ana.show();
    let tried = bo.join(other.address, &code).await;
    let nothing_there =
        matches!(tried, Err(Tried::NoAnswer(NoAnswer::Status(StatusCode::NOT_FOUND))));
    assert!(nothing_there, "it shows no code: {tried:?}");
    let (_, theirs) = other.show();
    if theirs != code {
        assert_eq!(reason(bo.join(other.address, &code).await), Reason::WrongCode);
    }
    for place in [&ana.place, &other.place, &bo] {
        assert_eq!(place.devices().len(), 1, "itself alone");
    }
    bo.join(ana.address, &code).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_device_is_told_so_and_stays_out() {
    let (ana, bo) = (Daemon::up().await, Place::new());
    let mut journal = open_as_device(&ana.place.data, &ana.place.key).unwrap();
    journal.add_device(&bo.key.id(), "Bo", "laptop", None, moment_now()).unwrap();
    journal.revoke_device(&bo.key.id(), &ana.place.key.id(), moment_now()).unwrap();
    let (id, code) = ana.show();
    assert_eq!(reason(bo.join(ana.address, &code).await), Reason::Revoked);
    assert!(!ana.place.has(bo.key.id()) && bo.devices().len() == 1);
    let told = ana.told(id, |stage| matches!(stage, Stage::CameToNothing { .. })).await;
    let Stage::CameToNothing { reason, .. } = told.stage else { panic!() };
    assert_eq!(reason, "revoked");
    assert!(ana.pairings.is_open(), "the code is for another device now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_laptop_that_this_one_has_revoked_is_not_joined() {
    let (ana, bo) = (Daemon::up().await, Place::new());
    let mut journal = open_as_device(&bo.data, &bo.key).unwrap();
    journal.add_device(&ana.place.key.id(), "Ana", "laptop", None, moment_now()).unwrap();
    journal.revoke_device(&ana.place.key.id(), &bo.key.id(), moment_now()).unwrap();
    let (_, code) = ana.show();
    assert_eq!(reason(bo.join(ana.address, &code).await), Reason::Revoked);
    assert!(!ana.place.has(bo.key.id()), "nothing is written before both agree");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_calls_itself_is_told_so() {
    let ana = Daemon::up().await;
    let (_, code) = ana.show();
    assert_eq!(reason(ana.place.join(ana.address, &code).await), Reason::Ourselves);
    assert_eq!(ana.place.devices().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn pairing_again_changes_nothing_that_stands() {
    let (ana, bo) = (Daemon::up().await, Place::new());
    let (_, code) = ana.show();
    bo.join(ana.address, &code).await.unwrap();
    let before = (ana.place.devices(), bo.devices());
    let (id, code) = ana.show();
    assert!(bo.join(ana.address, &code).await.unwrap().welcome.known);
    assert_eq!((ana.place.devices(), bo.devices()), before);
    let told = ana.told(id, |stage| matches!(stage, Stage::Joined { .. })).await;
    assert!(matches!(told.stage, Stage::Joined { other } if other.known));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_devices_with_the_code_one_is_paired_and_the_other_knows_that_it_is_not() {
    let (ana, bo, chi) = (Daemon::up().await, Place::new(), Place::new());
    let mut ever = [false; 2];
    for _ in 0..5 {
        let (id, code) = ana.show();
        let (one, other) = tokio::join!(bo.join(ana.address, &code), chi.join(ana.address, &code));
        let paired = [one.is_ok(), other.is_ok()];
        assert!(paired.contains(&true), "{one:?} {other:?}");
        for (now, ever) in paired.into_iter().zip(&mut ever) {
            *ever |= now;
        }
        for (tried, place, ever) in [(one, &bo, ever[0]), (other, &chi, ever[1])] {
            let (has, is_had) = (place.has(ana.place.key.id()), ana.place.has(place.key.id()));
            assert_eq!((has, is_had), (ever, ever), "what it is told is what stands: {tried:?}");
            match tried {
                Ok(_) => assert!(ever),
                Err(Tried::NoAnswer(_)) => {}
                Err(Tried::Ended(ended)) => {
                    assert!(matches!(ended.reason(), Reason::Busy | Reason::Closed), "{ended:?}");
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(paired, [paired[0], !paired[0]], "a code pairs one device");
        ana.pairings.take_back(id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_laptop_with_an_authority_of_its_own_is_joined_and_joins_no_other_authority() {
    let (ana, bo) = (Daemon::up().await, Daemon::up().await);
    Authority::load_or_create(&bo.place.data).unwrap();
    let theirs = bo.place.authority();
    let (_, code) = ana.show();
    assert_eq!(reason(bo.place.join(ana.address, &code).await), Reason::OtherOwner);
    assert_eq!((ana.place.authority(), ana.place.devices().len()), (None, 1), "nothing is left");
    // The other way around it works, as it is told to be done.
    let (_, code) = bo.show();
    ana.place.join(bo.address, &code).await.unwrap();
    assert_eq!((ana.place.authority(), bo.place.authority()), (theirs.clone(), theirs));
}

#[tokio::test(flavor = "multi_thread")]
async fn anything_but_a_laptop_is_paired_and_not_given_the_authority() {
    let (ana, phone) = (Daemon::up().await, Place::new());
    let (_, code) = ana.show();
    let mut ours = ours(&phone.data, &phone.key).unwrap();
    ours.join.device.kind = "phone".into();
    let paired = join(&phone.data, &phone.key, &phone.name, ana.address, &code, &ours).await;
    assert!(paired.unwrap().welcome.root.is_empty());
    assert!(ana.place.has(phone.key.id()));
    assert_eq!((ana.place.authority(), phone.authority()), (None, None));
    // Once it is written down as a phone, it is none the less one when it says something else.
    Authority::load_or_create(&ana.place.data).unwrap();
    let (_, code) = ana.show();
    ours.join.device.kind = "laptop".into();
    let paired = join(&phone.data, &phone.key, &phone.name, ana.address, &code, &ours).await;
    assert!(paired.unwrap().welcome.root.is_empty());
    assert_eq!(phone.authority(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_the_code_and_names_a_device_that_it_is_not_is_told_nothing() {
    let (ana, bo, thief) = (Daemon::up().await, Place::new(), Place::new());
    Authority::load_or_create(&ana.place.data).unwrap();
    let (_, code) = ana.show();
    bo.join(ana.address, &code).await.unwrap();
    let before = ana.place.devices();
    // It has read Bo's id, and has no key for it.
    let ours = ours(&bo.data, &bo.key).unwrap();
    let (id, code) = ana.show();
    let tried = join(&thief.data, &thief.key, &thief.name, ana.address, &code, &ours).await;
    assert_eq!(reason(tried), Reason::Broken);
    assert_eq!((ana.place.devices(), thief.authority()), (before, None));
    let told = ana.pairings.progress(id, 0).await;
    assert!(matches!(told.stage, Stage::Waiting), "the laptop names nobody: {told:?}");
}
