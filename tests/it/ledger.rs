//! The ledger and the databases that follow it: many threads and several nodes at once, a
//! full disk, another installation's ledger. Every act is done exactly once, in its order.

use std::collections::BTreeMap;

use clientsync::app;
use clientsync::clock::Clock;
use clientsync::config::{Config, LedgerPlace};
use clientsync::db::{AnyConnection, Unscoped};
use clientsync::erasure;
use clientsync::ledger::{Act, Channel, Ledger, LedgerError, Scope, Target};
use clientsync::services::Services;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::support::actors::PASSWORD;
use crate::support::app::runtime;
use crate::support::database::TestDatabase;
use crate::support::{Shop, TestApp, contact};

const THREADS: usize = 6;
const ACTS: usize = 8;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    word: String,
}

fn rows(services: &Services, sql: &str) -> Vec<Row> {
    services.db.read_now(|conn| Ok(diesel::sql_query(sql).load(conn)?)).unwrap()
}

fn stop(address: &str) -> Act {
    let reason = "stop".into();
    Act::Suppress { scope: Scope::Operator, channel: Channel::Email, address: address.into(), reason }
}

fn promise(services: &Services, acts: Vec<Act>) {
    runtime().block_on(erasure::promise(services, acts)).unwrap();
}

/// The clients of a business, by the key that the ledger knows.
fn targets(shop: &Shop) -> BTreeMap<i64, Target> {
    let sql = format!("SELECT id, ledger_key AS word FROM workspaces WHERE id = {}", shop.workspace_id);
    let workspace = rows(&shop.app.services, &sql).remove(0).word;
    let clients = rows(&shop.app.services, "SELECT id, subject_key AS word FROM contacts");
    let target = |row: Row| (row.id, Target::Contact { workspace: workspace.clone(), key: row.word });
    clients.into_iter().map(target).collect()
}

fn of(target: &Target) -> Act {
    Act::Erase { target: target.clone(), request: None }
}

/// Several nodes promise at once; each promise is done when its call returns. Afterwards the
/// database has applied every entry of the ledger once, in the ledger's order.
fn all_at_once(app: &TestApp, nodes: &[Services]) {
    let shop = app.shop("Ann");
    for n in 0..THREADS * ACTS {
        shop.keeps(contact(&format!("Client {n}")));
    }
    let targets: Vec<(i64, Target)> = targets(&shop).into_iter().collect();
    std::thread::scope(|scope| {
        for (thread, own) in targets.chunks(ACTS).enumerate() {
            let node = nodes[thread % nodes.len()].clone();
            scope.spawn(move || {
                for (n, (id, target)) in own.iter().enumerate() {
                    promise(&node, vec![stop(&format!("{thread}-{n}")), of(target)]);
                    let left = rows(&node, &format!("SELECT id, name AS word FROM contacts WHERE id = {id}"));
                    assert!(left.is_empty(), "done when it returns");
                }
            });
        }
    });
    let node = &nodes[0];
    let mut promised = Vec::new();
    let head = node.ledger.each(|entry| {
        if let Act::Suppress { address, .. } = &entry.act {
            promised.push(address.clone());
        }
        Ok(())
    });
    assert_eq!(head.unwrap().seq as usize, 2 * THREADS * ACTS);
    assert_eq!(erasure::applied(node).unwrap(), node.ledger.head().unwrap());
    let done = rows(node, "SELECT id, address_digest AS word FROM suppressions ORDER BY id");
    let done: Vec<String> = done.into_iter().map(|row| row.word).collect();
    assert_eq!(done, promised, "in the ledger's order, none twice");
    let erased = "SELECT count(*) AS id, CAST(target_id AS TEXT) AS word FROM activity_entries \
         WHERE action = 'contact.erased' GROUP BY target_id";
    let erased = rows(node, erased);
    assert_eq!(erased.len(), THREADS * ACTS);
    assert!(erased.iter().all(|row| row.id == 1), "each exactly once");
}

#[test]
fn many_threads_promise_and_each_act_is_done_once_and_in_order() {
    let app = TestApp::start();
    all_at_once(&app, std::slice::from_ref(&app.services));
}

/// A second node on the same database and, as the settings say, the same ledger.
fn second_node(app: &TestApp, adjust: impl FnOnce(&mut Config)) -> Services {
    let mut config = app.services.config.clone();
    adjust(&mut config);
    app::open(config, Clock::shifted()).unwrap()
}

fn on_postgres() -> bool {
    std::env::var("TEST_DATABASE_URL").is_ok()
}

#[test]
fn two_nodes_share_a_ledger_file() {
    if !on_postgres() {
        return;
    }
    let app = TestApp::start();
    let other = second_node(&app, |_| {});
    all_at_once(&app, &[app.services.clone(), other]);
}

/// An empty database; the ledger makes its own table.
fn ledger_database(folder: &std::path::Path) -> (TestDatabase, LedgerPlace) {
    let database = TestDatabase::new(folder);
    let mut conn = PgConnection::establish(&database.url).unwrap();
    let empty = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
    diesel::connection::SimpleConnection::batch_execute(&mut conn, empty).unwrap();
    let place = LedgerPlace::of(&database.url);
    (database, place)
}

#[test]
fn two_nodes_share_a_ledger_in_a_second_database() {
    if !on_postgres() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (_database, place) = ledger_database(folder.path());
    // Both make the table at once.
    let opened: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| Ledger::open(&place).map(drop))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(opened.iter().all(Result::is_ok), "{opened:?}");
    let app = TestApp::start_with(|config| config.ledger = place.clone());
    let other = second_node(&app, |_| {});
    all_at_once(&app, &[app.services.clone(), other]);

    // From there into a file, and on from the file into another database.
    let file = Ledger::open(&LedgerPlace::File(folder.path().join("copy.ledger"))).unwrap();
    assert_eq!(app.services.ledger.copy_to(&file).unwrap() as usize, 2 * THREADS * ACTS);
    let (_second, place) = ledger_database(folder.path());
    let moved = Ledger::open(&place).unwrap();
    file.copy_to(&moved).unwrap();
    assert_eq!(moved.head().unwrap(), app.services.ledger.head().unwrap());
}

