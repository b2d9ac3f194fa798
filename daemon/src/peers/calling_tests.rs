use super::*;
use std::sync::Mutex;
use tokio::time::Instant;

/// A target that notes when it is called; each session with it lasts `lasts`, or it never answers.
struct Noted {
    calls: Mutex<Vec<Instant>>,
    called: Notify,
    lasts: Option<Duration>,
}

impl Noted {
    fn new(lasts: Option<Duration>) -> Arc<Self> {
        Arc::new(Self { calls: Mutex::default(), called: Notify::new(), lasts })
    }

    /// The moments of the first `count` calls.
    async fn first(&self, count: usize) -> Vec<Instant> {
        loop {
            let called = self.called.notified();
            let calls = self.calls.lock().map(|calls| calls.clone()).unwrap_or_default();
            if calls.len() >= count {
                return calls;
            }
            called.await;
        }
    }
}

impl Reach for Noted {
    async fn wanted(&self) {}

    async fn call(&self) -> Called {
        if let Ok(mut calls) = self.calls.lock() {
            calls.push(Instant::now());
        }
        self.called.notify_waiters();
        match self.lasts {
            None => Called::Failed("nobody there".into()),
            Some(lasts) => {
                sleep(lasts).await;
                Called::Talked(lasts)
            }
        }
    }
}

fn start(target: &Arc<Noted>) -> (Arc<Notify>, CancellationToken) {
    let (news, stop) = (Arc::new(Notify::new()), CancellationToken::new());
    let (target, heard, ended) = (target.clone(), news.clone(), stop.clone());
    tokio::spawn(async move { keep_calling(&*target, &heard, &ended).await });
    (news, stop)
}

fn gaps(calls: &[Instant]) -> Vec<Duration> {
    calls.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[tokio::test(start_paused = true)]
async fn who_does_not_answer_is_called_less_and_less_often_but_always_again() {
    let nobody = Noted::new(None);
    let (_news, stop) = start(&nobody);
    let calls = nobody.first(16).await;
    stop.cancel();
    let gaps = gaps(&calls);
    for (nth, gap) in gaps.iter().enumerate() {
        let longest = Duration::from_millis(200 * (1 << nth)).min(Duration::from_secs(30));
        // The timer's own grain is a millisecond.
        assert!(
            *gap >= longest / 2 && *gap <= longest + Duration::from_millis(2),
            "{nth}: {gap:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn news_of_a_device_have_it_called_at_once_and_start_the_waits_again() {
    let nobody = Noted::new(None);
    let (news, _stop) = start(&nobody);
    nobody.first(12).await;
    let told = Instant::now();
    news.notify_one();
    let calls = nobody.first(14).await;
    assert!(calls[12] - told < Duration::from_millis(5));
    assert!(calls[13] - calls[12] <= Duration::from_millis(202));
}

#[tokio::test(start_paused = true)]
async fn a_good_session_that_breaks_is_taken_up_again_soon_and_a_bad_one_ever_later() {
    let good = Noted::new(Some(Duration::from_secs(60)));
    start(&good);
    for gap in gaps(&good.first(8).await) {
        assert!(gap <= Duration::from_millis(60_202), "{gap:?}");
    }
    let bad = Noted::new(Some(Duration::from_millis(10)));
    start(&bad);
    let last = gaps(&bad.first(12).await)[10];
    assert!(last >= Duration::from_secs(15), "{last:?}");
}
