//! The demo: the logins that the documentation names, and data to look at.

use clientsync::db::Unscoped;
use diesel::prelude::*;

use crate::support::TestApp;
use crate::support::actors::{PASSWORD, signed_in};
use crate::support::program::{PRODUCTION, Program, command, run};

#[test]
fn every_login_gets_in() {
    let app = TestApp::start();
    clientsync::demo::fill(&app.services, 30).unwrap();
    assert_eq!(clientsync::demo::PASSWORD, PASSWORD);
    for login in clientsync::demo::LOGINS {
        signed_in(&app, login.email);
    }
    signed_in(&app, "operator@demo.example").get("/operator").assert_status(200).assert_says("Accounts 6");
    signed_in(&app, "owner@demo.example").get("/operator").assert_status(404);
    signed_in(&app, "owner@demo.example").get("/workspace").assert_says("America/Chicago");
}

#[test]
fn it_is_the_same_every_time_and_its_record_is_whole() {
    let names = || {
        let app = TestApp::start();
        clientsync::demo::fill(&app.services, 60).unwrap();
        app.services
            .db
            .read_now(|conn| {
                assert_eq!(clientsync::db::chain::verify(conn, 1)?, Ok(62));
                use clientsync::schema::contacts as c;
                let names: Vec<String> = c::table.order(c::id).select(c::name).load(conn)?;
                let now = app.services.clock.now();
                let future: i64 = c::table.filter(c::last_seen_at.gt(now)).count().get_result(conn)?;
                assert_eq!((names.len(), future), (72, 0));
                let _ = Unscoped::new(conn, now);
                Ok(names)
            })
            .unwrap()
    };
    let first = names();
    assert_eq!(first, names());
    for script in ["á".."ž", "А".."я", "א".."ת", "ا".."ي", "一".."龥"] {
        assert!(first.iter().any(|n| n.chars().any(|c| script.contains(&&*c.to_string()))), "{script:?}");
    }
}

#[test]
fn its_data_ends_with_it_unless_a_folder_was_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut throw_away = std::process::Command::new(env!("CARGO_BIN_EXE_clientsync"));
    throw_away.args(["demo", "--contacts", "5"]).env_clear().env("TMPDIR", folder.path());
    let demo = Program::start(throw_away);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    demo.stop();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

    let data = folder.path().join("kept");
    Program::start(command(&data, &["demo", "--contacts", "5"])).stop();
    let again = Program::start(command(&data, &["demo", "--contacts", "5"]));
    assert!(again.printed[0].contains("is there already"), "{:?}", again.printed);
    again.stop();
}

#[test]
fn it_touches_nobody_elses_data_and_no_production() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["operator", "create", "me@example.com"]).assert_ok();
    run(&data, &["demo"]).assert_refused("the database holds somebody's data");
    let mut production = command(&data, &["demo"]);
    production.envs(PRODUCTION.iter().copied());
    let refused = production.output().unwrap();
    assert!(String::from_utf8_lossy(&refused.stderr).contains("not for production"));
}
