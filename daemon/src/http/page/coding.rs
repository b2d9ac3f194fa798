//! In which form a file is sent (RFC 9110, section 12.5.3).

/// How a file's bytes are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    Plain,
    Brotli,
    Gzip,
}

impl Coding {
    /// Its name in headers; none for plain bytes.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Coding::Plain => None,
            Coding::Brotli => Some("br"),
            Coding::Gzip => Some("gzip"),
        }
    }

    /// A strong tag: other bytes, other tag.
    pub fn tag(self, hash: &str) -> String {
        match self.name() {
            None => format!("\"{hash}\""),
            Some(name) => format!("\"{hash}-{name}\""),
        }
    }
}

/// Of what is offered, what weighs most with whoever accepts these codings, the first of equals; `None` if it is none of
/// them, and the plain bytes are to be sent.
pub fn chosen<'a, T>(
    offered: impl Iterator<Item = (Coding, T)>,
    accepted: impl Iterator<Item = &'a str>,
) -> Option<(Coding, T)> {
    let accepted: Vec<(&str, u16)> = accepted.filter_map(weighed).collect();
    let of = |name: &str| {
        let named = accepted.iter().find(|(accepted, _)| accepted.eq_ignore_ascii_case(name));
        named.map(|(_, weight)| *weight)
    };
    let weight = |coding: Coding| coding.name().and_then(of).or_else(|| of("*")).unwrap_or(0);
    let plain = of("identity").unwrap_or(0);
    let mut best: Option<(u16, Coding, T)> = None;
    for (coding, bytes) in offered {
        let weight = weight(coding);
        let least = best.as_ref().map_or(plain.max(1), |(best, ..)| best + 1);
        if weight >= least {
            best = Some((weight, coding, bytes));
        }
    }
    best.map(|(_, coding, bytes)| (coding, bytes))
}

/// A coding with its weight in thousandths, such as `br;q=0.5`. What is no weight weighs nothing.
fn weighed(member: &str) -> Option<(&str, u16)> {
    let mut parts = member.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    let weight = match weight.map(str::parse::<f32>) {
        None => 1.0,
        Some(Ok(weight)) if (0.0..=1.0).contains(&weight) => weight,
        Some(_) => 0.0,
    };
    Some((name, (weight * 1000.0) as u16))
}
