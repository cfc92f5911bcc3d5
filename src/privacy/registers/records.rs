//! The records of processing activities (GDPR Art. 30), from the inventory: one line for each
//! purpose of a controller, one for each business that data is processed for. Pure.

use std::collections::BTreeSet;

use super::queries::{Business, Receiver};
use crate::config::Installation;
use crate::error::{AppError, AppResult};
use crate::inventory::{Column, Controller, Subject, words};
use crate::text::cells;

const HEAD: [&str; 12] = [
    "Record",
    "Controller",
    "Contact of the controller",
    "Processor",
    "Purpose",
    "People",
    "Kinds of data",
    "Legal basis",
    "Recipients",
    "Transfers to other countries",
    "Kept",
    "Security measures",
];

const AS_CONTROLLER: &str = "Controller (GDPR Art. 30(1))";
const AS_PROCESSOR: &str = "Processor (GDPR Art. 30(2))";

/// What every line says.
pub struct Frame<'f> {
    pub operator: &'f Installation,
    pub inventory: &'f [Column],
    pub receivers: &'f [Receiver],
    pub measures: &'f [&'static str],
}

/// Both parts of the operator's record.
pub fn of_operator(frame: &Frame, businesses: &[Business]) -> AppResult<Vec<u8>> {
    let own = frame.operator;
    let contact = format!("{}, {}", own.address, own.privacy_email);
    let as_controller =
        frame.purposes(Controller::Operator, &own.controller, &contact, "", &frame.recipients());
    let as_processor = businesses.iter().map(|business| frame.on_behalf_of(business));
    write(as_controller.into_iter().chain(as_processor))
}

/// A business's own record as the controller of its clients' and its people's data.
pub fn of_business(frame: &Frame, business: &Business) -> AppResult<Vec<u8>> {
    let recipients = format!("{}; {}", frame.operator.controller, frame.recipients());
    let recipients = recipients.trim_end_matches("; ");
    let processor = format!("{}, {}", frame.operator.controller, frame.operator.address);
    write(frame.purposes(
        Controller::Workspace,
        &business.name,
        &contact_of(business),
        &processor,
        recipients,
    ))
}

impl Frame<'_> {
    fn purposes(
        &self,
        controller: Controller,
        name: &str,
        contact: &str,
        processor: &str,
        recipients: &str,
    ) -> Vec<[String; 12]> {
        let mut purposes: Vec<Vec<&Column>> = Vec::new();
        for column in self.columns(controller) {
            match purposes.iter_mut().find(|known| is_same_purpose(known[0], column)) {
                Some(known) => known.push(column),
                None => purposes.push(vec![column]),
            }
        }
        let line = |columns: Vec<&Column>| {
            let first = columns[0];
            [
                AS_CONTROLLER.into(),
                name.to_owned(),
                contact.to_owned(),
                processor.to_owned(),
                first.purpose.to_owned(),
                words::subject(first.subject).to_owned(),
                kinds(&columns),
                words::basis(first.basis),
                recipients.to_owned(),
                self.transfers(),
                words::retention(first.retention),
                self.measures.join("; "),
            ]
        };
        purposes.into_iter().map(line).collect()
    }

    fn on_behalf_of(&self, business: &Business) -> [String; 12] {
        let columns: Vec<&Column> = self.columns(Controller::Workspace).collect();
        let purposes: BTreeSet<&str> = columns.iter().map(|c| c.purpose).collect();
        let people: BTreeSet<&str> = columns.iter().map(|c| words::subject(c.subject)).collect();
        let own = self.operator;
        [
            AS_PROCESSOR.into(),
            business.name.clone(),
            contact_of(business),
            format!("{}, {}, {}", own.controller, own.address, own.privacy_email),
            join(purposes),
            join(people),
            kinds(&columns),
            "the instruction of the business (GDPR Art. 28(3)(a))".into(),
            self.recipients(),
            self.transfers(),
            "until the business deletes it or leaves".into(),
            self.measures.join("; "),
        ]
    }

    /// The columns about people that a controller decides about.
    fn columns(&self, controller: Controller) -> impl Iterator<Item = &Column> {
        let about_people = |c: &&Column| c.subject != Subject::Nobody;
        self.inventory.iter().filter(about_people).filter(move |c| c.controller == controller)
    }

    fn recipients(&self) -> String {
        self.receivers.iter().map(|r| r.name.as_str()).collect::<Vec<_>>().join("; ")
    }

    fn transfers(&self) -> String {
        let line = |r: &Receiver| format!("{}: {} ({})", r.name, r.countries, r.safeguard);
        let mut lines = vec![format!("Stored in: {}", self.operator.storage_country)];
        lines.extend(self.receivers.iter().map(line));
        lines.join("; ")
    }
}

fn is_same_purpose(one: &Column, other: &Column) -> bool {
    one.purpose == other.purpose
        && one.subject == other.subject
        && one.basis == other.basis
        && one.retention == other.retention
}

/// What a reader would recognise; keys and counters of the program only where there is nothing else.
fn kinds(columns: &[&Column]) -> String {
    let shown: Vec<&&Column> = columns.iter().filter(|c| c.export).collect();
    let named = if shown.is_empty() { columns.iter().collect() } else { shown };
    let mut labels: Vec<String> = Vec::new();
    for label in named.iter().map(|column| column.label()) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels.join(", ")
}

fn contact_of(business: &Business) -> String {
    let address = business.address.lines().collect::<Vec<_>>().join(", ");
    let ways = [address.as_str(), &business.phone, &business.privacy_contact_email];
    ways.into_iter().filter(|way| !way.is_empty()).collect::<Vec<_>>().join(", ")
}

fn join(set: BTreeSet<&str>) -> String {
    set.into_iter().collect::<Vec<_>>().join("; ")
}

fn write(lines: impl IntoIterator<Item = [String; 12]>) -> AppResult<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(HEAD).map_err(AppError::internal)?;
    for line in lines {
        let cells = line.iter().map(|cell| cells::neutral(cell).into_owned());
        csv.write_record(cells).map_err(AppError::internal)?;
    }
    csv.into_inner().map_err(AppError::internal)
}
