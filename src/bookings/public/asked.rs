//! What the address of the booking page says has been chosen so far.

use time::Date;

use crate::bookings::MOST_SERVICES;
use crate::bookings::catalogue::Service;
use crate::bookings::guest::Host;
use crate::civil::{Zone, iso, parse_date, parse_iso};
use crate::clock::Instant;
use crate::web::Input;

#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub services: Vec<i64>,
    /// `Some(None)`: anybody.
    pub staff: Option<Option<i64>>,
    pub first: Option<Date>,
    pub start: Option<Instant>,
    /// The zone in which times are shown, if the visitor's is known.
    pub zone: Option<Zone>,
}

impl Asked {
    pub fn read(input: &Input) -> Self {
        let mut services = Vec::new();
        for id in input.ids("service") {
            if !services.contains(&id) && services.len() < MOST_SERVICES {
                services.push(id);
            }
        }
        Self {
            services,
            staff: match input.get("staff") {
                "" => None,
                "any" => Some(None),
                id => id.parse().ok().map(Some),
            },
            first: parse_date(input.get("date")),
            start: parse_iso(input.get("start")),
            zone: Zone::parse(input.get("tz")).ok(),
        }
    }

    pub fn member(&self) -> Option<i64> {
        self.staff.flatten()
    }

    /// The address of this state of the page.
    pub fn href(&self, host: &Host) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.pairs() {
            query.append_pair(name, &value);
        }
        match query.finish().as_str() {
            "" => host.book_href(),
            query => format!("{}?{query}", host.book_href()),
        }
    }

    /// The waitlist's form for the same visit.
    pub fn waitlist_href(&self, host: &Host) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish();
        format!("{}?{query}", host.waitlist_href())
    }

    /// As hidden fields, or as the address.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs: Vec<(&'static str, String)> =
            self.services.iter().map(|id| ("service", id.to_string())).collect();
        pairs.extend(
            self.staff.map(|staff| ("staff", staff.map_or_else(|| "any".into(), |id| id.to_string()))),
        );
        pairs.extend(self.first.map(|day| ("date", day.to_string())));
        pairs.extend(self.start.map(|start| ("start", iso(start))));
        pairs.extend(self.zone.as_ref().map(|zone| ("tz", zone.name().to_owned())));
        pairs
    }
}

/// What the page is at, once the address has been held against what there is.
pub struct Chosen {
    pub services: Vec<Service>,
    /// Those who do all of them.
    pub staff: Vec<i64>,
}

impl Chosen {
    /// Only what is offered to clients counts: a number that was made up finds nothing.
    pub fn of(asked: &Asked, all: &[Service], active: &[i64]) -> Option<Self> {
        let find = |id: &i64| all.iter().find(|service| service.id == *id && is_offered(service)).cloned();
        let services: Vec<Service> = asked.services.iter().map(find).collect::<Option<_>>()?;
        let does = |id: &i64| services.iter().all(|service| service.fields.staff.contains(id));
        // A class is a visit of its own.
        let is_mixed = services.len() > 1 && services.iter().any(Service::is_group);
        let staff: Vec<i64> = active.iter().copied().filter(does).collect();
        let staff = if is_mixed { Vec::new() } else { staff };
        Some(Self { services, staff })
    }
}

pub fn is_offered(service: &Service) -> bool {
    service.fields.is_public && service.archived_at.is_none()
}
