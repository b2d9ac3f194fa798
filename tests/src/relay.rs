//! A wire between two devices that stops at a chosen moment.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::lab::Host;

const RECORD_HEADER: usize = 5;

/// Passes so many TLS records of one connection on (RFC 8446, section 5.1), both directions together, and then keeps the
/// next one to itself. The connection is cut when this is dropped.
pub struct Relay {
    stopped: Receiver<()>,
    ends: Receiver<TcpStream>,
}

/// One direction.
struct Way {
    from: TcpStream,
    to: TcpStream,
    passed: Arc<AtomicUsize>,
    passes: usize,
    is_over: Arc<AtomicBool>,
    stopped: Sender<()>,
}

impl Relay {
    /// For whoever calls `at` on the network of `near`, to who listens there on that of `far`: neither can tell it from
    /// the other one.
    pub fn new(near: &Host, far: &Host, at: SocketAddr, passes: usize) -> Result<Self> {
        let (said, stopped) = channel();
        let (given, ends) = channel();
        let listener = near.inside(|| TcpListener::bind(at))?;
        let far = far.clone();
        std::thread::spawn(move || {
            let (near, _) = listener.accept().ok()?;
            // The next ones are refused.
            drop(listener);
            pass_on(&near, &far.inside(|| TcpStream::connect(at)).ok()?, passes, &said, &given)
        });
        Ok(Self { stopped, ends })
    }

    /// True once the next record was kept back, false if nothing more comes within that time.
    pub fn has_stopped(&self, within: Duration) -> bool {
        self.stopped.recv_timeout(within).is_ok()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.ends.try_iter().for_each(|end| drop(end.shutdown(Shutdown::Both)));
    }
}

/// Both directions of one connection.
fn pass_on(
    near: &TcpStream,
    far: &TcpStream,
    passes: usize,
    stopped: &Sender<()>,
    given: &Sender<TcpStream>,
) -> Option<()> {
    let (passed, is_over) = (Arc::default(), Arc::default());
    for (from, to) in [(near, far), (far, near)] {
        given.send(from.try_clone().ok()?).ok()?;
        let way = Way {
            from: from.try_clone().ok()?,
            to: to.try_clone().ok()?,
            passed: Arc::clone(&passed),
            passes,
            is_over: Arc::clone(&is_over),
            stopped: stopped.clone(),
        };
        std::thread::spawn(move || way.go());
    }
    Some(())
}

impl Way {
    /// Until a record is kept back, or one end hangs up, which the other is told.
    fn go(mut self) -> Result<()> {
        loop {
            let record = self.record();
            if self.is_over.load(Ordering::SeqCst) {
                return Ok(());
            }
            let Ok(record) = record else {
                return Ok(self.to.shutdown(Shutdown::Write)?);
            };
            if self.passed.fetch_add(1, Ordering::SeqCst) >= self.passes {
                self.is_over.store(true, Ordering::SeqCst);
                return Ok(self.stopped.send(())?);
            }
            self.to.write_all(&record)?;
        }
    }

    fn record(&mut self) -> Result<Vec<u8>> {
        let mut record = vec![0; RECORD_HEADER];
        self.from.read_exact(&mut record)?;
        let length = record.get(3..).context("a header")?.try_into().map(u16::from_be_bytes)?;
        record.resize(RECORD_HEADER + usize::from(length), 0);
        self.from.read_exact(&mut record[RECORD_HEADER..])?;
        Ok(record)
    }
}
