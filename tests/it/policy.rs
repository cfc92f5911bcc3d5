//! The policies: what they say of this installation, their versions, and the operator's additions.

use clientsync::db::Unscoped;
use clientsync::operator::appoint;
use clientsync::privacy::policy::publish_changes;
use sha2::{Digest, Sha256};
use time::macros::date;
use time::{Date, Duration};

use crate::support::{Answer, Shop, TestApp};

fn today(app: &TestApp) -> Date {
    app.services.clock.now().date()
}

fn operator(app: &TestApp) -> Shop<'_> {
    let shop = app.shop("Olga");
    let now = app.services.clock.now();
    app.services.db.write_now(|conn| appoint::promote(&mut Unscoped::new(conn, now), shop.user_id)).unwrap();
    shop
}

/// A processor as the register holds one, in use from `from` on.
fn add_processor(app: &TestApp, name: &str, from: Date) {
    let now = app.services.clock.now();
    let sql = format!(
        "INSERT INTO processors (name, name_key, purpose, data, hosts, countries, stores_data, safeguard, agreement, \
         agreed_on, vetting, review_on, policy_url, required, functions, emergency, version, created_at, updated_at, \
         announced_at, effective_on, retired_at) VALUES ('{name}', '{}', 'Finds failures', 'Kind of failure', \
         'errors.example', 'Ireland', FALSE, 'EEA', 'DPA 1', NULL, 'Checked', NULL, '', FALSE, 'None', '', 1, \
         '{now}', '{now}', '{now}', '{from}', NULL)",
        name.to_lowercase(),
        now = format_args!("{} {:02}:{:02}:00", now.date(), now.hour(), now.minute()),
    );
    app.services
        .db
        .write_now(|conn| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(sql), conn)?))
        .unwrap();
}

/// The stored text within a page that shows a version.
fn body(page: &Answer) -> String {
    let text = page.text();
    let start = text.find("<div class=\"legal__body\">").unwrap();
    let end = text.rfind("</article>").unwrap();
    text[start..end].trim_end().to_owned()
}

fn shown_hash(page: &Answer) -> String {
    let wanted = scraper::Selector::parse(".legal__hash code").unwrap();
    page.html().select(&wanted).next().unwrap().attr("title").unwrap().to_owned()
}

#[test]
fn the_policy_names_its_day_its_controller_and_its_hosts() {
    let app = TestApp::start_with(|config| {
        let own = &mut config.installation;
        own.controller = "Lund & Sons Ltd".into();
        own.address = "7 Harbour Road, Cork".into();
        own.privacy_email = "privacy@lund.test".into();
        own.storage_country = "Ireland".into();
        own.policy_effective = Some(date!(2026 - 01 - 15));
    });
    for path in ["/privacy", "/terms", "/dpa"] {
        let page = app.visitor().get(path);
        page.assert_status(200).assert_says("Lund & Sons Ltd").assert_says("7 Harbour Road, Cork");
        page.assert_says("privacy@lund.test").assert_says("127.0.0.1");
        assert!(page.text().contains("Effective: 2026-01-15"), "{path}");
    }
    app.visitor().get("/privacy").assert_says("Data is stored in: Ireland.");
    app.visitor().get("/dpa").assert_says("The data is stored in: Ireland.");
}

#[test]
fn every_sentence_of_the_policies_is_covered() {
    let app = TestApp::start();
    let page = app.visitor().get("/privacy");
    for words in [
        "It applies to the use of ClientSync at",
        "e-mail address, a password and, if you like, a phone number",
        "name, industry and time zone",
        "stored only as a hash",
        "payments will be processed by third parties",
        "We do not store full card numbers",
        "are customer data",
        "device, operating system and browser",
        "__Host-id",
        "Contract: to deliver the service",
        "Legitimate interests: security and the improvement of the product",
        "We do not sell personal information",
        "on that business’s instructions alone",
        "responsible for lawful contact lists, consent and honouring opt-outs",
        "STOP and UNSUBSCRIBE",
        "You can control cookies in your browser",
        "Essential cookies are required for signing in",
        "Account data is kept while your account and your business’s workspace are active",
        "for as long as needed to provide the service",
        "resolve disputes, and enforce our agreements",
        "No method is completely secure",
        "under the safeguards named for each processor",
        "United States (including CCPA and CPRA)",
        "access, correction, deletion, restriction or portability",
        "We verify who you are before we answer",
        "complain to your data-protection authority",
        "that business is the controller: please direct your inquiry to it",
        "opting out may make it difficult or impossible to provide the service",
        "not directed to children under 13",
        "not a HIPAA-compliant EHR or EMR",
        "A2P 10DLC, toll-free verification",
        "governed by their own policies",
        "We make no automated decisions",
        "We may update this policy from time to time",
        "Material changes are communicated through the service and by e-mail",
    ] {
        page.assert_says(words);
    }
}

