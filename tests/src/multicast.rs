//! What multicast DNS tells everybody on a network, read by hand (RFC 1035, section 4; RFC 6762).

use anyhow::{Context, Result, ensure};

const POINTER: u16 = 12;
const TEXT: u16 = 16;
const SERVICE: u16 = 33;

/// A question or a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub name: String,
    /// 1 A, 12 PTR, 16 TXT, 28 AAAA, 33 SRV, 47 NSEC, 255 any.
    pub kind: u16,
    /// The name that a PTR or SRV record leads to.
    pub target: Option<String>,
    /// The data of other records, as they are; nothing for questions.
    pub data: Vec<u8>,
}

/// All questions and records of a message.
pub fn told(message: &[u8]) -> Result<Vec<Told>> {
    let count = |at: usize| number(message, at).map(usize::from);
    let (questions, records) = (count(4)?, count(6)? + count(8)? + count(10)?);
    let (mut at, mut all) = (12, Vec::new());
    for index in 0..questions + records {
        let (name, after) = name(message, at)?;
        let kind = number(message, after)?;
        let mut one = Told { name, kind, target: None, data: Vec::new() };
        at = after + 4;
        if index >= questions {
            let length = usize::from(number(message, after + 8)?);
            let data = after + 10;
            one.target = match kind {
                POINTER => Some(self::name(message, data)?.0),
                SERVICE => Some(self::name(message, data + 6)?.0),
                _ => None,
            };
            one.data = message.get(data..data + length).context("a record that is cut")?.to_vec();
            at = data + length;
        }
        all.push(one);
    }
    ensure!(at == message.len(), "{} bytes are left over", message.len() - at.min(message.len()));
    Ok(all)
}

impl Told {
    /// The strings of a TXT record.
    pub fn texts(&self) -> Vec<String> {
        let (mut texts, mut rest) = (Vec::new(), self.data.as_slice());
        while self.kind == TEXT
            && let Some((length, after)) = rest.split_first()
        {
            let (text, after) = after.split_at(usize::from(*length).min(after.len()));
            texts.push(String::from_utf8_lossy(text).into_owned());
            rest = after;
        }
        texts
    }
}

/// A name, which may go on elsewhere, and where the message goes on after it.
fn name(message: &[u8], mut at: usize) -> Result<(String, usize)> {
    let (mut labels, mut end) = (Vec::<String>::new(), None);
    for _ in 0..64 {
        let length = *message.get(at).context("a name that is cut")?;
        match length {
            0 => return Ok((labels.join("."), end.unwrap_or(at + 1))),
            0xc0.. => {
                end = end.or(Some(at + 2));
                at = usize::from(number(message, at)? & 0x3fff);
            }
            _ => {
                let label = message.get(at + 1..at + 1 + usize::from(length));
                labels.push(String::from_utf8_lossy(label.context("a label that is cut")?).into());
                at += 1 + usize::from(length);
            }
        }
    }
    anyhow::bail!("a name without end")
}

fn number(message: &[u8], at: usize) -> Result<u16> {
    let bytes = message.get(at..at + 2).context("a message that is cut")?;
    Ok(u16::from_be_bytes([bytes[0], bytes[1]]))
}
