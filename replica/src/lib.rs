//! A device's whole journal: documents in SQLite, the views derived from them, search, and the use cases.
//!
//! No network, no runtime and no clock in here; `now` and `today` come in. SQL stands in [`store`] alone, and
//! documents are changed through [`journal`] alone, or by a session through the store's
//! [`Replica`](mingle_proto::session::Replica).

pub mod calendar;
mod civil;
pub mod export;
pub mod journal;
pub mod line;
pub mod store;
#[cfg(feature = "suite")]
pub mod suite;