#[test]
fn the_authorities_and_ages_are_named_by_country() {
    let app = TestApp::start();
    let page = app.visitor().get("/privacy");
    for authority in [
        "BfDI",
        "CNIL",
        "Data Protection Commission",
        "Information Commissioner’s Office",
        "California Privacy Protection Agency",
        "Colorado Attorney General",
    ] {
        page.assert_says(authority);
    }
    page.assert_says("Germany: 16").assert_says("United Kingdom: 13").assert_says("from 13 to 16");
    let html = page.html();
    let foreign = scraper::Selector::parse(".legal a[href^=http]").unwrap();
    assert!(html.select(&foreign).count() > 10);
    for link in html.select(&foreign) {
        assert_eq!(link.attr("rel"), Some("noopener noreferrer nofollow"));
        assert_eq!(link.attr("class"), Some("external"));
    }
}

#[test]
fn the_contents_lead_to_every_section() {
    let app = TestApp::start();
    for path in ["/privacy", "/terms", "/dpa"] {
        let html = app.visitor().get(path).html();
        let links = scraper::Selector::parse(".legal__contents a").unwrap();
        let led: Vec<_> = html.select(&links).map(|a| a.attr("href").unwrap()[1..].to_owned()).collect();
        let headings = scraper::Selector::parse(".legal__text h2:not(.legal__brief-title)").unwrap();
        let there: Vec<_> = html.select(&headings).map(|h| h.attr("id").unwrap().to_owned()).collect();
        assert!(there.len() > 8, "{path}");
        assert_eq!(led, there, "{path}");
        let inside = scraper::Selector::parse(".legal__text a[href^='#']").unwrap();
        for link in html.select(&inside) {
            assert!(there.iter().any(|id| format!("#{id}") == link.attr("href").unwrap()), "{path}");
        }
    }
}

#[test]
fn a_new_processor_is_announced_and_the_old_text_holds_until_its_day() {
    let app = TestApp::start();
    let before = app.visitor().get("/privacy");
    let (first, hash) = (body(&before), shown_hash(&before));
    before.assert_says("Version 1").assert_says("no other company receives personal data");

    let notice = app.services.config.installation.notice_days;
    let day = today(&app) + Duration::days(notice.into());
    add_processor(&app, "Watcher", day);
    publish_changes(&app.services).unwrap();

    let now = app.visitor().get("/privacy");
    assert_eq!(body(&now), first, "the announced version does not hold yet");
    now.assert_says("Version 1").assert_says(&format!("Version 2 takes effect on {day}."));
    now.assert_says("New processor: Watcher (Ireland).");
    let history = app.visitor().get("/privacy/history");
    history.assert_says("Upcoming").assert_says("Material").assert_says(&hash);
    let changes = app.visitor().get("/privacy/history/privacy/2/changes");
    assert!(changes.all(".difference__added").join(" ").contains("Added We use vetted processors"));
    assert!(changes.all(".difference__removed").join(" ").contains("uses no processors"));

    app.advance(Duration::days(i64::from(notice)));
    let later = app.visitor().get("/privacy");
    later
        .assert_says("Version 2")
        .assert_says("Watcher: Finds failures.")
        .assert_silent_on("takes effect on");
    assert!(later.text().contains(&format!("Effective: {day}")));

    let old = app.visitor().get("/privacy/history/privacy/1");
    assert_eq!(body(&old), first, "a version's text never changes");
    assert_eq!(shown_hash(&old), hash);
}

#[test]
fn each_version_is_found_by_the_digest_of_its_text() {
    let app = TestApp::start();
    for slug in ["privacy", "terms", "dpa"] {
        let page = app.visitor().get(&format!("/privacy/history/{slug}/1"));
        assert_eq!(hex::encode(Sha256::digest(body(&page))), shown_hash(&page), "{slug}");
    }
    app.visitor().get("/privacy/history/privacy/2").assert_status(404);
    app.visitor().get("/privacy/history/privacy/1/changes").assert_status(404);
    app.visitor().get("/privacy/history/other/1").assert_status(404);
}

