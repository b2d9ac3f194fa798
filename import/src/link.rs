use super::property::Property;
use super::text::one_line;

/// Properties of single services, and the scheme that makes an address of a bare name.
const SERVICES: [(&str, &str, &str); 14] = [
    ("X-AIM", "aim", "aim:"),
    ("X-ICQ", "icq", "icq:"),
    ("X-JABBER", "jabber", "xmpp:"),
    ("X-GTALK", "google talk", "xmpp:"),
    ("X-GOOGLE-TALK", "google talk", "xmpp:"),
    ("X-MSN", "msn", "msnim:"),
    ("X-YAHOO", "yahoo", "ymsgr:"),
    ("X-SKYPE", "skype", "skype:"),
    ("X-SKYPE-USERNAME", "skype", "skype:"),
    ("X-QQ", "qq", "qq:"),
    ("X-MATRIX", "matrix", "matrix:"),
    ("X-LINKEDIN", "linkedin", "https://www.linkedin.com/in/"),
    ("X-TWITTER", "twitter", "https://twitter.com/"),
    ("X-MASTODON", "mastodon", ""),
];

/// Schemes that run or read something on the device that opens them: such an address is never made a link.
const NEVER_OPENED: [&str; 8] =
    ["javascript", "vbscript", "data", "blob", "file", "filesystem", "about", "view-source"];

/// An address to open and its label, from a web page, a messenger or a social profile; none where the property is none
/// of these or its address should not be opened.
pub fn link(property: &Property, label: String) -> Option<(String, String)> {
    let text = one_line(&property.text());
    let (address, service) = match property.name.as_str() {
        "URL" | "CONTACT-URI" => (text, None),
        "IMPP" | "X-SOCIALPROFILE" | "SOCIALPROFILE" => {
            let named = property.parameter("x-service-type").or(property.parameter("service-type"));
            let user = property.parameter("x-user").or(property.parameter("username"));
            let address = if text.is_empty() { user.map(one_line)? } else { text };
            (address, named.map(str::to_lowercase))
        }
        name if !text.is_empty() => {
            let (_, service, scheme) = SERVICES.iter().find(|(property, ..)| *property == name)?;
            let address = if text.contains([':', '/']) { text } else { format!("{scheme}{text}") };
            (address, Some((*service).to_owned()))
        }
        _ => return None,
    };
    if !may_open(&address) {
        return None;
    }
    let label = match service {
        Some(service) => service,
        None if label.is_empty() && is_linkedin(&address) => "linkedin".to_owned(),
        None => label,
    };
    Some((address, label))
}

fn may_open(address: &str) -> bool {
    let bare: String = address.chars().filter(|c| !c.is_whitespace()).collect();
    let scheme =
        bare.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap_or_default();
    !bare.is_empty() && !NEVER_OPENED.contains(&scheme.as_str())
}

fn is_linkedin(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest).to_ascii_lowercase();
    host == "linkedin.com" || host.ends_with(".linkedin.com")
}
