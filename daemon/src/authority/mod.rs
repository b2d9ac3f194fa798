//! The owner's authority: certificates by which browsers, and the owner's other daemons, know a daemon over TLS.
//!
//! A root signs one intermediate, and its key is dropped before anything reaches the disk: nobody can ever make a
//! second one. The intermediate may vouch for servers named `*.local` or by an address of a local network, and for
//! nothing else (RFC 5280, section 4.2.1.10); that stands there and not on the root, where Apple's systems ignore it.
//! Its key is shared by the owner's laptops, so that any of them may be lost. Leaves are made by each daemon for
//! itself, live in memory and are replaced long before they end: `leaf`, `credentials`.
//!
//! There is none until something is paired: until then nobody would trust it.

pub mod credentials;
mod ends;
mod leaf;
mod make;
pub mod own;
mod proof;
mod secret;
mod shape;
#[cfg(test)]
mod tests;

use crate::data_dir::{DataDir, read_private, write_private_first};
use crate::failure::Failure;
use anyhow::Result;
use mingle_proto::timestamp::Timestamp;
use rcgen::{Issuer, KeyPair};
use rustls::pki_types::CertificateDer;

pub use leaf::Leaf;
pub use proof::verifier;
pub use secret::AuthoritySecret;

/// The code of the failure that a laptop has another authority already.
pub const OTHER_AUTHORITY: &str = "other-authority";
/// The code of the failure that an authority that was given is broken, or vouches for more than local networks.
pub const UNUSABLE: &str = "authority-unusable";

/// Makes leaves. What it signs with is in memory for as long as it is.
pub struct Authority {
    secret: AuthoritySecret,
    root: CertificateDer<'static>,
    intermediate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// The authority in the data folder; `None` if there is none.
    ///
    /// # Errors
    /// The [`Failure`] `key-exposed` if others can read the file, `authority-unreadable` if it holds no authority.
    pub fn load(data: &DataDir) -> Result<Option<Self>> {
        let path = data.authority();
        let Some(bytes) = read_private(&path)? else { return Ok(None) };
        let opened = AuthoritySecret::from_bytes(&bytes).and_then(Self::open);
        opened.map(Some).map_err(|why| {
            let message = format!("{} does not hold an authority: {why}", path.display());
            let hint = "put the file back from a backup, or move it away: another is made when you next pair a \
                        device, and your phone has to trust that one";
            Failure::new("authority-unreadable", message).hint(hint).into()
        })
    }

    /// The authority in the data folder; a new one, kept there with mode 0600, if there is none.
    #[cfg(test)]
    pub fn load_or_create(data: &DataDir) -> Result<Self> {
        if let Some(ours) = Self::load(data)? {
            return Ok(ours);
        }
        let new = Self::make(crate::words::now())?;
        if write_private_first(&data.authority(), new.secret.to_bytes())? {
            return Ok(new);
        }
        // Another process made it at this moment: there is one.
        Self::load_or_create(data)
    }

    /// Keeps what another of the owner's daemons has given; again, without harm.
    ///
    /// # Errors
    /// The [`Failure`] `other-authority` if there is another one already, `authority-unusable` for a broken one.
    pub fn adopt(data: &DataDir, given: &AuthoritySecret) -> Result<()> {
        let theirs = Self::given(given)?;
        if write_private_first(&data.authority(), theirs.secret.to_bytes())? {
            return Ok(());
        }
        match Self::load(data)? {
            Some(ours) if ours.root == theirs.root => Ok(()),
            Some(ours) => Err(other_authority(data, &ours, &theirs).into()),
            None => Self::adopt(data, given),
        }
    }

    /// Whether [`Authority::adopt`] would take this one: its errors, and nothing is written.
    pub fn can_adopt(data: &DataDir, given: &AuthoritySecret) -> Result<()> {
        let theirs = Self::given(given)?;
        match Self::load(data)? {
            Some(ours) if ours.root != theirs.root => {
                Err(other_authority(data, &ours, &theirs).into())
            }
            Some(_) | None => Ok(()),
        }
    }

    /// A new authority, in memory only.
    pub fn make(now: Timestamp) -> Result<Self> {
        Ok(Self::open(make::make(now)?)?)
    }

    /// What a newly paired laptop is given: whoever has it can pose as any of the owner's servers.
    pub fn secret(&self) -> AuthoritySecret {
        self.secret.clone()
    }

    /// The root's certificate (DER), which a phone is to trust.
    pub fn root_der(&self) -> &CertificateDer<'static> {
        &self.root
    }

    /// Eight characters that tell authorities apart; part of the names of its certificates.
    pub fn tag(&self) -> String {
        make::tag(self.issuer.key())
    }

    /// When nothing that it vouched for holds any more.
    pub fn ends(&self) -> Option<Timestamp> {
        ends::ends(&self.root)?.min(ends::ends(&self.intermediate)?).into()
    }

    /// One that comes from elsewhere is held to the very form in which Mingle makes them; one that is kept here was when
    /// it came, or was made here.
    fn given(secret: &AuthoritySecret) -> Result<Self, Failure> {
        let opened = Self::open(secret.clone());
        let compared = opened.and_then(|given| shape::compare(&given).map(|()| given));
        compared.map_err(|why| {
            Failure::new(UNUSABLE, format!("the authority that was given is not usable: {why}"))
                .hint("nothing was changed here; on the other laptop, put authority.pem back from a backup and pair again")
        })
    }

    /// An authority from its secret, once it is proven to be whole and to vouch for nothing beyond local networks.
    fn open(secret: AuthoritySecret) -> Result<Self, Failure> {
        let authority = secret.parse()?;
        proof::prove(&authority)?;
        Ok(authority)
    }
}

fn other_authority(data: &DataDir, ours: &Authority, theirs: &Authority) -> Failure {
    let message = format!(
        "this laptop belongs to authority {}, and the other one to {}",
        ours.tag(),
        theirs.tag()
    );
    let hint = format!(
        "if both are yours: stop mingle here, move {} away and join again; phones paired with this laptop have to be \
         paired again",
        data.authority().display()
    );
    Failure::new(OTHER_AUTHORITY, message).hint(hint)
}
