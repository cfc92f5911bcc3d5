//! Backup and restore as whoever runs the program does them, on the engine under test: nobody
//! who was erased comes back, and what is not right is refused before anything is changed.

use std::fs;
use std::path::Path;

use clientsync::config::LedgerPlace;
use clientsync::ledger::{Act, Ledger, Target};

use crate::support::installation::{Installation, add_client, delete, erase, file_holds, holds, owner, text};

const NAME: &str = "Quentin Goldfinch";
const EMAIL: &str = "quentin@birds.example";

/// A client is there, a backup is made, and then the client is erased.
fn erased_after_a_backup() -> (Installation, String) {
    let it = Installation::with_clients();
    let backup = it.beside("before.backup");
    let server = it.serve();
    let owner = owner(&server);
    let page = add_client(&owner, NAME, EMAIL);
    let undo = delete(&owner, &page);
    it.run(&["backup", &backup]).assert_ok();
    owner.post(&undo, &[]).assert_status(303);
    erase(&owner, &page);
    owner.get(&page).assert_status(404);
    server.stop();
    assert!(!holds(&it.raw(), "oldfinch"), "erased before the restore");
    (it, backup)
}

#[test]
fn an_erased_client_does_not_come_back_from_a_backup() {
    let (it, backup) = erased_after_a_backup();
    let restored = it.run(&["restore", &backup]);
    assert!(
        restored.assert_ok().out.contains("1 entry of the erasure ledger was carried out on it: an erasure"),
        "{}",
        restored.out
    );
    for word in ["oldfinch", "quentin@birds"] {
        assert!(!holds(&it.raw(), word), "{word}");
    }
    let server = it.serve();
    let owner = owner(&server);
    // The backup was made while the client was in the trash, with an undo on offer.
    for path in [
        "/contacts",
        "/contacts/trash",
        "/contacts?q=quentin",
        "/contacts/export.csv",
        "/contacts/export.vcf",
        "/today",
    ] {
        let page = owner.get(path);
        page.assert_status(200).assert_silent_on("Goldfinch").assert_silent_on(EMAIL);
    }
    let id = it.text("SELECT CAST(max(id) AS TEXT) AS found FROM undo_batches");
    owner.post(&format!("/contacts/undo/{id}"), &[]);
    owner.get("/contacts").assert_silent_on("Goldfinch");
    server.stop();
    assert!(!holds(&it.raw(), "oldfinch"));
}

#[test]
fn without_its_own_ledger_nothing_is_restored_and_nothing_starts() {
    let (it, before) = erased_after_a_backup();
    let after = it.beside("after.backup");
    it.run(&["backup", &after]).assert_ok();
    let (ledger, aside, applied) = (it.ledger(), it.beside("aside.ledger"), it.entries());
    fs::rename(&ledger, &aside).unwrap();
    let refused = |why: &str| {
        it.assert_does_not_start(why);
        // The older backup knows of no erasure; the database it would replace does.
        for backup in [&before, &after] {
            it.run(&["restore", backup]).assert_refused(why);
        }
        it.run(&["ledger", "verify"]);
        assert!(!holds(&it.raw(), "oldfinch"), "nothing was changed");
    };
    refused("there is no erasure ledger at");
    assert!(!ledger.exists(), "none is made in its place");

    fs::write(&ledger, "").unwrap();
    refused(&format!("has 0 entries, but this database has already applied {applied}"));

    fs::remove_file(&ledger).unwrap();
    let foreign = Ledger::open(&LedgerPlace::File(ledger.clone())).unwrap();
    let target = Target::User { key: "of another installation".into() };
    foreign
        .append(time::macros::datetime!(2026-11-25 10:00), &[Act::Erase { target, request: None }])
        .unwrap();
    refused("it is the ledger of another installation");

    fs::copy(&aside, &ledger).unwrap();
    it.run(&["restore", &before]).assert_ok();
    it.serve().stop();
    assert!(!holds(&it.raw(), "oldfinch"));
}

