//! The booking page: without JavaScript, without a cookie, without learning or changing anything
//! about anybody.

use clientsync::bookings::catalogue::{Question, QuestionKind};
use clientsync::bookings::public::proof;
use sha2::{Digest, Sha256};
use time::Duration;

use crate::support::bookings::{count, own_page, service};
use crate::support::{Shop, TestApp, contact};

fn open<'a>(app: &'a TestApp) -> (Shop<'a>, i64) {
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    (shop, cut)
}

#[test]
fn the_whole_way_needs_no_script_and_sets_no_cookie() {
    let app = TestApp::start();
    let (shop, cut) = open(&app);
    let ben = shop.staff("Ben");
    shop.works(ben.member_id);
    let colour = shop.offers(service("Colour").minutes(60).by(&[shop.member_id, ben.member_id]));
    let visitor = app.visitor();
    let path = format!("/w/{}/book", shop.slug());
    let what = visitor.get(&path);
    what.assert_status(200)
        .assert_says("Cut")
        .assert_says("30 minutes · $45")
        .assert_says("Book several in one visit");
    let whom = visitor.get(&format!("{path}?service={colour}"));
    whom.assert_says("With whom?").assert_says("Ben").assert_says("fewest bookings that day");
    let when = visitor.get(&format!("{path}?service={colour}&staff=any&tz=Europe/Berlin"));
    when.assert_says("Choose a time").assert_says("Europe/Berlin").assert_says("America/Chicago");
    let start = when.all("button[name=start]");
    assert!(start.len() > 20, "{start:?}");
    let at = shop.at(3, 10, 0);
    let stranger = shop.stranger();
    let form = stranger.fills(colour, "any", at, "Mia Lund", "mia@example.com").with("tz", "Europe/Berlin");
    app.advance(Duration::seconds(10));
    let booked = stranger.sends(&form);
    let own = own_page(&booked);
    let done = visitor.get(&booked.location());
    done.assert_says("Booked")
        .assert_says("Europe/Berlin")
        .assert_says("Colour")
        .assert_says("Add to calendar");
    for page in [&what, &whom, &when, &booked, &done] {
        assert_eq!(page.header("set-cookie"), "");
        assert!(page.bytes.len() < 50_000, "{} bytes", page.bytes.len());
    }
    assert!(stranger.browser.cookies.borrow().is_empty());
    for page in [what, whom, when, done] {
        assert_eq!(page.all("h1").len(), 1);
        assert!(page.text().contains(&format!("/w/{}/privacy", shop.slug())), "no way to the privacy page");
    }
    assert_eq!(visitor.get(&format!("{own}x")).status, 404);
    let _ = cut;
}

/// The two answers may differ in the token only.
#[test]
fn a_known_address_is_neither_changed_nor_revealed() {
    let app = TestApp::start();
    let (shop, cut) = open(&app);
    let mia = shop.keeps(contact("Mia Lund").email("mia@example.com").phone("(212) 555-0100"));
    let before = shop.get(&format!("/contacts/{mia}/edit")).text();
    let books = |hour, name: &str, email: &str| {
        let stranger = shop.stranger();
        let form =
            stranger.fills(cut, "any", shop.at(3, hour, 0), name, email).with("phone", "(212) 555-0199");
        app.advance(Duration::seconds(10));
        let answer = stranger.sends(&form);
        let own = own_page(&answer);
        (answer.status, stranger.browser.get(&own))
    };
    let known = books(10, "Somebody Else", "mia@example.com");
    let unknown = books(11, "Somebody Else", "new@example.com");
    assert_eq!(known.0, unknown.0);
    for page in [&known.1, &unknown.1] {
        page.assert_silent_on("Lund").assert_silent_on("0100");
    }
    assert_eq!(shop.get(&format!("/contacts/{mia}/edit")).text(), before, "the contact was changed");
    assert_eq!(shop.count("FROM contacts WHERE workspace_id = {}"), 1, "no contact was made");
    assert_eq!(shop.count("FROM bookings WHERE contact_id IS NOT NULL AND workspace_id = {}"), 0);
    let id = shop.count("FROM bookings WHERE workspace_id = {}");
    assert_eq!(id, 2);
    let ids = shop.inside(|db| {
        let from = db.now;
        let lines = clientsync::bookings::queries::list::between(db, from, from + Duration::days(9), None)?;
        Ok(lines.into_iter().map(|line| line.booking.id).collect::<Vec<_>>())
    });
    let page = shop.get(&format!("/bookings/{}", ids[0]));
    page.assert_says("linked to no contact yet").assert_says("Somebody Else").assert_says("mia@example.com");
    let who = shop.get(&format!("/bookings/{}/client", ids[0]));
    who.assert_says("Mia Lund").assert_says("same e-mail");
    shop.post(&format!("/bookings/{}/client", ids[0]), &[("client", &mia.to_string())]).assert_status(303);
    shop.get(&format!("/contacts/{mia}")).assert_says("Cut was booked");
    shop.post(&format!("/bookings/{}/client", ids[1]), &[("client", "new")]).assert_status(303);
    shop.get("/contacts?q=new@example.com").assert_says("Somebody Else");
    assert_eq!(shop.get(&format!("/contacts/{mia}")).all("h1"), ["Mia Lund"]);
}

