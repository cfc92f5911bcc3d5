//! Who is told of what happened.

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
