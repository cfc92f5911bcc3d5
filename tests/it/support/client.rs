//! A small browser: keeps cookies, follows no redirect by itself, reads pages.

use std::cell::RefCell;
use std::collections::BTreeMap;

use scraper::{Html, Selector};

pub struct Browser {
    base: String,
    agent: ureq::Agent,
    pub cookies: RefCell<BTreeMap<String, String>>,
    pub headers: RefCell<Vec<(String, String)>>,
}

impl Browser {
    pub fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
            .build();
        Self {
            base: base.to_owned(),
            agent: config.into(),
            cookies: RefCell::default(),
            headers: RefCell::default(),
        }
    }

    /// The same person in the same browser: a copy of the cookies.
    pub fn copy(&self) -> Self {
        let copy = Self::new(&self.base);
        copy.cookies.replace(self.cookies.borrow().clone());
        copy
    }

    pub fn get(&self, path: &str) -> Answer {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        for (name, value) in self.all_headers() {
            request = request.header(name, value);
        }
        self.keep(request.call().unwrap())
    }

    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.post_body(path, "application/x-www-form-urlencoded", body.as_bytes())
    }

    /// The answer, or nothing if the server went away.
    pub fn try_post(&self, path: &str, form: &[(&str, &str)]) -> Option<Answer> {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = self.agent.post(format!("{}{path}", self.base));
        request = request.header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in self.all_headers() {
            request = request.header(name, value);
        }
        request.send(body.as_bytes()).ok().map(|response| self.keep(response))
    }

    pub fn post_json(&self, path: &str, json: &serde_json::Value) -> Answer {
        self.post_body(path, "application/json", json.to_string().as_bytes())
    }

    pub fn post_body(&self, path: &str, kind: &str, body: &[u8]) -> Answer {
        let mut request = self.agent.post(format!("{}{path}", self.base)).header("content-type", kind);
        for (name, value) in self.all_headers() {
            request = request.header(name, value);
        }
        self.keep(request.send(body).unwrap())
    }

    /// Posts and follows the redirect that a successful form answers with.
    pub fn submit(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, form);
        assert_eq!(answer.status, 303, "POST {path}: {}", answer.summary());
        self.get(&answer.location())
    }

    fn all_headers(&self) -> Vec<(String, String)> {
        let mut headers = self.headers.borrow().clone();
        let cookies = self.cookies.borrow();
        if !cookies.is_empty() {
            let line = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
            headers.push(("cookie".into(), line));
        }
        headers
    }

    fn keep(&self, response: ureq::http::Response<ureq::Body>) -> Answer {
        let (parts, mut body) = response.into_parts();
        let mut cookies = self.cookies.borrow_mut();
        for line in parts.headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if line.contains("Max-Age=0") || value.is_empty() {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = body.with_config().limit(100_000_000).read_to_vec().unwrap();
        Answer { status: parts.status.as_u16(), headers: parts.headers, bytes }
    }
}

pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    pub fn location(&self) -> String {
        self.header("location").to_owned()
    }

    pub fn html(&self) -> Html {
        Html::parse_document(&self.text())
    }

    /// The text of every element that a selector finds.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let wanted = Selector::parse(selector).unwrap();
        let html = self.html();
        html.select(&wanted)
            .map(|e| e.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// The visible text of the whole page.
    pub fn words(&self) -> String {
        self.all("body").join(" ")
    }

    /// The error beside the field of that name.
    pub fn error(&self, field: &str) -> String {
        self.all(&format!("#f-{field}-error")).join(" ")
    }

    /// The value that a field shows.
    pub fn value(&self, field: &str) -> String {
        let html = self.html();
        let find = |s: &str| {
            Selector::parse(s).ok().and_then(|s| {
                html.select(&s)
                    .next()
                    .map(|e| (e.attr("value").map(str::to_owned), e.text().collect::<String>()))
            })
        };
        if let Some((value, _)) = find(&format!("input[name=\"{field}\"]")) {
            return value.unwrap_or_default();
        }
        if let Some((value, _)) = find(&format!("select[name=\"{field}\"] option[selected]")) {
            return value.unwrap_or_default();
        }
        find(&format!("textarea[name=\"{field}\"]"))
            .map(|(_, text)| text.trim().to_owned())
            .unwrap_or_default()
    }

    pub fn summary(&self) -> String {
        let errors = self.all("[id$=-error], [role=alert]").join(" | ");
        format!("{} {} {}", self.status, self.all("h1").join(" "), errors)
    }

    #[track_caller]
    pub fn assert_status(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.summary());
        self
    }

    #[track_caller]
    pub fn assert_says(&self, words: &str) -> &Self {
        let page = self.words();
        assert!(page.contains(words), "\"{words}\" is not in: {page}");
        self
    }

    #[track_caller]
    pub fn assert_silent_on(&self, words: &str) -> &Self {
        assert!(!self.text().contains(words), "\"{words}\" is on the page");
        self
    }
}