#[test]
fn consent_is_never_ticked_and_kept_in_its_exact_words() {
    let app = TestApp::start();
    let (shop, cut) = open(&app);
    let words = "Send me offers by e-mail. I can stop that at any time.";
    shop.takes_bookings_so(|rules| {
        rules.marketing_words = words.into();
        rules.least_age = 16;
    });
    let stranger = shop.stranger();
    let page = stranger.details(cut, "any", shop.at(3, 10, 0));
    page.assert_says(words).assert_says("I am at least 16 years old.");
    assert!(page.all("input[type=checkbox][checked]").is_empty() && !page.text().contains(" checked"));
    let form = stranger.fills(cut, "any", shop.at(3, 10, 0), "Mia", "mia@example.com");
    app.advance(Duration::seconds(10));
    let refused = stranger.sends(&form);
    assert!(!refused.assert_status(422).error("consent_age").is_empty());
    assert_eq!(refused.value("name"), "Mia");
    let form = form.with("form", &refused.value("form")).with("consent_age", "on");
    app.advance(Duration::seconds(10));
    stranger.sends(&form).assert_status(303);
    assert_eq!(count(&app, "FROM booking_consents WHERE kind = 'marketing_email'"), 0);
    let form = stranger
        .fills(cut, "any", shop.at(3, 11, 0), "Mia", "mia@example.com")
        .with("consent_age", "on")
        .with("consent_marketing", "on");
    app.advance(Duration::seconds(10));
    let own = own_page(&stranger.sends(&form));
    let kept = format!("FROM booking_consents WHERE kind = 'marketing_email' AND wording = '{words}'");
    assert_eq!(count(&app, &kept), 1);
    stranger.browser.get(&own).assert_says(words).assert_says("I am at least 16 years old.");
}

#[test]
fn bad_input_is_said_beside_the_field_and_nothing_is_booked() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let asks = Question {
        label: "Have you been here before?".into(),
        kind: QuestionKind::YesNo,
        choices: String::new(),
        required: true,
    };
    let cut = shop.offers(service("Cut").by(&[shop.member_id]).asking(asks));
    let stranger = shop.stranger();
    let start = shop.at(3, 10, 0);
    stranger.details(cut, "any", start).assert_says("Have you been here before?");
    let form = stranger.fills(cut, "any", start, "", "nonsense").with("note", "4111 1111 1111 1111");
    app.advance(Duration::seconds(10));
    let refused = stranger.sends(&form);
    refused.assert_status(422);
    for field in ["name", "email", "note", "q_0_0"] {
        assert!(!refused.error(field).is_empty(), "{field}: {}", refused.summary());
    }
    assert_eq!(refused.value("email"), "nonsense");
    for (field, value) in [("q_0_0", "Maybe"), ("start", "yesterday"), ("service", "x"), ("form", "made up")]
    {
        let form = stranger
            .fills(cut, "any", start, "Mia", "mia@example.com")
            .with("q_0_0", "Yes")
            .with(field, value);
        app.advance(Duration::seconds(10));
        let status = stranger.sends(&form).status;
        assert!([404, 409, 422].contains(&status), "{field}: {status}");
    }
    assert_eq!(count(&app, "FROM bookings"), 0);
    let form = stranger.fills(cut, "any", start, "Mia", "mia@example.com").with("q_0_0", "Yes");
    app.advance(Duration::seconds(10));
    stranger.sends(&form).assert_status(303);
    assert_eq!(count(&app, "FROM booking_answers WHERE answer = 'Yes'"), 1);
}

#[test]
fn what_is_not_offered_can_t_be_booked_by_its_number() {
    let app = TestApp::start();
    let (shop, cut) = open(&app);
    let hidden = shop.offers(service("Secret").by(&[shop.member_id]).with(|s| s.is_public = false));
    let other = app.shop("Eve");
    other.works(other.member_id);
    let foreign = other.offers(service("Foreign").by(&[other.member_id]));
    let stranger = shop.stranger();
    for number in [hidden, foreign] {
        let page = stranger.browser.get(&format!("{}?service={number}", stranger.path()));
        page.assert_says("Book a time").assert_silent_on("Secret").assert_silent_on("Foreign");
        let form = stranger
            .fills(cut, "any", shop.at(3, 10, 0), "Mia", "mia@example.com")
            .with("service", &number.to_string());
        app.advance(Duration::seconds(10));
        stranger.sends(&form).assert_status(404);
    }
    let eve = other.member_id.to_string();
    let form = stranger.fills(cut, "any", shop.at(3, 10, 0), "Mia", "mia@example.com").with("staff", &eve);
    app.advance(Duration::seconds(10));
    stranger.sends(&form).assert_status(409);
    assert_eq!(count(&app, "FROM bookings"), 0);
    // Too soon, too late, off the grid.
    for start in [shop.at(-1, 10, 0), shop.at(90, 10, 0), shop.at(3, 10, 7), shop.at(3, 20, 0)] {
        let form = stranger
            .fills(cut, "any", shop.at(3, 10, 0), "Mia", "mia@example.com")
            .with("start", &clientsync::civil::iso(start));
        app.advance(Duration::seconds(10));
        stranger.sends(&form).assert_status(409);
    }
    assert_eq!(count(&app, "FROM bookings"), 0);
}

