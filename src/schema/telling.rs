//! Other programs: who is told of what happened, and who may ask.

diesel::table! {
    webhooks (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        url -> Text,
        areas -> Text,
        secret_key -> Text,
        after_seq -> BigInt,
        failures -> Integer,
        waits_until -> Nullable<Timestamp>,
        stopped_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        webhook_id -> BigInt,
        message_key -> Text,
        event -> Text,
        body -> Text,
        state -> Text,
        attempts -> Integer,
        next_at -> Timestamp,
        answer -> Nullable<Integer>,
        why -> Text,
        millis -> Nullable<Integer>,
        created_at -> Timestamp,
        done_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        member_id -> BigInt,
        name -> Text,
        token_hash -> Text,
        role -> Text,
        contacts -> Bool,
        bookings -> Bool,
        writes -> Bool,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        last_used_at -> Nullable<Timestamp>,
    }
}
