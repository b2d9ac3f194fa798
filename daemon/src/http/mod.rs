//! What the daemon serves: the page and what it and the command line ask over loopback, sync for the owner's
//! devices.

pub mod accept;
pub mod body;
mod caller;
pub mod enrol;
mod enter;
pub mod gate;
mod headers;
pub mod keys;
pub mod must_read;
pub mod page;
pub mod routes;
