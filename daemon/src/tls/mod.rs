//! TLS 1.3 (RFC 8446) in both directions. Who the other side is, is for the session inside to prove.

pub mod client;
pub mod server;
