//! The business: its profile, its logo, and what each role sees.

use clientsync::access::Role;

use crate::support::contacts::contact;
use crate::support::{Actor, Answer, TestApp};

const PROFILE: &[(&str, &str)] = &[
    ("name", "Ann’s Barbershop"),
    ("slug", "anns-barbershop"),
    ("industry", "salon"),
    ("address", "1 Main Street\nSpringfield"),
    ("phone", "(555) 010-0199"),
    ("timezone", "Europe/Berlin"),
    ("locale", "de-DE"),
    ("week_starts_on", "1"),
    ("currency", "EUR"),
    ("privacy_contact_email", "privacy@ann.example"),
    ("privacy_text", "Ask us anything."),
];

fn save(owner: &Actor, version: &str, changed: &[(&str, &str)]) -> Answer {
    let mut form: Vec<(&str, &str)> = PROFILE.to_vec();
    form.retain(|(name, _)| !changed.iter().any(|(n, _)| n == name));
    form.extend(changed);
    form.push(("version", version));
    owner.post("/workspace", &form)
}

#[test]
fn an_owner_changes_the_profile() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let version = shop.get("/workspace").value("version");
    save(&shop, &version, &[]).assert_status(303);
    let page = shop.get("/workspace");
    for (name, value) in PROFILE {
        assert_eq!(page.value(name), *value, "{name}");
    }
    shop.get("/activity").assert_says("changed the business profile: name, address on the web");
}

#[test]
fn each_field_is_checked() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let wrong = [
        ("name", ""),
        ("slug", "Ann Lee"),
        ("slug", "admin"),
        ("industry", "spying"),
        ("phone", "12"),
        ("address", "4111 1111 1111 1111"),
        ("timezone", "Mars/Base"),
        ("locale", "xx"),
        ("week_starts_on", "8"),
        ("currency", "XXX"),
    ];
    for (name, value) in wrong {
        let answer = save(&shop, "1", &[(name, value)]);
        answer.assert_status(422);
        assert!(!answer.error(name).is_empty(), "{name}={value}");
        assert_eq!(answer.value("name"), if name == "name" { "" } else { "Ann’s Barbershop" });
    }
    assert_eq!(shop.get("/workspace").value("version"), "1");
}

#[test]
fn two_businesses_cannot_share_an_address() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let other = app.shop("Zoe");
    save(&shop, "1", &[]).assert_status(303);
    let answer = save(&other, "1", &[]);
    answer.assert_status(422);
    assert_eq!(answer.error("slug"), "Another business has this address. Choose another one.");
}

#[test]
fn a_stale_save_shows_both_versions() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    save(&shop, "1", &[("name", "First")]).assert_status(303);
    let answer = save(&shop, "1", &[("name", "Second")]);
    answer.assert_status(409).assert_says("First").assert_says("Second");
    assert_eq!(answer.value("name"), "Second");
    assert_eq!(shop.get("/workspace").value("name"), "First");
    save(&shop, &answer.value("version"), &[("name", "Second")]).assert_status(303);
    assert_eq!(shop.get("/workspace").value("name"), "Second");
}

fn upload(owner: &Actor, bytes: &[u8]) -> Answer {
    let head = "--line\r\ncontent-disposition: form-data; name=\"logo\"; filename=\"logo.png\"\r\ncontent-type: image/png\r\n\r\n";
    let body = [head.as_bytes(), bytes, b"\r\n--line--\r\n"].concat();
    owner.post_body("/workspace/logo", "multipart/form-data; boundary=line", &body)
}

fn png() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/static/img/icon-192.png")).unwrap()
}

/// The address of the logo in the frame of the page.
fn logo_href(page: &Answer) -> Option<String> {
    let text = page.text();
    let at = text.find("/workspace/logo/")?;
    let href: String = text[at..].chars().take_while(|c| *c != '"').collect();
    (href != "/workspace/logo/remove").then_some(href)
}

