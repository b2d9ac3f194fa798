//! A socket between two sessions that counts what goes through, and how often someone had to wait for someone.

use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, Sender, channel};

use anyhow::{Context, Result};

/// One message of a session, and the longest chain of messages that led to it, itself included. The chain's length
/// travels beside the message and is not counted.
#[derive(Debug)]
pub struct Message {
    pub bytes: Vec<u8>,
    pub chain: u32,
}

/// What one side hears: a message, or the other side's word that it is in sync.
#[derive(Debug)]
pub enum Heard {
    Message(Message),
    InSync,
}

/// The length that stands for [`Heard::InSync`].
const IN_SYNC: u32 = u32::MAX;

/// One end of the socket.
pub struct Link {
    stream: TcpStream,
    pub heard: Receiver<Heard>,
}

impl Link {
    /// Listens to the stream in a thread of its own, so that both ends may send at once whatever the size.
    pub fn new(stream: TcpStream) -> Result<Self> {
        stream.set_nodelay(true)?;
        let (sender, heard) = channel();
        let reader = BufReader::new(stream.try_clone()?);
        std::thread::spawn(move || read_all(reader, &sender));
        Ok(Self { stream, heard })
    }

    pub fn send(&mut self, message: &Message) -> Result<()> {
        let length = u32::try_from(message.bytes.len()).context("a message of 4 GB")?;
        let mut bytes = [length.to_le_bytes(), message.chain.to_le_bytes()].concat();
        bytes.extend_from_slice(&message.bytes);
        Ok(self.stream.write_all(&bytes)?)
    }

    pub fn send_in_sync(&mut self) -> Result<()> {
        Ok(self.stream.write_all(&IN_SYNC.to_le_bytes())?)
    }
}

/// Reads until the other end closes, or nobody listens.
fn read_all(mut reader: BufReader<TcpStream>, sender: &Sender<Heard>) {
    while let Ok(heard) = read(&mut reader) {
        if sender.send(heard).is_err() {
            return;
        }
    }
}

fn read(reader: &mut impl Read) -> std::io::Result<Heard> {
    let length = read_number(reader)?;
    if length == IN_SYNC {
        return Ok(Heard::InSync);
    }
    let chain = read_number(reader)?;
    let mut bytes = vec![0; length as usize];
    reader.read_exact(&mut bytes)?;
    Ok(Heard::Message(Message { bytes, chain }))
}

fn read_number(reader: &mut impl Read) -> std::io::Result<u32> {
    let mut bytes = [0; 4];
    reader.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}
