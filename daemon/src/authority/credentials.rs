//! What this daemon shows over TLS, and what it asks of others: swapped while it runs, without cutting a connection.

use super::own::{Files, OwnCertificate};
use super::{Authority, Leaf};
use crate::data_dir::{DataDir, read_private, write_private_first};
use crate::discovery::{addresses_here, name::NetworkName};
use crate::peers::run_blocking;
use crate::tls::client;
use crate::words::now;
use anyhow::Result;
use mingle_proto::timestamp::Timestamp;
use rustls::ClientConfig;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::collections::BTreeSet;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// So often it is looked whether addresses, files or the time have changed.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Cloning it makes another handle.
#[derive(Clone)]
pub struct Credentials(Arc<Shared>);

struct Shared {
    data: DataDir,
    name: NetworkName,
    /// Where the daemon listens.
    listening: Vec<SocketAddr>,
    files: Option<Files>,
    current: RwLock<Arc<Current>>,
    /// Held while they are renewed: who began earlier may have seen less.
    renewing: Mutex<()>,
}

/// What holds at the moment.
#[derive(Clone)]
struct Current {
    authority: Arc<Authority>,
    /// Whether the authority is kept in the data folder. One that is not has nobody who trusts it.
    is_kept: bool,
    leaf: Leaf,
    addresses: BTreeSet<IpAddr>,
    own: Option<OwnCertificate>,
    client: Arc<ClientConfig>,
}

impl Credentials {
    /// With the authority in the data folder, or one that is gone with this process.
    ///
    /// # Errors
    /// If what the files hold is not usable; the [`Failure`](crate::failure::Failure) tells.
    pub fn new(
        data: &DataDir,
        name: &NetworkName,
        listening: Vec<SocketAddr>,
        files: Option<Files>,
    ) -> Result<Self> {
        let kept = Authority::load(data)?;
        let is_kept = kept.is_some();
        let authority = Arc::new(kept.map_or_else(|| Authority::make(now()), Ok)?);
        let addresses = addresses_here(&listening);
        let own = files.as_ref().map(OwnCertificate::read).transpose()?;
        let client = client::config(is_kept.then_some(&*authority))?;
        let leaf = leaf(&authority, name, &addresses, now())?;
        let current = Current { authority, is_kept, leaf, addresses, own, client };
        let (data, name) = (data.clone(), name.clone());
        let current = RwLock::new(Arc::new(current));
        let renewing = Mutex::default();
        Ok(Self(Arc::new(Shared { data, name, listening, files, current, renewing })))
    }

    /// Takes up what has changed: the authority in the folder, the files, the addresses, the time. What stands is
    /// kept where that fails.
    pub fn renew(&self) -> Result<()> {
        self.renew_with(addresses_here(&self.0.listening), now())
    }

    fn renew_with(&self, addresses: BTreeSet<IpAddr>, now: Timestamp) -> Result<()> {
        let _alone = self.0.renewing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.current();
        let mut next = Current::clone(&before);
        if let Some(authority) = self.another_authority(&before)? {
            next.client = client::config(Some(&authority))?;
            (next.authority, next.is_kept) = (Arc::new(authority), true);
        }
        if let (Some(files), Some(own)) = (&self.0.files, &before.own)
            && let Some(own) = own.read_again(files)?
        {
            next.own = Some(own);
        }
        let is_new = !Arc::ptr_eq(&next.authority, &before.authority);
        if is_new || addresses != before.addresses || before.leaf.is_due(now) {
            next.leaf = leaf(&next.authority, &self.0.name, &addresses, now)?;
            next.addresses = addresses;
        }
        *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        Ok(())
    }

    /// The authority that is shown, kept in the data folder from now on: somebody is about to trust it. Where another
    /// one has been kept there since, that one.
    pub fn keep(&self) -> Result<Arc<Authority>> {
        let current = self.current();
        if !current.is_kept {
            write_private_first(&self.0.data.authority(), current.authority.secret.to_bytes())?;
            self.renew()?;
        }
        Ok(self.authority())
    }

    /// The authority that is shown.
    pub fn authority(&self) -> Arc<Authority> {
        self.current().authority.clone()
    }

    /// How this daemon calls others.
    pub fn client(&self) -> Arc<ClientConfig> {
        self.current().client.clone()
    }

    /// Whether others prove by their certificates that they are the owner's.
    #[allow(dead_code, reason = "for the status that a pairing shows")]
    pub fn are_shared(&self) -> bool {
        self.current().is_kept
    }

    /// Whether the owner's own certificate is for this host.
    pub fn own_is_for(&self, host: &str) -> bool {
        self.current().own.as_ref().is_some_and(|own| own.is_for(host))
    }

    /// Whether there is a certificate of the owner's own.
    pub fn has_own(&self) -> bool {
        self.0.files.is_some()
    }

    fn another_authority(&self, before: &Current) -> Result<Option<Authority>> {
        let kept = read_private(&self.0.data.authority())?;
        let same = match &kept {
            Some(bytes) => before.is_kept && bytes.as_slice() == before.authority.secret.to_bytes(),
            // Moved away: it is served until the daemon ends.
            None => true,
        };
        if same { Ok(None) } else { Authority::load(&self.0.data) }
    }

    fn current(&self) -> Arc<Current> {
        self.0.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ResolvesServerCert for Credentials {
    /// The leaf for whoever asks for this daemon by its network name or an address; the owner's own certificate, where
    /// there is one, for all other names.
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let current = self.current();
        let host = self.0.name.host();
        let by_another_name =
            hello.server_name().is_some_and(|asked| !asked.eq_ignore_ascii_case(&host));
        match &current.own {
            Some(own) if by_another_name => Some(own.key.clone()),
            _ => Some(current.leaf.key.clone()),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials")
    }
}

/// Keeps them fresh until `stop`. Each trouble is told once.
pub async fn keep_fresh(credentials: Credentials, stop: CancellationToken) {
    let mut told = None;
    let mut tick = interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        let credentials = credentials.clone();
        let renewed = run_blocking(move || credentials.renew()).await;
        let trouble = renewed.err().map(|error| format!("{error:#}"));
        if trouble != told
            && let Some(trouble) = &trouble
        {
            crate::note!("certificates stay as they were: {trouble}");
        }
        told = trouble;
    }
}

fn leaf(
    authority: &Authority,
    name: &NetworkName,
    addresses: &BTreeSet<IpAddr>,
    now: Timestamp,
) -> Result<Leaf> {
    let addresses: Vec<IpAddr> = addresses.iter().copied().collect();
    authority.leaf(&[name.host()], &addresses, now)
}

#[cfg(test)]
#[path = "credentials_tests.rs"]
mod tests;