#[test]
fn a_logo_is_kept_and_served_to_members_only() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    upload(&shop, &png()).assert_status(303);
    let href = logo_href(&shop.get("/workspace")).unwrap();
    let answer = ben.get(&href);
    assert_eq!((answer.status, &answer.bytes), (200, &png()));
    assert_eq!(answer.header("content-type"), "image/png");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("cache-control").contains("private, max-age=31536000"));
    app.shop("Zoe").get(&href).assert_status(404);
    app.visitor().get(&href).assert_status(303);

    upload(&shop, &png()).assert_status(303);
    assert_ne!(logo_href(&shop.get("/workspace")), Some(href.clone()), "a new logo has a new address");
    ben.get(&href).assert_status(404);
    shop.post("/workspace/logo/remove", &[]).assert_status(303);
    assert_eq!(logo_href(&shop.get("/workspace")), None);
}

#[test]
fn a_photo_as_a_logo_does_not_tell_where_it_was_taken() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let place = b"Exif\0\0II*\0 GPS 41.8781 N 87.6298 W";
    let segment = |marker: u8, bytes: &[u8]| {
        let length = u16::try_from(bytes.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], bytes].concat()
    };
    let frame = segment(0xc0, &[8, 0, 64, 0, 64, 1, 1, 0x11, 0]);
    let scan = [segment(0xda, &[1, 1, 0, 0, 63, 0]), b"pixels\xff\xd9".to_vec()].concat();
    let start = vec![0xff, 0xd8];
    let kept = [start.clone(), segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"), frame, scan].concat();
    let photo =
        [&start, &segment(0xe1, place)[..], &segment(0xfe, b"by Ann Lee"), &kept[2..], place].concat();
    upload(&shop, &photo).assert_status(303);
    let answer = shop.get(&logo_href(&shop.get("/workspace")).unwrap());
    assert_eq!(answer.header("content-type"), "image/jpeg");
    assert_eq!(answer.bytes, kept);
}

#[test]
fn other_files_are_refused_with_a_reason() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let cases: [(&[u8], &str); 4] = [
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG files can carry scripts"),
        (b"GIF89a", "Choose a PNG, JPEG or WebP picture."),
        (b"", "Choose a picture."),
        (&vec![0; 600 * 1024], "larger than 512 kB"),
    ];
    for (bytes, words) in cases {
        let answer = upload(&shop, bytes);
        answer.assert_status(422);
        assert!(answer.error("logo").contains(words), "{words}: {}", answer.error("logo"));
    }
    let not_a_file = shop.post("/workspace/logo", &[("logo", "x")]);
    assert!((400..500).contains(&not_a_file.status), "{}", not_a_file.status);
}

#[test]
fn only_owners_change_the_business() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for who in [shop.manager("Mia"), shop.staff("Ben"), shop.viewer("Vic")] {
        who.get("/workspace").assert_status(403);
        save(&who, "1", &[]).assert_status(403);
        who.post("/workspace/roles", &[("hide_email_staff", "on")]).assert_status(403);
        upload(&who, &png()).assert_status(403);
    }
    assert_eq!(shop.get("/workspace").value("version"), "1");
}

#[test]
fn a_role_that_must_have_a_second_factor_is_sent_to_set_one_up_at_once() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    ben.get("/staff").assert_status(200);
    shop.post("/workspace/roles", &[("require_second_factor_staff", "on")]).assert_status(303);
    let answer = ben.get("/staff");
    assert_eq!((answer.status, answer.location()), (303, "/account/security?required=1".into()));
    shop.get("/staff").assert_status(200);
    shop.post("/workspace/roles", &[]).assert_status(303);
    ben.get("/staff").assert_status(200);
}

#[test]
fn what_is_hidden_from_a_role_is_hidden_from_the_next_request_on() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let id = shop.keeps(contact("Mia Lund").email("mia@lund.example").phone("(555) 010-0177"));
    let contact = format!("/contacts/{id}");
    ben.get(&contact).assert_says("mia@lund.example").assert_says("010-0177");
    let rules = [("hide_email_staff", "on"), ("hide_phone_staff", "on"), ("hide_email_owner", "on")];
    shop.post("/workspace/roles", &rules).assert_status(303);
    ben.get(&contact).assert_silent_on("mia@lund.example").assert_silent_on("010-0177");
    // Nothing can be hidden from owners.
    shop.get(&contact).assert_says("mia@lund.example");
}

#[test]
fn every_role_has_its_line() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let page = shop.get("/workspace").text();
    for role in Role::ALL {
        assert!(page.contains(&format!("require_second_factor_{}", role.word())));
    }
    assert!(!page.contains("hide_email_owner"));
}
