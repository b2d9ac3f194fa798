//! Taking the journal to a phone, while a code is shown for it: what the phone is told without TLS, which it cannot use
//! before it trusts the owner's authority.

mod addresses;
mod agent;
mod certificate;
mod headers;
mod invitation;
mod phones;
mod qr;
mod serve;
mod steps;

pub use addresses::addresses;
pub use agent::{Agent, System};
pub use invitation::{Invitation, invitation};
pub use phones::{Phone, Phones, Step};
pub use qr::Qr;
pub use serve::{Onboarding, TRUSTED};
