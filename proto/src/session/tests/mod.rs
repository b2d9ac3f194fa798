//! What the parts of a session promise each by itself, and against peers that mean harm.
#![allow(clippy::unwrap_used)]

mod attaching;
mod hostile;
mod intruder;
mod older;
mod parts;
mod plain;
mod revoked;
mod rounds;
mod strangers;
