//! A stream whose other end has to take what is written to it.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// Whoever has taken nothing for so long is not going to.
const TAKE_WITHIN: Duration = Duration::from_secs(30);

/// Fails with [`ErrorKind::TimedOut`] once there is something to write and none of it was taken for half a minute.
pub struct MustRead<S> {
    stream: S,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> MustRead<S> {
    pub fn new(stream: S) -> Self {
        Self { stream, stalled: None }
    }

    /// The outcome of a write, or that it has waited for too long.
    fn judge<T>(&mut self, outcome: Poll<Result<T>>, cx: &mut Context<'_>) -> Poll<Result<T>> {
        if outcome.is_ready() {
            self.stalled = None;
            return outcome;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(TAKE_WITHIN)));
        stalled.as_mut().poll(cx).map(|()| Err(Error::from(ErrorKind::TimedOut)))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for MustRead<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, room)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for MustRead<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.judge(outcome, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.judge(outcome, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_flush(cx);
        self.judge(outcome, cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.judge(outcome, cx)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn who_never_reads_is_given_up_and_who_reads_slowly_is_not() {
        let (ours, mut theirs) = duplex(16);
        let mut ours = MustRead::new(ours);
        let began = Instant::now();
        let slow = async {
            for _ in 0..4 {
                sleep(Duration::from_secs(25)).await;
                theirs.read_exact(&mut [0; 16]).await.unwrap();
            }
        };
        let (wrote, ()) = tokio::join!(ours.write_all(&[7; 80]), slow);
        wrote.unwrap();
        assert!(began.elapsed() >= Duration::from_secs(100));
        let began = Instant::now();
        let error = ours.write_all(&[7; 80]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert!((29..=31).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_nothing_to_read_may_be_silent_for_hours() {
        let (ours, mut theirs) = duplex(16);
        let mut ours = MustRead::new(ours);
        ours.write_all(b"first").await.unwrap();
        theirs.read_exact(&mut [0; 5]).await.unwrap();
        sleep(Duration::from_secs(7200)).await;
        ours.write_all(b"and more").await.unwrap();
    }
}
