//! What a copy says of itself: `manifest.json` for machines, signed, and `index.html` for
//! people. Both are drawn from the plan and from what was written.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::build::{Builder, sample};
use super::index::IndexPage;
use super::plan::{Section, Whose};
use super::queries::{self, Business};
use super::sign::Signer;
use crate::bundles::model::Purpose;
use crate::civil::iso;
use crate::db::AnyConnection;
use crate::error::{AppError, AppResult};
use crate::inventory::Column;

/// Counts up when a reader of older copies would misread a newer one.
pub const FORMAT: u32 = 1;
const INDEX: &str = "index.html";
const STYLE: &str = "style.css";

#[derive(Serialize)]
struct Manifest<'m> {
    format: u32,
    program: &'static str,
    program_version: &'static str,
    installation: &'m str,
    controller: &'m str,
    about: &'static str,
    subject: &'m str,
    purpose: &'static str,
    request: Option<i64>,
    ordered_at: String,
    made_at: String,
    inventory_sha256: String,
    policies: Vec<Policy>,
    rows: i64,
    tables: Vec<TableLine<'m>>,
    absent: Vec<AbsentLine>,
    files: Vec<FileLine<'m>>,
}

#[derive(Serialize)]
struct Policy {
    document: &'static str,
    version: i32,
    sha256: String,
}

#[derive(Serialize)]
struct TableLine<'m> {
    name: &'static str,
    title: &'static str,
    /// As written, and as the database counted them then.
    rows: i64,
    rows_in_database: i64,
    columns: Vec<ColumnLine<'m>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withheld: Vec<WithheldLine>,
}

#[derive(Serialize)]
struct ColumnLine<'m> {
    name: &'m str,
    label: String,
    category: &'m str,
    origin: &'static str,
}

#[derive(Serialize)]
struct WithheldLine {
    name: &'static str,
    label: String,
    why: &'static str,
}

#[derive(Serialize)]
struct AbsentLine {
    name: &'static str,
    title: &'static str,
    why: &'static str,
}

#[derive(Serialize)]
struct FileLine<'m> {
    name: &'m str,
    bytes: u64,
    sha256: &'m str,
}

/// Writes the readable page as the last of the parts.
pub fn page(builder: &mut Builder, conn: &mut AnyConnection) -> AppResult<()> {
    let mut samples = Vec::new();
    for section in &builder.plan.sections {
        samples.push(builder.parts.read(&sample(section.table.name))?);
    }
    let html = IndexPage::of(builder, conn, &samples)?;
    for (name, text) in [(STYLE, include_str!("../../../templates/privacy/export/style.css")), (INDEX, &html)]
    {
        builder.parts.write(name, text.as_bytes())?;
        builder.parts.close(name)?;
    }
    Ok(())
}

pub fn text(builder: &Builder, conn: &mut AnyConnection) -> AppResult<String> {
    let (bundle, services) = (builder.bundle, builder.services);
    let installation = &services.config.installation;
    let tables = builder.plan.sections.iter().map(|section| TableLine::of(section, builder));
    let files = builder.parts.sure.packed.iter();
    let manifest = Manifest {
        format: FORMAT,
        program: "ClientSync",
        program_version: env!("CARGO_PKG_VERSION"),
        installation: services.config.base_url.as_str(),
        controller: &installation.controller,
        about: bundle.target.word(),
        subject: &bundle.subject_key,
        purpose: bundle.purpose.word(),
        request: bundle.request_id,
        ordered_at: iso(bundle.created_at),
        made_at: iso(services.clock.now()),
        inventory_sha256: inventory_digest(&services.inventory),
        policies: policies(builder, conn)?,
        rows: builder.cursor.tables.values().sum(),
        tables: tables.collect(),
        absent: builder
            .plan
            .absent
            .iter()
            .map(|a| AbsentLine { name: a.table, title: a.title, why: a.why })
            .collect(),
        files: files
            .map(|file| FileLine { name: &file.name, bytes: file.bytes, sha256: &file.sha256 })
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&manifest).map_err(AppError::internal)?;
    text.push('\n');
    Ok(text)
}

pub fn signature(builder: &Builder, manifest: &str) -> AppResult<String> {
    let made = builder.services.clock.now().assume_utc().unix_timestamp();
    let trusted = format!("timestamp:{made}\tfile:manifest.json\thashed");
    Ok(Signer::of(&builder.services.secrets)?.sign(manifest.as_bytes(), &trusted))
}

impl TableLine<'_> {
    fn of<'b>(section: &'b Section, builder: &Builder) -> TableLine<'b> {
        let written = builder.cursor.tables.get(section.table.name).copied().unwrap_or_default();
        let column = |column: &'b Column| ColumnLine {
            name: column.column,
            label: column.label(),
            category: column.category,
            origin: origin(column),
        };
        let withheld = section.withheld.iter().map(|w| WithheldLine {
            name: w.column.column,
            label: w.column.label(),
            why: w.why,
        });
        TableLine {
            name: section.table.name,
            title: section.table.title,
            rows: written,
            // A table whose counts differ never gets here.
            rows_in_database: written,
            columns: section.rows.columns().iter().map(column).collect(),
            withheld: withheld.collect(),
        }
    }
}

const fn origin(column: &Column) -> &'static str {
    use crate::inventory::Origin;
    match column.origin {
        Origin::Provided => "provided",
        Origin::Observed => "observed",
        Origin::Derived => "derived",
    }
}

fn policies(builder: &Builder, conn: &mut AnyConnection) -> AppResult<Vec<Policy>> {
    let today = builder.services.clock.now().date();
    let mut policies = Vec::new();
    for document in ["privacy", "terms", "dpa"] {
        if let Some((version, sha256)) = queries::policy(conn, document, today)? {
            policies.push(Policy { document, version, sha256 });
        }
    }
    Ok(policies)
}

/// Tells two states of the inventory apart.
pub fn inventory_digest(inventory: &[Column]) -> String {
    let mut hasher = Sha256::new();
    for column in inventory {
        hasher.update(format!("{column:?}\n"));
    }
    hex::encode(hasher.finalize())
}

/// The business in question; an empty one for an account's copy.
pub fn business(builder: &Builder, conn: &mut AnyConnection) -> AppResult<Business> {
    match builder.plan.whose.workspace() {
        Some(id) => queries::business(conn, id),
        None => Ok(Business::default()),
    }
}

/// Whose copy it is, as its title says it.
pub fn title(builder: &Builder, conn: &mut AnyConnection) -> AppResult<String> {
    let name = match &builder.plan.whose {
        Whose::User(person) => queries::account(conn, person.subject_key())?.name,
        Whose::Contact { id, .. } => queries::contact_name(conn, *id)?,
        Whose::Workspace(id) => queries::business(conn, *id)?.name,
    };
    Ok(match builder.plan.purpose {
        Purpose::Access => format!("Everything about {name}"),
        Purpose::Portability => format!("The data of {name}, to take elsewhere"),
        Purpose::Workspace => format!("{name}: everything that the business keeps"),
    })
}