#[test]
fn nothing_changed_is_no_new_version() {
    let app = TestApp::start();
    publish_changes(&app.services).unwrap();
    app.run_jobs();
    app.visitor().get("/privacy/history/privacy/2").assert_status(404);
}

#[test]
fn a_material_addition_waits_for_its_notice_period() {
    let app = TestApp::start();
    let olga = operator(&app);
    let bea = app.shop("Bea");
    let soon = (today(&app) + Duration::days(3)).to_string();
    let path = "/operator/policies/privacy/add";
    let mut form = vec![
        ("text", "### Cameras\n\nThe shop has **one** camera. <script>alert(1)</script>"),
        ("summary", "A camera is mentioned."),
        ("material", "on"),
        ("effective_on", soon.as_str()),
    ];
    let refused = olga.post(path, &form);
    refused.assert_status(422);
    assert!(refused.error("effective_on").contains("announced 30 days ahead"), "{}", refused.summary());
    assert_eq!(refused.value("summary"), "A camera is mentioned.");
    olga.get("/privacy/history/privacy/2").assert_status(404);

    let day = today(&app) + Duration::days(30);
    let far = day.to_string();
    form[3].1 = &far;
    olga.submit(path, &form).assert_says("The new version is published.").assert_says("Upcoming");
    let told = app.mails();
    for person in [&olga.email, &bea.email] {
        let mails: Vec<_> = told.iter().filter(|mail| &mail.to_email == person).collect();
        assert_eq!(mails.len(), 1, "one mail each");
        assert!(mails[0].text.contains("A camera is mentioned."));
    }
    olga.get("/operator/policies").assert_says("Privacy policy: a new version from");
    app.visitor().get("/privacy").assert_silent_on("Cameras").assert_says(&format!("takes effect on {day}"));
    let new = app.visitor().get("/privacy/history/privacy/2");
    new.assert_says("Additions for this installation")
        .assert_says("Cameras")
        .assert_silent_on("<script>alert");

    let overtaking = [("text", ""), ("summary", "Gone."), ("effective_on", soon.as_str())];
    let refused = olga.post(path, &overtaking);
    assert!(refused.error("effective_on").contains("can’t overtake"), "{}", refused.summary());
    app.advance(Duration::days(30));
    app.visitor().get("/privacy").assert_says("Cameras");
}

#[test]
fn an_addition_needs_a_sentence_and_a_day() {
    let app = TestApp::start();
    let olga = operator(&app);
    let refused =
        olga.post("/operator/policies/terms/add", &[("text", "More."), ("effective_on", "tomorrow")]);
    refused.assert_status(422);
    assert_eq!(refused.error("summary"), "Say in a sentence what changes.");
    assert_eq!(refused.error("effective_on"), "Enter a date like 2026-01-31.");
    assert_eq!(refused.value("text"), "More.");
    olga.get("/operator/policies/nothing/add").assert_status(404);
    app.shop("Ann").get("/operator/policies").assert_status(404);
}

#[test]
fn the_agreement_in_force_is_known_and_an_addition_makes_the_next() {
    let app = TestApp::start();
    let in_force = |day| app.services.standing.facts().agreement_in_force(day).cloned().unwrap();
    let now = today(&app);
    assert_eq!(in_force(now).version, 1);
    assert_eq!(in_force(now).body_hash, shown_hash(&app.visitor().get("/dpa")));
    let olga = operator(&app);
    let form =
        [("text", "Written notice."), ("summary", "Notice in writing."), ("effective_on", &*now.to_string())];
    olga.post("/operator/policies/dpa/add", &form).assert_status(303);
    assert_eq!(in_force(now).version, 2);
    assert_eq!(in_force(now).body_hash, shown_hash(&app.visitor().get("/dpa")));
}

#[test]
fn the_sign_up_form_leads_to_all_three() {
    let app = TestApp::start();
    let page = app.visitor().get("/signup");
    for href in ["/terms", "/dpa", "/privacy"] {
        assert!(page.text().contains(&format!("href=\"{href}\"")), "{href}");
    }
    page.assert_says("data-processing agreement");
}
