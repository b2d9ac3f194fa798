pub mod guard;
#[cfg(feature = "hostile")]
pub mod hostile;
pub mod inflate;
