//! From a short code to an encrypted channel: SPAKE2 makes a key that only two who have the same code share, and Noise
//! with that key (NNpsk0) proves that they do. One exchange is one guess, for either side.

use super::code::Code;
use super::ended::Ended;
use rand_core::{CryptoRng, Error, RngCore};
use snow::{Builder, HandshakeState, TransportState};
use spake2::{Ed25519Group, Identity, Password, Spake2};
use zeroize::Zeroizing;

const PATTERN: &str = "Noise_NNpsk0_25519_ChaChaPoly_SHA256";
const PROLOGUE: &[u8] = b"mingle 1 pairing";
const JOINS: &[u8] = b"mingle 1 pairing joins";
const SHOWS: &[u8] = b"mingle 1 pairing shows";
/// SPAKE2's message: a letter for the side, and a point of the curve.
pub const SPAKE2_BYTES: usize = 33;
const TAG_BYTES: usize = 16;
/// Both messages of the handshake: a public key and a tag.
pub const HANDSHAKE_BYTES: usize = 32 + TAG_BYTES;
/// The longest message of a channel, and what it can carry.
const MOST_MESSAGE_BYTES: usize = 65_534;
pub const MOST_PLAIN_BYTES: usize = MOST_MESSAGE_BYTES - TAG_BYTES;

/// Half of a key exchange, begun with a code.
pub struct Exchange(Spake2<Ed25519Group>);

/// Noise's handshake with the exchanged key.
pub struct Handshake(Box<HandshakeState>);

/// What both sides say from then on, encrypted.
pub struct Channel {
    transport: TransportState,
    /// Of this handshake alone, and the same on both sides.
    pub handshake_hash: [u8; 32],
}

impl Exchange {
    /// The half of the side that joins, and its message.
    pub fn joins(code: &Code) -> Result<(Self, Vec<u8>), Ended> {
        let (password, joins, shows) = names(code);
        let (spake2, message) = Spake2::start_a_with_rng(&password, &joins, &shows, System::new()?);
        Ok((Self(spake2), message))
    }

    /// The half of the side that shows the code, and its message.
    pub fn shows(code: &Code) -> Result<(Self, Vec<u8>), Ended> {
        let (password, joins, shows) = names(code);
        let (spake2, message) = Spake2::start_b_with_rng(&password, &joins, &shows, System::new()?);
        Ok((Self(spake2), message))
    }

    /// Takes the other half: a handshake that succeeds if that was made with the same code.
    pub fn finish(self, message: &[u8], is_initiator: bool) -> Result<Handshake, Ended> {
        let key = self.0.finish(message).map(Zeroizing::new);
        let key =
            key.map_err(|error| Ended::Broken(format!("the key exchange does not hold: {error}")))?;
        let key: &[u8; 32] =
            key.as_slice().try_into().map_err(|_| Ended::broken("a key of another length"))?;
        let builder = Builder::new(PATTERN.parse().map_err(noise)?);
        let builder =
            builder.prologue(PROLOGUE).and_then(|builder| builder.psk(0, key)).map_err(noise)?;
        let state =
            if is_initiator { builder.build_initiator() } else { builder.build_responder() };
        Ok(Handshake(Box::new(state.map_err(noise)?)))
    }
}

impl Handshake {
    pub fn write(&mut self) -> Result<Vec<u8>, Ended> {
        let mut message = vec![0; HANDSHAKE_BYTES];
        let length = self.0.write_message(&[], &mut message).map_err(noise)?;
        message.truncate(length);
        Ok(message)
    }

    /// False if the message was not made with the same key.
    pub fn read(&mut self, message: &[u8]) -> bool {
        let mut payload = [0; HANDSHAKE_BYTES];
        message.len() == HANDSHAKE_BYTES && self.0.read_message(message, &mut payload) == Ok(0)
    }

    pub fn channel(self) -> Result<Channel, Ended> {
        let hash = self.0.get_handshake_hash().try_into();
        let handshake_hash = hash.map_err(|_| Ended::broken("a hash of another length"))?;
        Ok(Channel { transport: self.0.into_transport_mode().map_err(noise)?, handshake_hash })
    }
}

impl Channel {
    pub fn seal(&mut self, plain: &[u8]) -> Result<Vec<u8>, Ended> {
        let mut message = vec![0; plain.len() + TAG_BYTES];
        let length = self.transport.write_message(plain, &mut message).map_err(noise)?;
        message.truncate(length);
        Ok(message)
    }

    pub fn open(&mut self, message: &[u8]) -> Result<Zeroizing<Vec<u8>>, Ended> {
        if message.len() > MOST_MESSAGE_BYTES {
            return Err(Ended::broken("a message of too many bytes"));
        }
        let mut plain = Zeroizing::new(vec![0; message.len()]);
        let length = self.transport.read_message(message, &mut plain).map_err(noise)?;
        plain.truncate(length);
        Ok(plain)
    }
}

fn names(code: &Code) -> (Password, Identity, Identity) {
    (Password::new(code.password()), Identity::new(JOINS), Identity::new(SHOWS))
}

fn noise(error: snow::Error) -> Ended {
    Ended::Broken(format!("the encryption does not hold: {error}"))
}

/// Randomness of the system, all of it taken before it is asked for: spake2 cannot be told that there is none.
struct System {
    bytes: Zeroizing<[u8; 64]>,
    taken: usize,
}

impl System {
    fn new() -> Result<Self, Ended> {
        let mut bytes = Zeroizing::new([0; 64]);
        getrandom::fill(bytes.as_mut()).map_err(|_| Ended::NoRandomness)?;
        Ok(Self { bytes, taken: 0 })
    }
}

impl RngCore for System {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// One scalar of the curve is asked for, which takes all 64 bytes, once. More than that would be a fault in here.
    fn fill_bytes(&mut self, asked: &mut [u8]) {
        let end = self.taken + asked.len();
        assert!(end <= self.bytes.len(), "a scalar takes 64 bytes of randomness, once");
        asked.copy_from_slice(&self.bytes[self.taken..end]);
        self.taken = end;
    }

    fn try_fill_bytes(&mut self, asked: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(asked);
        Ok(())
    }
}

impl CryptoRng for System {}
