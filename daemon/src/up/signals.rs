use anyhow::{Context, Result};
use std::future::Future;

/// Resolves when the daemon is asked to stop: by Ctrl-C, or by SIGTERM where there is one.
pub fn stopped() -> Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen to signals")?;
        let mut terminate = signal(SignalKind::terminate()).context("cannot listen to signals")?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    {
        let mut interrupt = tokio::signal::windows::ctrl_c().context("cannot listen to Ctrl-C")?;
        Ok(async move {
            interrupt.recv().await;
        })
    }
}
