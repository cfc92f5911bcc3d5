//! Contacts that a test starts from, stored through the app's own writes.

use clientsync::access::Role;
use clientsync::contacts::actions;
use clientsync::contacts::model::{NewContact, NewEmail, NewPhone};
use clientsync::db::{Reach, Scoped};
use clientsync::error::AppResult;
use clientsync::text::{email::Email, phone};
use clientsync::workspace::model::RoleRule;

use super::actors::Shop;

pub struct Draft(NewContact);

/// A contact of whom so far only the name is known.
pub fn contact(name: &str) -> Draft {
    Draft(NewContact::named(name))
}

impl Draft {
    pub fn company(mut self, company: &str) -> Self {
        self.0.company = company.into();
        self
    }

    pub fn email(mut self, address: &str) -> Self {
        self.0.emails.push(NewEmail { label: String::new(), email: Email::parse(address).unwrap() });
        self
    }

    pub fn phone(mut self, number: &str) -> Self {
        self.0
            .phones
            .push(NewPhone { label: String::new(), phone: phone::parse(number, Some("US")).unwrap() });
        self
    }

    pub fn tag(mut self, name: &str) -> Self {
        self.0.tags.push(name.into());
        self
    }

    pub fn assigned(mut self, member_id: i64) -> Self {
        self.0.assigned_to = Some(member_id);
        self
    }

    pub fn with(mut self, change: impl FnOnce(&mut NewContact)) -> Self {
        change(&mut self.0);
        self
    }
}

impl Shop<'_> {
    /// Stores the contact in this business and tells its id.
    pub fn keeps(&self, draft: Draft) -> i64 {
        self.inside(|db| actions::create(db, &draft.0))
    }

    pub fn keep_names(&self, names: &[&str]) {
        for name in names {
            self.keeps(contact(name));
        }
    }

    /// A write step in this business, by the program itself.
    pub fn inside<T>(&self, step: impl FnOnce(&mut Scoped) -> AppResult<T>) -> T {
        let (now, reach) = (self.app.services.clock.now(), Reach::system(self.workspace_id));
        let write = |conn: &mut _| step(&mut Scoped::new(conn, reach, now));
        self.app.services.db.write_now(write).unwrap()
    }

    pub fn hides_from_staff(&self, hide_email: bool, hide_phone: bool) {
        self.hides_from(Role::Staff, hide_email, hide_phone);
    }

    /// Hides channels from the role, or shows them again.
    pub fn hides_from(&self, role: Role, hide_email: bool, hide_phone: bool) {
        let rule = RoleRule { role, require_second_factor: false, hide_email, hide_phone };
        self.inside(|db| clientsync::workspace::queries::save_role_rule(db, &rule));
    }

    pub fn tag_id(&self, name: &str) -> i64 {
        let tags = self.inside(clientsync::contacts::queries::tags::all);
        tags.into_iter().find(|tag| tag.name == name).unwrap().id
    }
}
