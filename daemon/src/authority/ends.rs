//! When a certificate ends, by its own words (RFC 5280, section 4.1.2.5).

use jiff::Timestamp as Moment;
use jiff::fmt::strtime;
use mingle_proto::timestamp::Timestamp;

const SEQUENCE: u8 = 0x30;
/// The version, which stands before the number where it is not the first.
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The moment after which this certificate (DER) does not hold; `None` for what is no certificate.
pub fn ends(certificate: &[u8]) -> Option<Timestamp> {
    let certificate = inside(&mut { certificate }, SEQUENCE)?;
    let mut told = inside(&mut { certificate }, SEQUENCE)?;
    if told.first() == Some(&VERSION) {
        next(&mut told)?;
    }
    // Its number, how it is signed, and by whom.
    (0..3).try_for_each(|_| next(&mut told).map(drop))?;
    let mut validity = inside(&mut told, SEQUENCE)?;
    next(&mut validity)?;
    let (kind, text) = next(&mut validity)?;
    let text = std::str::from_utf8(text).ok()?;
    let year = match kind {
        // Two digits: of 1950 to 2049.
        UTC_TIME if text.get(..2)? < "50" => "20",
        UTC_TIME => "19",
        GENERALIZED_TIME => "",
        _ => return None,
    };
    let text = format!("{year}{}+0000", text.strip_suffix('Z')?);
    let moment: Moment = strtime::parse("%Y%m%d%H%M%S%z", text).ok()?.to_timestamp().ok()?;
    Some(Timestamp(moment.as_millisecond()))
}

fn inside<'a>(der: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    next(der).filter(|(found, _)| *found == tag).map(|(_, content)| content)
}

/// The tag and the content of what comes next (X.690, section 8.1).
fn next<'a>(der: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&short, rest) = rest.split_first()?;
    let (length, rest) = match short {
        0..=0x7f => (usize::from(short), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    *der = rest;
    Some((tag, content))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    #[test]
    fn an_end_is_read_in_both_forms_and_nothing_else_is_taken_for_one() {
        let until = |year| {
            let mut params = CertificateParams::default();
            params.not_after = date_time_ymd(year, 3, 2);
            let key = KeyPair::generate().unwrap();
            params.self_signed(&key).unwrap().der().to_vec()
        };
        assert_eq!(ends(&until(2036)), Some(Timestamp(2_088_028_800_000)));
        assert_eq!(ends(&until(2051)), Some(Timestamp(2_561_328_000_000)));
        let whole = until(2036);
        for length in 0..120 {
            assert_eq!(ends(&whole[..length]), None, "{length} bytes of it");
        }
        assert_eq!(ends(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]), None);
    }
}
