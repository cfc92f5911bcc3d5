//! What the recorded actions are called on the page. One table; a test holds it
//! against every action that the program records. Pure.

/// The part of an action before the dot: (word, label, icon).
pub const GROUPS: &[(&str, &str, &str)] = &[
    ("contact", "Contacts", "contacts"),
    ("tag", "Tags", "tag"),
    ("contact_field", "Custom fields", "settings"),
    ("view", "Saved views", "filter"),
    ("note", "Notes", "notes"),
    ("follow_up", "Follow-ups", "clock"),
    ("member", "Staff", "staff"),
    ("invitation", "Invitations", "mail"),
    ("workspace", "Business", "building"),
    ("processor", "Processors", "shield"),
    ("hold", "Holds", "shield"),
    ("session", "Sign-ins", "key"),
    ("account", "Accounts", "shield"),
];

/// What an entry can be about: (word, label).
pub const KINDS: &[(&str, &str)] = &[
    ("contact", "Contact"),
    ("batch", "Several contacts"),
    ("note", "Note"),
    ("follow_up", "Follow-up"),
    ("tag", "Tag"),
    ("contact_field", "Custom field"),
    ("view", "Saved view"),
    ("member", "Member"),
    ("invitation", "Invitation"),
    ("workspace", "Business"),
    ("user", "Account"),
    ("processor", "Processor"),
    ("hold", "Hold"),
];

/// (action, what the person did).
const ACTIONS: &[(&str, &str)] = &[
    ("account.all_sessions_ended", "signed out on every device"),
    ("account.email_changed", "changed their e-mail address"),
    ("account.other_sessions_ended", "signed out on their other devices"),
    ("account.passkey_added", "added a passkey"),
    ("account.passkey_removed", "removed a passkey"),
    ("account.password_changed", "changed their password"),
    ("account.profile_changed", "changed their name or phone"),
    ("account.recovery_codes_renewed", "made new recovery codes"),
    ("account.second_factor_off", "turned their second factor off"),
    ("account.second_factor_on", "turned their second factor on"),
    ("account.session_ended", "signed a device out"),
    ("contact.archived", "archived a contact"),
    ("contact.assigned", "assigned a contact"),
    ("contact.created", "added a contact"),
    ("contact.deleted", "deleted a contact"),
    ("contact.destroyed", "deleted a contact for good"),
    ("contact.ended", "let a contact end by the rule of the business"),
    ("contact.erased", "erased a contact"),
    ("contact.erasure_ordered", "had a contact erased"),
    ("contact.kept", "kept a contact that would have ended"),
    ("contact.exported", "exported contacts"),
    ("contact.restored", "restored a contact"),
    ("contact.tagged", "tagged a contact"),
    ("contact.undone", "undid a change of contacts"),
    ("contact.unarchived", "took a contact out of the archive"),
    ("contact.untagged", "took a tag off a contact"),
    ("contact.updated", "changed a contact"),
    ("contact_field.archived", "archived a custom field"),
    ("contact_field.created", "added a custom field"),
    ("contact_field.moved", "moved a custom field"),
    ("contact_field.restored", "took a custom field out of the archive"),
    ("contact_field.updated", "changed a custom field"),
    ("follow_up.added", "added a follow-up"),
    ("follow_up.deleted", "deleted a follow-up"),
    ("follow_up.done", "finished a follow-up"),
    ("follow_up.edited", "changed a follow-up"),
    ("follow_up.reopened", "reopened a follow-up"),
    ("hold.placed", "placed a hold on deletion"),
    ("hold.released", "released a hold"),
    ("hold.reviewed", "looked at a hold again"),
    ("invitation.resent", "sent an invitation again"),
    ("invitation.revoked", "revoked an invitation"),
    ("invitation.sent", "invited somebody"),
    ("member.changed", "changed what a member may do"),
    ("member.deactivated", "deactivated a member"),
    ("member.gave_up_ownership", "gave up ownership"),
    ("member.joined", "joined the business"),
    ("member.left", "left the business"),
    ("member.made_owner", "made a member owner"),
    ("member.reactivated", "reactivated a member"),
    ("member.second_factor_reset", "reset a member’s second factor"),
    ("member.took_over", "handed a member’s work over"),
    ("note.added", "wrote a note"),
    ("note.deleted", "deleted a note"),
    ("note.edited", "changed a note"),
    ("note.pinned", "pinned a note"),
    ("note.restored", "restored a note"),
    ("note.unpinned", "unpinned a note"),
    ("processor.objected", "objected to a processor"),
    ("processor.objection_answered", "answered the objection to a processor"),
    ("processor.objection_withdrawn", "took an objection to a processor back"),
    ("session.started", "signed in"),
    ("tag.created", "added a tag"),
    ("tag.deleted", "deleted a tag"),
    ("tag.merged", "merged two tags"),
    ("tag.updated", "changed a tag"),
    ("workspace.agreement_accepted", "accepted the data-processing agreement"),
    ("workspace.changed", "changed the business profile"),
    ("workspace.closing_called_off", "called the closing of the business off"),
    ("workspace.closing_started", "began to close the business"),
    ("workspace.created", "opened the business"),
    ("workspace.logo_changed", "changed the logo"),
    ("workspace.logo_removed", "removed the logo"),
    ("workspace.retention_changed", "changed how long data is kept"),
    ("workspace.rules_changed", "changed what a role sees"),
];

pub fn is_known(action: &str) -> bool {
    ACTIONS.iter().any(|(known, _)| *known == action)
}

/// What was done; an action of another version of the program shows as its own word.
pub fn sentence(action: &str) -> &str {
    ACTIONS.iter().find(|(known, _)| *known == action).map_or(action, |(_, words)| words)
}

pub fn icon(action: &str) -> &'static str {
    let group = action.split('.').next().unwrap_or_default();
    GROUPS.iter().find(|(known, ..)| *known == group).map_or("info", |(.., icon)| icon)
}

pub fn kind(word: &str) -> &str {
    KINDS.iter().find(|(known, _)| *known == word).map_or(word, |(_, label)| label)
}
