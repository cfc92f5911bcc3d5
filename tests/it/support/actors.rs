//! People: a business's owner and the staff they take on. Made through the app's
//! own writes, signed in through its own page.

use std::ops::Deref;

use clientsync::access::Role;
use clientsync::account::model::NewUser;
use clientsync::db::{Reach, Unscoped};
use clientsync::signup::actions::{self, NewBusiness};
use clientsync::staff::model::NewMember;

use super::app::TestApp;
use super::client::Browser;

pub const PASSWORD: &str = "correct horse battery staple";

/// A person with a browser of their own.
pub struct Actor {
    pub name: String,
    pub email: String,
    pub user_id: i64,
    pub member_id: i64,
    pub workspace_id: i64,
    browser: Browser,
}

impl Deref for Actor {
    type Target = Browser;
    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Actor {
    /// After a pause that ended the session.
    pub fn sign_in_again(&self) {
        self.post("/login", &[("email", &self.email), ("password", PASSWORD)]).assert_status(303);
    }
}

/// A business, seen by its owner.
pub struct Shop<'a> {
    pub app: &'a TestApp,
    pub owner: Actor,
}

impl Deref for Shop<'_> {
    type Target = Actor;
    fn deref(&self) -> &Actor {
        &self.owner
    }
}

impl<'a> Shop<'a> {
    pub fn open(app: &'a TestApp, owner: &str) -> Self {
        let user = new_user(owner);
        let email = user.email.clone();
        let now = app.services.clock.now();
        let business = NewBusiness {
            agreement: app.services.standing.facts().agreement_in_force(now.date()).cloned(),
            owner: user,
            name: format!("{owner}’s Salon"),
            industry: "salon".into(),
            timezone: "America/Chicago".into(),
        };
        let made = app
            .services
            .db
            .write_now(|conn| actions::create(&mut Unscoped::new(conn, now), &business))
            .unwrap();
        let owner = Actor {
            name: owner.into(),
            user_id: made.user_id,
            member_id: made.member_id,
            workspace_id: made.workspace_id,
            browser: signed_in(app, &email),
            email,
        };
        Self { app, owner }
    }

    pub fn manager(&self, name: &str) -> Actor {
        self.member_with(name, Role::Manager, false)
    }

    pub fn staff(&self, name: &str) -> Actor {
        self.member_with(name, Role::Staff, false)
    }

    /// Staff who see only their own clients.
    pub fn staff_with_own_clients(&self, name: &str) -> Actor {
        self.member_with(name, Role::Staff, true)
    }

    pub fn manager_with_own_clients(&self, name: &str) -> Actor {
        self.member_with(name, Role::Manager, true)
    }

    pub fn viewer(&self, name: &str) -> Actor {
        self.member_with(name, Role::Viewer, false)
    }

    pub fn member_with(&self, name: &str, role: Role, own_only: bool) -> Actor {
        let user = new_user(name);
        let email = user.email.clone();
        let workspace_id = self.owner.workspace_id;
        let now = self.app.services.clock.now();
        let (user_id, member_id) = self
            .app
            .services
            .db
            .write_now(|conn| {
                let mut db = Unscoped::new(conn, now);
                let user_id = clientsync::account::queries::insert(&mut db, &user)?;
                let member = NewMember { user_id, role, privacy_contact: false, own_only };
                let mut scoped = db.scoped(Reach::system(workspace_id));
                Ok((user_id, clientsync::staff::queries::insert_member(&mut scoped, &member)?))
            })
            .unwrap();
        let browser = signed_in(self.app, &email);
        Actor { name: name.into(), user_id, member_id, workspace_id, browser, email }
    }
}

/// Somebody with an account who belongs to no business.
pub fn without_business(app: &TestApp, name: &str) -> (i64, Browser) {
    let user = new_user(name);
    let now = app.services.clock.now();
    let insert = |conn: &mut _| clientsync::account::queries::insert(&mut Unscoped::new(conn, now), &user);
    let user_id = app.services.db.write_now(insert).unwrap();
    (user_id, signed_in(app, &user.email))
}

fn new_user(name: &str) -> NewUser {
    let email = format!("{}.{}@example.com", name.to_lowercase().replace(' ', "."), unique());
    NewUser {
        name: name.into(),
        email_key: email.clone(),
        email,
        phone: String::new(),
        password_hash: password_hash(),
        email_verified: true,
    }
}

fn unique() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Hashed once for all tests, at the lowest cost.
fn password_hash() -> String {
    use std::sync::OnceLock;
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let hasher = clientsync::account::password::Hasher::new(4, 1).unwrap();
        super::app::runtime().block_on(hasher.hash(PASSWORD.into())).unwrap()
    })
    .clone()
}

pub fn signed_in(app: &TestApp, email: &str) -> Browser {
    let browser = app.visitor();
    let answer = browser.post("/login", &[("email", email), ("password", PASSWORD)]);
    assert_eq!(answer.status, 303, "sign-in of {email}: {}", answer.summary());
    browser
}
