//! Makes counts and visits of what the pages told. Runs beside the requests; what
//! it is told of a device and an address becomes a class and a place here, and is dropped.

use std::collections::{BTreeMap, HashMap};

use super::model::{Counted, NewVisit};
use super::queries::keep;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::hits::{Hit, SIGN_UP, Visitor};
use crate::places::Places;
use crate::text::device::{self, Device};

/// So many lines a day are kept apart. Beyond, who linked here is no longer told apart:
/// a stranger can send any number of referrers.
const LINES_A_DAY: i64 = 5000;
const OTHERS: &str = "other";

pub fn store(db: &mut Unscoped, hits: &[Hit], places: &Places) -> AppResult<()> {
    if hits.is_empty() {
        return Ok(());
    }
    let mut known = Known::default();
    let mut counts: BTreeMap<Counted, i64> = BTreeMap::new();
    for hit in hits {
        let device = known.device(&hit.user_agent);
        if device.is_robot {
            continue;
        }
        let workspace_id = known.workspace(db, hit.workspace.as_deref())?;
        *counts.entry(Counted::of(hit, workspace_id, device)).or_default() += 1;
        if let Some(visitor) = &hit.visitor {
            note_visit(db, hit, visitor, workspace_id, device, places)?;
        }
    }
    counts.into_iter().try_for_each(|(counted, times)| add(db, counted, times))
}

fn add(db: &mut Unscoped, mut counted: Counted, times: i64) -> AppResult<()> {
    if keep::add(db, &counted, times)? {
        return Ok(());
    }
    if !counted.referrer.is_empty() && keep::lines_of(db, counted.day)? >= LINES_A_DAY {
        counted.referrer = OTHERS.into();
        if keep::add(db, &counted, times)? {
            return Ok(());
        }
    }
    keep::insert(db, &counted, times)
}

fn note_visit(
    db: &mut Unscoped,
    hit: &Hit,
    visitor: &Visitor,
    workspace_id: Option<i64>,
    device: Device,
    places: &Places,
) -> AppResult<()> {
    let visit_id = match keep::open_visit(db, workspace_id, &visitor.key, hit.at)? {
        Some(id) => id,
        None => keep::begin_visit(db, &new_visit(hit, visitor, workspace_id, device, places))?,
    };
    keep::go_on(db, visit_id, hit)?;
    if hit.action == Some(SIGN_UP) {
        keep::mark_signed_up(db, visit_id, hit.at)?;
    }
    Ok(())
}

fn new_visit<'h>(
    hit: &'h Hit,
    visitor: &'h Visitor,
    workspace_id: Option<i64>,
    device: Device,
    places: &Places,
) -> NewVisit<'h> {
    let place = places.of(visitor.address);
    NewVisit {
        workspace_id,
        visitor_key: &visitor.key,
        at: hit.at,
        referrer: &hit.referrer,
        utm_source: &visitor.utm_source,
        utm_medium: &visitor.utm_medium,
        utm_campaign: &visitor.utm_campaign,
        browser: device.browser.unwrap_or_default(),
        os: device.system.unwrap_or_default(),
        device: device.kind,
        country: place.country,
        region: place.region,
    }
}

/// What a batch asks again and again.
#[derive(Default)]
struct Known {
    devices: HashMap<String, Device>,
    workspaces: HashMap<String, Option<i64>>,
}

impl Known {
    fn device(&mut self, user_agent: &str) -> Device {
        if let Some(device) = self.devices.get(user_agent) {
            return *device;
        }
        let device = device::read(user_agent);
        self.devices.insert(user_agent.to_owned(), device);
        device
    }

    /// An address that is no business's counts for the installation.
    fn workspace(&mut self, db: &mut Unscoped, slug: Option<&str>) -> AppResult<Option<i64>> {
        let Some(slug) = slug else { return Ok(None) };
        if let Some(id) = self.workspaces.get(slug) {
            return Ok(*id);
        }
        let id = keep::workspace_of(db, slug)?;
        self.workspaces.insert(slug.to_owned(), id);
        Ok(id)
    }
}
