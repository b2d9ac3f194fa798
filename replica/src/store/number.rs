//! Telephone numbers, as they are compared. One number has two forms that people use: the international one, `+49 170
//! 5550123`, and the one that is dialled within the country, `0170 5550123`, with the trunk prefix 0 or, as in North
//! America, without any. A national number does not say of which country it is.
//!
//! What is taken for granted of numbers stands in ITU-T E.164 (11/2010), clause 6: a country code of one to three
//! digits, then the national number, fifteen digits in all at most. `+` before an international one is ITU-T E.123's
//! (02/2001); people write `00` as well, or neither. Not covered are trunk prefixes with other digits than 0 (8 in Russia), a
//! carrier's digits (Brazil), mobile numbers that have other digits from abroad (Argentina), and numbers without their
//! area. What has an extension behind it is no number here: without it, it is a firm's.

use super::fold::is_dropped;
use super::normal::apart;

/// So many digits are the same at least, where two forms are one number. So long are the shortest numbers of whole
/// countries (Iceland's), and of 60,000 numbers not one in a hundred ends as another does by chance.
pub const TAIL: usize = 7;

/// With so many digits the same, two forms are one number for certain: it is told as an equal one is, which may have no
/// country either. That two people whom one has met share nine digits in two countries is not expected in a lifetime.
const CERTAIN: usize = 9;

/// Digits of an international number at most, and of its country code.
const LONGEST: usize = 15;
const LONGEST_CODE: usize = 3;

/// Where the 0 in `+39 (0)6` is dialled from abroad too: Italy and San Marino.
const NOUGHT_STAYS: [&str; 2] = ["39", "378"];

/// Whether two numbers are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    No,
    /// They may be two forms of one: enough to ask.
    Perhaps,
    Certainly,
}

/// The digits of a telephone number: `00` and `+` left out, nothing between. None for what is no number.
pub fn phone(number: &str) -> Option<String> {
    all_digits(&plain(number)?)
}

/// The digits of [`phone`] from the last to the first, so that numbers with the same end stand together in an index; and
/// `+` behind them where the number is written as an international one. The 0 of `+49 (0)170` and `+49 0 170` is left out: it
/// is dialled within the country only. Empty for what is no number.
pub fn backwards(number: &str) -> String {
    let mut backwards = String::new();
    if let Some(number) = plain(number).filter(|number| all_digits(number).is_some()) {
        let digits = digits(&number, true);
        let international = digits.strip_prefix("00");
        for digit in international.unwrap_or(&digits).bytes().rev() {
            backwards.push(char::from(digit));
        }
        if international.is_some() || number.contains('+') {
            backwards.push('+');
        }
    }
    backwards
}

/// Without marks that nobody sees, with one kind of space and one of dash: programs put others into the numbers that
/// they show, so that no line breaks there and none runs from right to left. None where it has what no number has.
fn plain(number: &str) -> Option<String> {
    let seen = apart(number).chars().filter(|c| !is_dropped(*c)).collect::<String>();
    let plain = |c: char| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    let number: String = seen.trim().trim_start_matches("tel:").chars().map(plain).collect();
    number.chars().all(|c| c.is_numeric() || " +-./()".contains(c)).then_some(number)
}

fn all_digits(number: &str) -> Option<String> {
    let digits = digits(number, false);
    let international = digits.strip_prefix("00").unwrap_or(&digits);
    (international.len() >= 5).then(|| international.to_owned())
}

/// The digits; those that are dialled from abroad, or all.
fn digits(number: &str, abroad: bool) -> String {
    let mut digits = String::new();
    for (at, digit) in number.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        let from = number.get(at.saturating_sub(1)..).unwrap_or_default();
        let is_lone = from.starts_with("(0)") || from.starts_with(" 0 ") && number.contains('+');
        let stays = digits.is_empty() || NOUGHT_STAYS.iter().any(|code| digits.ends_with(code));
        if !(abroad && is_lone) || stays {
            digits.push(char::from(digit));
        }
    }
    digits
}

/// Whether two numbers, as [`backwards`] has them, are one: where all digits agree; and where the national one, with or
/// without its trunk prefix, is the end of the international one, and what is left in front may be a country code.
pub fn same(one: &str, other: &str) -> Same {
    let (mut long, mut short) = (Parts::of(one), Parts::of(other));
    if long.digits == short.digits && long.trunk == short.trunk {
        return Same::Certainly;
    }
    if long.digits.len() < short.digits.len() {
        (long, short) = (short, long);
    }
    let Some(code) = long.digits.strip_prefix(short.digits) else { return Same::No };
    let is_one = if code.is_empty() {
        // With the trunk prefix or without it: both national.
        !long.international && !short.international
    } else {
        // In Italy the 0 is a part of the number.
        let code = code.strip_prefix('0').filter(|_| short.trunk).unwrap_or(code);
        !long.trunk
            && !short.international
            && long.digits.len() <= LONGEST
            && (1..=LONGEST_CODE).contains(&code.len())
    };
    match short.digits.len() {
        CERTAIN.. if is_one => Same::Certainly,
        TAIL.. if is_one => Same::Perhaps,
        _ => Same::No,
    }
}

/// False where both are numbers, and two.
pub fn may_be_one(one: &str, other: &str) -> bool {
    same(&backwards(one), &backwards(other)) != Same::No
}

/// What the form of a number says.
struct Parts<'a> {
    /// Backwards, without the trunk prefix.
    digits: &'a str,
    trunk: bool,
    international: bool,
}

