//! What the operator's forms say about a processor.

use time::Date;
use url::Url;

use super::countries::{self, Country};
use super::model::{self, Ground, Problem};
use super::queries::{Processor, Promised, Terms};
use crate::civil;
use crate::web::form::Check;
use crate::web::{FormState, Input};

const LINE: usize = 200;
const TEXT: usize = 2000;

#[derive(Debug, Clone)]
pub struct Entry {
    pub promised: Promised,
    pub terms: Terms,
}

/// `fixed`: what people were told already and no form changes any more.
pub fn validate(input: &Input, ground: &Ground, fixed: Option<&Promised>) -> Result<Entry, FormState> {
    let mut check = Check::new(input);
    let promised = fixed.cloned().or_else(|| promised(&mut check));
    let terms = terms(&mut check);
    let entry = promised.zip(terms).map(|(promised, terms)| Entry { promised, terms });
    if let Some(entry) = &entry {
        for (field, says) in problems(entry, ground, fixed.is_some()) {
            check.fail(field, says);
        }
    }
    check.finish(|| entry)
}

/// A draft may have gaps, but it may not contradict; what was announced may have neither.
fn problems(entry: &Entry, ground: &Ground, announced: bool) -> Vec<Problem> {
    if announced {
        return model::problems(&entry.promised, &entry.terms, ground);
    }
    model::contradiction(&entry.promised, &ground.storage_country).into_iter().collect()
}

fn promised(check: &mut Check) -> Option<Promised> {
    let name = check.required("name", LINE, "Enter the company’s name.");
    let purpose = check.required("purpose", TEXT, "Say what it does for us.");
    let data = check.required("data", TEXT, "Say which data it gets.");
    let countries = check.parse("countries", countries_of);
    let required = check.parse("required", |word| match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("Choose whether people can do without it."),
    });
    let stores_data = check.input().checked("stores_data");
    Some(Promised { name, purpose, data, countries: countries?, stores_data, required: required? })
}

fn terms(check: &mut Check) -> Option<Terms> {
    let hosts = check.parse("hosts", hosts_of);
    let safeguard = check.line("safeguard", LINE);
    let agreement = check.line("agreement", LINE);
    let agreed_on = date(check, "agreed_on");
    let vetting = check.text("vetting", TEXT);
    let review_on = date(check, "review_on");
    let policy_url = check.parse("policy_url", policy_of);
    let functions = check.line("functions", LINE);
    let baa = check.input().checked("baa");
    Some(Terms {
        hosts: hosts?,
        safeguard,
        agreement,
        agreed_on,
        vetting,
        review_on,
        policy_url: policy_url?,
        functions,
        baa,
    })
}

pub fn date(check: &mut Check, field: &str) -> Option<Date> {
    check.parse_optional(field, |typed| civil::parse_date(typed).ok_or("Enter a date like 2026-11-30."))
}

fn countries_of(typed: &str) -> Result<String, String> {
    let found = countries::parse_list(typed)
        .map_err(|unknown| format!("“{unknown}” is not a country that we know. Use its English name."))?;
    if found.is_empty() {
        return Err("Enter at least one country.".into());
    }
    Ok(found.into_iter().map(Country::name).collect::<Vec<_>>().join(", "))
}

fn hosts_of(typed: &str) -> Result<String, String> {
    let mut hosts: Vec<String> = Vec::new();
    for part in typed.split(['\n', ',', ' ']).map(str::trim).filter(|p| !p.is_empty()) {
        let host = model::parse_host(part)
            .ok_or_else(|| format!("“{part}” is not the name of a host, like api.example.com."))?;
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    if hosts.len() > 30 {
        return Err("Enter at most 30 hosts.".into());
    }
    Ok(hosts.join("\n"))
}

fn policy_of(typed: &str) -> Result<String, &'static str> {
    if typed.is_empty() {
        return Ok(String::new());
    }
    let url = Url::parse(typed).ok().filter(|url| url.scheme() == "https" && url.username().is_empty());
    let short = url.filter(|url| url.as_str().len() <= 500);
    short.map(String::from).ok_or("Enter an address that starts with https://.")
}

/// The form of an entry as it is stored.
pub fn of(processor: &Processor) -> FormState {
    let mut fields = fields(&processor.promised, &processor.terms);
    fields.push(("version", processor.version.to_string()));
    FormState::filled(fields)
}

/// Every field with what it holds.
pub fn fields(promised: &Promised, terms: &Terms) -> Vec<(&'static str, String)> {
    let date = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
    let required = if promised.required { "yes" } else { "no" };
    vec![
        ("name", promised.name.clone()),
        ("purpose", promised.purpose.clone()),
        ("data", promised.data.clone()),
        ("countries", promised.countries.clone()),
        ("stores_data", if promised.stores_data { "on".into() } else { String::new() }),
        ("required", required.into()),
        ("hosts", terms.hosts.clone()),
        ("safeguard", terms.safeguard.clone()),
        ("agreement", terms.agreement.clone()),
        ("agreed_on", date(terms.agreed_on)),
        ("vetting", terms.vetting.clone()),
        ("review_on", date(terms.review_on)),
        ("policy_url", terms.policy_url.clone()),
        ("functions", terms.functions.clone()),
        ("baa", if terms.baa { "on".into() } else { String::new() }),
    ]
}

pub fn version(input: &Input) -> i32 {
    input.get("version").parse().unwrap_or_default()
}

#[derive(Debug, Clone)]
pub struct Announcement {
    pub from: Date,
    pub emergency: String,
}

pub fn announcement(input: &Input, earliest: impl Fn(&str) -> Date) -> Result<Announcement, FormState> {
    let mut check = Check::new(input);
    let emergency = check.text("emergency", TEXT);
    let from =
        check.parse("effective_on", |typed| civil::parse_date(typed).ok_or("Enter a date like 2026-11-30."));
    let first = earliest(&emergency);
    if from.is_some_and(|day| day < first) {
        check.fail("effective_on", format!("The first day it may start is {first}: people are told before."));
    }
    check.finish(|| from.map(|from| Announcement { from, emergency }))
}

/// A text that must be there: an objection's reason, or the answer to it.
pub fn words(input: &Input, field: &str, missing: &str) -> Result<String, FormState> {
    let mut check = Check::new(input);
    let text = check.text(field, TEXT);
    if text.is_empty() {
        check.fail(field, missing);
    }
    check.finish(|| Some(text))
}
