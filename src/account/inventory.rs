//! What the account's columns hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const SECURITY: Basis = Basis::LegitimateInterest("security of accounts");

pub const INVENTORY: &[Column] = inventory! {
    users [id]: User, Operator, "Running the account", Basis::Contract, Retention::WithAccount, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id pseudonym }
        "user.unique_id" Derived export { subject_key }
        "user.name" Provided export { name }
        "user.contact.email" Provided export { email }
        "user.contact.email" Derived no_export { email_key }
        "user.contact.phone_number" Provided export { phone }
        "user.authorization.credentials" Derived no_export { password_hash totp_secret totp_last_step notices_seen }
        "user.behavior" Observed export { email_verified_at totp_confirmed_at terms_accepted_at created_at updated_at gpc_at("Opt-out signal of your browser first seen") }
        "user.authorization" Derived export { is_operator }
    recovery_codes [user_id]: User, Operator, "Signing in without the second device", SECURITY, Retention::WithAccount, Erasure::DeleteRow;
        "user.authorization.credentials" Derived no_export { id user_id code_hash used_at }
    passkeys [user_id]: User, Operator, "Signing in without a password", Basis::Contract, Retention::WithAccount, Erasure::DeleteRow;
        "user.authorization.credentials" Observed no_export { id user_id credential_key credential }
        "user.device" Provided export { name }
        "user.behavior" Observed export { created_at last_used_at }
    passkey_challenges [user_id]: User, Operator, "Signing in without a password", Basis::Contract, Retention::Days(1), Erasure::DeleteRow;
        "user.authorization.credentials" Derived no_export { id token_hash user_id state expires_at }
    account_tokens [user_id]: User, Operator, "Proving an address", Basis::Contract, Retention::Days(30), Erasure::DeleteRow;
        "user.authorization.credentials" Derived no_export { id user_id purpose token_hash attempts expires_at used_at }
        "user.contact.email" Provided export { new_email }
        "user.behavior" Observed export { created_at }
    known_devices [user_id]: User, Operator, "Noticing a sign-in from a new device", SECURITY, Retention::Days(180), Erasure::DeleteRow;
        "user.device.cookie_id" Derived no_export { id user_id token_hash }
        "user.device" Observed export { label }
        "user.behavior" Observed export { created_at last_seen_at }
    sessions [user_id]: User, Operator, "Staying signed in", Basis::Contract, Retention::Days(30), Erasure::DeleteRow;
        "user.device.cookie_id" Derived no_export { id key_hash user_id workspace_id awaits_second_factor }
        "user.device" Observed export { device_label }
        "user.device.ip_address" Observed export { network }
        "user.behavior" Observed export { created_at last_seen_at confirmed_at expires_at }
    sign_in_throttles []: User, Operator, "Slowing down who guesses passwords", SECURITY, Retention::Days(1), Erasure::DeleteRow;
        "user.unique_id.pseudonymous" Derived no_export { key failures blocked_until updated_at }
};