#[test]
fn what_was_promised_and_not_done_is_done_before_anybody_is_answered() {
    let it = Installation::with_clients();
    let server = it.serve();
    let page = add_client(&owner(&server), NAME, EMAIL);
    server.stop();
    // As if it had been killed between the ledger and the database.
    let target = Target::Contact {
        workspace: it.text("SELECT ledger_key AS found FROM workspaces WHERE slug = 'demo'"),
        key: it.text(&format!("SELECT subject_key AS found FROM contacts WHERE name = '{NAME}'")),
    };
    let ledger = Ledger::open(&LedgerPlace::File(it.ledger())).unwrap();
    ledger
        .append(time::macros::datetime!(2026-11-25 10:00), &[Act::Erase { target, request: None }])
        .unwrap();
    drop(ledger);
    // And while it wrote the next one.
    let (entries, whole) = (it.entries(), fs::read_to_string(it.ledger()).unwrap());
    let torn = whole.clone() + "{\"seq\":99,\"at\":\"2026-11";
    fs::write(it.ledger(), torn).unwrap();
    let server = it.serve();
    owner(&server).get(&page).assert_status(404);
    server.stop();
    assert!(!holds(&it.raw(), "oldfinch"));
    it.run(&["ledger", "verify"]).assert_ok();
    assert_eq!((it.entries(), fs::read_to_string(it.ledger()).unwrap()), (entries, whole));
}

#[test]
fn an_encrypted_backup_opens_only_with_its_key() {
    let mut it = Installation::with_clients();
    let identity = age::x25519::Identity::generate();
    let (key, other) = (it.beside("key"), it.beside("other"));
    write_identity(&key, &identity);
    write_identity(&other, &age::x25519::Identity::generate());
    it.set("CLIENTSYNC_BACKUP_RECIPIENT", identity.to_public().to_string());
    let server = it.serve();
    add_client(&owner(&server), NAME, EMAIL);
    server.stop();
    let backup = it.beside("sealed.backup");
    assert!(it.run(&["backup", &backup]).assert_ok().out.contains("It is encrypted"));
    assert!(!file_holds(Path::new(&backup), "oldfinch"));
    assert!(!file_holds(Path::new(&format!("{backup}.json")), "oldfinch"));

    it.run(&["restore", &backup]).assert_refused("the backup is encrypted. Give the file");
    it.run(&["restore", &backup, "--identity", &other]).assert_refused("encrypted with another key");
    it.run(&["restore", &backup, "--identity", &backup]).assert_refused("the keys in");
    let sound = fs::read(&backup).unwrap();
    fs::write(&backup, &sound[..sound.len() - 100]).unwrap();
    it.run(&["restore", &backup, "--identity", &key]).assert_refused("nothing was changed");
    fs::write(&backup, &sound).unwrap();
    it.run(&["restore", &backup, "--identity", &key]).assert_ok();
    assert_eq!(it.text(&format!("SELECT name AS found FROM contacts WHERE name = '{NAME}'")), NAME);
    let left = fs::read_dir(&it.data).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let left: Vec<_> = left.filter(|name| name.contains("progress") || name.contains("restoring")).collect();
    assert!(left.is_empty(), "nothing unsealed is left: {left:?}");
}

#[allow(deprecated, reason = "the trait is re-exported under an older name")]
fn write_identity(path: &str, identity: &age::x25519::Identity) {
    use age::secrecy::ExposeSecret;
    fs::write(path, identity.to_string().expose_secret()).unwrap();
}

#[test]
fn a_passphrase_seals_and_opens() {
    let mut it = Installation::with_clients();
    it.set("CLIENTSYNC_BACKUP_PASSPHRASE", "short");
    it.run(&["backup", "x"]).assert_refused("needs at least 16 characters");
    it.set("CLIENTSYNC_BACKUP_PASSPHRASE", "nine lives of a borrowed umbrella");
    let backup = it.beside("sealed.backup");
    it.run(&["backup", &backup]).assert_ok();
    it.run(&["restore", &backup]).assert_ok();
    it.set("CLIENTSYNC_BACKUP_PASSPHRASE", "nine lives of another umbrella");
    it.run(&["restore", &backup]).assert_refused("encrypted with another key");
}

