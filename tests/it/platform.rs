//! The platform under the features: answers, headers, cookies, the inventory gate.

use crate::support::TestApp;

#[test]
fn an_unknown_address_is_a_page_with_a_request_number() {
    let app = TestApp::start();
    let answer = app.visitor().get("/nothing-here");
    answer.assert_status(404).assert_says("This page is not here");
    let id = answer.header("x-request-id").to_owned();
    assert_eq!(id.len(), 16);
    answer.assert_says(&id);
}

#[test]
fn a_first_visit_sets_no_cookie() {
    let app = TestApp::start();
    let answer = app.visitor().get("/nothing-here");
    assert!(answer.headers.get("set-cookie").is_none());
}
