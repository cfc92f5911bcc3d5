//! Who sits at a desk: somebody of a business, or the operator. The pages are the same; which
//! requests they reach is decided here, once.

use crate::access::Permission;
use crate::access::privacy::Handle;
use crate::account::wall;
use crate::civil::Wall;
use crate::db::{Reach, Unscoped};
use crate::error::AppResult;
use crate::requests::queries::{Request, Requests, lists, of_business, of_operator};
use crate::web::access::{Guard, Visit};
use crate::web::{Can, Chrome, Nav, Operator};

pub trait Clerk: Guard + 'static {
    /// Where the desk's pages are.
    const BASE: &'static str;

    fn visit(&self) -> &Visit;
    fn desk(&self) -> Desk;
    fn wall(&self) -> Wall;
    fn chrome(&self) -> Chrome;
    fn may(&self, permission: Permission) -> bool;
}

impl Clerk for Can<Handle> {
    const BASE: &'static str = "/privacy/queue";

    fn visit(&self) -> &Visit {
        &self.visit
    }

    fn desk(&self) -> Desk {
        // Whoever answers for clients' data sees all of it, also what is assigned to others.
        let reach = Reach {
            member_id: Some(self.member.id),
            pseudonym: self.user().pseudonym.clone(),
            ..Reach::system(self.member.workspace.id)
        };
        Desk { actor: reach.pseudonym.clone(), reach: Some(reach) }
    }

    fn wall(&self) -> Wall {
        (**self).wall()
    }

    fn chrome(&self) -> Chrome {
        (**self).chrome(Nav::Requests)
    }

    fn may(&self, permission: Permission) -> bool {
        (**self).may(permission)
    }
}

impl Clerk for Operator {
    const BASE: &'static str = "/operator/requests";

    fn visit(&self) -> &Visit {
        &self.visit
    }

    fn desk(&self) -> Desk {
        Desk { actor: self.user().pseudonym.clone(), reach: None }
    }

    fn wall(&self) -> Wall {
        wall::of(self)
    }

    fn chrome(&self) -> Chrome {
        Operator::chrome(self)
    }

    fn may(&self, _: Permission) -> bool {
        false
    }
}

/// Whose requests they are, to be taken into a step.
#[derive(Debug, Clone)]
pub struct Desk {
    pub actor: String,
    /// The business; none for the operator.
    pub reach: Option<Reach>,
}

impl Desk {
    /// The desk that a request lies on, with nobody at it.
    pub fn of(request: &Request) -> Self {
        Self { actor: "system".into(), reach: request.workspace_id.map(Reach::system) }
    }

    pub fn requests(&self, db: &mut Unscoped) -> Requests {
        match &self.reach {
            Some(reach) => of_business(&db.scoped(reach.clone())),
            None => of_operator(),
        }
    }

    /// 404 for a request of another desk.
    pub fn find(&self, db: &mut Unscoped, id: i64) -> AppResult<Request> {
        let own = self.requests(db);
        lists::find(db, own, id)
    }

    /// What a business's own record keeps of the act: the last thing in a step.
    pub fn record(&self, db: &mut Unscoped, action: &'static str, id: i64) -> AppResult<()> {
        let Some(reach) = &self.reach else { return Ok(()) };
        let mut scoped = db.scoped(reach.clone());
        scoped.record(action, "privacy_request", id, "");
        scoped.finish()
    }
}
