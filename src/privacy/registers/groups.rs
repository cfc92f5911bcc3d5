//! The tables of the inventory as a reader sorts them. A test holds this against the inventory.

/// What belongs together on a page.
#[derive(Debug)]
pub struct Group {
    pub id: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub tables: &'static [&'static str],
}

pub const GROUPS: &[Group] = &[
    Group {
        id: "account",
        title: "Your account",
        lead: "What makes you somebody here, and what you decided.",
        tables: &["users", "members", "saved_views", "invitations", "privacy_choices", "notice_readings"],
    },
    Group {
        id: "sign-in",
        title: "Signing in",
        lead: "What lets you in and keeps others out.",
        tables: &[
            "sessions",
            "known_devices",
            "passkeys",
            "passkey_challenges",
            "recovery_codes",
            "account_tokens",
            "sign_in_throttles",
        ],
    },
    Group {
        id: "clients",
        title: "Clients of a business",
        lead: "The business decides about its clients’ data; we keep it on its behalf.",
        tables: &[
            "contacts",
            "contact_emails",
            "contact_phones",
            "contact_tags",
            "contact_values",
            "contact_changes",
            "contact_warnings",
            "contact_search",
            "notes",
            "note_versions",
            "follow_ups",
            "undo_items",
            "suppressions",
            "contact_choices",
            "outbox",
            "restrictions",
            "corrections",
            "bookings",
            "booking_items",
            "booking_events",
            "booking_proposals",
            "booking_answers",
            "booking_consents",
            "booking_messages",
            "occupancies",
            "import_rows",
        ],
    },
    Group {
        id: "work",
        title: "Working hours",
        lead: "When people who work in a business can be booked.",
        tables: &["staff_hours", "staff_zones", "hour_exceptions", "time_off", "calendar_feeds"],
    },
    Group {
        id: "business",
        title: "The business",
        lead: "Its profile, and how it arranged its work.",
        tables: &[
            "workspaces",
            "role_rules",
            "tags",
            "custom_fields",
            "baas",
            "privacy_settings",
            "services",
            "service_staff",
            "service_resources",
            "service_questions",
            "service_reminders",
            "booking_texts",
            "imports",
            "resources",
            "booking_rules",
        ],
    },
    Group {
        id: "cookies",
        title: "Cookies and visits",
        lead: "What you chose, and what is counted with and without your consent.",
        tables: &["consent_events", "analytics_visits", "analytics_hits", "analytics_counts"],
    },
    Group {
        id: "records",
        title: "Records",
        lead: "Who did what, who agreed to what, who received what.",
        tables: &[
            "activity_entries",
            "activity_heads",
            "undo_batches",
            "account_events",
            "disclosures",
            "dpa_acceptances",
            "processor_objections",
            "privacy_requests",
            "privacy_request_events",
            "privacy_messages",
            "privacy_inquiries",
            "legal_holds",
            "export_bundles",
        ],
    },
    Group {
        id: "machinery",
        title: "The machinery",
        lead: "What runs the installation. It speaks of nobody.",
        tables: &[
            "jobs",
            "job_schedules",
            "fault_groups",
            "faults",
            "processors",
            "notices",
            "policy_versions",
            "proof_checks",
            "retention_runs",
            "retention_counts",
            "ledger_state",
            "backup_runs",
            "restore_drills",
        ],
    },
];

/// Names of the tables that are about nobody; the others are named in the inventory.
const TITLES: &[(&str, &str)] = &[
    ("booking_rules", "How a business takes bookings"),
    ("resources", "Rooms, chairs and the like"),
    ("service_questions", "Questions of the booking page"),
    ("service_reminders", "When clients are reminded"),
    ("booking_texts", "The words of messages about bookings"),
    ("imports", "Lists of clients that were brought in"),
    ("service_resources", "What each service needs"),
    ("service_staff", "Who does which service"),
    ("services", "Services of a business"),
    ("activity_heads", "Proof that the record is complete"),
    ("custom_fields", "Which own fields a business has"),
    ("fault_groups", "Kinds of failure"),
    ("faults", "Failures"),
    ("job_schedules", "When recurring work runs"),
    ("jobs", "Work in the background"),
    ("legal_holds", "Holds on deletion"),
    ("ledger_state", "How far erasures have been carried out"),
    ("notices", "Notices of changes"),
    ("policy_versions", "Versions of the policies"),
    ("privacy_settings", "How a business answers privacy requests"),
    ("processors", "Companies that process data for us"),
    ("proof_checks", "Results of the self-checks"),
    ("retention_counts", "What each rule removed"),
    ("retention_runs", "Nightly runs of the rules"),
    ("role_rules", "What each role sees"),
    ("tags", "Tags of a business"),
];

pub fn group_of(table: &str) -> Option<&'static Group> {
    GROUPS.iter().find(|group| group.tables.contains(&table))
}

/// The name of a table for a reader, where the inventory has none.
pub fn title_of(table: &str) -> Option<&'static str> {
    TITLES.iter().find(|(name, _)| *name == table).map(|(_, title)| *title)
}
