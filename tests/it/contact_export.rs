//! Contacts as files: complete, safe to open, and only what the role may see.

use clientsync::contacts::custom::FieldKind;
use clientsync::contacts::queries::fields;

use crate::support::{Answer, Shop, TestApp, contact};

/// The table as lists of cells, read by a reader of CSV.
pub fn table(answer: &Answer) -> Vec<Vec<String>> {
    answer.assert_status(200);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(answer.bytes.as_slice());
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

pub fn column(table: &[Vec<String>], name: &str) -> Vec<String> {
    let at = table[0].iter().position(|head| head == name).unwrap_or_else(|| panic!("no column {name}"));
    table[1..].iter().map(|row| row[at].clone()).collect()
}

/// The properties of each card: (name with parameters, value), unfolded.
fn cards(answer: &Answer) -> Vec<Vec<(String, String)>> {
    answer.assert_status(200);
    let text = answer.text();
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    let unfolded = text.replace("\r\n ", "");
    let mut cards = Vec::new();
    for line in unfolded.lines() {
        let (name, value) = line.split_once(':').unwrap();
        match name {
            "BEGIN" => cards.push(Vec::new()),
            "END" => {}
            _ => cards.last_mut().unwrap().push((name.to_owned(), value.to_owned())),
        }
    }
    cards
}

fn property(card: &[(String, String)], name: &str) -> String {
    card.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default()
}

fn full(shop: &Shop) {
    let coat = shop.inside(|db| {
        fields::insert(db, "Coat", FieldKind::Text, "")?;
        Ok(fields::active(db)?.remove(0))
    });
    shop.keeps(
        contact("Mia, \"M\" Lund; Söhne")
            .company("=HYPERLINK(1)")
            .email("mia@example.org")
            .email("m.lund@work.example")
            .phone("(312) 867-5309")
            .tag("VIP")
            .tag("Regular")
            .assigned(shop.member_id)
            .with(|new| {
                new.emails[1].label = "work".into();
                new.phones[0].label = "Garden shed".into();
                new.address.street = "1 Main St, Rear".into();
                new.address.city = "Fayetteville".into();
                new.values = vec![(coat.clone(), "-long".into())];
            }),
    );
}

#[test]
fn a_spreadsheet_has_every_field_and_no_formula() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    full(&shop);
    shop.keeps(contact("山田 太郎"));
    let answer = shop.get("/contacts/export.csv");
    assert!(answer.header("content-type").starts_with("text/csv"));
    assert!(answer.header("content-disposition").contains("attachment"));
    assert_eq!(answer.header("x-row-count"), "2");
    let table = table(&answer);
    let cell = |name: &str| column(&table, name)[0].clone();
    assert_eq!(column(&table, "Name"), ["Mia, \"M\" Lund; Söhne", "山田 太郎"]);
    assert_eq!(cell("Company"), "'=HYPERLINK(1)");
    assert_eq!(
        (cell("Email 1"), cell("Email 2"), cell("Email 2 label")),
        ("mia@example.org".into(), "m.lund@work.example".into(), "work".into())
    );
    assert_eq!((cell("Phone 1"), cell("Phone 1 label")), ("'+13128675309".into(), "Garden shed".into()));
    assert_eq!((cell("Street"), cell("City")), ("1 Main St, Rear".into(), "Fayetteville".into()));
    assert_eq!(
        (cell("Assigned to"), cell("Tags"), cell("Coat")),
        ("Ann".into(), "Regular, VIP".into(), "'-long".into())
    );
    assert!(table.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t'])));
}

/// The cells of the only sheet, read by a reader of workbooks.
fn workbook(answer: &Answer) -> Vec<Vec<String>> {
    use calamine::{Data, Reader, Xlsx};
    answer.assert_status(200);
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(answer.bytes.clone())).unwrap();
    assert!(book.worksheet_formula("Contacts").unwrap().is_empty());
    let sheet = book.worksheet_range("Contacts").unwrap();
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("no text: {other:?}"),
    };
    sheet.rows().map(|row| row.iter().map(text).collect()).collect()
}

