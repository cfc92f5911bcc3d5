//! What became one, and what it takes to take it apart.

diesel::table! {
    contact_merges (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        contact_id -> BigInt,
        into_id -> BigInt,
        merged_id -> BigInt,
        merged_key -> Text,
        member_id -> BigInt,
        merged_at -> Timestamp,
    }
}

diesel::table! {
    merge_copies (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        contact_id -> BigInt,
        merge_id -> BigInt,
        kind -> Text,
        table_name -> Text,
        content -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    duplicate_dismissals (workspace_id, contact_id, other_id) {
        workspace_id -> BigInt,
        contact_id -> BigInt,
        other_id -> BigInt,
    }
}
