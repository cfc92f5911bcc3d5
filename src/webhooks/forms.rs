//! The form of a new webhook, checked.

use url::Url;

use super::model::Area;
use crate::web::{Check, FormState, Input};

pub struct NewWebhook {
    pub url: String,
    pub areas: Vec<Area>,
}

pub fn new_webhook(input: &Input, is_production: bool) -> Result<NewWebhook, FormState> {
    let mut check = Check::new(input);
    let url = check.parse("url", |typed| address(typed, is_production));
    let areas: Vec<Area> = Area::ALL.iter().copied().filter(|area| input.checked(area.word())).collect();
    if areas.is_empty() {
        check.fail("areas", "Choose at least one.");
    }
    check.finish(|| Some(NewWebhook { url: url?, areas }))
}

/// Where it leads is checked again at each call, when the name has become an address.
fn address(typed: &str, is_production: bool) -> Result<String, &'static str> {
    const WRONG: &str = "Enter a web address that begins with https://.";
    if typed.chars().count() > 500 {
        return Err("Use at most 500 characters.");
    }
    let url = Url::parse(typed).map_err(|_| WRONG)?;
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
    match url.scheme() {
        "https" if is_here => return Err("This address is inside our own network."),
        "https" => {}
        "http" if !is_production && is_here => {}
        _ => return Err(WRONG),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("Leave out the name and password; the signature tells that a message is ours.");
    }
    Ok(url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_taken() {
        for (typed, fits) in [
            ("https://example.com/hook?x=1", true),
            ("https://example.com:8443/", true),
            ("http://example.com/hook", false),
            ("ftp://example.com/", false),
            ("https://user:word@example.com/", false),
            ("https://localhost/", false),
            ("javascript:alert(1)", false),
            ("", false),
        ] {
            assert_eq!(address(typed, true).is_ok(), fits, "{typed}");
        }
        assert!(address("http://127.0.0.1:9000/", false).is_ok());
        assert!(address("http://127.0.0.1:9000/", true).is_err());
    }
}
