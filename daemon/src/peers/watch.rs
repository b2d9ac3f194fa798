//! Notices what other processes write to the journal, such as a command in a terminal, and tells the sessions.

use super::Peers;
use super::calling::News;
use super::known::Known;
use crate::data_dir::DataDir;
use anyhow::{Context, Result};
use mingle_proto::session::Replica;
use mingle_replica::store::Store;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

/// SQLite tells by a number whether another connection has written; asking costs microseconds.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// So often a look is put off because a session is at work. The next one is taken all the same: what a session brought
/// at that moment is then offered once too often, which costs little and never holds anybody up.
const PUT_OFF: u32 = 5;

/// Within which a revoked device is told why its session ends.
const LAST_WORDS_WITHIN: Duration = Duration::from_millis(250);

/// Starts to watch, on a thread of its own, until `stop`. The devices known now are the first news.
pub fn start(
    data: &DataDir,
    peers: Peers,
    news: mpsc::Sender<News>,
    stop: CancellationToken,
) -> Result<()> {
    let store = Store::open(data.journal())?;
    let (_, seq) = store.changed_since(i64::MAX)?;
    let mut watch = Watch::new(store, seq, peers, news);
    let runtime = Handle::current();
    let work = move || {
        runtime.block_on(async {
            let mut tick = interval(LOOK_EVERY);
            tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
            while stop.run_until_cancelled(tick.tick()).await.is_some() {
                watch.try_to_look().await;
            }
        });
    };
    std::thread::Builder::new().name("watch".into()).spawn(work).context("cannot start")?;
    Ok(())
}

struct Watch {
    store: Store,
    /// The count of writes up to which the sessions were told.
    seq: i64,
    version: Option<i64>,
    known: Option<Known>,
    /// Why the last look came to nothing.
    trouble: Option<String>,
    /// Looks that were put off since the last one.
    put_off: u32,
    peers: Peers,
    news: mpsc::Sender<News>,
}

impl Watch {
    fn new(store: Store, seq: i64, peers: Peers, news: mpsc::Sender<News>) -> Self {
        Self { store, seq, version: None, known: None, trouble: None, put_off: 0, peers, news }
    }

    /// A journal that is busy, or a disk that is full, may not be so at the next look. Each trouble is told once.
    async fn try_to_look(&mut self) {
        let trouble = self.look().await.err().map(|error| format!("{error:#}"));
        if trouble != self.trouble
            && let Some(trouble) = &trouble
        {
            crate::note!("the journal cannot be watched: {trouble}");
        }
        self.trouble = trouble;
    }

    async fn look(&mut self) -> Result<()> {
        let version = self.store.data_version()?;
        if self.version == Some(version) {
            return Ok(());
        }
        let board = self.peers.board();
        let (changed, seq) = {
            let quiet = board.nobody_at_work();
            if quiet.is_none() && self.put_off < PUT_OFF {
                self.put_off += 1;
                return Ok(());
            }
            self.put_off = 0;
            let (ids, seq) = self.store.changed_since(self.seq)?;
            let heads = self.store.heads(&ids)?;
            (ids.into_iter().zip(heads), seq)
        };
        board.found_changed(changed);
        self.seq = seq;
        let known = Known::read(&self.store, self.peers.us())?;
        if self.known.as_ref() != Some(&known) {
            self.peers.know_hosts(known.hosts.clone());
            // Who was joined has given its authority first. Trouble is told by whoever keeps it fresh.
            let _ = self.peers.credentials().renew();
            self.end_with_revoked(&known);
            self.news.send(News::Known(known.clone())).await?;
            self.known = Some(known);
        }
        self.version = Some(version);
        Ok(())
    }
}

impl Watch {
    /// A session with a device that was revoked ends by itself and says why; one that is stuck, because the other end
    /// takes nothing, is cut.
    fn end_with_revoked(&self, known: &Known) {
        self.peers.proven().forget(&known.revoked);
        let lines = self.peers.board().lines_with(&known.revoked);
        if lines.is_empty() {
            return;
        }
        tokio::spawn(async move {
            sleep(LAST_WORDS_WITHIN).await;
            lines.iter().for_each(CancellationToken::cancel);
        });
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::authority::credentials::Credentials;
    use crate::device::DeviceKey;
    use crate::discovery::name::NetworkName;
    use crate::journal;
    use crate::words::{moment_now, now};
    use mingle_proto::record::Contact;
    use mingle_proto::session::Role;

    #[tokio::test]
    #[allow(clippy::await_holding_lock, reason = "that a session holds it meanwhile is the point")]
    async fn what_a_command_writes_is_told_although_a_session_is_always_at_work() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::open(Some(folder.path().join("ana"))).unwrap();
        let key = DeviceKey::load_or_create(&data).unwrap();
        journal::open_as_device(&data, &key).unwrap();
        let name = NetworkName::load_or_create(&data).unwrap();
        let credentials = Credentials::new(&data, &name, Vec::new(), None).unwrap();
        let peers = Peers::new(key, data.clone(), name, credentials, CancellationToken::new());
        let address = "127.0.0.1:1".parse().unwrap();
        let line = peers.board().add(Role::Listener, address, None, &CancellationToken::new());
        let store = Store::open(data.journal()).unwrap();
        let seq = store.changed_since(i64::MAX).unwrap().1;
        let (news, _heard) = mpsc::channel(1);
        let mut watch = Watch::new(store, seq, peers.clone(), news);
        let zoe = Contact { name: "Zoë".into(), ..Default::default() };
        let mut store = Store::open(data.journal()).unwrap();
        let written = store.write(now(), |writing| writing.create(&zoe)).unwrap();

        let _busy = peers.board().at_work();
        for _ in 0..PUT_OFF {
            watch.try_to_look().await;
            assert!(line.changed.take().is_empty(), "the session may be about to tell of it");
        }
        watch.try_to_look().await;
        assert!(line.changed.take().contains(&written));
        assert_eq!(watch.trouble, None);
    }

    #[tokio::test]
    async fn a_session_that_is_stuck_is_cut_once_its_device_is_revoked_and_others_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::open(Some(folder.path().join("ana"))).unwrap();
        let key = DeviceKey::load_or_create(&data).unwrap();
        let us = key.id();
        let mut journal = journal::open_as_device(&data, &key).unwrap();
        let devices = [2, 3].map(|n| mingle_proto::id::DeviceId::from_bytes([n; 32]));
        let name = NetworkName::load_or_create(&data).unwrap();
        let credentials = Credentials::new(&data, &name, Vec::new(), None).unwrap();
        let peers = Peers::new(key, data.clone(), name, credentials, CancellationToken::new());
        let address = "127.0.0.1:1".parse().unwrap();
        let lines = devices.map(|device| {
            journal.add_device(&device, "Laptop", "laptop", None, moment_now()).unwrap();
            let line = peers.board().add(Role::Listener, address, None, &CancellationToken::new());
            peers.board().authenticated(line.id, device);
            line
        });
        let store = Store::open(data.journal()).unwrap();
        let seq = store.changed_since(i64::MAX).unwrap().1;
        let (news, _heard) = mpsc::channel(4);
        let mut watch = Watch::new(store, seq, peers.clone(), news);
        watch.try_to_look().await;
        journal.revoke_device(&devices[0], &us, moment_now()).unwrap();
        watch.try_to_look().await;
        assert!(!lines[0].stop.is_cancelled(), "it may still be told why");
        let cut = tokio::time::timeout(Duration::from_secs(1), lines[0].stop.cancelled());
        cut.await.unwrap();
        assert!(!lines[1].stop.is_cancelled());
    }
}
