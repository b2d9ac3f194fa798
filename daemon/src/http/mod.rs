//! What the daemon serves: the owner's own page and command line over loopback, sync for the owner's devices.

pub mod accept;
pub mod gate;
mod headers;
pub mod keys;
mod page;
pub mod routes;
