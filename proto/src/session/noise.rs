//! The encrypted channel: Noise_NN_25519_ChaChaPoly_SHA256, ephemeral keys alone (noiseprotocol.org, revision 34).
//!
//! After the two messages of the handshake, what each side says is one stream of bytes, cut into Noise messages of at
//! most 65,535 bytes. In the stream each frame stands behind its length (LEB128, at most four bytes), so that small
//! frames share a message and large ones span several.

use snow::{Builder, HandshakeState, TransportState};

use super::{Ended, Role, limits};

const PATTERN: &str = "Noise_NN_25519_ChaChaPoly_SHA256";
const PROLOGUE: &[u8] = b"mingle 1 session";
const MOST_MESSAGE_BYTES: usize = 65_535;
const TAG_BYTES: usize = 16;
/// A handshake message is a public key, and the second one a tag besides.
const HANDSHAKE_BYTES: usize = 32 + TAG_BYTES;

/// A handshake that waits for the peer's message.
pub struct Handshake(Box<HandshakeState>);

/// Frames in and out, encrypted.
pub struct Channel {
    transport: TransportState,
    hash: [u8; 32],
    incoming: Vec<u8>,
    /// Bytes of `incoming` that have been handed out as frames.
    taken: usize,
    most_frame_bytes: usize,
}

impl Handshake {
    /// The handshake, and the dialer's first message.
    pub fn begin(role: Role) -> Result<(Self, Option<Vec<u8>>), Ended> {
        let builder =
            Builder::new(PATTERN.parse().map_err(noise)?).prologue(PROLOGUE).map_err(noise)?;
        match role {
            Role::Listener => Ok((Self(Box::new(builder.build_responder().map_err(noise)?)), None)),
            Role::Dialer => {
                let mut handshake = Self(Box::new(builder.build_initiator().map_err(noise)?));
                let first = handshake.write()?;
                Ok((handshake, Some(first)))
            }
        }
    }

    /// Takes the peer's message; returns the channel, and the listener's answer.
    pub fn finish(mut self, message: &[u8]) -> Result<(Channel, Option<Vec<u8>>), Ended> {
        if message.len() > HANDSHAKE_BYTES {
            return Err(Ended::Broken("the handshake message is too long".into()));
        }
        let mut payload = [0; HANDSHAKE_BYTES];
        if self.0.read_message(message, &mut payload).map_err(noise)? != 0 {
            return Err(Ended::Broken("the handshake message carries something".into()));
        }
        let answer = if self.0.is_handshake_finished() { None } else { Some(self.write()?) };
        let mut hash = [0; 32];
        hash.copy_from_slice(self.0.get_handshake_hash());
        let transport = self.0.into_transport_mode().map_err(noise)?;
        let most_frame_bytes = limits::MOST_BYTES_BEFORE_IDENTITY;
        Ok((Channel { transport, hash, incoming: Vec::new(), taken: 0, most_frame_bytes }, answer))
    }

    fn write(&mut self) -> Result<Vec<u8>, Ended> {
        let mut message = vec![0; HANDSHAKE_BYTES];
        let length = self.0.write_message(&[], &mut message).map_err(noise)?;
        message.truncate(length);
        Ok(message)
    }
}

impl Channel {
    /// What is unique to this handshake, and the same on both sides.
    pub fn handshake_hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// The peer has proven who it is: frames may be large from now on.
    pub fn trust(&mut self) {
        self.most_frame_bytes = limits::MOST_FRAME_BYTES;
    }

    /// The messages that carry these frames.
    pub fn seal(&mut self, frames: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, Ended> {
        let mut stream = Vec::with_capacity(frames.iter().map(|frame| frame.len() + 4).sum());
        for frame in frames {
            put_length(&mut stream, frame.len());
            stream.extend_from_slice(frame);
        }
        stream.chunks(MOST_MESSAGE_BYTES - TAG_BYTES).map(|piece| self.seal_piece(piece)).collect()
    }

    /// One message with these bytes of the stream, whatever they are.
    #[cfg(test)]
    pub fn seal_stream(&mut self, stream: &[u8]) -> Vec<u8> {
        self.seal_piece(stream).unwrap_or_default()
    }

    fn seal_piece(&mut self, piece: &[u8]) -> Result<Vec<u8>, Ended> {
        let mut message = vec![0; piece.len() + TAG_BYTES];
        let length = self.transport.write_message(piece, &mut message).map_err(noise)?;
        message.truncate(length);
        Ok(message)
    }

    /// Takes one message of the peer; [`Channel::next_frame`] then gives the frames that it completes.
    pub fn open(&mut self, message: &[u8]) -> Result<(), Ended> {
        if message.len() > MOST_MESSAGE_BYTES {
            return Err(Ended::Broken("a message of more than 65,535 bytes".into()));
        }
        self.incoming.drain(..self.taken);
        self.taken = 0;
        let start = self.incoming.len();
        self.incoming.resize(start + message.len(), 0);
        let piece = self.incoming.get_mut(start..).unwrap_or_default();
        let length = self.transport.read_message(message, piece).map_err(noise)?;
        self.incoming.truncate(start + length);
        Ok(())
    }

    /// The next whole frame. A length above the cap is refused before the frame has come.
    pub fn next_frame(&mut self) -> Result<Option<Vec<u8>>, Ended> {
        let stream = self.incoming.get(self.taken..).unwrap_or_default();
        let Some((length, start)) = take_length(stream)? else { return Ok(None) };
        if length > self.most_frame_bytes {
            return Err(Ended::Broken(format!("a frame of {length} bytes")));
        }
        let Some(frame) = stream.get(start..start + length) else { return Ok(None) };
        self.taken += start + length;
        Ok(Some(frame.to_vec()))
    }
}

fn put_length(stream: &mut Vec<u8>, mut length: usize) {
    while length >= 0x80 {
        stream.push(length as u8 | 0x80);
        length >>= 7;
    }
    stream.push(length as u8);
}

/// The length at the start of the stream and how many bytes it takes; `None` if more must come first.
fn take_length(stream: &[u8]) -> Result<Option<(usize, usize)>, Ended> {
    let mut length = 0;
    for (at, byte) in stream.iter().take(4).enumerate() {
        length |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Ok(Some((length, at + 1)));
        }
    }
    if stream.len() >= 4 {
        return Err(Ended::Broken("a frame's length takes more than four bytes".into()));
    }
    Ok(None)
}

fn noise(error: snow::Error) -> Ended {
    Ended::Broken(format!("the encryption does not hold: {error}"))
}
