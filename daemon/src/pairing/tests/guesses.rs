use super::*;
use crate::peers::{NoAnswer, Proof, dial};
use mingle_proto::pairing::{Ended, Reason};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use warp::http::StatusCode;

const CALLERS: usize = 1_000;

#[derive(Debug, PartialEq, Eq)]
enum Heard {
    Wrong,
    Closed,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_callers_at_once_with_wrong_codes_get_three_tries_in_all() {
    let ana = Daemon::up().await;
    let bo = Arc::new(Place::new());
    let (id, code) = ana.show();
    let wrong = other_than(&code);
    let began = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (bo, wrong, address) = (bo.clone(), wrong.clone(), ana.address);
        let ours = ours(&bo.data, &bo.key).unwrap();
        callers.spawn(async move { until_heard(&bo, address, &wrong, &ours).await });
    }
    let heard = callers.join_all().await;
    let tried = heard.iter().filter(|heard| **heard == Heard::Wrong).count();
    println!("{CALLERS} callers were answered in {:?}, {tried} tries", began.elapsed());
    assert_eq!((tried, heard.len()), (3, CALLERS));
    let told = ana.pairings.progress(id, 0).await;
    assert_eq!(told.stage, Stage::Closed { why: Closed::Guesses });
    assert_eq!(told.guesses_left, 0);
    let late = bo.join(ana.address, &code).await;
    let nothing_there =
        matches!(late, Err(Tried::NoAnswer(NoAnswer::Status(StatusCode::NOT_FOUND))));
    assert!(nothing_there, "not even the right code opens what is closed: {late:?}");
    assert!(!ana.place.has(bo.key.id()));
}

/// Calls again while there is no place at the door, until a guess was tried or the code is gone.
async fn until_heard(bo: &Place, address: SocketAddr, wrong: &Code, ours: &Ours) -> Heard {
    loop {
        match join(&bo.data, &bo.key, &bo.name, address, wrong, ours).await {
            Err(Tried::Ended(Ended::WrongCode { .. })) => return Heard::Wrong,
            Err(Tried::Ended(Ended::TurnedAway(Reason::Closed))) => return Heard::Closed,
            Err(Tried::NoAnswer(NoAnswer::Status(StatusCode::NOT_FOUND))) => return Heard::Closed,
            Err(Tried::NoAnswer(_) | Tried::Cut(_)) => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_wrong_codes_leave_the_right_one_its_try() {
    let (ana, bo) = (Daemon::up().await, Place::new());
    let (id, code) = ana.show();
    for left in [2, 1] {
        let tried = bo.join(ana.address, &other_than(&code)).await;
        assert!(
            matches!(tried, Err(Tried::Ended(Ended::WrongCode { left: told })) if told == left)
        );
        let told = ana.told(id, |stage| matches!(stage, Stage::WrongCode { .. })).await;
        assert_eq!(told.stage, Stage::WrongCode { from: "127.0.0.1".into() });
    }
    bo.join(ana.address, &code).await.unwrap();
    assert!(ana.place.has(bo.key.id()));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_only_knocks_costs_no_guess() {
    let (ana, bo) = (Daemon::up().await, Place::new());
    let (_, code) = ana.show();
    for _ in 0..20 {
        let socket = dial(ana.address, "/pair", &bo.name, Proof::none().unwrap()).await;
        assert!(socket.is_ok() || matches!(socket, Err(NoAnswer::Status(_))));
    }
    // The places of those who left are given back as soon as that is noticed.
    let ours = ours(&bo.data, &bo.key).unwrap();
    loop {
        match join(&bo.data, &bo.key, &bo.name, ana.address, &code, &ours).await {
            Err(Tried::NoAnswer(NoAnswer::Status(StatusCode::SERVICE_UNAVAILABLE))) => {
                tokio::task::yield_now().await;
            }
            joined => break drop(joined.unwrap()),
        }
    }
}
