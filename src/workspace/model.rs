//! What a business is. Pure.

mod logo;
mod slug;

pub use logo::{LARGEST_LOGO, Logo, LogoProblem};
pub use slug::{slug_of, valid_slug};

use crate::access::Role;

/// The fields of a new workspace.
#[derive(Debug, Clone)]
pub struct NewWorkspace {
    pub slug: String,
    pub name: String,
    pub industry: String,
    pub timezone: String,
    pub locale: String,
}

/// The kinds of business that the sign-up form offers: (stored word, label).
pub const INDUSTRIES: &[(&str, &str)] = &[
    ("salon", "Hair, beauty or spa"),
    ("consulting", "Consulting or coaching"),
    ("trade", "Trade or repair"),
    ("fitness", "Fitness or wellness"),
    ("education", "Lessons or tutoring"),
    ("creative", "Photography, design or events"),
    ("pets", "Pet care"),
    ("cleaning", "Cleaning or gardening"),
    ("legal", "Legal, tax or finance"),
    ("health", "Health care"),
    ("other", "Something else"),
];

/// The currencies that the profile form offers (ISO 4217): (code, label).
pub const CURRENCIES: &[(&str, &str)] = &[
    ("USD", "US dollar (USD)"),
    ("EUR", "Euro (EUR)"),
    ("GBP", "Pound sterling (GBP)"),
    ("AUD", "Australian dollar (AUD)"),
    ("BRL", "Brazilian real (BRL)"),
    ("CAD", "Canadian dollar (CAD)"),
    ("CHF", "Swiss franc (CHF)"),
    ("CNY", "Chinese yuan (CNY)"),
    ("CZK", "Czech koruna (CZK)"),
    ("DKK", "Danish krone (DKK)"),
    ("HKD", "Hong Kong dollar (HKD)"),
    ("HUF", "Hungarian forint (HUF)"),
    ("ILS", "Israeli shekel (ILS)"),
    ("INR", "Indian rupee (INR)"),
    ("JPY", "Japanese yen (JPY)"),
    ("KRW", "South Korean won (KRW)"),
    ("MXN", "Mexican peso (MXN)"),
    ("NOK", "Norwegian krone (NOK)"),
    ("NZD", "New Zealand dollar (NZD)"),
    ("PLN", "Polish złoty (PLN)"),
    ("RON", "Romanian leu (RON)"),
    ("SEK", "Swedish krona (SEK)"),
    ("SGD", "Singapore dollar (SGD)"),
    ("THB", "Thai baht (THB)"),
    ("TRY", "Turkish lira (TRY)"),
    ("UAH", "Ukrainian hryvnia (UAH)"),
    ("ZAR", "South African rand (ZAR)"),
];

/// ISO 8601 numbers the days of the week from Monday.
pub const WEEKDAYS: &[(&str, &str)] = &[
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
];

/// What an owner has decided for everybody of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleRule {
    pub role: Role,
    pub require_second_factor: bool,
    pub hide_email: bool,
    pub hide_phone: bool,
}

impl RoleRule {
    pub const fn open(role: Role) -> Self {
        Self { role, require_second_factor: false, hide_email: false, hide_phone: false }
    }

    /// Owners decide what others see, so nothing can be hidden from them.
    pub const fn may_hide(role: Role) -> bool {
        match role {
            Role::Owner => false,
            Role::Manager | Role::Staff | Role::Viewer => true,
        }
    }
}