#[test]
fn a_workbook_holds_text_as_it_is_and_nothing_else() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    full(&shop);
    for n in 0..1100 {
        shop.keeps(contact(&format!("Client {n:04}")));
    }
    let answer = shop.get("/contacts/export.xlsx");
    assert_eq!(
        (answer.header("x-row-count"), answer.header("content-type")),
        ("1101", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)
    );
    let table = workbook(&answer);
    let names = column(&table, "Name");
    assert_eq!(names.len(), 1101);
    let mia = names.iter().position(|name| name.starts_with("Mia")).unwrap();
    assert_eq!(column(&table, "Company")[mia], "=HYPERLINK(1)");
    assert_eq!(column(&table, "Phone 1")[mia], "+13128675309");
    assert!(workbook(&shop.get("/contacts/export.xlsx?q=zzz")).len() == 1, "only the head");
}

#[test]
fn an_address_book_reads_the_cards() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    full(&shop);
    shop.keeps(contact("Ünïcödé ".repeat(12).trim()));
    let cards = cards(&shop.get("/contacts/export.vcf"));
    assert_eq!(cards.len(), 2);
    let mia = &cards[0];
    assert_eq!(property(mia, "VERSION"), "4.0");
    assert_eq!(property(mia, "FN"), "Mia\\, \"M\" Lund\\; Söhne");
    assert_eq!(property(mia, "EMAIL"), "mia@example.org");
    assert_eq!(property(mia, "EMAIL;TYPE=work"), "m.lund@work.example");
    assert_eq!(property(mia, "item1.TEL;VALUE=uri"), "tel:+13128675309");
    assert_eq!(property(mia, "item1.X-ABLabel"), "Garden shed");
    assert_eq!(property(mia, "ADR"), ";;1 Main St\\, Rear;Fayetteville;;;");
    assert_eq!(property(mia, "CATEGORIES"), "Regular,VIP");
    let uid = property(mia, "UID");
    assert_eq!((uid.len(), uid.starts_with("urn:uuid:")), (45, true));
    assert_eq!(property(&cards[1], "FN"), "Ünïcödé ".repeat(12).trim());
}

#[test]
fn the_file_holds_what_the_list_shows_or_everybody() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia").tag("VIP")).to_string();
    shop.keep_names(&["Noah"]);
    let gone = shop.keeps(contact("Gone"));
    shop.submit("/contacts/bulk", &[("action", "archive"), ("id", &mia)]);
    shop.post(&format!("/contacts/{gone}/delete"), &[]).assert_status(303);
    let names = |query: &str| column(&table(&shop.get(&format!("/contacts/export.csv{query}"))), "Name");
    assert_eq!(names(""), ["Mia", "Noah"]);
    assert_eq!(names("?archived=1"), ["Mia"]);
    assert_eq!(names("?q=no"), ["Noah"]);
    assert!(names("?q=zzz").is_empty());
    assert_eq!(cards(&shop.get("/contacts/export.vcf?archived=1")).len(), 1);
}

#[test]
fn a_long_list_comes_complete_and_in_order() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for n in (0..1203).rev() {
        shop.keeps(contact(&format!("Client {n:04}")));
    }
    let answer = shop.get("/contacts/export.csv");
    let names = column(&table(&answer), "Name");
    assert_eq!((names.len(), answer.header("x-row-count")), (1203, "1203"));
    assert!(names.is_sorted());
}

#[test]
fn only_who_may_export_does_and_it_is_recorded() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keep_names(&["Mia"]);
    for who in [shop.staff("Ben"), shop.viewer("Vic")] {
        who.get("/contacts/export.csv").assert_status(403);
        who.get("/contacts/export.vcf").assert_status(403);
        who.get("/contacts/export.json").assert_status(403);
    }
    shop.manager("May").get("/contacts/export.vcf").assert_status(200);
    assert_eq!(recorded(&shop), ["contacts.vcf, 1 contacts"]);
}

fn recorded(shop: &Shop) -> Vec<String> {
    #[derive(diesel::QueryableByName)]
    struct Line {
        #[diesel(sql_type = diesel::sql_types::Text)]
        detail: String,
    }
    let sql = format!(
        "SELECT detail FROM activity_entries WHERE workspace_id = {} AND action = 'contact.exported'",
        shop.workspace_id
    );
    shop.inside(|db| {
        let lines: Vec<Line> = diesel::RunQueryDsl::load(diesel::sql_query(sql), &mut **db)?;
        Ok(lines.into_iter().map(|line| line.detail).collect())
    })
}

