//! Consent, analytics, processors, policies and notices.

diesel::table! {
    consent_events (id) {
        id -> BigInt,
        at -> Timestamp,
        consent_key -> Nullable<Text>,
        user_id -> Nullable<BigInt>,
        method -> Text,
        place -> Text,
        locale -> Text,
        shown_version -> Integer,
        shown_hash -> Text,
        preferences -> Bool,
        analytics -> Bool,
        marketing -> Bool,
        expires_at -> Timestamp,
        withdrawn_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    analytics_counts (id) {
        id -> BigInt,
        workspace_id -> Nullable<BigInt>,
        day -> Date,
        route -> Text,
        referrer -> Text,
        device -> Text,
        hits -> BigInt,
    }
}

diesel::table! {
    analytics_visits (id) {
        id -> BigInt,
        workspace_id -> Nullable<BigInt>,
        visitor_key -> Text,
        started_at -> Timestamp,
        last_at -> Timestamp,
        referrer -> Text,
        utm_source -> Text,
        utm_medium -> Text,
        utm_campaign -> Text,
        browser -> Text,
        os -> Text,
        device -> Text,
        country -> Text,
        region -> Text,
        hits -> Integer,
        signed_up_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    analytics_hits (id) {
        id -> BigInt,
        visit_id -> BigInt,
        at -> Timestamp,
        route -> Text,
        action -> Text,
    }
}

diesel::table! {
    fault_groups (id) {
        id -> BigInt,
        fingerprint -> Text,
        method -> Text,
        route -> Text,
        status -> Integer,
        cause -> Text,
        times -> BigInt,
        first_at -> Timestamp,
        last_at -> Timestamp,
        resolved_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    faults (id) {
        id -> BigInt,
        group_id -> BigInt,
        at -> Timestamp,
        request_id -> Text,
    }
}

diesel::table! {
    processors (id) {
        id -> BigInt,
        name -> Text,
        name_key -> Text,
        purpose -> Text,
        data -> Text,
        hosts -> Text,
        countries -> Text,
        stores_data -> Bool,
        safeguard -> Text,
        agreement -> Text,
        agreed_on -> Nullable<Date>,
        vetting -> Text,
        review_on -> Nullable<Date>,
        policy_url -> Text,
        required -> Bool,
        functions -> Text,
        emergency -> Text,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        announced_at -> Nullable<Timestamp>,
        effective_on -> Nullable<Date>,
        retired_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    processor_objections (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        processor_id -> BigInt,
        actor -> Text,
        reason -> Text,
        at -> Timestamp,
        answer -> Text,
        answered_at -> Nullable<Timestamp>,
        withdrawn_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    disclosures (id) {
        id -> BigInt,
        processor_id -> BigInt,
        user_id -> BigInt,
        what -> Text,
        first_at -> Timestamp,
        last_at -> Timestamp,
        times -> BigInt,
    }
}

diesel::table! {
    notices (id) {
        id -> BigInt,
        audience -> Text,
        about -> Text,
        title -> Text,
        text -> Text,
        href -> Text,
        published_at -> Timestamp,
    }
}

diesel::table! {
    notice_readings (notice_id, user_id) {
        notice_id -> BigInt,
        user_id -> BigInt,
        mailed_at -> Nullable<Timestamp>,
        acknowledged_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    policy_versions (id) {
        id -> BigInt,
        slug -> Text,
        version -> Integer,
        announced_at -> Timestamp,
        effective_on -> Date,
        material -> Bool,
        summary -> Text,
        additions -> Text,
        facts -> Text,
        body -> Text,
        body_hash -> Text,
    }
}

diesel::table! {
    dpa_acceptances (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        version -> Integer,
        body_hash -> Text,
        actor -> Text,
        role -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    privacy_choices (id) {
        id -> BigInt,
        user_id -> BigInt,
        purpose -> Text,
        allowed -> Bool,
        at -> Timestamp,
    }
}

diesel::table! {
    account_events (id) {
        id -> BigInt,
        user_id -> BigInt,
        at -> Timestamp,
        kind -> Text,
        detail -> Text,
    }
}

diesel::table! {
    proof_checks (name) {
        name -> Text,
        passed -> Bool,
        detail -> Text,
        checked_at -> Timestamp,
    }
}

diesel::table! {
    ledger_state (id) {
        id -> Integer,
        applied_seq -> BigInt,
        applied_hash -> Text,
    }
}

diesel::table! {
    privacy_requests (id) {
        id -> BigInt,
        code_hash -> Text,
        scope -> Text,
        workspace_id -> Nullable<BigInt>,
        subject_key -> Text,
        kind -> Text,
        door -> Text,
        place -> Text,
        regime -> Text,
        reply_to -> Text,
        address_digest -> Text,
        wording -> Text,
        shared_address -> Bool,
        verified -> Text,
        state -> Text,
        reason -> Text,
        received_at -> Timestamp,
        acknowledge_by -> Nullable<Timestamp>,
        acknowledged_at -> Nullable<Timestamp>,
        due_at -> Timestamp,
        extended_at -> Nullable<Timestamp>,
        paused_at -> Nullable<Timestamp>,
        run_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        outcome -> Text,
        version -> Integer,
    }
}

diesel::table! {
    privacy_request_events (id) {
        id -> BigInt,
        request_id -> BigInt,
        at -> Timestamp,
        actor -> Text,
        step -> Text,
        detail -> Text,
        prev_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    legal_holds (id) {
        id -> BigInt,
        hold_key -> Text,
        workspace_id -> Nullable<BigInt>,
        target -> Text,
        target_key -> Text,
        reason -> Text,
        owner -> Text,
        review_on -> Date,
        placed_at -> Timestamp,
        released_at -> Nullable<Timestamp>,
        reminded_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    suppressions (id) {
        id -> BigInt,
        workspace_id -> Nullable<BigInt>,
        channel -> Text,
        address_digest -> Text,
        reason -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    retention_runs (id) {
        id -> BigInt,
        started_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    retention_counts (run_id, rule) {
        run_id -> BigInt,
        rule -> Text,
        removed -> BigInt,
        finished_at -> Nullable<Timestamp>,
    }
}