#[test]
fn a_ledger_inside_the_database_itself_is_refused() {
    if !on_postgres() {
        return;
    }
    let app = TestApp::start();
    // The same database under another spelling of its address.
    let other = app.services.config.database_url.replacen("postgres://", "postgresql://", 1);
    assert!(matches!(Ledger::open(&LedgerPlace::of(&other)), Err(LedgerError::Inside)));
}

#[test]
fn a_node_with_a_ledger_of_its_own_erases_nobody() {
    if !on_postgres() {
        return;
    }
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (mia, tom) = (shop.keeps(contact("Mia Lund")), shop.keeps(contact("Tom Ray")));
    let targets = targets(&shop);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("erasure.ledger");
    let other = second_node(&app, |config| config.ledger = LedgerPlace::File(path.clone()));
    promise(&app.services, vec![of(&targets[&mia])]);
    let refused = runtime().block_on(erasure::promise(&other, vec![of(&targets[&tom])]));
    assert!(
        refused.unwrap_err().to_string().contains("has 0 entries, but this database has already applied 1")
    );
    assert_eq!(other.ledger.head().unwrap().seq, 0, "nothing is written down that is not done");
    let left = rows(&app.services, "SELECT id, name AS word FROM contacts");
    assert_eq!(left.iter().map(|row| row.word.as_str()).collect::<Vec<_>>(), ["Tom Ray"]);

    // As if it had written something before the first node did.
    other.ledger.append(other.clock.now(), &[stop("x")]).unwrap();
    let refused = runtime().block_on(erasure::promise(&other, vec![of(&targets[&tom])]));
    assert!(refused.unwrap_err().to_string().contains("the ledger of another installation"));
    assert!(erasure::catch_up(&other).is_err());
    assert_eq!(rows(&app.services, "SELECT id, name AS word FROM contacts").len(), 1);
}

#[test]
#[cfg(target_os = "linux")]
fn on_a_full_disk_nobody_is_erased_and_the_page_says_so() {
    let app = TestApp::start_with(|config| config.ledger = LedgerPlace::File("/dev/full".into()));
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund"));
    let path = format!("/contacts/{mia}/erase");
    let digest = shop.get(&path).assert_status(200).value("digest");
    let answer = shop.post(&path, &[("digest", &digest), ("current_password", PASSWORD)]);
    answer.assert_status(503).assert_says("can’t be written right now, so nothing was changed");
    shop.get(&format!("/contacts/{mia}")).assert_status(200).assert_says("Mia Lund");
    assert_eq!(erasure::applied(&app.services).unwrap().seq, 0);
}

#[test]
fn what_is_held_stays_also_when_the_ledger_is_followed_again() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (mia, tom) = (shop.keeps(contact("Mia Lund")), shop.keeps(contact("Tom Ray")));
    let targets = targets(&shop);
    let held = |act: fn(String, Target) -> Act| act("hold-1".into(), targets[&mia].clone());
    let acts = vec![
        held(|hold, target| Act::Hold { target, hold }),
        of(&targets[&mia]),
        of(&targets[&tom]),
        held(|hold, _| Act::Release { hold }),
    ];
    promise(&app.services, acts);
    let names = || rows(&app.services, "SELECT id, name AS word FROM contacts").into_iter().map(|r| r.word);
    assert_eq!(names().collect::<Vec<_>>(), ["Mia Lund"]);
    // As a restored copy does: the whole ledger once more.
    app.services
        .db
        .write_now(|conn: &mut AnyConnection| {
            let again = "UPDATE ledger_state SET applied_seq = 0, applied_hash = ''";
            diesel::sql_query(again).execute(conn)?;
            Ok(())
        })
        .unwrap();
    erasure::catch_up(&app.services).unwrap();
    // The hold is there already, and was released: nothing new keeps her, and nothing erased
    // her while it did.
    assert_eq!(erasure::applied(&app.services).unwrap().seq, 4);
    promise(&app.services, vec![of(&targets[&mia])]);
    assert_eq!(names().count(), 0);
}

#[test]
fn a_withdrawal_counts_from_the_moment_it_was_said() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let said = app.services.clock.now() - time::Duration::hours(2);
    let later = app.services.clock.now() - time::Duration::hours(1);
    let user = shop.user_id;
    let key = rows(&app.services, &format!("SELECT id, subject_key AS word FROM users WHERE id = {user}"))
        .remove(0)
        .word;
    app.services
        .db
        .write_now(|conn| {
            let db = &mut Unscoped::new(conn, later);
            let sql = format!(
                "INSERT INTO privacy_choices (user_id, purpose, allowed, at) VALUES ({user}, 'marketing', TRUE, '{}')",
                later.date().to_string() + &format!(" {:02}:{:02}:00", later.hour(), later.minute())
            );
            diesel::sql_query(sql).execute(&mut **db)?;
            Ok(())
        })
        .unwrap();
    let act = Act::Withdraw { user: key, purpose: "marketing".into() };
    app.services.ledger.append(said, &[act]).unwrap();
    erasure::catch_up(&app.services).unwrap();
    let sql = "SELECT id, CAST(allowed AS TEXT) AS word FROM privacy_choices WHERE purpose = 'marketing'";
    let kept = rows(&app.services, sql).remove(0).word;
    assert!(["1", "true"].contains(&kept.as_str()), "the later yes is the last word: {kept}");
}
