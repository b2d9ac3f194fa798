//! A device's id as people read it to each other: a check character after each 13 characters, in groups of seven.
//!
//! The check is Luhn's, modulo 32: from the check character leftwards every second value counts twice, and a value
//! beyond 31 gives its overflow back. Any one wrong character is noticed, and so is any swap of two neighbours but `0`
//! with `z`. Syncthing shows its ids in this way; its check runs in the other direction.

use super::{IdError, base32};

/// Characters under one check character.
const CHECKED: usize = 13;
/// Characters of one check and what it covers: two groups.
const UNIT: usize = CHECKED + 1;
/// Characters between two dashes.
const GROUP: usize = UNIT / 2;
/// Characters of the plain form, which has no checks.
const PLAIN: usize = 52;
/// Characters of the spoken form without its dashes.
const SPOKEN: usize = PLAIN / CHECKED * UNIT;
const GROUPS: usize = SPOKEN / GROUP;

/// The spoken form of a plain one: eight groups of seven characters, with dashes.
pub fn of_plain(plain: &str) -> String {
    let values: Vec<u32> = plain.chars().filter_map(|it| base32::value(it).ok()).collect();
    let mut characters = Vec::with_capacity(SPOKEN);
    for covered in values.chunks(CHECKED) {
        characters.extend(covered.iter().map(|value| base32::character(*value)));
        characters.push(base32::character(check(covered)));
    }
    let groups: Vec<String> =
        characters.chunks(GROUP).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// The plain form of what somebody typed, in either form, with dashes and spaces anywhere.
///
/// # Errors
/// What is wrong, and where: [`IdError::Group`] for one of eight groups that is too long or too short,
/// [`IdError::Mistyped`] where a check character does not fit.
pub fn to_plain(typed: &str) -> Result<String, IdError> {
    let groups: Vec<&str> = typed.split(is_separator).filter(|group| !group.is_empty()).collect();
    let characters: Vec<char> = groups.iter().flat_map(|group| group.chars()).collect();
    match characters.len() {
        PLAIN => Ok(characters.into_iter().collect()),
        SPOKEN => checked(&characters),
        found => Err(wrong_length(&groups, found)),
    }
}

fn is_separator(character: char) -> bool {
    character == '-' || character.is_whitespace()
}

fn checked(characters: &[char]) -> Result<String, IdError> {
    let mut plain = String::with_capacity(PLAIN);
    for unit in characters.chunks(UNIT) {
        let values: Vec<u32> =
            unit.iter().map(|it| base32::value(*it)).collect::<Result<_, _>>()?;
        if values.split_last().is_some_and(|(last, covered)| *last != check(covered)) {
            let (one, two) = unit.split_at(GROUP);
            let groups = [one, two].map(|group| group.iter().collect::<String>()).join("-");
            return Err(IdError::Mistyped { groups });
        }
        plain.extend(unit.iter().take(CHECKED));
    }
    Ok(plain)
}

/// Names the group that is too long or too short, where it is the only one.
fn wrong_length(groups: &[&str], found: usize) -> IdError {
    let mut odd = groups.iter().enumerate().filter(|(_, group)| group.chars().count() != GROUP);
    match (groups.len(), odd.next(), odd.next()) {
        (GROUPS, Some((at, group)), None) => {
            let found = group.chars().count();
            IdError::Group { number: at + 1, group: (*group).to_owned(), expected: GROUP, found }
        }
        _ => IdError::DeviceLength { found },
    }
}

/// The value that makes a weighted sum of all of them divisible by 32.
fn check(covered: &[u32]) -> u32 {
    let weighted = covered.iter().rev().enumerate().map(|(at, value)| match at % 2 {
        0 => value * 2 / 32 + value * 2 % 32,
        _ => *value,
    });
    (32 - weighted.sum::<u32>() % 32) % 32
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::id::{DeviceId, IdError};

    fn devices() -> impl Iterator<Item = DeviceId> {
        let hashed = (0u8..8).map(|n| DeviceId::from_bytes(*blake3::hash(&[n]).as_bytes()));
        hashed.chain([[0; 32], [255; 32]].map(DeviceId::from_bytes))
    }

    /// Which two groups, counted from 0, hold the character at this place of the spoken form.
    fn pair_at(spoken: &str, place: usize) -> String {
        let at = place / 16 * 16;
        spoken[at..at + 15].to_owned()
    }

    #[test]
    fn a_device_id_reads_back_from_its_spoken_and_from_its_plain_form() {
        for device in devices() {
            let spoken = device.spoken();
            assert_eq!(spoken.len(), 63, "{spoken}");
            assert!(spoken.split('-').all(|group| group.len() == 7), "{spoken}");
            for form in [
                device.to_string(),
                spoken.to_uppercase(),
                spoken.replace('-', " "),
                spoken.replace('-', ""),
                format!(" {}\n", spoken.replace('0', "O").replace('1', "l")),
                spoken,
            ] {
                assert_eq!(form.parse::<DeviceId>().unwrap(), device, "{form}");
            }
        }
        let known = DeviceId::from_bytes([0; 32]).spoken();
        assert_eq!(known, ["0000000"; 8].join("-"));
        let device: DeviceId =
            "0123456789abc0000000000000zzzzzzzzzzzzz0000000000000".parse().unwrap();
        assert_eq!(
            device.spoken(),
            "0123456-789abc8-0000000-0000000-zzzzzzz-zzzzzzd-0000000-0000000"
        );
        assert_eq!(device.spoken_start(), "0123456-789abc8");
    }

    #[test]
    fn every_single_mistyped_character_is_caught_and_its_groups_named() {
        for device in devices() {
            let spoken = device.spoken();
            for (place, right) in spoken.char_indices().filter(|(_, it)| *it != '-') {
                for wrong in "0123456789abcdefghjkmnpqrstvwxyz".chars().filter(|it| *it != right) {
                    let mut typed = spoken.clone();
                    typed.replace_range(place..=place, &wrong.to_string());
                    let groups = pair_at(&typed, place);
                    assert_eq!(typed.parse::<DeviceId>(), Err(IdError::Mistyped { groups }));
                }
            }
        }
    }

    #[test]
    fn every_swap_of_neighbours_is_caught_but_that_of_0_and_z() {
        for device in devices() {
            let spoken = device.spoken().replace('-', "");
            for (place, pair) in spoken.as_bytes().windows(2).enumerate() {
                let mut typed = spoken.clone().into_bytes();
                typed.swap(place, place + 1);
                let typed = String::from_utf8(typed).unwrap().parse::<DeviceId>();
                let is_inside = place % 14 != 13;
                if pair[0] == pair[1] || (is_inside && matches!(pair, b"0z" | b"z0")) {
                    assert!(typed.is_ok() || pair[0] != pair[1], "{pair:?} at {place}");
                } else {
                    assert!(matches!(typed, Err(IdError::Mistyped { .. })), "{pair:?} at {place}");
                }
            }
        }
    }

    #[test]
    fn a_group_that_is_too_short_is_named_and_other_lengths_are_counted() {
        let spoken = DeviceId::from_bytes([7; 32]).spoken();
        let third: String = spoken.chars().skip(16).take(6).collect();
        let short = format!("{}{}", &spoken[..22], &spoken[23..]);
        let wrong = short.parse::<DeviceId>().unwrap_err();
        assert_eq!(wrong, IdError::Group { number: 3, group: third, expected: 7, found: 6 });
        let wrong = "abc".parse::<DeviceId>().unwrap_err();
        assert_eq!(wrong, IdError::DeviceLength { found: 3 });
        let letter = spoken.replacen(|_| true, "u", 1);
        assert_eq!(letter.parse::<DeviceId>(), Err(IdError::Character('u')));
    }
}
