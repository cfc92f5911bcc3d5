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
        ],
    },
    Group {
        id: "business",
        title: "The business",
        lead: "Its profile, and how it arranged its work.",
        tables: &["workspaces", "role_rules", "tags", "custom_fields"],
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
            "legal_holds",
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
        ],
    },
];

/// Names of the tables that are about nobody; the others are named in the inventory.
const TITLES: &[(&str, &str)] = &[
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
