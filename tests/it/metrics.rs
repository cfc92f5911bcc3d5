//! `/metrics`: who may read it, and that it names nobody.

use crate::support::TestApp;

#[test]
fn without_a_token_only_this_machine_reads_it() {
    let app = TestApp::start();
    let prometheus = app.visitor();
    let answer = prometheus.get("/metrics");
    answer.assert_status(200);
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    for header in ["x-forwarded-for", "forwarded", "x-real-ip"] {
        let proxied = app.visitor();
        proxied.headers.borrow_mut().push((header.into(), "203.0.113.5".into()));
        proxied.get("/metrics").assert_status(404);
    }
}

#[test]
fn with_a_token_whoever_knows_it_reads_it() {
    let app = TestApp::start_with(|config| config.metrics_token = Some("let-me-see".into()));
    let ask = |authorization: Option<&str>| {
        let prometheus = app.visitor();
        let mut headers = vec![("x-forwarded-for".to_owned(), "203.0.113.5".to_owned())];
        headers.extend(authorization.map(|value| ("authorization".to_owned(), value.to_owned())));
        prometheus.headers.replace(headers);
        prometheus.get("/metrics").status
    };
    assert_eq!(ask(Some("Bearer let-me-see")), 200);
    for wrong in
        [None, Some("Bearer let-me-se"), Some("Bearer "), Some("let-me-see"), Some("Basic let-me-see")]
    {
        assert_eq!(ask(wrong), 404, "{wrong:?}");
    }
    app.visitor().get("/metrics").assert_status(404);
}

#[test]
fn it_counts_requests_by_route_and_jobs_by_state_and_names_nobody() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.get("/contacts/123456789?q=secret-word");
    let text = app.visitor().get("/metrics").text();
    assert!(text.contains("route=\"/login\",status=\"303\"} 1"), "{text}");
    for state in ["queued", "running", "done", "dead"] {
        assert!(text.contains(&format!("clientsync_jobs{{state=\"{state}\"}}")), "{text}");
    }
    for word in ["123456789", "secret-word", "Ann", &shop.email] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}