#[test]
fn hidden_channels_stay_out_of_the_files() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let may = shop.manager("May");
    full(&shop);
    shop.hides_from(clientsync::access::Role::Manager, true, true);
    for path in ["/contacts/export.csv", "/contacts/export.vcf", "/contacts/export.json"] {
        let file = may.get(path);
        file.assert_status(200)
            .assert_silent_on("example")
            .assert_silent_on("3128675309")
            .assert_silent_on("5309");
        assert!(
            !file.text().contains("Email") && !file.text().contains("TEL") && !file.text().contains("phones")
        );
        assert!(shop.get(path).text().contains("mia@example.org"));
    }
}

#[test]
fn a_file_keeps_to_the_business_and_to_own_clients() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    let may = shop.manager_with_own_clients("May");
    other.keep_names(&["Foreign"]);
    shop.keep_names(&["Unassigned"]);
    shop.keeps(contact("Own").assigned(may.member_id));
    for path in ["/contacts/export.csv", "/contacts/export.vcf", "/contacts/export.csv?q=n"] {
        let file = may.get(path);
        file.assert_silent_on("Foreign").assert_silent_on("Unassigned");
        assert!(file.text().contains("Own"));
    }
    shop.get("/contacts/export.csv").assert_silent_on("Foreign");
}

#[test]
fn programs_get_json_with_its_count() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    full(&shop);
    shop.keeps(contact("山田 太郎"));
    let answer = shop.get("/contacts/export.json");
    answer.assert_status(200);
    assert_eq!(answer.header("content-type"), "application/json");
    let file: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    assert_eq!((&file["count"], file["contacts"].as_array().unwrap().len()), (&serde_json::json!(2), 2));
    let mia = &file["contacts"][0];
    assert_eq!(mia["company"], "=HYPERLINK(1)");
    assert_eq!(mia["emails"][1], serde_json::json!({ "email": "m.lund@work.example", "label": "work" }));
    assert_eq!(mia["fields"], serde_json::json!([{ "label": "Coat", "value": "-long" }]));
    assert_eq!(recorded(&shop), ["contacts.json, 2 contacts"]);
    let none = shop.get("/contacts/export.json?q=zzz");
    let none: serde_json::Value = serde_json::from_slice(&none.bytes).unwrap();
    assert_eq!(none, serde_json::json!({ "count": 0, "contacts": [] }));
}

#[test]
fn a_selection_is_a_file_too() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    let ids = ["Mia", "Noah", "Zoe"].map(|name| shop.keeps(contact(name)));
    let foreign = other.keeps(contact("Foreign"));
    let path = format!("/contacts/export.csv?back=q%3Dmia&tag=&id={}&id={}&id={foreign}", ids[2], ids[0]);
    let answer = shop.get(&path);
    assert_eq!(column(&table(&answer), "Name"), ["Mia", "Zoe"]);
    assert_eq!(answer.header("x-row-count"), "2");
    let nothing = shop.get("/contacts/export.csv?back=q%3Dmia&tag=");
    assert_eq!((nothing.status, nothing.location()), (303, "/contacts?q=mia".to_owned()));
    assert_eq!(shop.get("/contacts").all("[formaction='/contacts/export.csv']"), ["Export (CSV)"]);
    assert!(shop.staff("Ben").get("/contacts").all("[formaction='/contacts/export.csv']").is_empty());
}

#[test]
fn one_contact_is_a_card_of_its_own() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    full(&shop);
    shop.keep_names(&["Somebody Else"]);
    let id = shop.inside(|db| Ok(clientsync::contacts::queries::bulk::assigned_to(db, shop.member_id)?[0]));
    let (page, file) = (format!("/contacts/{id}"), format!("/contacts/{id}/export.vcf"));
    let link = format!("a[href=\"{file}\"]");
    assert_eq!(shop.get(&page).all(&link), ["Save as vCard"]);

    let answer = shop.get(&file);
    assert!(answer.header("content-type").starts_with("text/vcard"));
    assert!(answer.header("content-disposition").contains("attachment"));
    let cards = cards(&answer);
    assert_eq!(cards.len(), 1);
    assert_eq!(property(&cards[0], "ORG"), "=HYPERLINK(1)");
    shop.get("/activity").assert_says("exported contacts");

    let staff = shop.staff("Ben");
    assert!(staff.get(&page).all(&link).is_empty());
    staff.get(&file).assert_status(403);
    other.get(&file).assert_status(404);
    shop.manager_with_own_clients("May").get(&file).assert_status(404);
}
