//! Accounts, workspaces, contacts and what hangs on them.

diesel::table! {
    jobs (id) {
        id -> BigInt,
        workspace_id -> Nullable<BigInt>,
        kind -> Text,
        payload -> Text,
        unique_key -> Nullable<Text>,
        state -> Text,
        attempts -> Integer,
        run_at -> Timestamp,
        locked_until -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
        created_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    job_schedules (name) {
        name -> Text,
        last_run_at -> Nullable<Timestamp>,
        next_run_at -> Timestamp,
    }
}

diesel::table! {
    workspaces (id) {
        id -> BigInt,
        slug -> Text,
        name -> Text,
        industry -> Text,
        address -> Text,
        phone -> Text,
        timezone -> Text,
        locale -> Text,
        week_starts_on -> Integer,
        currency -> Text,
        logo -> Nullable<Binary>,
        logo_type -> Nullable<Text>,
        logo_key -> Nullable<Text>,
        business_use_at -> Timestamp,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        dpa_version -> Integer,
        privacy_contact_email -> Text,
        privacy_text -> Text,
        ledger_key -> Text,
        inactive_months -> Nullable<Integer>,
        archived_months -> Nullable<Integer>,
        activity_months -> Nullable<Integer>,
        trash_days -> Integer,
        closes_at -> Nullable<Timestamp>,
        closing_told -> Nullable<Integer>,
        patient_data -> Text,
        baa_until -> Nullable<Date>,
    }
}

diesel::table! {
    role_rules (workspace_id, role) {
        workspace_id -> BigInt,
        role -> Text,
        require_second_factor -> Bool,
        hide_email -> Bool,
        hide_phone -> Bool,
    }
}

diesel::table! {
    activity_heads (workspace_id) {
        workspace_id -> BigInt,
        seq -> BigInt,
        hash -> Text,
        begins_seq -> BigInt,
        begins_hash -> Text,
    }
}

diesel::table! {
    activity_entries (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        seq -> BigInt,
        at -> Timestamp,
        actor -> Text,
        action -> Text,
        target_kind -> Text,
        target_id -> Nullable<BigInt>,
        detail -> Text,
        prev_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    users (id) {
        id -> BigInt,
        subject_key -> Text,
        pseudonym -> Text,
        name -> Text,
        email -> Text,
        email_key -> Text,
        phone -> Text,
        password_hash -> Text,
        email_verified_at -> Nullable<Timestamp>,
        totp_secret -> Nullable<Binary>,
        totp_confirmed_at -> Nullable<Timestamp>,
        totp_last_step -> Nullable<BigInt>,
        is_operator -> Bool,
        terms_accepted_at -> Timestamp,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        gpc_at -> Nullable<Timestamp>,
        notices_seen -> BigInt,
        erased_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    recovery_codes (id) {
        id -> BigInt,
        user_id -> BigInt,
        code_hash -> Text,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    passkeys (id) {
        id -> BigInt,
        user_id -> BigInt,
        credential_key -> Text,
        name -> Text,
        credential -> Text,
        created_at -> Timestamp,
        last_used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    passkey_challenges (id) {
        id -> BigInt,
        token_hash -> Text,
        user_id -> Nullable<BigInt>,
        state -> Text,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    account_tokens (id) {
        id -> BigInt,
        user_id -> BigInt,
        purpose -> Text,
        token_hash -> Text,
        new_email -> Nullable<Text>,
        attempts -> Integer,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    known_devices (id) {
        id -> BigInt,
        user_id -> BigInt,
        token_hash -> Text,
        label -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        key_hash -> Text,
        user_id -> BigInt,
        workspace_id -> Nullable<BigInt>,
        awaits_second_factor -> Bool,
        device_label -> Text,
        network -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        confirmed_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    sign_in_throttles (key) {
        key -> Text,
        failures -> Integer,
        blocked_until -> Nullable<Timestamp>,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    members (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        user_id -> BigInt,
        role -> Text,
        privacy_contact -> Bool,
        own_only -> Bool,
        created_at -> Timestamp,
        deactivated_at -> Nullable<Timestamp>,
        last_used_at -> Timestamp,
    }
}

diesel::table! {
    invitations (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        email -> Text,
        email_key -> Text,
        role -> Text,
        privacy_contact -> Bool,
        own_only -> Bool,
        token_hash -> Nullable<Text>,
        invited_by -> BigInt,
        created_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        expires_at -> Timestamp,
        accepted_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    contacts (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        subject_key -> Text,
        name -> Text,
        name_key -> Text,
        pronouns -> Text,
        company -> Text,
        company_key -> Text,
        email -> Text,
        phone -> Text,
        street -> Text,
        city -> Text,
        region -> Text,
        postal_code -> Text,
        country -> Text,
        assigned_to -> Nullable<BigInt>,
        source -> Text,
        preferred_channel -> Text,
        language -> Text,
        version -> Integer,
        created_by -> Nullable<BigInt>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        last_seen_at -> Timestamp,
        archived_at -> Nullable<Timestamp>,
        deleted_at -> Nullable<Timestamp>,
        restricted_at -> Nullable<Timestamp>,
        restricted_why -> Text,
        disputed_at -> Nullable<Timestamp>,
        active_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    contact_warnings (workspace_id, contact_id) {
        workspace_id -> BigInt,
        contact_id -> BigInt,
        warned_at -> Timestamp,
    }
}

diesel::table! {
    contact_emails (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        contact_id -> BigInt,
        position -> Integer,
        label -> Text,
        email -> Text,
        email_key -> Text,
    }
}

diesel::table! {
    contact_phones (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        contact_id -> BigInt,
        position -> Integer,
        label -> Text,
        typed -> Text,
        e164 -> Nullable<Text>,
        digits -> Text,
    }
}

diesel::table! {
    tags (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        name -> Text,
        name_key -> Text,
        colour -> Integer,
    }
}

diesel::table! {
    contact_tags (workspace_id, contact_id, tag_id) {
        workspace_id -> BigInt,
        contact_id -> BigInt,
        tag_id -> BigInt,
    }
}

diesel::table! {
    custom_fields (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        label -> Text,
        kind -> Text,
        choices -> Text,
        position -> Integer,
        archived_at -> Nullable<Timestamp>,
        is_birth_date -> Bool,
    }
}

diesel::table! {
    contact_values (workspace_id, contact_id, field_id) {
        workspace_id -> BigInt,
        contact_id -> BigInt,
        field_id -> BigInt,
        value -> Text,
    }
}

diesel::table! {
    contact_changes (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        contact_id -> BigInt,
        member_id -> Nullable<BigInt>,
        at -> Timestamp,
        field -> Text,
        old_value -> Text,
        new_value -> Text,
    }
}

diesel::table! {
    saved_views (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        member_id -> BigInt,
        name -> Text,
        query -> Text,
        shared -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    undo_batches (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        member_id -> BigInt,
        action -> Text,
        summary -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        undone_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    undo_items (workspace_id, batch_id, contact_id) {
        workspace_id -> BigInt,
        batch_id -> BigInt,
        contact_id -> BigInt,
        previous -> Nullable<Text>,
    }
}

diesel::table! {
    contact_search (contact_id) {
        contact_id -> BigInt,
        workspace_id -> BigInt,
        general -> Text,
        notes -> Text,
        emails -> Text,
        phones -> Text,
    }
}

diesel::table! {
    notes (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        contact_id -> BigInt,
        author_id -> BigInt,
        body -> Text,
        version -> Integer,
        pinned_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    note_versions (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        note_id -> BigInt,
        body -> Text,
        edited_by -> BigInt,
        at -> Timestamp,
    }
}

diesel::table! {
    follow_ups (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        contact_id -> BigInt,
        title -> Text,
        due_on -> Date,
        assigned_to -> BigInt,
        created_by -> BigInt,
        created_at -> Timestamp,
        done_at -> Nullable<Timestamp>,
        version -> Integer,
    }
}

diesel::table! {
    imports (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        member_id -> BigInt,
        file_name -> Text,
        file_key -> Text,
        state -> Text,
        origin -> Text,
        basis -> Text,
        header -> Text,
        mapping -> Text,
        tag -> Text,
        existing -> Text,
        rows_total -> BigInt,
        rows_done -> BigInt,
        trouble -> Text,
        created_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    import_rows (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        import_id -> BigInt,
        number -> BigInt,
        cells -> Text,
        fate -> Text,
        why -> Text,
        contact_id -> Nullable<BigInt>,
        before -> Text,
        after -> Text,
        created_at -> Timestamp,
    }
}
