//! The demo's accounts and businesses, and how a business takes on a contact.

use super::people::Person;
use super::{LOGINS, queries, words};
use crate::access::Role;
use crate::account::model::NewUser;
use crate::contacts::custom::{CustomField, FieldKind};
use crate::contacts::model::Tag;
use crate::db::{Reach, Unscoped};
use crate::error::AppResult;
use crate::staff::model::NewMember;
use crate::standing::Agreement;
use crate::workspace::model::NewWorkspace;
use crate::{account, operator, staff, workspace};

/// A business with what its contacts refer to.
pub struct Business {
    pub id: i64,
    /// The people at work: the owner first.
    pub members: Vec<Member>,
    /// In the order of `words::TAGS`.
    pub tags: Vec<Tag>,
    pub fields: Fields,
}

pub struct Member {
    pub id: i64,
    pub pseudonym: String,
}

/// The custom fields of the demo.
pub struct Fields {
    pub birthday: CustomField,
    pub stylist: CustomField,
    pub formula: CustomField,
    pub points: CustomField,
    pub newsletter: CustomField,
}

impl Business {
    /// Whoever looks after somebody; a business of one looks after everybody.
    pub fn member(&self, n: usize) -> Option<&Member> {
        self.members.get(n).or_else(|| self.members.first())
    }

    pub fn tags_of(&self, person: &Person) -> Vec<Tag> {
        person.tags.iter().filter_map(|&n| self.tags.get(n)).cloned().collect()
    }

    pub fn values_of(&self, person: &Person) -> Vec<(CustomField, String)> {
        let fields = &self.fields;
        let values = [
            (&fields.birthday, person.birthday.map(|d| d.to_string())),
            (&fields.stylist, person.stylist.map(str::to_owned)),
            (&fields.formula, person.formula.map(str::to_owned)),
            (&fields.points, person.points.map(|p| p.to_string())),
            (&fields.newsletter, person.newsletter.map(|yes| if yes { "yes" } else { "no" }.to_owned())),
        ];
        values.into_iter().filter_map(|(field, value)| Some((field.clone(), value?))).collect()
    }

    pub fn take_on(&self, db: &mut Unscoped, person: &Person) -> AppResult<()> {
        let by = self.member(person.assigned.unwrap_or(0));
        let pseudonym = by.map_or_else(|| "system".to_owned(), |m| m.pseudonym.clone());
        let reach = Reach { pseudonym, member_id: by.map(|m| m.id), ..Reach::system(self.id) };
        let mut scoped = db.scoped(reach);
        scoped.now = person.created_at;
        let id = queries::insert_contact(&mut scoped, self, person)?;
        if person.recorded {
            scoped.record("contact.created", "contact", id, "");
        }
        scoped.finish()
    }
}

const NAMES: [&str; 6] =
    ["Olivia Hart", "Marcus Bell", "Sofía Reyes", "Victor Lane", "Opal Quinn", "Otto Brandt"];

/// Makes the logins and both businesses: the demo's, then the other one.
pub fn open(
    db: &mut Unscoped,
    password_hash: &str,
    agreement: Option<&Agreement>,
) -> AppResult<(Business, Business)> {
    let mut users = Vec::new();
    for (login, name) in LOGINS.iter().zip(NAMES) {
        users.push(account::queries::insert(db, &user(name, login.email, password_hash))?);
    }
    let [owner, manager, staff, viewer, operator, stranger] = users[..] else {
        return Err(crate::error::AppError::internal("six logins were made"));
    };
    operator::appoint::promote(db, operator)?;
    let roles =
        [(owner, Role::Owner), (manager, Role::Manager), (staff, Role::Staff), (viewer, Role::Viewer)];
    let demo = business(db, "demo", "Juniper & Sage", "salon", "America/Chicago", &roles)?;
    let other =
        business(db, "other", "Brandt & Töchter", "trade", "Europe/Berlin", &[(stranger, Role::Owner)])?;
    for business in [&demo, &other] {
        accept(db, business, agreement)?;
    }
    Ok((demo, other))
}

fn accept(db: &mut Unscoped, business: &Business, agreement: Option<&Agreement>) -> AppResult<()> {
    let (Some(agreement), Some(owner)) = (agreement, business.members.first()) else { return Ok(()) };
    let mut scoped = db.scoped(Reach { pseudonym: owner.pseudonym.clone(), ..Reach::system(business.id) });
    workspace::accept_agreement(&mut scoped, agreement, Role::Owner)?;
    scoped.finish()
}

fn user(name: &str, email: &str, password_hash: &str) -> NewUser {
    NewUser {
        name: name.into(),
        email: email.into(),
        email_key: email.into(),
        phone: String::new(),
        password_hash: password_hash.into(),
        email_verified: true,
    }
}

fn business(
    db: &mut Unscoped,
    slug: &str,
    name: &str,
    industry: &str,
    timezone: &str,
    people: &[(i64, Role)],
) -> AppResult<Business> {
    let new = NewWorkspace {
        slug: slug.into(),
        name: name.into(),
        industry: industry.into(),
        timezone: timezone.into(),
        locale: "en-US".into(),
    };
    let id = workspace::queries::insert(db, &new)?;
    let mut members = Vec::new();
    for &(user_id, role) in people {
        let pseudonym = account::queries::find(db, user_id)?.pseudonym;
        let member = NewMember { user_id, role, privacy_contact: role == Role::Owner, own_only: false };
        let id = staff::queries::insert_member(&mut db.scoped(Reach::system(id)), &member)?;
        members.push(Member { id, pseudonym });
    }
    let mut scoped = db.scoped(Reach { pseudonym: members[0].pseudonym.clone(), ..Reach::system(id) });
    let tags = words::TAGS
        .iter()
        .map(|(name, colour)| queries::insert_tag(&mut scoped, name, *colour))
        .collect::<AppResult<_>>()?;
    let fields = fields(&mut scoped)?;
    scoped.record("workspace.created", "workspace", id, "");
    scoped.finish()?;
    Ok(Business { id, members, tags, fields })
}

fn fields(db: &mut crate::db::Scoped) -> AppResult<Fields> {
    let choices = words::STYLISTS.join("\n");
    Ok(Fields {
        birthday: queries::insert_field(db, 0, "Birthday", FieldKind::Date, "")?,
        stylist: queries::insert_field(db, 1, "Preferred stylist", FieldKind::Choice, &choices)?,
        formula: queries::insert_field(db, 2, "Colour formula", FieldKind::Text, "")?,
        points: queries::insert_field(db, 3, "Loyalty points", FieldKind::Number, "")?,
        newsletter: queries::insert_field(db, 4, "Wants the newsletter", FieldKind::YesNo, "")?,
    })
}