#[test]
fn a_backup_whose_time_is_over_is_refused() {
    let it = Installation::with_clients();
    let backup = it.beside("old.backup");
    it.run(&["backup", &backup]).assert_ok();
    let label = format!("{backup}.json");
    let text = fs::read_to_string(&label).unwrap();
    let mut old: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        old["ledger_seq"],
        it.text("SELECT CAST(applied_seq AS TEXT) AS found FROM ledger_state").parse::<i64>().unwrap()
    );
    old["end_of_life"] = "2026-01-31T03:00:00Z".into();
    fs::write(&label, old.to_string()).unwrap();
    it.run(&["restore", &backup]).assert_refused("was over at 2026-01-31");
    fs::remove_file(&label).unwrap();
    it.run(&["restore", &backup]).assert_refused("nothing says when this backup was made");
    fs::write(&label, "{}").unwrap();
    it.run(&["restore", &backup]).assert_refused("is not the label of a backup");
    fs::write(&label, old.to_string()).unwrap();
    it.run(&["restore", &backup, "--past-its-end"]).assert_ok();
    it.serve().stop();
}

#[test]
fn a_backup_that_is_not_as_its_label_says_is_refused() {
    let it = Installation::with_clients();
    let backup = it.beside("changed.backup");
    it.run(&["backup", &backup]).assert_ok();
    let mut bytes = fs::read(&backup).unwrap();
    // A byte that no check of the database itself looks at.
    let at = if holds(&bytes[..16], "SQLite format 3") { 72 } else { bytes.len() - 1 };
    bytes[at] ^= 1;
    fs::write(&backup, bytes).unwrap();
    it.run(&["restore", &backup]).assert_refused("nothing was changed");
}

#[test]
fn a_copy_elsewhere_is_cleaned() {
    let (it, backup) = erased_after_a_backup();
    let elsewhere = Installation::new();
    let mut there = elsewhere;
    there.set("CLIENTSYNC_LEDGER", it.ledger().display().to_string());
    there.run(&["restore", &backup]).assert_ok();
    let laptop = match there.database.url.strip_prefix("sqlite://") {
        Some(_) => {
            fs::copy(&backup, there.beside("laptop.sqlite")).unwrap();
            assert!(file_holds(Path::new(&there.beside("laptop.sqlite")), "oldfinch"));
            there.beside("laptop.sqlite")
        }
        // What a colleague brought in by hand.
        None => {
            let load = format!(
                "pg_restore --clean --if-exists --no-owner --dbname='{}' '{backup}'",
                there.database.url
            );
            assert!(std::process::Command::new("sh").args(["-c", &load]).status().unwrap().success());
            assert!(holds(&there.raw(), "oldfinch"));
            there.database.url.clone()
        }
    };
    let replayed = there.run(&["replay", "--db", &laptop]);
    assert!(replayed.assert_ok().out.contains("an erasure"), "{}", replayed.out);
    match laptop.starts_with("postgres") {
        true => assert!(!holds(&there.raw(), "oldfinch")),
        false => assert!(!file_holds(Path::new(&laptop), "oldfinch")),
    }
    assert!(there.run(&["replay", "--db", &laptop]).assert_ok().out.contains("holds nothing newer"));
    there.set("CLIENTSYNC_LEDGER", there.beside("no.ledger"));
    there.run(&["replay", "--db", &laptop]).assert_refused("there is no erasure ledger");
}

#[test]
fn a_copy_of_the_ledger_only_grows() {
    let (it, _) = erased_after_a_backup();
    let copy = it.beside("copy.ledger");
    it.run(&["ledger", "copy", &copy]).assert_ok();
    assert_eq!(fs::read(&copy).unwrap(), fs::read(it.ledger()).unwrap());
    let server = it.serve();
    let owner = owner(&server);
    let page = add_client(&owner, "Somebody Else", "else@birds.example");
    erase(&owner, &page);
    server.stop();
    it.run(&["ledger", "copy", &copy]).assert_ok();
    assert_eq!(fs::read(&copy).unwrap(), fs::read(it.ledger()).unwrap());
    let said = it.run(&["ledger", "verify"]);
    let entries = it.entries();
    assert!(said.assert_ok().out.contains(&format!("has {entries} entries")), "{}", said.out);
    assert!(said.out.contains("has applied all of them"), "{}", said.out);

    let text = fs::read_to_string(it.ledger()).unwrap();
    let shorter: String = text.lines().take(entries - 1).map(|line| format!("{line}\n")).collect();
    fs::write(it.ledger(), shorter).unwrap();
    let says = format!("has {} entries, but this database has already applied {entries}", entries - 1);
    it.run(&["ledger", "verify"]).assert_refused(&says);
    it.run(&["ledger", "copy", &copy]).assert_refused("it is newer, or belongs to another installation");
    assert_eq!(fs::read_to_string(&copy).unwrap(), text, "the newer copy is as it was");
    fs::write(it.ledger(), text.replacen("erase", "eraze", 1)).unwrap();
    it.run(&["ledger", "verify"]).assert_refused("was changed: entry 1");
}

