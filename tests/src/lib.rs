//! Several devices at once, for real: the `mingle` binary in network namespaces, with real mDNS between them.
//!
//! A [`lab::Lab`] is a switch and hosts, each in a namespace of its own; a [`device::Device`] is a data directory
//! and the daemon on one host. The lab needs root. Nothing leaves the machine: the switch has no uplink.

pub mod agreement;
pub mod authority;
pub mod capture;
pub mod cards;
pub mod device;
pub mod disk;
pub mod eventually;
pub mod lab;
pub mod memory;
pub mod multicast;
pub mod pairing;
pub mod peer;
pub mod people;
pub mod phone;
pub mod relay;
