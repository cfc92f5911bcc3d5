//! What a browser is called in the list of signed-in devices, and as what it is counted.
//!
//! Pure; uses nothing else of this crate. Families only: versions would tell more about a
//! person than anybody needs.

use woothee::parser::Parser;

/// A browser as far as anything here looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    pub browser: Option<&'static str>,
    pub system: Option<&'static str>,
    /// One of `KINDS`.
    pub kind: &'static str,
    /// A search engine's robot, or another program that reads pages.
    pub is_robot: bool,
}

pub const KINDS: [&str; 4] = ["computer", "phone", "tablet", "other"];

pub fn read(user_agent: &str) -> Device {
    let shown: String = user_agent.chars().take(LONGEST).collect();
    // Every browser has called itself that since the nineties; libraries have no reason to.
    let is_browser = shown.starts_with("Mozilla/") || shown.starts_with("Opera/");
    let Some(found) = Parser::new().parse(&shown) else {
        return Device { browser: None, system: None, kind: "other", is_robot: !is_browser };
    };
    Device {
        browser: browser(found.name),
        system: system(found.os),
        kind: kind(found.category, found.os),
        is_robot: !is_browser || found.category == "crawler" || found.name == "HTTP Library",
    }
}

/// "Firefox on Windows", from the `User-Agent` header.
pub fn label(user_agent: &str) -> String {
    let Device { browser, system, .. } = read(user_agent);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("{UNKNOWN} on {system}"),
        (None, None) => UNKNOWN.to_owned(),
    }
}

fn kind(category: &str, system: &str) -> &'static str {
    match (category, system) {
        (_, "iPad") => "tablet",
        ("pc", _) => "computer",
        ("smartphone" | "mobilephone", _) => "phone",
        _ => "other",
    }
}

const UNKNOWN: &str = "Unknown browser";
/// Real ones are under 300 characters; the header is a stranger's text.
const LONGEST: usize = 512;

/// The library's list also holds crawlers and old phones, which nobody signs in with.
fn browser(name: &str) -> Option<&'static str> {
    Some(match name {
        "Firefox" => "Firefox",
        "Chrome" => "Chrome",
        "Safari" => "Safari",
        "Edge" => "Edge",
        "Opera" => "Opera",
        "Vivaldi" => "Vivaldi",
        "SamsungBrowser" => "Samsung Internet",
        "Yandex Browser" => "Yandex Browser",
        "Internet Explorer" => "Internet Explorer",
        "Google Search App" => "Google app",
        "Webview" => "In-app browser",
        _ => return None,
    })
}

fn system(name: &str) -> Option<&'static str> {
    Some(match name {
        "Windows Phone OS" => "Windows Phone",
        "Mac OSX" | "Mac OS Classic" => "Mac",
        "iPhone" => "iPhone",
        "iPad" => "iPad",
        "iPod" | "iOS" => "iOS",
        "Android" => "Android",
        "ChromeOS" => "ChromeOS",
        "Linux" => "Linux",
        "BSD" => "BSD",
        name if name.starts_with("Windows") => "Windows",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn browsers_people_use() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
                "Firefox on Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
                "Safari on Mac",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome on ChromeOS",
            ),
            (
                "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
                "Firefox on Linux",
            ),
        ] {
            assert_eq!(label(user_agent), name);
        }
    }

    #[test]
    fn robots_are_told_from_people() {
        for robot in [
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
            "curl/8.5.0",
            "python-requests/2.32",
        ] {
            assert!(read(robot).is_robot, "{robot}");
        }
        let phone = read(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
        );
        assert_eq!((phone.kind, phone.is_robot), ("phone", false));
    }

    #[test]
    fn strangers_have_a_name_too() {
        for user_agent in ["", "-", "curl/8.5.0", "<script>alert(1)</script>", "\u{0}"] {
            assert_eq!(label(user_agent), "Unknown browser", "{user_agent}");
        }
    }

    proptest! {
        #[test]
        fn never_echoes_the_header(user_agent in any::<String>()) {
            prop_assert!(label(&user_agent).chars().all(|c| c.is_ascii_alphabetic() || c == ' ' || c == '-'));
        }
    }
}
