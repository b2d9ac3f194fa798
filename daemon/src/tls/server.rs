//! Answering on a network: the first byte tells whether it is TLS.

use crate::authority::credentials::Credentials;
use crate::places::{Ends, Places, Proven};
use rustls::crypto::ring;
use rustls::version::TLS13;
use rustls::{AlertDescription, ServerConfig};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// The first byte of a TLS handshake (RFC 8446, section 5.1).
pub const HANDSHAKE: u8 = 0x16;

const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// So many handshakes of strangers at a time, and so many of one caller: a browser opens six connections.
const HANDSHAKES: usize = 64;
const HANDSHAKES_OF_ONE: usize = 8;

/// Takes TLS connections of all listeners. Cloning it makes another handle.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    handshakes: Places,
    /// Where devices of the owner have proven themselves: no stranger pushes these out.
    pub proven: Proven,
    pub credentials: Credentials,
}

/// Why nothing is said over a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTls {
    /// The other end does not take our certificate, and said so.
    Distrusted,
    Other,
}

impl NoTls {
    /// By the alert with which a handshake was broken off (RFC 8446, section 6.2).
    fn of(error: &io::Error) -> Self {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match inner {
            Some(rustls::Error::AlertReceived(
                AlertDescription::UnknownCA
                | AlertDescription::BadCertificate
                | AlertDescription::CertificateUnknown,
            )) => NoTls::Distrusted,
            _ => NoTls::Other,
        }
    }
}

impl Tls {
    pub fn new(credentials: Credentials, proven: Proven) -> anyhow::Result<Self> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13])?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(credentials.clone()));
        // WebSockets are asked for over HTTP/1.1.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let handshakes = Places::new(HANDSHAKES, HANDSHAKES_OF_ONE, proven.clone());
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Ok(Self { acceptor, handshakes, proven, credentials })
    }

    /// # Errors
    /// For who does not finish a handshake in time, or has to give way to others meanwhile.
    pub async fn accept(
        &self,
        stream: TcpStream,
        ends: Ends,
    ) -> Result<TlsStream<TcpStream>, NoTls> {
        let place = self.handshakes.take(ends).ok_or(NoTls::Other)?;
        let handshake = timeout(HANDSHAKE_WITHIN, self.acceptor.accept(stream));
        let accepted = place.gives_way().run_until_cancelled(handshake).await;
        let accepted = accepted.and_then(Result::ok).ok_or(NoTls::Other)?;
        accepted.map_err(|error| NoTls::of(&error))
    }
}