impl<'a> Parts<'a> {
    fn of(number: &'a str) -> Self {
        let all = number.trim_end_matches('+');
        let digits = all.strip_suffix('0').unwrap_or(all);
        let trunk = digits.len() < all.len();
        Self { digits, trunk, international: !trunk && all.len() < number.len() }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn told(one: &str, other: &str) -> Same {
        let (one, other) = (backwards(one), backwards(other));
        assert_eq!(same(&one, &other), same(&other, &one), "{one} {other}");
        same(&one, &other)
    }

    #[test]
    fn a_number_is_the_same_however_it_is_grouped() {
        assert_eq!(phone("+49 (151) 234-567").unwrap(), "49151234567");
        assert_eq!(phone("0049 151 234567").unwrap(), "49151234567");
        assert_eq!(phone("call me"), None);
        assert_eq!(phone("12"), None);
    }

    #[test]
    fn a_number_is_the_same_with_marks_that_nobody_sees_and_any_space_and_dash() {
        for written in [
            "\u{202a}+49 170 5550123\u{202c}",
            "\u{200e}tel:+49\u{a0}170\u{a0}5550123",
            "\u{2068}+49\u{202f}170\u{202f}555\u{2009}01\u{2009}23\u{2069}",
            "+49\u{2011}170\u{2011}5550123",
            "+49 \u{2066}(0)\u{2069}170 \u{2013} 555\u{2010}01\u{2212}23\u{feff}",
            "\u{61c}＋49（0）170－5550123",
        ] {
            assert_eq!(
                told(written, "+49 170 5550123"),
                Same::Certainly,
                "{}",
                written.escape_unicode()
            );
            assert_eq!(
                told(written, "0170 5550123"),
                Same::Certainly,
                "{}",
                written.escape_unicode()
            );
        }
        assert_eq!(phone("0170\u{202f}5550123").unwrap(), "01705550123");
        assert_eq!(phone("\u{200e}call me"), None);
    }

    #[test]
    fn the_nought_in_brackets_is_dialled_only_within_the_country_but_for_italy() {
        for (written, digits) in [
            ("+49 (0)170 5550123", "491705550123"),
            ("0049(0)170/5550123", "491705550123"),
            ("44 (0) 20 7946 0958", "442079460958"),
            ("+254 0 712 345678", "254712345678"),
            ("+39 (0)6 5550 1234", "390655501234"),
            ("(0)170 5550123", "01705550123"),
            ("030 0 5550123", "03005550123"),
        ] {
            let backwards = backwards(written);
            let forwards: String = backwards.trim_end_matches('+').chars().rev().collect();
            assert_eq!(forwards, digits, "{written}");
        }
    }

    #[test]
    fn the_national_form_is_the_end_of_the_international_one() {
        for (country, one, other) in [
            ("Germany", "+49 170 5550123", "0170 5550123"),
            ("Germany", "+49 (0)170 5550123", "0170/5550123"),
            ("Germany", "49 170 5550123", "0170 5550123"),
            ("Germany", "0049 170 5550123", "(0170) 555 01 23"),
            ("Germany", "+49 170 5550123", "170 5550123"),
            ("United States", "+1 415 555 0101", "(415) 555-0101"),
            ("United States", "1-415-555-0101", "415.555.0101"),
            ("United Kingdom", "+44 20 7946 0958", "020 7946 0958"),
            ("United Kingdom", "+447700900123", "07700 900 123"),
            ("Israel", "+972 50 000 0000", "050-0000000"),
            ("Italy", "+39 06 5550 1234", "06 5550 1234"),
            ("Italy", "+39 (0)6 5550 1234", "06 55501234"),
            ("Italy", "+39 347 555 0123", "347 5550123"),
            ("San Marino", "+378 0549 885555", "0549 885555"),
            ("France", "+33 6 12 34 56 78", "06 12 34 56 78"),
            ("Brazil", "+55 11 91234-5678", "(11) 91234-5678"),
            ("Brazil", "+55 11 91234-5678", "011 91234-5678"),
            ("Hungary", "+36 30 123 4567", "06 30 123 4567"),
        ] {
            assert_eq!(told(one, other), Same::Certainly, "{country}: {one}, {other}");
        }
    }

    #[test]
    fn few_digits_in_common_are_enough_to_ask_and_fewer_are_none() {
        for (one, other, same) in [
            ("+47 912 34 567", "912 34 567", Same::Perhaps),
            ("+354 555 0101", "555 0101", Same::Perhaps),
            ("+298 555 010", "555 010", Same::No),
            ("+298 555 010", "00298 555010", Same::Certainly),
            ("0 55 50 10", "55 50 10", Same::No),
        ] {
            assert_eq!(told(one, other), same, "{one}, {other}");
        }
    }

    #[test]
    fn two_of_one_form_are_one_only_if_all_digits_agree() {
        for (one, other) in [
            ("+49 170 5550123", "+43 170 5550123"),
            // The end of a German number is a whole American one.
            ("+49 1702 5550123", "+1 702 555 0123"),
            ("0170 5550123", "040 170 5550123"),
            ("0170 5550123", "040 0170 5550123"),
            ("+1 705 550123", "01705550123"),
            // No country has a code of four digits.
            ("+4912 170 5550123", "0170 5550123"),
            ("+491 2345 6789 012345", "02345 6789 012345"),
        ] {
            assert_eq!(told(one, other), Same::No, "{one}, {other}");
        }
        assert_eq!(told("0170 5550123", "170 5550123"), Same::Certainly, "both are national");
    }

    #[test]
    fn what_has_an_extension_and_a_service_is_no_number() {
        for text in ["+1 415 555 0101 ext. 12", "+49 30 5550100 x12", "110", "112", "911"] {
            assert_eq!(backwards(text), "", "{text}");
        }
        assert_eq!(told("11833", "+49 11833"), Same::No, "information");
    }
}
