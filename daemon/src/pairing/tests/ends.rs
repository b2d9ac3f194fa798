use super::*;
use std::time::Duration;
use tokio::time::{Instant, advance};

fn opened(pairings: &Pairings) -> u64 {
    match pairings.open(None, "mingle-0123456789".into(), Vec::new()).unwrap() {
        Opening::Opened(opened) => opened.id,
        already => panic!("{already:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_ends_after_ten_minutes_although_somebody_looks_at_it() {
    let (pairings, began) = (Pairings::new(Proven::default()), Instant::now());
    let id = opened(&pairings);
    let mut told = pairings.progress(id, 0).await;
    while !told.stage.is_last() {
        assert!(began.elapsed() < Duration::from_secs(601), "{told:?}");
        told = pairings.progress(id, told.seen).await;
    }
    assert_eq!(told.stage, Stage::Closed { why: Closed::Time });
    assert!(began.elapsed() >= Duration::from_secs(600) && !pairings.is_open());
}

#[tokio::test(start_paused = true)]
async fn a_code_ends_soon_after_nobody_looks_at_it_any_more() {
    let pairings = Pairings::new(Proven::default());
    let id = opened(&pairings);
    pairings.progress(id, 0).await;
    tokio::time::sleep(Duration::from_secs(19)).await;
    assert!(pairings.is_open());
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!pairings.is_open());
    let told = pairings.progress(id, 0).await;
    assert_eq!(told.stage, Stage::Closed { why: Closed::TakenBack });
}

#[tokio::test(start_paused = true)]
async fn there_is_one_code_at_a_time_and_each_knows_its_own_end() {
    let pairings = Pairings::new(Proven::default());
    let first = opened(&pairings);
    let second = pairings.open(None, "mingle-0123456789".into(), Vec::new()).unwrap();
    assert_eq!(second, Opening::AlreadyOpen { id: first, expires_in_seconds: 600 });
    pairings.take_back(first + 1);
    assert!(pairings.is_open(), "that is another one's number");
    pairings.take_back(first);
    let second = opened(&pairings);
    assert_ne!(first, second);
    let told = pairings.progress(first, 1).await;
    assert_eq!(told.stage, Stage::Closed { why: Closed::TakenBack }, "not the second one's news");
    assert_eq!(pairings.progress(second, 0).await.stage, Stage::Waiting);
    advance(Duration::from_millis(1)).await;
}
