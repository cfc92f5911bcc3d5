//! The register of processors: what it demands, whom it tells, who may object, and the public page.

use clientsync::app;
use clientsync::clock::Clock;
use clientsync::db::Unscoped;
use clientsync::operator::appoint;
use clientsync::processors::review_overdue;
use diesel::connection::SimpleConnection;
use time::{Date, Duration};

use crate::support::actors::without_business;
use crate::support::{Answer, Browser, TestApp};

pub struct Operator<'a> {
    app: &'a TestApp,
    pub browser: Browser,
}

pub fn sql(app: &TestApp, statement: &str) {
    app.services.db.write_now(|conn| Ok(conn.batch_execute(statement)?)).unwrap();
}

impl<'a> Operator<'a> {
    pub fn of(app: &'a TestApp) -> Self {
        let (user_id, browser) = without_business(app, "Opal");
        let now = app.services.clock.now();
        app.services.db.write_now(|conn| appoint::promote(&mut Unscoped::new(conn, now), user_id)).unwrap();
        Self { app, browser }
    }

    fn day(&self, days: i64) -> Date {
        self.app.services.clock.now().date() + Duration::days(days)
    }

    /// A whole entry, with other values where `with` says so.
    fn fields(&self, with: &[(&str, &str)]) -> Vec<(String, String)> {
        let whole = [
            ("name", "Postal Ltd"),
            ("purpose", "Delivers mail"),
            ("data", "Names and addresses"),
            ("countries", "United States"),
            ("required", "yes"),
            ("functions", "Every mail"),
            ("hosts", "smtp.postal.example"),
            ("policy_url", "https://postal.example/privacy"),
            ("agreement", "Contract 7"),
            ("agreed_on", "2026-01-05"),
            ("safeguard", ""),
            ("vetting", "Audit report read"),
        ];
        let mut fields: Vec<(String, String)> =
            whole.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        fields.push(("review_on".into(), self.day(365).to_string()));
        for (name, value) in with {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        fields
    }

    fn post(&self, path: &str, fields: &[(String, String)]) -> Answer {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.browser.post(path, &fields)
    }

    fn create(&self, with: &[(&str, &str)]) -> Answer {
        self.post("/operator/processors", &self.fields(with))
    }

    fn draft(&self, with: &[(&str, &str)]) -> i64 {
        let made = self.create(with);
        made.assert_status(303);
        made.location().rsplit('/').next().unwrap().parse().unwrap()
    }

    fn announce(&self, id: i64, from: Date, emergency: &str) -> Answer {
        let from = from.to_string();
        let form = [("version", "1"), ("effective_on", from.as_str()), ("emergency", emergency)];
        self.browser.post(&format!("/operator/processors/{id}/announce"), &form)
    }

    /// Announced from today on; before there is a business nobody must wait.
    pub fn in_force(&self, with: &[(&str, &str)]) -> i64 {
        let id = self.draft(with);
        self.announce(id, self.day(0), "").assert_status(303);
        id
    }

    fn page(&self, id: i64, verb: &str) -> Answer {
        self.browser.get(&format!("/operator/processors/{id}{verb}"))
    }
}

fn public(app: &TestApp) -> Answer {
    let page = app.visitor().get("/subprocessors");
    page.assert_status(200);
    page
}

fn allowed(app: &TestApp, host: &str) -> bool {
    clientsync::egress::is_allowed(&app.services, host)
}

#[test]
fn an_empty_register_says_no() {
    let app = TestApp::start();
    public(&app).assert_says("Sub-processors: no").assert_says("Data centre location: United States");
}

#[test]
fn the_public_page_lists_exactly_what_is_in_force_or_announced() {
    let app = TestApp::start();
    let operator = Operator::of(&app);
    operator.in_force(&[("name", "Working Inc")]);
    operator.draft(&[("name", "Hidden Draft")]);
    let gone = operator.in_force(&[("name", "Gone Inc"), ("hosts", "gone.example")]);
    operator.browser.post(&format!("/operator/processors/{gone}/retire"), &[]).assert_status(303);
    let coming = operator.draft(&[("name", "Coming Inc")]);
    operator.announce(coming, operator.day(40), "").assert_status(303);
    let page = public(&app);
    page.assert_says("Sub-processors: yes").assert_silent_on("Hidden Draft");
    assert_eq!(page.all("h3")[..2], ["Working Inc", "Coming Inc"], "{:?}", page.all("h3"));
    page.assert_says("Gone Inc no longer works for us.").assert_says("At least 30 days before");
    assert!(page.text().contains("rel=\"noopener noreferrer nofollow\""));
    assert!(!allowed(&app, "gone.example"));
}

#[test]
fn nothing_is_enabled_without_an_agreement_a_review_and_a_safeguard() {
    let app = TestApp::start();
    let operator = Operator::of(&app);
    for (n, (gap, says)) in [
        (("agreement", ""), "Enter where the data-processing agreement is kept."),
        (("agreed_on", ""), "Enter when the agreement was made."),
        (("review_on", ""), "Enter the day by which the agreement is looked at again."),
        (("review_on", "2020-01-01"), "This day has passed"),
        (("vetting", ""), "Say how you looked at this company"),
        (("countries", "Germany"), "Enter what protects the data in Germany."),
        (("functions", ""), "Say what stops working without it"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = operator.draft(&[("name", &format!("Gap {n}")), gap]);
        let answer = operator.announce(id, operator.day(0), "");
        answer.assert_status(422).assert_says(says);
        operator.page(id, "").assert_says("nothing is sent there");
    }
    public(&app).assert_says("Sub-processors: no");
    let id = operator.draft(&[("name", "Abroad"), ("countries", "de, USA"), ("safeguard", "SCC 2021")]);
    operator.announce(id, operator.day(0), "").assert_status(303);
    public(&app).assert_says("Germany, United States").assert_says("SCC 2021");
}

#[test]
fn a_form_says_what_is_wrong_beside_the_field_and_keeps_what_was_typed() {
    let app = TestApp::start();
    let operator = Operator::of(&app);
    let answer = operator.create(&[
        ("name", ""),
        ("countries", "Atlantis"),
        ("hosts", "https://x.example/y"),
        ("policy_url", "http://x.example"),
        ("required", ""),
        ("agreed_on", "soon"),
    ]);
    answer.assert_status(422);
    for field in ["name", "countries", "hosts", "policy_url", "required", "agreed_on"] {
        assert!(!answer.error(field).is_empty(), "{field}");
    }
    assert_eq!(answer.value("countries"), "Atlantis");
    operator.create(&[]).assert_status(303);
    assert!(!operator.create(&[]).assert_status(422).error("name").is_empty(), "the name is taken");
    let filled = operator.browser.get("/operator/processors/new?from=postmark");
    assert_eq!(filled.value("countries"), "United States");
    assert!(filled.value("hosts").contains("smtp.postmarkapp.com"));
}

#[test]
fn whoever_saves_second_sees_what_changed() {
    let app = TestApp::start();
    let operator = Operator::of(&app);
    let id = operator.draft(&[]);
    let path = format!("/operator/processors/{id}/edit");
    let save =
        |purpose: &str| operator.post(&path, &operator.fields(&[("version", "1"), ("purpose", purpose)]));
    save("Sends letters").assert_status(303);
    let late = save("Sends parcels");
    late.assert_status(409).assert_says("Somebody changed this entry").assert_says("Sends letters");
    assert_eq!((late.value("purpose"), late.value("version")), ("Sends parcels".into(), "2".into()));
}

#[test]
fn what_was_announced_stays_and_what_protects_it_may_not_be_blanked() {
    let app = TestApp::start();
    let operator = Operator::of(&app);
    let id = operator.in_force(&[]);
    let path = format!("/operator/processors/{id}/edit");
    let edit = |with: &[(&str, &str)]| operator.post(&path, &operator.fields(with));
    let version = operator.page(id, "/edit").value("version");
    edit(&[("version", &version), ("agreement", "")]).assert_status(422);
    edit(&[("version", &version), ("countries", "China"), ("hosts", "api.postal.example")])
        .assert_status(303);
    public(&app).assert_says("United States").assert_silent_on("China");
    assert!(allowed(&app, "api.postal.example") && !allowed(&app, "smtp.postal.example"), "at once");
}

#[test]
fn a_store_of_data_elsewhere_contradicts_the_public_page() {
    let app = TestApp::start();
    let operator = Operator::of(&app);
    let store = [("stores_data", "on"), ("countries", "Germany"), ("safeguard", "SCC")];
    let answer = operator.create(&store);
    assert!(answer.assert_status(422).error("stores_data").contains("United States"));
    let id = operator.in_force(&[("stores_data", "on"), ("countries", "USA")]);
    let elsewhere = |home: &str| {
        let mut config = app.services.config.clone();
        config.installation.storage_country = home.into();
        app::refuse_contradiction(&app.services.db, &config).map_err(|e| e.to_string())
    };
    assert!(elsewhere("United States of America").is_ok());
    let why = elsewhere("Germany").unwrap_err();
    assert!(why.contains("Postal Ltd") && why.contains("CLIENTSYNC_STORAGE_COUNTRY"), "{why}");
    operator.browser.post(&format!("/operator/processors/{id}/retire"), &[]).assert_status(303);
    assert!(elsewhere("Germany").is_ok());
}

#[test]
fn the_start_refuses_a_contradiction() {
    let app = TestApp::start();
    Operator::of(&app).in_force(&[("stores_data", "on")]);
    let mut config = app.services.config.clone();
    config.installation.storage_country = "Germany".into();
    if let clientsync::db::Engine::Sqlite(path) = app.services.db.engine() {
        let copy = app.data().join("copy.sqlite");
        sql(&app, "PRAGMA user_version = 0");
        app.services
            .db
            .read_now(|conn| Ok(conn.batch_execute(&format!("VACUUM INTO '{}'", copy.display()))?))
            .unwrap();
        assert!(path.exists());
        config.database_url = format!("sqlite://{}", copy.display());
    }
    let refused = app::open(config, Clock::shifted()).err().expect("it starts");
    assert!(refused.to_string().contains("contradicts"), "{refused}");
}

#[test]
fn businesses_are_told_before_a_new_one_may_receive_anything() {
    let app = TestApp::start();
    let operator = Operator::of(&app);
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let id = operator.draft(&[]);
    let early = operator.announce(id, operator.day(29), "");
    assert!(!early.assert_status(422).error("effective_on").is_empty());
    app.mails();
    operator.announce(id, operator.day(30), "").assert_status(303);
    let mails = app.mails();
    assert!(mails.iter().any(|m| m.to_email == shop.email && m.text.contains("Postal Ltd")), "{mails:?}");
    assert!(mails.iter().all(|m| m.to_email != ben.email), "Ben is no privacy contact");
    shop.get("/today").assert_says("Postal Ltd");
    assert!(!allowed(&app, "smtp.postal.example"), "not yet");
    public(&app).assert_says("Starts on").assert_says("Sub-processors: no");
    app.advance(Duration::days(30));
    assert!(allowed(&app, "smtp.postal.example"), "from its day on");
    public(&app).assert_says("Since").assert_says("Sub-processors: yes");
}

#[test]
fn an_emergency_starts_at_once_and_everybody_is_told_why() {
    let app = TestApp::start();
    let operator = Operator::of(&app);
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let id = operator.draft(&[]);
    app.mails();
    operator.announce(id, operator.day(0), "The old mail company shut down.").assert_status(303);
    let mails = app.mails();
    for person in [&shop.email, &ben.email] {
        assert!(mails.iter().any(|m| m.to_email == *person && m.text.contains("shut down")), "{person}");
    }
    assert!(allowed(&app, "smtp.postal.example"));
    public(&app).assert_says("The old mail company shut down.");
}

#[test]
fn a_review_that_was_missed_shows_and_stops_the_flow() {
    let app = TestApp::start();
    let operator = Operator::of(&app);
    let id = operator.in_force(&[]);
    let overdue = |app: &TestApp| {
        let now = app.services.clock.now();
        app.services.db.read_now(|conn| review_overdue(&mut Unscoped::new(conn, now))).unwrap()
    };
    assert!(overdue(&app).is_empty());
    app.advance(Duration::days(366));
    let operator = Operator::of(&app);
    assert_eq!(overdue(&app), ["Postal Ltd"]);
    assert!(!allowed(&app, "smtp.postal.example"));
    operator.browser.get("/operator/processors").assert_says("Review overdue");
    operator.page(id, "").assert_says("Review overdue");
}

#[test]
fn a_business_objects_gets_an_answer_and_may_take_it_back() {
    let app = TestApp::start();
    let operator = Operator::of(&app);
    let id = operator.in_force(&[("required", "no"), ("functions", "Statistics")]);
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    ben.get("/workspace/processors").assert_status(403);
    shop.get("/workspace/processors").assert_says("Postal Ltd").assert_says("Statistics");
    let path = format!("/workspace/processors/{id}/object");
    assert!(!shop.post(&path, &[("reason", "")]).assert_status(422).error("reason").is_empty());
    ben.post(&path, &[("reason", "No")]).assert_status(403);
    shop.submit(&path, &[("reason", "We promised not to.")]).assert_says("Your business objects");
    assert!(!goes_there(&app, &shop, id));
    assert!(app.mails().iter().any(|m| m.subject.contains("objects to Postal Ltd")));
    let page = operator.page(id, "");
    page.assert_says("We promised not to.").assert_says("To answer");
    let link = page.html();
    let wanted = scraper::Selector::parse("a[href^='/operator/objections/']").unwrap();
    let href = link.select(&wanted).next().unwrap().attr("href").unwrap().to_owned();
    assert!(operator.browser.get(&href).value("answer").contains("does not go there"));
    operator.browser.post(&href, &[("answer", "")]).assert_status(422);
    operator.browser.post(&href, &[("answer", "Understood.")]).assert_status(303);
    assert!(app.mail_to(&shop.email).text.contains("Understood."));
    shop.get("/workspace/processors").assert_says("Understood.");
    assert!(!goes_there(&app, &shop, id), "an answer does not end it");
    shop.submit(&format!("/workspace/processors/{id}/withdraw"), &[])
        .assert_silent_on("Your business objects");
    assert!(goes_there(&app, &shop, id));
    shop.get("/activity").assert_says("objected to a processor");
}

fn goes_there(app: &TestApp, shop: &crate::support::Shop, id: i64) -> bool {
    let now = app.services.clock.now();
    let facts = app.services.standing.facts();
    let processor = facts.processors.iter().find(|p| p.id == id).unwrap();
    let about = clientsync::egress::About::Workspace(shop.workspace_id);
    let ask = |conn: &mut _| clientsync::egress::allowed_for(&mut Unscoped::new(conn, now), about, processor);
    app.services.db.read_now(ask).unwrap()
}

#[test]
fn who_objects_to_a_required_one_is_told_what_would_end() {
    let app = TestApp::start();
    let operator = Operator::of(&app);
    let id = operator.in_force(&[("functions", "Every mail")]);
    let shop = app.shop("Ann");
    shop.get("/workspace/processors").assert_says("Without it this would end: Every mail.");
    shop.post(&format!("/workspace/processors/{id}/object"), &[("reason", "No")]).assert_status(303);
    let objection = operator.page(id, "").text();
    let at = objection.find("/operator/objections/").unwrap();
    let href: String = objection[at..].chars().take_while(|c| *c != '"').collect();
    let proposed = operator.browser.get(&href).value("answer");
    assert!(proposed.contains("Every mail") && proposed.contains("close your account"), "{proposed}");
    assert!(goes_there(&app, &shop, id), "required: the service goes on until it is decided");
}

#[test]
fn the_operator_can_ask_whether_it_answers() {
    let app = TestApp::start();
    let operator = Operator::of(&app);
    let id = operator.draft(&[("hosts", "127.0.0.1")]);
    let path = format!("/operator/processors/{id}/check");
    operator.browser.submit(&path, &[]).assert_says("no company in the register");
    operator.announce(id, operator.day(0), "").assert_status(303);
    operator.browser.submit(&path, &[]).assert_says("not on the open internet");
}

#[test]
fn only_egress_calls_or_mails() {
    let mut wrong = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let calls = ["mailer.send(", "ureq", "TcpStream::connect"].iter().any(|word| text.contains(word));
            if calls && !path.to_string_lossy().contains("/src/egress/") {
                wrong.push(path);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
