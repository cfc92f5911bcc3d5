//! What an import is, and what becomes of a row. Pure.

use crate::text_enum;

text_enum! {
    pub enum State {
        /// The file is being read.
        Reading = "reading",
        /// Its columns wait to be matched.
        Matching = "matching",
        Planning = "planning",
        /// Every row's fate is known; nothing is added yet.
        Planned = "planned",
        Running = "running",
        Undoing = "undoing",
        Done = "done",
        Cancelled = "cancelled",
        Failed = "failed",
        Undone = "undone",
    }
}

impl State {
    pub const fn is_moving(self) -> bool {
        matches!(self, Self::Reading | Self::Planning | Self::Running | Self::Undoing)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Reading => "Being read",
            Self::Matching => "Columns to match",
            Self::Planning => "Being looked through",
            Self::Planned => "Ready to add",
            Self::Running => "Being added",
            Self::Undoing => "Being taken back",
            Self::Done => "Done",
            Self::Cancelled => "Stopped",
            Self::Failed => "Could not be read",
            Self::Undone => "Taken back",
        }
    }

    pub const fn badge(self) -> &'static str {
        match self {
            Self::Reading | Self::Planning | Self::Running | Self::Undoing => "accent",
            Self::Matching | Self::Planned => "warning",
            Self::Done => "success",
            Self::Failed => "danger",
            Self::Cancelled | Self::Undone => "neutral",
        }
    }
}

text_enum! {
    /// What becomes of a row.
    pub enum Fate {
        Unknown = "unknown",
        New = "new",
        /// New, and its address opted out of messages before; it stays so.
        OptedOut = "opted_out",
        /// There already, and the list says more of it.
        Update = "update",
        Duplicate = "duplicate",
        Refused = "refused",
        Added = "added",
        Updated = "updated",
        TakenBack = "taken_back",
    }
}

impl Fate {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Unknown => "Not looked at",
            Self::New => "New",
            Self::OptedOut => "New, opted out",
            Self::Update => "Update",
            Self::Duplicate => "There already",
            Self::Refused => "Refused",
            Self::Added => "Added",
            Self::Updated => "Updated",
            Self::TakenBack => "Taken back",
        }
    }

    pub const fn badge(self) -> &'static str {
        match self {
            Self::Unknown | Self::TakenBack => "neutral",
            Self::New | Self::Update => "accent",
            Self::Added | Self::Updated => "success",
            Self::OptedOut | Self::Duplicate => "warning",
            Self::Refused => "danger",
        }
    }

    pub const fn is_added(self) -> bool {
        matches!(self, Self::New | Self::OptedOut)
    }
}

text_enum! {
    /// What a list does to clients who are there already, found by key, e-mail or phone.
    pub enum Existing {
        Leave = "leave",
        Fill = "fill",
        Overwrite = "overwrite",
    }
}

impl Existing {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Leave => "Leave them as they are",
            Self::Fill => "Fill in what is empty",
            Self::Overwrite => "Take what the list says",
        }
    }

    pub fn choices() -> Vec<(&'static str, &'static str)> {
        Self::ALL.iter().map(|existing| (existing.word(), existing.label())).collect()
    }
}

text_enum! {
    /// Where a list comes from, and so on what ground its people may be kept (GDPR Art. 6, 14).
    pub enum Origin {
        OwnClients = "own_clients",
        SignedUp = "signed_up",
        Referred = "referred",
        Public = "public",
        Purchased = "purchased",
    }
}

impl Origin {
    pub const fn label(self) -> &'static str {
        match self {
            Self::OwnClients => "Our own clients, from another program or a list of ours",
            Self::SignedUp => "People who signed up with us themselves",
            Self::Referred => "People whom somebody recommended to us",
            Self::Public => "Collected from public sources",
            Self::Purchased => "Bought or rented",
        }
    }

    pub const fn basis(self) -> &'static str {
        match self {
            Self::OwnClients => "contract",
            Self::SignedUp => "consent",
            Self::Referred | Self::Public => "legitimate interests",
            Self::Purchased => "",
        }
    }

    /// Why a list of this kind is not taken.
    pub const fn refusal(self) -> Option<&'static str> {
        match self {
            Self::Purchased => Some(
                "Lists that were bought are not taken: the people on them never heard of your business. Bring in those who know you.",
            ),
            Self::OwnClients | Self::SignedUp | Self::Referred | Self::Public => None,
        }
    }
}
