//! Companies that many installations use, to fill the form in. Only a start: the operator
//! checks each field against the contract they really have.

use crate::web::FormState;

pub struct Suggestion {
    pub key: &'static str,
    pub name: &'static str,
    purpose: &'static str,
    data: &'static str,
    hosts: &'static str,
    countries: &'static str,
    stores_data: bool,
    required: bool,
    functions: &'static str,
    policy_url: &'static str,
}

const MAIL: &str = "Delivers the mails of this installation";
const MAIL_DATA: &str = "Names and e-mail addresses of the people who get a mail, and what the mail says";
const VISITS: &str = "Counts visits, for those who allowed analytics";
const VISITS_DATA: &str = "Pages visited, referring site, browser, device, network address";
const HOSTING: &str = "Runs the servers on which this installation keeps its data";
const HOSTING_DATA: &str = "Everything that is stored: accounts, contacts, notes and backups";
const EVERYTHING: &str = "The whole service";
const ALL_MAIL: &str = "Sign-up, password reset, invitations and every other mail";

pub const ALL: &[Suggestion] = &[
    Suggestion {
        key: "postmark",
        name: "Postmark (ActiveCampaign)",
        purpose: MAIL,
        data: MAIL_DATA,
        hosts: "smtp.postmarkapp.com\napi.postmarkapp.com",
        countries: "United States",
        stores_data: false,
        required: true,
        functions: ALL_MAIL,
        policy_url: "https://postmarkapp.com/privacy-policy",
    },
    Suggestion {
        key: "amazon-ses",
        name: "Amazon SES",
        purpose: MAIL,
        data: MAIL_DATA,
        hosts: "email-smtp.us-east-1.amazonaws.com",
        countries: "United States",
        stores_data: false,
        required: true,
        functions: ALL_MAIL,
        policy_url: "https://aws.amazon.com/privacy/",
    },
    Suggestion {
        key: "twilio",
        name: "Twilio",
        purpose: "Delivers text messages",
        data: "Phone numbers of the people who get a text message, and what it says",
        hosts: "api.twilio.com",
        countries: "United States",
        stores_data: false,
        required: false,
        functions: "Text messages",
        policy_url: "https://www.twilio.com/en-us/legal/privacy",
    },
    Suggestion {
        key: "stripe",
        name: "Stripe",
        purpose: "Takes payments for subscriptions",
        data: "Name, e-mail address, billing address and payment details of whoever pays",
        hosts: "api.stripe.com",
        countries: "United States",
        stores_data: false,
        required: true,
        functions: "Paid subscriptions",
        policy_url: "https://stripe.com/privacy",
    },
    Suggestion {
        key: "aws",
        name: "Amazon Web Services",
        purpose: HOSTING,
        data: HOSTING_DATA,
        hosts: "",
        countries: "United States",
        stores_data: true,
        required: true,
        functions: EVERYTHING,
        policy_url: "https://aws.amazon.com/privacy/",
    },
    Suggestion {
        key: "hetzner",
        name: "Hetzner Online",
        purpose: HOSTING,
        data: HOSTING_DATA,
        hosts: "",
        countries: "Germany",
        stores_data: true,
        required: true,
        functions: EVERYTHING,
        policy_url: "https://www.hetzner.com/legal/privacy-policy/",
    },
    Suggestion {
        key: "google-analytics",
        name: "Google Analytics",
        purpose: VISITS,
        data: VISITS_DATA,
        hosts: "www.googletagmanager.com\n.google-analytics.com",
        countries: "United States",
        stores_data: false,
        required: false,
        functions: "Google’s visit statistics",
        policy_url: "https://policies.google.com/privacy",
    },
    Suggestion {
        key: "matomo",
        name: "Matomo Cloud (InnoCraft)",
        purpose: VISITS,
        data: VISITS_DATA,
        hosts: ".matomo.cloud",
        countries: "Germany, Ireland, New Zealand",
        stores_data: false,
        required: false,
        functions: "Matomo’s visit statistics",
        policy_url: "https://matomo.org/matomo-cloud-privacy-policy/",
    },
    Suggestion {
        key: "plausible",
        name: "Plausible Analytics",
        purpose: VISITS,
        data: "Pages visited, referring site, browser, device and country, without anything that singles a visitor out",
        hosts: "plausible.io",
        countries: "Germany, Estonia",
        stores_data: false,
        required: false,
        functions: "Plausible’s visit statistics",
        policy_url: "https://plausible.io/privacy",
    },
];

/// The form, filled in; empty for a word that names none.
pub fn form(key: &str) -> FormState {
    let Some(known) = ALL.iter().find(|s| s.key == key) else { return FormState::empty() };
    FormState::filled([
        ("name", known.name),
        ("purpose", known.purpose),
        ("data", known.data),
        ("hosts", known.hosts),
        ("countries", known.countries),
        ("stores_data", if known.stores_data { "on" } else { "" }),
        ("required", if known.required { "yes" } else { "no" }),
        ("functions", known.functions),
        ("policy_url", known.policy_url),
    ])
}
