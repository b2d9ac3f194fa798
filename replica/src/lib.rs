//! A device's whole journal: documents in SQLite, the views derived from them, and the use cases.

pub mod line;
