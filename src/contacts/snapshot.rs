//! A client at one moment: single values by the word of their field, and lists. Two of them are united,
//! as a merge and an import do, and such a step is taken back around what was changed since. Pure;
//! without `Debug`, for it is a person's data.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::custom::CustomField;
use super::model::{Address, Details, NewContact, NewEmail, NewPhone, PreferredChannel};
use super::sheet::Key;
use crate::error::{AppError, AppResult};
use crate::text::email::Email;
use crate::text::fold::fold;
use crate::text::phone::Phone;
use crate::web::Input;

/// An e-mail address or a phone number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    label: String,
    typed: String,
    e164: Option<String>,
    /// What two are compared by.
    key: String,
}

#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// By `Key::word`; an address has a line for each of its parts.
    fields: BTreeMap<String, String>,
    emails: Vec<Way>,
    phones: Vec<Way>,
    tags: Vec<String>,
}

/// Which of two values stays. Without a choice: what is filled, and all of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    Stays,
    Goes,
    Both,
}

impl Pick {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stays => "stays",
            Self::Goes => "goes",
            Self::Both => "both",
        }
    }

    /// The fields that hold several values.
    pub const fn is_of_list(key: Key) -> bool {
        matches!(key, Key::Emails | Key::Phones | Key::Tags)
    }

    /// What was chosen for a field in a form, or what is taken without a choice.
    pub fn read(input: &Input, key: Key, stays_is_empty: bool) -> Self {
        match (input.get(&key.word()), Self::is_of_list(key)) {
            ("stays", _) => Self::Stays,
            ("goes", _) => Self::Goes,
            (_, true) => Self::Both,
            (_, false) if stays_is_empty => Self::Goes,
            (_, false) => Self::Stays,
        }
    }
}

impl Snapshot {
    /// `archived`: the values in fields that the business put away.
    pub fn of(details: &Details, archived: Vec<(i64, String)>) -> AppResult<Self> {
        Ok(Self::of_new(NewContact::of(details)?, archived))
    }

    pub fn of_new(new: NewContact, archived: Vec<(i64, String)>) -> Self {
        let a = &new.address;
        let lines =
            [&a.street, &a.city, &a.region, &a.postal_code, &a.country].map(String::as_str).join("\n");
        let address = if lines.trim().is_empty() { String::new() } else { lines };
        let fixed = [
            (Key::Name, new.name),
            (Key::Pronouns, new.pronouns),
            (Key::Company, new.company),
            (Key::Address, address),
            (Key::AssignedTo, new.assigned_to.map(|id| id.to_string()).unwrap_or_default()),
            (Key::Source, new.source),
            (Key::Channel, channel(new.preferred_channel)),
            (Key::Language, new.language),
        ];
        let own = new.values.into_iter().map(|(field, value)| (field.id, value)).chain(archived);
        let own = own.map(|(field, value)| (Key::Custom(field), value));
        let email = |e: NewEmail| Way {
            key: e.email.key(),
            typed: e.email.as_str().to_owned(),
            e164: None,
            label: e.label,
        };
        let phone = |p: NewPhone| Way {
            key: p.phone.digits,
            typed: p.phone.typed,
            e164: p.phone.e164,
            label: p.label,
        };
        Self {
            fields: fixed.into_iter().chain(own).map(|(key, value)| (key.word(), value)).collect(),
            emails: new.emails.into_iter().map(email).collect(),
            phones: new.phones.into_iter().map(phone).collect(),
            tags: new.tags,
        }
    }

    pub fn says(&self, key: Key) -> bool {
        self.fields.get(&key.word()).is_some_and(|value| !value.is_empty())
    }

    /// As a contact is written over `now`: a field of the business's own that is as it is stays out.
    pub fn to_new(&self, now: &Self, own: &[CustomField]) -> AppResult<NewContact> {
        let get = |key: Key| self.fields.get(&key.word()).map_or("", String::as_str);
        let mut address = get(Key::Address).split('\n').map(str::to_owned);
        let mut line = || address.next().unwrap_or_default();
        let email = |way: &Way| {
            let email = Email::parse(&way.typed).map_err(AppError::internal)?;
            Ok(NewEmail { label: way.label.clone(), email })
        };
        let phone = |way: &Way| NewPhone {
            label: way.label.clone(),
            phone: Phone { typed: way.typed.clone(), e164: way.e164.clone(), digits: way.key.clone() },
        };
        let changed = |field: &&CustomField| {
            let word = Key::Custom(field.id).word();
            self.fields.get(&word).map_or("", String::as_str)
                != now.fields.get(&word).map_or("", String::as_str)
        };
        Ok(NewContact {
            name: get(Key::Name).to_owned(),
            pronouns: get(Key::Pronouns).to_owned(),
            company: get(Key::Company).to_owned(),
            emails: self.emails.iter().map(email).collect::<AppResult<_>>()?,
            phones: self.phones.iter().map(phone).collect(),
            address: Address {
                street: line(),
                city: line(),
                region: line(),
                postal_code: line(),
                country: line(),
            },
            assigned_to: get(Key::AssignedTo).parse().ok(),
            source: get(Key::Source).to_owned(),
            preferred_channel: PreferredChannel::from_word(get(Key::Channel))
                .unwrap_or(PreferredChannel::None),
            language: get(Key::Language).to_owned(),
            tags: self.tags.clone(),
            values: own
                .iter()
                .filter(changed)
                .map(|field| (field.clone(), get(Key::Custom(field.id)).to_owned()))
                .collect(),
        })
    }

