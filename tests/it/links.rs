//! No public page leads nowhere: every link on it answers, and every foreign one is marked.

use std::collections::BTreeSet;

use crate::support::TestApp;

const START: &[&str] = &["/", "/login", "/signup", "/w/anns-shop/privacy"];

#[test]
fn every_link_of_the_public_pages_answers() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let business = shop.get("/workspace").value("slug");
    let visitor = app.visitor();
    let mut waiting: Vec<String> = START.iter().map(|path| path.replace("anns-shop", &business)).collect();
    let mut seen = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let answer = visitor.get(&path);
        assert!(answer.status < 400, "{path} answers {}", answer.status);
        let html = answer.html();
        let links = scraper::Selector::parse("a[href]").unwrap();
        for link in html.select(&links) {
            let href = link.attr("href").unwrap();
            if href.starts_with("http") {
                let rel = link.attr("rel").unwrap_or_default();
                assert!(rel.contains("noopener") && rel.contains("noreferrer"), "{href} on {path}");
            } else if let Some(id) = href.strip_prefix('#') {
                let target = scraper::Selector::parse(&format!("[id='{id}']")).unwrap();
                assert!(html.select(&target).next().is_some(), "#{id} on {path}");
            } else if href.starts_with('/') && !href.starts_with("/dev/") {
                waiting.push(href.split('#').next().unwrap().to_owned());
            }
        }
    }
    for page in
        ["/privacy", "/terms", "/dpa", "/cookies", "/retention", "/subprocessors", "/security", "/proof"]
    {
        assert!(seen.contains(page), "nothing leads to {page}");
    }
}
