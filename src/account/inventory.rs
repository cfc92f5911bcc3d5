//! What the account's columns hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const SECURITY: Basis = Basis::LegitimateInterest("security of accounts");

/// Only for somebody who was a member of a business; the row of anybody else is deleted.
const FORMER: Erasure = Erasure::Keep(
    "a row without a name, so that what was done in a business stays attributed to a former member",
);

pub const INVENTORY: &[Column] = inventory! {
    users ["Your account" id]: User, Operator, "Running the account", Basis::Contract, Retention::WithAccount, FORMER;
        "user.unique_id" Derived no_export { id pseudonym }
        "user.unique_id" Derived (export, Erasure::Replace) { subject_key("Your number in exports and records of erasure") }
        "user.name" Provided (export, Erasure::Redact) { name("Name") }
        "user.contact.email" Provided (export, Erasure::Redact) { email("E-mail address") }
        "user.contact.email" Derived (no_export, Erasure::Replace) { email_key }
        "user.contact.phone_number" Provided (export, Erasure::Redact) { phone("Phone number") }
        "user.authorization.credentials" Derived (no_export, Erasure::Redact) { password_hash }
        "user.authorization.credentials" Derived (no_export, Erasure::Null) { totp_secret totp_last_step }
        "user.behavior" Observed (export, Erasure::Null) {
            email_verified_at("E-mail address confirmed") totp_confirmed_at("Second factor set up")
            gpc_at("Opt-out signal of your browser first seen")
        }
        "user.behavior" Observed export {
            terms_accepted_at("Terms accepted") created_at("Account opened") updated_at("Account last changed") erased_at("Erased")
        }
        "user.behavior" Observed no_export { notices_seen }
        "user.authorization" Derived export { is_operator("Runs this installation") }
    recovery_codes ["Recovery codes" user_id]: User, Operator, "Signing in without the second device", SECURITY, Retention::WithAccount, Erasure::DeleteRow;
        "user.authorization.credentials" Derived no_export { id user_id code_hash used_at }
    passkeys ["Passkeys" user_id]: User, Operator, "Signing in without a password", Basis::Contract, Retention::WithAccount, Erasure::DeleteRow;
        "user.authorization.credentials" Observed no_export { id user_id credential_key credential }
        "user.device" Provided export { name("Name of the passkey") }
        "user.behavior" Observed export { created_at("Added") last_used_at("Last used") }
    passkey_challenges ["Passkey sign-ins under way" user_id from expires_at]: User, Operator, "Signing in without a password", Basis::Contract, Retention::After { days: 1, event: "the question to your device has expired" }, Erasure::DeleteRow;
        "user.authorization.credentials" Derived no_export { id token_hash user_id state expires_at }
    account_tokens ["Links and codes sent to you" user_id from expires_at]: User, Operator, "Proving an address", Basis::Contract, Retention::After { days: 30, event: "the link or code has expired" }, Erasure::DeleteRow;
        "user.authorization.credentials" Derived no_export { id user_id purpose token_hash attempts expires_at used_at }
        "user.contact.email" Provided export { new_email("New e-mail address asked for") }
        "user.behavior" Observed export { created_at("Sent") }
    known_devices ["Devices we know" user_id from last_seen_at]: User, Operator, "Noticing a sign-in from a new device", SECURITY, Retention::After { days: 180, event: "the last sign-in from the device" }, Erasure::DeleteRow;
        "user.device.cookie_id" Derived no_export { id user_id token_hash }
        "user.device" Observed export { label("Browser and system") }
        "user.behavior" Observed export { created_at("First sign-in") last_seen_at("Last sign-in") }
    sessions ["Where you are signed in" user_id from expires_at]: User, Operator, "Staying signed in", Basis::Contract, Retention::After { days: 30, event: "the session has ended" }, Erasure::DeleteRow;
        "user.device.cookie_id" Derived no_export { id key_hash user_id workspace_id awaits_second_factor }
        "user.device" Observed export { device_label("Browser and system") }
        "user.device.ip_address" Observed export { network("Network (part of the internet address)") }
        "user.behavior" Observed export { created_at("Signed in") last_seen_at("Last seen") confirmed_at("Password last given") expires_at("Ends at the latest") }
    sign_in_throttles ["Failed sign-ins" from updated_at]: User, Operator, "Slowing down who guesses passwords", SECURITY, Retention::After { days: 1, event: "the last try" }, Erasure::DeleteRow;
        "user.unique_id.pseudonymous" Derived no_export { key failures blocked_until updated_at }
};