    /// This client with what is taken over from the other.
    pub fn united(&self, goes: &Self, pick: impl Fn(Key, bool) -> Pick) -> Self {
        let words: BTreeSet<&String> = self.fields.keys().chain(goes.fields.keys()).collect();
        let value = |word: &String| {
            let stays = self.fields.get(word).cloned().unwrap_or_default();
            let takes = Key::from_word(word).is_some_and(|key| pick(key, stays.is_empty()) == Pick::Goes);
            if takes { goes.fields.get(word).cloned().unwrap_or_default() } else { stays }
        };
        Self {
            fields: words.into_iter().map(|word| (word.clone(), value(word))).collect(),
            emails: list(&self.emails, &goes.emails, pick(Key::Emails, false), way_key),
            phones: list(&self.phones, &goes.phones, pick(Key::Phones, false), way_key),
            tags: list(&self.tags, &goes.tags, pick(Key::Tags, false), |tag| fold(tag)),
        }
    }

    /// What this is without the step that made `after` of `before`, and whether something that was
    /// changed since stayed.
    pub fn without(&self, before: &Self, after: &Self) -> (Self, bool) {
        let mut kept = false;
        let fields = self.fields.iter().map(|(word, now)| {
            let of = |sheet: &Self| sheet.fields.get(word).cloned().unwrap_or_default();
            let untouched = *now == of(after);
            kept |= !untouched;
            (word.clone(), if untouched { of(before) } else { now.clone() })
        });
        let sheet = Self {
            fields: fields.collect(),
            emails: back(&self.emails, &before.emails, &after.emails, way_key),
            phones: back(&self.phones, &before.phones, &after.phones, way_key),
            tags: back(&self.tags, &before.tags, &after.tags, |tag| fold(tag)),
        };
        kept |= self.emails != after.emails || self.phones != after.phones || self.tags != after.tags;
        (sheet, kept)
    }
}

fn way_key(way: &Way) -> String {
    way.key.clone()
}

fn channel(preferred: PreferredChannel) -> String {
    match preferred {
        PreferredChannel::None => String::new(),
        chosen => chosen.word().to_owned(),
    }
}

fn missing<T: Clone>(from: &[T], among: &[T], key: fn(&T) -> String) -> Vec<T> {
    let known: BTreeSet<String> = among.iter().map(key).collect();
    from.iter().filter(|one| !known.contains(&key(one))).cloned().collect()
}

fn list<T: Clone>(stays: &[T], goes: &[T], pick: Pick, key: fn(&T) -> String) -> Vec<T> {
    match pick {
        Pick::Stays => stays.to_vec(),
        Pick::Goes => goes.to_vec(),
        Pick::Both => [stays.to_vec(), missing(goes, stays, key)].concat(),
    }
}

/// What the step dropped comes back first, as it stood; what it added goes; the rest is as it is now.
fn back<T: Clone + PartialEq>(now: &[T], before: &[T], after: &[T], key: fn(&T) -> String) -> Vec<T> {
    if now == after {
        return before.to_vec();
    }
    let added = missing(after, before, key);
    let dropped = missing(before, after, key);
    let left = missing(now, &added, key);
    [missing(&dropped, &left, key), left].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(fields: &[(Key, &str)], emails: &[&str], tags: &[&str]) -> Snapshot {
        let way = |typed: &&str| Way {
            label: String::new(),
            typed: (*typed).into(),
            e164: None,
            key: typed.to_lowercase(),
        };
        Snapshot {
            fields: fields.iter().map(|(key, value)| (key.word(), (*value).into())).collect(),
            emails: emails.iter().map(way).collect(),
            phones: Vec::new(),
            tags: tags.iter().map(|tag| (*tag).into()).collect(),
        }
    }

    #[test]
    fn without_a_choice_what_is_filled_stays_and_lists_unite() {
        let stays = snapshot(&[(Key::Name, "Mia"), (Key::Company, "")], &["a@x.org"], &["VIP"]);
        let goes =
            snapshot(&[(Key::Name, "M."), (Key::Company, "Lund")], &["A@x.org", "b@x.org"], &["vip", "New"]);
        let input = Input::from_pairs(Vec::new());
        let united = stays.united(&goes, |key, empty| Pick::read(&input, key, empty));
        assert!(
            united
                == snapshot(
                    &[(Key::Name, "Mia"), (Key::Company, "Lund")],
                    &["a@x.org", "b@x.org"],
                    &["VIP", "New"]
                )
        );
        let chosen = Input::from_pairs(vec![("name".into(), "goes".into()), ("tags".into(), "goes".into())]);
        let united = stays.united(&goes, |key, empty| Pick::read(&chosen, key, empty));
        assert!(
            united
                == snapshot(
                    &[(Key::Name, "M."), (Key::Company, "Lund")],
                    &["a@x.org", "b@x.org"],
                    &["vip", "New"]
                )
        );
    }

    #[test]
    fn a_merge_goes_and_what_was_changed_since_stays() {
        let before = snapshot(&[(Key::Name, "Mia"), (Key::Company, "")], &["a@x.org"], &["VIP"]);
        let after =
            snapshot(&[(Key::Name, "M."), (Key::Company, "Lund")], &["a@x.org", "b@x.org"], &["VIP", "New"]);
        assert!(after.without(&before, &after) == (before.clone(), false));
        let now =
            snapshot(&[(Key::Name, "Mia L."), (Key::Company, "Lund")], &["b@x.org", "c@x.org"], &["New"]);
        let (back, kept) = now.without(&before, &after);
        assert!(kept);
        assert!(back == snapshot(&[(Key::Name, "Mia L."), (Key::Company, "")], &["c@x.org"], &[]));
    }
}
