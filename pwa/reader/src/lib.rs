//! QR codes in the page: those that a camera or a still picture shows, read; and one's own, drawn. It is a module of its
//! own, loaded when a code is to be read or shown, and knows nothing of what codes say.
//!
//! Reading goes by steps: what is dark ([`binary`]), where finders are ([`finders`]), their outlines ([`quad`]), where
//! the modules lie ([`locate`]), how bright each is ([`sample`]), and what that says ([`decode`]). A [`Frame`]
//! goes through them in one way of looking after another, and whoever asks decides when it was enough.

mod binary;
mod decode;
mod draw;
mod finders;
mod frame;
mod locate;
mod luma;
mod plane;
mod quad;
mod sample;
#[cfg(target_arch = "wasm32")]
mod shell;

#[cfg(test)]
mod tests;

pub use draw::{Drawing, draw};
pub use frame::{Found, Frame};
pub use luma::Luma;
