//! What goes out comes back: every field of a contact, through each file that can be brought in.

use clientsync::contacts::custom::FieldKind;
use clientsync::contacts::model::PreferredChannel;
use clientsync::contacts::queries::fields;

use crate::contact_export::table;
use crate::imports::{added, brought, columns, planned};
use crate::support::{Shop, TestApp, contact};

/// Columns that tell of the record, not of the person.
const OF_THE_RECORD: [&str; 5] = ["Added", "Changed", "Last seen", "Archived", "Key"];

/// A client of whom every field says something, in letters that files stumble over.
fn keep_full(shop: &Shop) -> i64 {
    let own = shop.inside(|db| {
        fields::insert(db, "Coat", FieldKind::Text, "")?;
        fields::insert(db, "Owes", FieldKind::Number, "")?;
        fields::insert(db, "Client since", FieldKind::Date, "")?;
        fields::insert(db, "Room", FieldKind::Choice, "Small\nLarge, with a view")?;
        fields::insert(db, "Newsletter", FieldKind::YesNo, "")?;
        fields::active(db)
    });
    let values = ["-long; \"red\", old", "-12.5", "2019-02-28", "Large, with a view", "no"];
    shop.keeps(
        contact("=Mia, \"M\" Lund; Söhne")
            .company("'=HYPERLINK(1)")
            .email("mia@example.org")
            .email("m.lund@work.example")
            .email("third@example.org")
            .phone("(312) 867-5309")
            .phone("+44 20 7946 0000")
            .tag("VIP")
            .tag("Ünïcödé")
            .assigned(shop.member_id)
            .with(|new| {
                new.pronouns = "she/her".into();
                new.emails[1].label = "Work".into();
                new.emails[2].label = "home".into();
                new.phones[1].label = "Garden, shed".into();
                new.address.street = "1 Main St, Rear".into();
                new.address.city = "-Fayetteville".into();
                new.address.region = "AR".into();
                new.address.postal_code = "07270".into();
                new.address.country = "@USA".into();
                new.source = "A friend; of Bo".into();
                new.preferred_channel = PreferredChannel::Sms;
                new.language = "de".into();
                new.values = own.into_iter().zip(values.map(str::to_owned)).collect();
            }),
    )
}

/// The one contact as (column, cell), without what tells of the record.
fn cells(shop: &Shop) -> Vec<(String, String)> {
    let table = table(&shop.get("/contacts/export.csv"));
    assert_eq!(table.len(), 2);
    let cells = table[0].iter().cloned().zip(table[1].iter().cloned());
    cells.filter(|(column, _)| !OF_THE_RECORD.contains(&column.as_str())).collect()
}

fn round_trip(path: &str) {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = keep_full(&shop);
    let before = cells(&shop);
    assert!(before.iter().all(|(column, cell)| !cell.is_empty() || column.ends_with("label")), "{before:?}");
    let file = shop.get(path).bytes;
    shop.post(&format!("/contacts/{id}/delete"), &[]).assert_status(303);
    let page = brought(&shop, &file);
    planned(&shop, &page, &columns(&shop.get(&page))).assert_says("1 contact will be added.");
    added(&shop, &page).assert_says("Added 1");
    assert_eq!(cells(&shop), before);
}

#[test]
fn every_field_comes_back_from_a_spreadsheet() {
    round_trip("/contacts/export.csv");
}

#[test]
fn every_field_comes_back_from_a_workbook() {
    round_trip("/contacts/export.xlsx");
}

#[test]
fn every_field_comes_back_from_an_address_book() {
    round_trip("/contacts/export.vcf");
}
