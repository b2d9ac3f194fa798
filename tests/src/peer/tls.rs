//! TLS to a daemon, as a stranger speaks it: every certificate will do.

use std::io::Write;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::Arc;

use anyhow::Result;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    StreamOwned,
};

/// What HTTP goes over.
pub type Secured = StreamOwned<ClientConnection, TcpStream>;

/// A connection on which the handshake is done. The daemon is asked for by its address.
pub fn secure(daemon: IpAddr, stream: TcpStream) -> Result<Secured> {
    secure_slowly(daemon, stream, || {})
}

/// As [`secure`], with something that happens after the first byte of the handshake.
pub fn secure_slowly(
    daemon: IpAddr,
    mut stream: TcpStream,
    meanwhile: impl FnOnce(),
) -> Result<Secured> {
    let provider = Arc::new(ring::default_provider());
    let algorithms = provider.signature_verification_algorithms;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody(algorithms)))
        .with_no_client_auth();
    let mut connection = ClientConnection::new(Arc::new(config), ServerName::from(daemon))?;
    let mut hello = Vec::new();
    connection.write_tls(&mut hello)?;
    let (first, rest) = hello.split_at(1);
    stream.write_all(first)?;
    meanwhile();
    stream.write_all(rest)?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream)?;
    }
    Ok(StreamOwned::new(connection, stream))
}

/// As [`secure`], from the beginning.
pub fn connect(daemon: SocketAddr) -> Result<Secured> {
    let stream = TcpStream::connect(daemon)?;
    stream.set_read_timeout(Some(super::PATIENCE))?;
    stream.set_write_timeout(Some(super::PATIENCE))?;
    stream.set_nodelay(true)?;
    secure(daemon.ip(), stream)
}

/// As [`connect`], for a name, and as a browser does it that trusts these roots (DER) and no others.
pub fn connect_as_a_browser(daemon: SocketAddr, name: &str, trusted: &[&[u8]]) -> Result<Secured> {
    let mut roots = RootCertStore::empty();
    for root in trusted {
        roots.add(CertificateDer::from(root.to_vec()))?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut stream = TcpStream::connect(daemon)?;
    stream.set_read_timeout(Some(super::PATIENCE))?;
    let name = ServerName::try_from(name.to_owned())?;
    let mut connection = ClientConnection::new(Arc::new(config), name)?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream)?;
    }
    Ok(StreamOwned::new(connection, stream))
}

#[derive(Debug)]
struct Anybody(WebPkiSupportedAlgorithms);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls12_signature(message, certificate, signed, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls13_signature(message, certificate, signed, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}
