//! What a row of a list means for this business, and what is to become of it. The look before and
//! the adding ask the same, so that what was shown is what is done.

use super::columns;
use super::model::Existing;
use super::queries::{self, Import, Row};
use super::row::{self, Typed};
use crate::civil::Locale;
use crate::contacts::model::{Details, NewContact};
use crate::contacts::queries as contacts;
use crate::contacts::sheet::{self, Difference, Key};
use crate::contacts::snapshot::{Pick, Snapshot};
use crate::contacts::{forms, offer::Offer};
use crate::db::Scoped;
use crate::error::AppResult;
use crate::notes;
use crate::notes::model::NewNote;
use crate::text::fold::fold;
use crate::web::{FormState, Input};

/// What is said of a client without a source of their own.
const SOURCE: &str = "Import";
/// Longer changes are cut where they are shown.
const LONGEST: usize = 600;

/// How rows are read for one import.
pub struct Reader {
    offer: Offer,
    mapping: Vec<String>,
    tag: String,
    month_first: bool,
    existing: Existing,
}

/// A row as it is understood.
pub struct Meant {
    pub note: Option<NewNote>,
    said: NewContact,
    /// The name is a name, not what stands in for one.
    is_named: bool,
    key: String,
}

impl Meant {
    /// Somebody who is not there yet.
    pub fn as_new(&self) -> NewContact {
        let mut new = self.said.clone();
        if new.source.is_empty() {
            new.source = SOURCE.into();
        }
        new
    }

    /// What two rows of one list are compared by.
    pub fn keys(&self) -> Vec<String> {
        let emails = self.said.emails.iter().map(|e| e.email.key());
        emails.chain(self.said.phones.iter().map(|p| p.phone.digits.clone())).collect()
    }

    /// A name alone is shared by many: an address or a number tells two people of one name apart,
    /// unless both are of one company.
    pub fn is_told_apart(&self) -> bool {
        let is_reachable = !self.said.emails.is_empty() || !self.said.phones.is_empty();
        is_reachable && self.said.company.is_empty()
    }

    /// For those who are not told apart otherwise.
    pub fn name_key(&self) -> String {
        format!("name {}\n{}", fold(&self.said.name), fold(&self.said.company))
    }
}

impl Reader {
    pub fn of(db: &mut Scoped, import: &Import) -> AppResult<Self> {
        let (timezone, locale) = queries::place(db)?;
        Ok(Self {
            offer: Offer::of_business(db, &timezone, &locale)?,
            mapping: import.mapping(),
            tag: import.tag.clone(),
            month_first: Locale::parse(&locale).unwrap_or_default().month_first(),
            existing: import.existing,
        })
    }

    /// With the checks of the forms of a contact and of a note; or why the row is refused.
    pub fn meant(&self, row: &Row) -> Result<Meant, String> {
        let Typed { input, note, is_named, key } = row::typed(
            &row.cells,
            &self.mapping,
            &self.offer.fields,
            &self.offer.assignees(),
            self.month_first,
        );
        let mut said = forms::validate(&input, &self.offer).map_err(|form| {
            let said = |(name, message): &(String, String)| format!("{}: {message}", label(name));
            form.errors().iter().map(said).collect::<Vec<_>>().join(" ")
        })?;
        if !self.tag.is_empty() && !said.tags.contains(&self.tag) {
            said.tags.push(self.tag.clone());
        }
        Ok(Meant { said, note: noted(&note)?, is_named, key })
    }
}

fn noted(note: &str) -> Result<Option<NewNote>, String> {
    if note.is_empty() {
        return Ok(None);
    }
    let input = Input::from_pairs(vec![("body".to_owned(), note.to_owned())]);
    let refused = |form: FormState| format!("Note: {}", form.error("body").unwrap_or_default());
    notes::forms::new_note(&input).map(Some).map_err(refused)
}

fn label(field: &str) -> String {
    let plain = field.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    let known = columns::FIELDS.iter().find(|(word, _)| *word == plain);
    known.map_or_else(|| "Own field".into(), |(_, label)| (*label).to_owned())
}

