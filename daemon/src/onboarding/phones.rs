//! How far each phone is that reads the steps, as this laptop sees it: what it asked for, and whether its TLS takes us.

use super::agent::{Agent, Browser, System};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Addresses that are kept; of more, the one that is least far is forgotten.
const KEPT: usize = 4;

/// How far a phone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// It has opened the steps.
    Reading,
    /// It has the certificate.
    Fetched,
    /// It has the certificate, and its TLS refuses us all the same: it does not trust it yet.
    Refused,
    /// It has asked for something over TLS, under our name.
    Trusted,
    /// It has asked for the page over TLS.
    Opened,
}

/// A phone, or whatever else asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    pub address: String,
    #[serde(flatten)]
    pub agent: Agent,
    pub step: Step,
}

/// Those that have been seen since the code is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phones(Vec<Phone>);

impl Phones {
    /// Notes what an address did; true if anything is new by that. `agent` is what its browser calls itself, where that
    /// was said. Nobody is noted for the first time by what happens in TLS: other laptops use that, too.
    pub fn note(&mut self, address: IpAddr, step: Step, agent: Option<Agent>) -> bool {
        let address = address.to_canonical().to_string();
        let Some(known) = self.0.iter_mut().find(|phone| phone.address == address) else {
            if matches!(step, Step::Refused | Step::Trusted) {
                return false;
            }
            self.make_room();
            self.0.push(Phone { address, agent: agent.unwrap_or_default(), step });
            return true;
        };
        let before = known.clone();
        // Who does not have the certificate yet refuses us for that reason alone.
        if step > known.step && (step != Step::Refused || known.step == Step::Fetched) {
            known.step = step;
        }
        // What fetches a file may call itself otherwise than what shows the steps.
        if let Some(agent) = agent
            && (known.agent.system == System::Other || known.agent.browser == Browser::Other)
            && agent.system != System::Other
        {
            known.agent = agent;
        }
        *known != before
    }

    pub fn iter(&self) -> impl Iterator<Item = &Phone> {
        self.0.iter()
    }

    fn make_room(&mut self) {
        if self.0.len() < KEPT {
            return;
        }
        let least = self.0.iter().enumerate().min_by_key(|(at, phone)| (phone.step, *at));
        if let Some((at, _)) = least {
            self.0.remove(at);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn ip(last: u8) -> IpAddr {
        IpAddr::from([192, 168, 1, last])
    }

    fn steps(phones: &Phones) -> Vec<(String, Step)> {
        phones.iter().map(|phone| (phone.address.clone(), phone.step)).collect()
    }

    #[test]
    fn a_phone_goes_forward_only_and_is_refused_only_once_it_has_the_certificate() {
        let mut phones = Phones::default();
        let mut note = |step| (phones.note(ip(7), step, None), phones.0.first().map(|it| it.step));
        assert_eq!(note(Step::Refused), (false, None), "it never read the steps");
        assert_eq!(note(Step::Trusted), (false, None), "a laptop that joins uses TLS, too");
        assert_eq!(note(Step::Reading), (true, Some(Step::Reading)));
        assert_eq!(note(Step::Refused), (false, Some(Step::Reading)), "of course it does not");
        assert_eq!(note(Step::Fetched), (true, Some(Step::Fetched)));
        assert_eq!(note(Step::Reading), (false, Some(Step::Fetched)));
        assert_eq!(note(Step::Refused), (true, Some(Step::Refused)));
        assert_eq!(note(Step::Refused), (false, Some(Step::Refused)));
        assert_eq!(note(Step::Trusted), (true, Some(Step::Trusted)));
        assert_eq!(note(Step::Refused), (false, Some(Step::Trusted)));
        assert_eq!(note(Step::Opened), (true, Some(Step::Opened)));
    }

    #[test]
    fn addresses_without_end_take_no_memory_and_push_out_nobody_who_is_further() {
        let mut phones = Phones::default();
        phones.note(ip(7), Step::Fetched, None);
        for last in 100..=200 {
            assert!(phones.note(ip(last), Step::Reading, None));
        }
        assert_eq!(phones.0.len(), KEPT);
        assert_eq!(steps(&phones)[0], ("192.168.1.7".to_owned(), Step::Fetched));
        assert_eq!(steps(&phones)[3], ("192.168.1.200".to_owned(), Step::Reading));
    }

    #[test]
    fn an_address_of_version_4_is_one_however_it_is_written() {
        let mut phones = Phones::default();
        let mapped: IpAddr = "::ffff:192.168.1.7".parse().unwrap();
        phones.note(mapped, Step::Reading, None);
        phones.note(ip(7), Step::Fetched, None);
        assert_eq!(steps(&phones), [("192.168.1.7".to_owned(), Step::Fetched)]);
    }
}
