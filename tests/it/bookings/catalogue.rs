//! Services, resources and the rules of booking, through their forms.

use crate::support::bookings::{count, service};
use crate::support::{Shop, TestApp};

fn fields(member: &str) -> Vec<(&str, &str)> {
    vec![
        ("name", "Cut & blow-dry"),
        ("minutes", "45"),
        ("price", "62.50"),
        ("buffer_after", "10"),
        ("seats", "1"),
        ("is_public", "on"),
        ("staff", member),
    ]
}

fn service_id(shop: &Shop) -> i64 {
    shop.inside(|db| Ok(clientsync::bookings::catalogue::queries::services(db)?[0].id))
}

#[test]
fn a_service_is_added_changed_archived_and_restored() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let me = shop.member_id.to_string();
    shop.get("/services").assert_says("No services yet");
    let blank = shop.get("/services/new");
    assert_eq!((blank.value("minutes"), blank.value("seats")), ("30".into(), "1".into()));
    let mut with_question = fields(&me);
    with_question.extend([
        ("question", "Which size?"),
        ("question_kind", "choice"),
        ("question_choices", "Small, Large"),
        ("question_required", "yes"),
        ("question", ""),
        ("question_kind", "text"),
        ("question_choices", ""),
        ("question_required", "no"),
    ]);
    shop.post("/services", &with_question).assert_status(303);
    let list = shop.get("/services");
    list.assert_says("Cut & blow-dry")
        .assert_says("45 minutes · $62.50 · Ann")
        .assert_says("Nobody has working hours yet");
    let id = service_id(&shop);
    let form = shop.get(&format!("/services/{id}/edit"));
    assert_eq!((form.value("price"), form.value("question")), ("62.50".into(), "Which size?".into()));
    let version = form.value("version");
    let mut changed = fields(&me);
    changed.extend([("version", version.as_str()), ("needs_confirmation", "on")]);
    shop.post(&format!("/services/{id}"), &changed).assert_status(303);
    shop.get("/services").assert_says("Needs a yes");
    shop.post(&format!("/services/{id}"), &changed)
        .assert_status(409)
        .assert_says("Somebody changed this service");
    assert_eq!(count(&app, "FROM service_questions"), 0, "the questions went with the second form");
    shop.post(&format!("/services/{id}/archive"), &[]).assert_status(303);
    shop.get("/services").assert_says("Archived");
    shop.post(&format!("/services/{id}/restore"), &[]).assert_status(303);
    for (field, wrong) in [
        ("name", ""),
        ("minutes", "0"),
        ("minutes", "many"),
        ("price", "-3"),
        ("price", "1.234"),
        ("seats", "0"),
        ("staff", "999999"),
        ("window_days", "10000"),
        ("name", "4111 1111 1111 1111"),
    ] {
        let mut wrong_fields = fields(&me);
        wrong_fields.retain(|(name, _)| *name != field);
        wrong_fields.push((field, wrong));
        let answer = shop.post("/services", &wrong_fields);
        assert!(!answer.assert_status(422).error(field).is_empty(), "{field}={wrong}: {}", answer.summary());
    }
    assert_eq!(count(&app, "FROM services"), 1);
}

#[test]
fn an_archived_service_keeps_its_bookings_and_takes_no_new_ones() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let id = shop.books(&[cut], shop.at(2, 10, 0), |_| {});
    shop.post(&format!("/services/{cut}/archive"), &[]).assert_status(303);
    shop.get(&format!("/bookings/{id}")).assert_status(200).assert_says("Cut");
    app.visitor().get(&format!("/w/{}/book", shop.slug())).assert_says("Nothing can be booked here yet");
    // A new price is for new bookings.
    shop.post(&format!("/services/{cut}/restore"), &[]).assert_status(303);
    let version = shop.get(&format!("/services/{cut}/edit")).value("version");
    let me = shop.member_id.to_string();
    let dearer = [
        ("name", "Cut"),
        ("minutes", "60"),
        ("price", "99"),
        ("seats", "1"),
        ("staff", &me),
        ("version", &version),
    ];
    shop.post(&format!("/services/{cut}"), &dearer).assert_status(303);
    shop.get(&format!("/bookings/{id}")).assert_says("$45").assert_says("10:00 AM to 10:30 AM");
}

#[test]
fn resources_are_kept_and_archived_out_of_the_services() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.post("/resources", &[("name", "Chair"), ("quantity", "3")]).assert_status(303);
    shop.post("/resources", &[("name", ""), ("quantity", "0")]).assert_status(422);
    let id = shop.inside(|db| Ok(clientsync::bookings::catalogue::queries::resources(db)?[0].id));
    shop.offers(service("Cut").by(&[shop.member_id]).needs(id));
    shop.get("/services").assert_says("3 alike");
    shop.post(&format!("/resources/{id}"), &[("name", "Seat"), ("quantity", "2")]).assert_status(303);
    shop.get(&format!("/resources/{id}/edit")).assert_status(200);
    shop.post(&format!("/resources/{id}/archive"), &[]).assert_status(303);
    assert_eq!(count(&app, "FROM service_resources"), 0);
    let staff = shop.staff("Ben");
    staff.post("/resources", &[("name", "Van"), ("quantity", "1")]).assert_status(403);
}
