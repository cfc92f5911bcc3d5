//! What the bookings' columns hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Dated, Erasure, Retention};

const NO_PERSON: Erasure = Erasure::Keep("about nobody");
const ACCOUNTS: Erasure =
    Erasure::Keep("time, service and price stay in the business’s accounts, without the person");

/// The business still sees whom it could offer nothing.
const WAITED: Retention = Retention::After { days: 7, event: "the last day on which you could come" };

pub const INVENTORY: &[Column] = inventory! {
    services []: Nobody, Workspace, "What can be booked", Basis::Instruction, Retention::WithWorkspace, NO_PERSON;
        "system.operations" Provided export {
            id workspace_id name description minutes price colour buffer_before buffer_after notice_minutes window_days
            daily_cap seats needs_confirmation is_public version created_at updated_at archived_at
        }
    service_staff []: Nobody, Workspace, "Who does which service", Basis::Instruction, Retention::WithWorkspace, Erasure::Keep("names a member by number only");
        "system.operations" Provided export { workspace_id service_id member_id }
    service_reminders []: Nobody, Workspace, "When clients are reminded", Basis::Instruction, Retention::WithWorkspace, NO_PERSON;
        "system.operations" Provided export { workspace_id service_id minutes }
    booking_texts []: Nobody, Workspace, "What messages about bookings say", Basis::Instruction, Retention::WithWorkspace, NO_PERSON;
        "system.operations" Provided export { workspace_id kind subject body }
    resources []: Nobody, Workspace, "What services need", Basis::Instruction, Retention::WithWorkspace, NO_PERSON;
        "system.operations" Provided export { id workspace_id name quantity created_at archived_at }
    service_resources []: Nobody, Workspace, "What services need", Basis::Instruction, Retention::WithWorkspace, NO_PERSON;
        "system.operations" Provided export { workspace_id service_id resource_id }
    service_questions []: Nobody, Workspace, "What the booking page asks", Basis::Instruction, Retention::WithWorkspace, NO_PERSON;
        "system.operations" Provided export { id workspace_id service_id position label kind choices required }
    booking_rules []: Nobody, Workspace, "How the business takes bookings", Basis::Instruction, Retention::WithWorkspace, NO_PERSON;
        "system.operations" Provided export {
            workspace_id public_page shows_staff intro step_minutes cutoff_minutes hold_minutes asks_phone least_age
            marketing_words frame_hosts public_waitlist offer_minutes
        }
    staff_zones ["Your time zone at work" member_id members.user_id]: User, Workspace, "Knowing when somebody can be booked", Basis::Instruction, Retention::WithWorkspace, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { workspace_id member_id }
        "user.preferences" Provided export { timezone("Time zone") }
    staff_hours ["Your working hours" member_id members.user_id]: User, Workspace, "Knowing when somebody can be booked", Basis::Instruction, Retention::WithWorkspace, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id member_id }
        "user.behavior" Provided export { weekday("Day of the week, Monday = 1") from_minute("From, in minutes since midnight") to_minute("To, in minutes since midnight") }
    hour_exceptions ["Days on which you work other hours" member_id members.user_id]: User, Workspace, "Knowing when somebody can be booked", Basis::Instruction, Retention::WithWorkspace, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id member_id }
        "user.behavior" Provided export { day("Day") from_minute("From, in minutes since midnight") to_minute("To, in minutes since midnight") }
    time_off ["Your time off" member_id members.user_id]: User, Workspace, "Knowing when somebody can’t be booked", Basis::Instruction, Retention::WithWorkspace, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id member_id }
        "user.behavior" Provided export { first_day("First day") last_day("Last day") from_minute("From, in minutes since midnight") to_minute("To, in minutes since midnight") label("What for") }
    calendar_feeds ["Your calendar link" member_id members.user_id]: User, Workspace, "Your bookings in your own calendar", Basis::Instruction, Retention::WithWorkspace, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id member_id }
        "user.authorization.credentials" Derived no_export { feed_key token_hash }
        "user.preferences" Provided export { hides_names("Names stay out") }
        "user.behavior" Observed export { created_at("Made") }
    bookings ["Bookings" contact_id]: Contact, Workspace, "Keeping appointments", Basis::Instruction, Retention::WithWorkspace, ACCOUNTS;
        "user.unique_id" Derived no_export { id workspace_id member_id uid sequence version }
        "user.unique_id" Derived (no_export, Erasure::Null) { contact_id form_key }
        "user.authorization.credentials" Derived (no_export, Erasure::Replace) { token_hash }
        "user.behavior" Provided export { status("Where it stands") source("How it was booked") starts_at("Begins") ends_at("Ends") held_until("Time kept until") }
        "user.financial" Provided export { price("Price in the smallest unit") currency("Currency") }
        "user.preferences" Provided (export, Erasure::Redact) { client_zone("Your time zone") }
        "user.content" Provided (export, Erasure::Redact) { note("Your note") }
        "user.behavior" Observed export { created_at("Made") updated_at("Last changed") }
    booking_items ["Services that were booked" booking_id bookings.contact_id]: Contact, Workspace, "Keeping appointments", Basis::Instruction, Retention::WithParent, ACCOUNTS;
        "user.unique_id" Derived no_export { id workspace_id booking_id position service_id }
        "user.behavior" Provided export { name("Service") starts_at("Begins") ends_at("Ends") }
        "user.financial" Provided export { price("Price in the smallest unit") }
    booking_events ["What happened to bookings" booking_id bookings.contact_id]: Contact, Workspace, "Knowing who changed an appointment and when", Basis::Instruction, Retention::WithParent, ACCOUNTS;
        "user.unique_id" Derived no_export { id workspace_id booking_id member_id }
        "user.behavior" Observed export { at("When") kind("What") actor("By whom") old_start("Began before") }
        "user.content" Provided (export, Erasure::Redact) { reason("Why") }
    booking_proposals ["What you typed when booking" booking_id bookings.contact_id]: Contact, Workspace, "Knowing who booked", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { workspace_id booking_id email_key }
        "user.name" Provided export { name("Name") }
        "user.contact.email" Provided export { email("E-mail address") }
        "user.contact.phone_number" Provided export { phone("Phone number") }
        "user.behavior" Observed export { linked_at("Recognised as a client") }
    booking_answers ["Your answers when booking" booking_id bookings.contact_id]: Contact, Workspace, "Preparing appointments", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id booking_id }
        "user.content" Provided export { question("Question") answer("Answer") }
    booking_consents ["What you agreed to when booking" booking_id bookings.contact_id]: Contact, Workspace, "Proof of what was agreed to", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id booking_id }
        "user.behavior" Provided export { kind("What for") wording("In these words") given_at("When") }
    booking_messages ["Messages about bookings" booking_id bookings.contact_id]: Contact, Workspace, "Saying each thing once", Basis::Instruction, Retention::WithParent, ACCOUNTS;
        "user.unique_id" Derived no_export { id workspace_id booking_id message_key outbox_id }
        "user.behavior" Derived export { kind("What") state("What became of it") why("Why it was left out") created_at("When") }
    booking_series ["Bookings that repeat" booking_id bookings.contact_id]: Contact, Workspace, "Changing bookings together that were made together", Basis::Instruction, Retention::WithParent, ACCOUNTS;
        "user.unique_id" Derived no_export { workspace_id booking_id series }
        "user.behavior" Provided export { rule("How it repeats") }
    waits ["Your places on a waitlist" contact_id from ends_at]: Contact, Workspace, "Offering a time that becomes free", Basis::Instruction, WAITED, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id contact_id member_id uid form_key }
        "user.authorization.credentials" Derived no_export { token_hash }
        "user.name" Provided export { name("Name") }
        "user.contact.email" Provided export { email("E-mail address") }
        "user.contact.phone_number" Provided export { phone("Phone number") }
        "user.behavior" Provided export { first_day("From") last_day("To") part("Part of the day") }
        "user.preferences" Provided export { client_zone("Your time zone") }
        "user.content" Provided export { age_words("What you agreed to") }
        "user.behavior" Observed export { created_at("Since") }
        "user.behavior" Derived no_export { ends_at }
    wait_services ["What you wait for" wait_id waits.contact_id]: Contact, Workspace, "Offering a time that becomes free", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { workspace_id wait_id position service_id }
    wait_offers ["Times that were offered to you" wait_id waits.contact_id]: Contact, Workspace, "Offering no time twice", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { workspace_id booking_id wait_id }
    occupancies ["Time taken by bookings" booking_id bookings.contact_id]: Contact, Workspace, "Booking no time twice", Basis::Instruction, Retention::WithParent, ACCOUNTS;
        "user.unique_id" Derived no_export { id workspace_id booking_id member_id resource_id place sitting party }
        "user.behavior" Derived export { busy_from("Taken from") busy_to("Taken to") held_until("Kept until") }
};

/// In a calendar each service that was booked is an appointment.
pub const DATED: Dated = Dated {
    table: "booking_items",
    title: "name",
    starts: "starts_at",
    ends: Some("ends_at"),
    done: None,
    written: "starts_at",
};