pub enum Verdict {
    New,
    /// There already, and nothing is to be done; how they were recognised.
    Known(String),
    Refused(String),
    Update(Box<Update>),
}

/// What the list changes of a client.
pub struct Update {
    pub now: Details,
    pub before: Snapshot,
    pub wanted: NewContact,
    /// Each field, as it is and as it becomes.
    pub changes: String,
}

/// Who the row speaks of, and what that means.
pub fn verdict(db: &mut Scoped, reader: &Reader, meant: &Meant) -> AppResult<Verdict> {
    let found = contacts::duplicates(db, &meant.said)?;
    let mut sure: Vec<(Option<i64>, String, &str)> =
        found.iter().filter(|one| one.is_sure()).map(|one| (one.id, one.name.clone(), one.same)).collect();
    if !meant.key.is_empty()
        && let Some((id, name)) = contacts::of_key(db, &meant.key)?
    {
        sure.retain(|(known, ..)| *known != Some(id));
        sure.insert(0, (Some(id), name, "same key"));
    }
    match (reader.existing, sure.as_slice()) {
        (_, []) => Ok(match found.first() {
            Some(alike) if !meant.is_told_apart() => {
                Verdict::Known(format!("{}: {}", alike.name, alike.same))
            }
            _ => Verdict::New,
        }),
        (Existing::Leave, [(_, name, same), ..]) | (_, [(None, name, same)]) => {
            Ok(Verdict::Known(format!("{name}: {same}")))
        }
        (existing, [(Some(id), name, same)]) => update(db, reader, meant, existing, *id, (name, same)),
        (_, several) => {
            let names: Vec<&str> = several.iter().map(|(_, name, _)| name.as_str()).collect();
            Ok(Verdict::Refused(format!(
                "This fits more than one contact: {}. Merge them first, or leave one address out.",
                names.join(", ")
            )))
        }
    }
}

fn update(
    db: &mut Scoped,
    reader: &Reader,
    meant: &Meant,
    existing: Existing,
    id: i64,
    (name, same): (&str, &str),
) -> AppResult<Verdict> {
    let now = contacts::details(db, id)?;
    let before = Snapshot::of(&now, Vec::new())?;
    let said = Snapshot::of_new(meant.said.clone(), Vec::new());
    let pick = |key: Key, is_empty: bool| match key {
        // Nothing is taken away from a list: what is missing joins it.
        key if Pick::is_of_list(key) => Pick::Both,
        Key::Name if !meant.is_named => Pick::Stays,
        key if !said.says(key) => Pick::Stays,
        _ if is_empty || existing == Existing::Overwrite => Pick::Goes,
        _ => Pick::Stays,
    };
    let wanted = before.united(&said, pick).to_new(&before, &reader.offer.fields)?;
    let changed = sheet::differences(&sheet::stored(&now), &sheet::wanted(&wanted));
    if changed.is_empty() {
        return Ok(Verdict::Known(format!("{name}: {same}. Nothing new is said.")));
    }
    let changes: Vec<String> = changed.iter().map(|difference| in_words(reader, difference)).collect();
    let changes: String = format!("{name}: {same}. {}", changes.join("; ")).chars().take(LONGEST).collect();
    Ok(Verdict::Update(Box::new(Update { now, before, wanted, changes })))
}

/// "Company: empty → Lund & Co"
fn in_words(reader: &Reader, difference: &Difference) -> String {
    let label = match difference.key {
        Key::Custom(id) => {
            reader.offer.fields.iter().find(|field| field.id == id).map_or("Own field", |f| f.label.as_str())
        }
        fixed => fixed.label().unwrap_or_default(),
    };
    let shown = |text: &str| match (difference.key, text) {
        (_, "") => "empty".to_owned(),
        (Key::AssignedTo, id) => reader.offer.people.name(id.parse().ok()).to_owned(),
        (_, text) => text.to_owned(),
    };
    format!("{label}: {} → {}", shown(&difference.old), shown(&difference.new))
}
