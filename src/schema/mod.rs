//! The tables, once for both engines. Only `queries.rs` files and `db` name this module.

mod booking;
mod business;
mod merging;
mod privacy;
mod telling;

pub use booking::*;
pub use business::*;
pub use merging::*;
pub use privacy::*;
pub use telling::*;

diesel::joinable!(contact_changes -> contacts (contact_id));
diesel::joinable!(notes -> contacts (contact_id));
diesel::joinable!(follow_ups -> contacts (contact_id));
diesel::joinable!(booking_items -> bookings (booking_id));
diesel::joinable!(occupancies -> bookings (booking_id));

diesel::allow_tables_to_appear_in_same_query!(
    jobs,
    job_schedules,
    workspaces,
    role_rules,
    activity_heads,
    activity_entries,
    users,
    recovery_codes,
    passkeys,
    passkey_challenges,
    account_tokens,
    known_devices,
    sessions,
    sign_in_throttles,
    members,
    privacy_choices,
    invitations,
    contacts,
    contact_emails,
    contact_phones,
    tags,
    contact_tags,
    custom_fields,
    contact_values,
    contact_changes,
    contact_warnings,
    saved_views,
    undo_batches,
    undo_items,
    contact_search,
    contact_merges,
    merge_copies,
    duplicate_dismissals,
    notes,
    note_versions,
    follow_ups,
    services,
    service_staff,
    resources,
    service_resources,
    service_questions,
    booking_rules,
    staff_zones,
    staff_hours,
    hour_exceptions,
    time_off,
    bookings,
    booking_items,
    booking_events,
    booking_proposals,
    booking_answers,
    booking_consents,
    occupancies,
    service_reminders,
    booking_series,
    waits,
    wait_services,
    wait_offers,
    webhooks,
    api_tokens,
    webhook_deliveries,
    booking_texts,
    booking_messages,
    outbox,
    imports,
    import_rows,
    calendar_feeds,
);

diesel::joinable!(analytics_hits -> analytics_visits (visit_id));
diesel::joinable!(faults -> fault_groups (group_id));
diesel::joinable!(processor_objections -> processors (processor_id));
diesel::joinable!(disclosures -> processors (processor_id));
diesel::joinable!(notice_readings -> notices (notice_id));
diesel::joinable!(privacy_request_events -> privacy_requests (request_id));

diesel::allow_tables_to_appear_in_same_query!(analytics_hits, analytics_visits, workspaces);
diesel::joinable!(retention_counts -> retention_runs (run_id));
diesel::allow_tables_to_appear_in_same_query!(retention_runs, retention_counts);
diesel::allow_tables_to_appear_in_same_query!(faults, fault_groups);
diesel::allow_tables_to_appear_in_same_query!(processors, processor_objections, disclosures);
diesel::allow_tables_to_appear_in_same_query!(notices, notice_readings, users);
diesel::allow_tables_to_appear_in_same_query!(processor_objections, workspaces);
diesel::allow_tables_to_appear_in_same_query!(processors, workspaces);
diesel::allow_tables_to_appear_in_same_query!(dpa_acceptances, users);
diesel::allow_tables_to_appear_in_same_query!(legal_holds, users);
diesel::allow_tables_to_appear_in_same_query!(contacts, privacy_requests);
diesel::allow_tables_to_appear_in_same_query!(contacts, legal_holds);
diesel::allow_tables_to_appear_in_same_query!(legal_holds, workspaces);

diesel::joinable!(restrictions -> contacts (contact_id));
diesel::joinable!(corrections -> contacts (contact_id));

diesel::allow_tables_to_appear_in_same_query!(contacts, restrictions);
diesel::allow_tables_to_appear_in_same_query!(contacts, corrections);
diesel::allow_tables_to_appear_in_same_query!(export_bundles, workspaces);
diesel::allow_tables_to_appear_in_same_query!(
    privacy_requests,
    privacy_request_events,
    privacy_settings,
    workspaces
);
