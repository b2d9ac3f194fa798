//! Taking the journal to a phone, while a code is shown for it: what the phone is told without TLS, which it cannot use
//! before it trusts the owner's authority.

mod addresses;
mod invitation;
mod qr;

pub use addresses::addresses;
pub use invitation::{Invitation, invitation};
pub use qr::Qr;