#[test]
fn another_secret_is_refused() {
    let it = Installation::with_clients();
    it.serve().stop();
    let (secret, aside) = (it.data.join("secret.key"), it.beside("secret.key"));
    fs::rename(&secret, &aside).unwrap();
    it.assert_does_not_start("the secret is not the one that this database was used with");
    fs::copy(&aside, &secret).unwrap();
    it.serve().stop();
    fs::remove_file(&secret).unwrap();
    it.assert_does_not_start("accept-secret");
    it.run(&["accept-secret"]).assert_ok();
    it.serve().stop();
}

#[test]
fn the_doctor_looks_at_ledger_backups_and_drill() {
    let (mut it, backup) = erased_after_a_backup();
    let seen = it.run(&["doctor"]);
    seen.assert_ok();
    let ledger =
        format!("ok    ledger         {} entries, each follows the one before, all applied", it.entries());
    assert!(seen.out.replace("1 entry,", "1 entries,").contains(&ledger), "{}", seen.out);
    assert!(seen.out.contains("ok    backups        no folder is set"), "{}", seen.out);
    let sql = "UPDATE backup_runs SET end_of_life = '2026-01-31 00:00:00'";
    diesel::connection::SimpleConnection::batch_execute(&mut it.connect(), sql).unwrap();
    let seen = it.run(&["doctor"]);
    assert_eq!(seen.code, 1);
    assert!(seen.out.contains("FAIL  backups        past their end, destroy them:"), "{}", seen.out);
    assert!(seen.out.contains("before.backup"), "{}", seen.out);
    fs::remove_file(&backup).unwrap();
    it.run(&["doctor"]).assert_ok();
    it.set("CLIENTSYNC_LEDGER", it.beside("no.ledger"));
    let seen = it.run(&["doctor"]);
    assert!(seen.out.contains("FAIL  ledger         there is no erasure ledger at"), "{}", seen.out);
    assert_eq!(text(&mut it.connect(), "SELECT CAST(count(*) AS TEXT) AS found FROM backup_runs"), "1");
}

#[test]
fn the_doctor_reports_a_privacy_address_that_bounces() {
    let mut it = Installation::with_clients();
    let mail = crate::support::smtp::SmtpServer::start();
    it.set("SMTP_URL", mail.url.clone());
    it.run(&["doctor"]).assert_ok();
    assert!(mail.mails().is_empty(), "only when asked");
    it.run(&["doctor", "--probe"]).assert_ok();
    assert!(mail.mails()[0].to[0].contains("privacy@example.com"));
    mail.refuse_with("550 no such mailbox");
    let seen = it.run(&["doctor", "--probe"]);
    assert_eq!(seen.code, 1);
    let says =
        "FAIL  privacy mail   the policies say to write to privacy@example.com, which does not take mail";
    assert!(seen.out.contains(says), "{}", seen.out);
}

#[test]
fn two_served_nodes_share_one_ledger_and_a_third_with_its_own_erases_nobody() {
    if std::env::var("TEST_DATABASE_URL").is_err() {
        return;
    }
    let mut it = Installation::with_clients();
    let (one, other) = (it.serve(), it.serve());
    let first = owner(&one);
    let second = owner(&other);
    for n in 0..3 {
        let page = add_client(&first, NAME, EMAIL);
        let (eraser, reader) = if n % 2 == 0 { (&second, &first) } else { (&first, &second) };
        erase(eraser, &page);
        reader.get(&page).assert_status(404);
    }
    assert!(!holds(&it.raw(), "oldfinch"));
    let page = add_client(&first, NAME, EMAIL);
    // A node that would start anew is told at its start.
    it.set("CLIENTSYNC_LEDGER", it.beside("own.ledger"));
    it.assert_does_not_start("there is no erasure ledger at");
    erase(&second, &page);
    one.stop();
    other.stop();
    assert!(!holds(&it.raw(), "oldfinch"));
}