#[test]
fn only_the_sites_that_the_business_names_may_frame_the_page() {
    let app = TestApp::start();
    let (shop, cut) = open(&app);
    let path = format!("/w/{}/book", shop.slug());
    let page = app.visitor().get(&path);
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    let fields = [
        ("public_page", "on"),
        ("shows_staff", "on"),
        ("step_minutes", "15"),
        ("cutoff_hours", "24"),
        ("hold_hours", "48"),
        ("offer_minutes", "120"),
        ("asks_phone", "optional"),
        ("frame_hosts", "www.salon.example\nhttp://localhost:3000"),
    ];
    shop.post("/services/rules", &fields).assert_status(303);
    let page = app.visitor().get(&path);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors https://www.salon.example http://localhost:3000"), "{policy}");
    assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"), "{policy}");
    assert_eq!(page.header("x-frame-options"), "");
    let stranger = shop.stranger();
    let form = stranger.fills(cut, "any", shop.at(3, 10, 0), "Mia", "mia@example.com");
    app.advance(Duration::seconds(10));
    let own = own_page(&stranger.sends(&form));
    assert!(app.visitor().get(&own).header("content-security-policy").contains("www.salon.example"));
    // Everything else stays closed.
    assert_eq!(app.visitor().get("/login").header("x-frame-options"), "DENY");
    assert_eq!(shop.get("/services").header("x-frame-options"), "DENY");
    let mut wrong = fields.to_vec();
    wrong.retain(|(name, _)| *name != "frame_hosts");
    wrong.push(("frame_hosts", "*"));
    assert!(!shop.post("/services/rules", &wrong).assert_status(422).error("frame_hosts").is_empty());
}

#[test]
fn programs_are_slowed_down_and_people_without_javascript_are_not_kept_out() {
    let app = TestApp::with_limit(8);
    let (shop, cut) = open(&app);
    let send = |days: i64, hour: u8, with_proof: bool| {
        let stranger = shop.stranger();
        let mut form = stranger.fills(cut, "any", shop.at(days, hour, 0), "Mia", "mia@example.com");
        if with_proof {
            let key = form.fields.iter().find(|(name, _)| name == "form").unwrap().1.clone();
            form = form.with("proof", &solve(&key));
        }
        app.advance(Duration::seconds(10));
        stranger.sends(&form).status
    };
    let without: Vec<u16> = (0..4).map(|n| send(3, 9 + n, false)).collect();
    assert_eq!(without[..2], [303, 303]);
    assert!(without.contains(&429), "{without:?}");
    let proven: Vec<u16> = (0..4).map(|n| send(4, 9 + n, true)).collect();
    assert_eq!(proven, [303, 303, 303, 303]);
    // At once, and with the field that people don't see.
    let stranger = shop.stranger();
    let form = stranger.fills(cut, "any", shop.at(3, 14, 0), "Bot", "bot@example.com");
    stranger.sends(&form).assert_status(422).assert_says("That was quick");
    app.advance(Duration::seconds(10));
    stranger.sends(&form.with("website", "https://spam.example")).assert_status(422);
    assert_eq!(count(&app, "FROM booking_proposals WHERE name = 'Bot'"), 0);
}

fn solve(key: &str) -> String {
    let proves = |n: &u64| {
        let digest = Sha256::digest(format!("{key}:{n}"));
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]).leading_zeros() >= proof::BITS
    };
    (0_u64..).find(proves).unwrap().to_string()
}

#[test]
fn a_page_that_is_switched_off_takes_nothing() {
    let app = TestApp::start();
    let (shop, cut) = open(&app);
    let stranger = shop.stranger();
    let form = stranger.fills(cut, "any", shop.at(3, 10, 0), "Mia", "mia@example.com");
    shop.takes_bookings_so(|rules| rules.public_page = false);
    app.advance(Duration::seconds(10));
    stranger.browser.get(&stranger.path()).assert_status(200).assert_says("No booking online");
    stranger.sends(&form).assert_status(403);
    assert_eq!(count(&app, "FROM bookings"), 0);
    app.visitor().get("/w/no-such-shop/book").assert_status(404);
}
