//! Development's mail box: readable here, and only in development.

use clientsync::config::{Config, MailTransport, Mode};
use clientsync::mail::Message;

use crate::support::TestApp;
use crate::support::app::runtime;

fn into_folder(config: &mut Config) {
    config.mail.transport = MailTransport::Folder(config.data.join("mail"));
}

fn send(app: &TestApp) {
    let message = Message {
        to_name: "Zoë Müller".into(),
        to_email: "zoe@example.com".into(),
        subject: "Wähle ein neues Passwort".into(),
        text: "Hello Zoë,\n\nopen http://127.0.0.1:8080/password/reset/abc_DEF-123\nwithin an hour.\n".into(),
        html: "<h1>Hello</h1><script>alert(1)</script>".into(),
        envelope: Default::default(),
    };
    runtime().block_on(app.services.mailer.send(&message)).unwrap();
}

/// The address of the one mail that is listed.
fn only_mail(app: &TestApp) -> String {
    let html = app.visitor().get("/dev/mail").html();
    let links = scraper::Selector::parse("a[href^='/dev/mail/']").unwrap();
    let found: Vec<_> = html.select(&links).filter_map(|a| a.attr("href")).map(str::to_owned).collect();
    assert_eq!(found.len(), 1);
    found[0].clone()
}

#[test]
fn a_mail_is_listed_and_shown_with_its_link() {
    let app = TestApp::start_with(into_folder);
    app.visitor().get("/dev/mail").assert_status(200).assert_says("No mail yet");
    send(&app);
    app.visitor().get("/dev/mail").assert_says("Wähle ein neues Passwort").assert_says("zoe@example.com");
    let page = app.visitor().get(&only_mail(&app));
    page.assert_status(200).assert_says("zoe@example.com").assert_says("Hello Zoë,");
    let link = "a[href=\"http://127.0.0.1:8080/password/reset/abc_DEF-123\"]";
    assert_eq!(page.all(link), ["http://127.0.0.1:8080/password/reset/abc_DEF-123"]);
    page.assert_silent_on("<script>alert").assert_says("<script>alert(1)</script>");
}

#[test]
fn it_is_not_there_in_production() {
    let app = TestApp::start_with(|config| {
        into_folder(config);
        config.mode = Mode::Production;
    });
    send(&app);
    for path in ["/dev/mail", "/dev/mail/1-aa", "/dev/style"] {
        app.visitor().get(path).assert_status(404);
    }
}

#[test]
fn it_is_not_there_for_anybody_outside() {
    let app = TestApp::start_with(into_folder);
    send(&app);
    let mail = only_mail(&app);
    let outside = app.visitor();
    outside.headers.borrow_mut().push(("x-forwarded-for".into(), "203.0.113.5".into()));
    for path in ["/dev/mail", &mail, "/dev/style"] {
        outside.get(path).assert_status(404);
    }
}

#[test]
fn it_reads_only_mails() {
    let app = TestApp::start_with(into_folder);
    std::fs::write(app.data().join("outside.eml"), "Subject: no\n\nno").unwrap();
    for id in ["nothing", "..%2Foutside", "..", "%2e%2e%2foutside", "a.eml"] {
        app.visitor().get(&format!("/dev/mail/{id}")).assert_status(404);
    }
    let without_folder = TestApp::start();
    without_folder.visitor().get("/dev/mail").assert_status(404);
}

#[test]
fn the_style_guide_shows_every_component() {
    let app = TestApp::start();
    app.visitor().get("/dev/style").assert_status(200).assert_says("Style guide");
}
