//! Adding contacts.

use clientsync::contacts::actions;
use clientsync::contacts::model::{NewContact, NewEmail, NewPhone};
use clientsync::contacts::queries;
use clientsync::db::{Reach, Scoped};
use clientsync::signup::actions as signup;
use clientsync::text::email::Email;
use clientsync::text::phone;

use crate::support::TestApp;

#[test]
fn a_contact_is_stored_with_all_that_belongs_to_it() {
    let app = TestApp::start();
    let now = app.services.clock.now();
    let made = app
        .services
        .db
        .write_now(|conn| {
            let business = signup::NewBusiness {
                owner: clientsync::account::model::NewUser {
                    name: "A".into(),
                    email_key: "a@example.com".into(),
                    email: "a@example.com".into(),
                    phone: String::new(),
                    password_hash: String::new(),
                    email_verified: true,
                },
                name: "Shop".into(),
                industry: "salon".into(),
                timezone: "America/Chicago".into(),
            };
            signup::create(&mut clientsync::db::Unscoped::new(conn, now), &business)
        })
        .unwrap();
    let mia = NewContact {
        company: "Lund Gardens".into(),
        emails: vec![NewEmail { label: "work".into(), email: Email::parse("Mia@Example.com").unwrap() }],
        phones: vec![NewPhone {
            label: String::new(),
            phone: phone::parse("(312) 867-5309", Some("US")).unwrap(),
        }],
        tags: vec!["Regular".into(), "VIP".into()],
        assigned_to: Some(made.member_id),
        ..NewContact::named("Mia Lund")
    };
    let reach = Reach::system(made.workspace_id);
    let (details, duplicates, changes, tags) = app
        .services
        .db
        .write_now(|conn| {
            let mut db = Scoped::new(conn, reach, now);
            let id = actions::create(&mut db, &mia)?;
            queries::search_text::set_notes(&mut db, id, "Likes tea")?;
            queries::touch_seen(&mut db, id)?;
            let changed = NewContact { company: "Lund".into(), tags: vec!["vip".into()], ..mia.clone() };
            assert!(matches!(actions::update(&mut db, id, 1, &changed)?, actions::Edit::Done));
            let details = queries::details(&mut db, id)?;
            let duplicates = queries::duplicates(&mut db, &mia)?;
            let changes = queries::changes(&mut db, id, None, 10)?;
            let tags = queries::tags::counted(&mut db)?;
            db.finish()?;
            Ok((details, duplicates, changes, tags))
        })
        .unwrap();
    assert_eq!(details.contact.email, "Mia@example.com");
    assert_eq!(details.phones[0].e164.as_deref(), Some("+13128675309"));
    assert_eq!(duplicates[0].same, "same e-mail");
    let changed: Vec<_> = changes.iter().map(|c| (c.field.as_str(), c.values.clone().unwrap())).collect();
    assert_eq!(
        changed,
        [
            ("Tags", ("Regular, VIP".into(), "VIP".into())),
            ("Company", ("Lund Gardens".into(), "Lund".into()))
        ]
    );
    assert_eq!(
        tags.iter().map(|(t, n)| (t.name.as_str(), *n)).collect::<Vec<_>>(),
        [("Regular", 0), ("VIP", 1)]
    );
}
