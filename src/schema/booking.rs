//! Services, working hours and bookings.

diesel::table! {
    services (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        name -> Text,
        description -> Text,
        minutes -> Integer,
        price -> Nullable<BigInt>,
        colour -> Integer,
        buffer_before -> Integer,
        buffer_after -> Integer,
        notice_minutes -> Integer,
        window_days -> Integer,
        daily_cap -> Nullable<Integer>,
        seats -> Integer,
        needs_confirmation -> Bool,
        is_public -> Bool,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        archived_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    service_staff (workspace_id, service_id, member_id) {
        workspace_id -> BigInt,
        service_id -> BigInt,
        member_id -> BigInt,
    }
}

diesel::table! {
    resources (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        name -> Text,
        quantity -> Integer,
        created_at -> Timestamp,
        archived_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    service_resources (workspace_id, service_id, resource_id) {
        workspace_id -> BigInt,
        service_id -> BigInt,
        resource_id -> BigInt,
    }
}

diesel::table! {
    service_questions (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        service_id -> BigInt,
        position -> Integer,
        label -> Text,
        kind -> Text,
        choices -> Text,
        required -> Bool,
    }
}

diesel::table! {
    booking_rules (workspace_id) {
        workspace_id -> BigInt,
        public_page -> Bool,
        shows_staff -> Bool,
        intro -> Text,
        step_minutes -> Integer,
        cutoff_minutes -> Integer,
        hold_minutes -> Integer,
        asks_phone -> Text,
        least_age -> Integer,
        marketing_words -> Text,
        frame_hosts -> Text,
        public_waitlist -> Bool,
        offer_minutes -> Integer,
    }
}

diesel::table! {
    staff_zones (workspace_id, member_id) {
        workspace_id -> BigInt,
        member_id -> BigInt,
        timezone -> Text,
    }
}

diesel::table! {
    staff_hours (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        member_id -> BigInt,
        weekday -> Integer,
        from_minute -> Integer,
        to_minute -> Integer,
    }
}

diesel::table! {
    hour_exceptions (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        member_id -> BigInt,
        day -> Date,
        from_minute -> Integer,
        to_minute -> Integer,
    }
}

diesel::table! {
    time_off (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        member_id -> Nullable<BigInt>,
        first_day -> Date,
        last_day -> Date,
        from_minute -> Nullable<Integer>,
        to_minute -> Nullable<Integer>,
        label -> Text,
    }
}

diesel::table! {
    bookings (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        contact_id -> Nullable<BigInt>,
        member_id -> BigInt,
        status -> Text,
        source -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        price -> Nullable<BigInt>,
        currency -> Text,
        client_zone -> Text,
        note -> Text,
        uid -> Text,
        token_hash -> Text,
        form_key -> Nullable<Text>,
        sequence -> Integer,
        held_until -> Nullable<Timestamp>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    booking_items (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        booking_id -> BigInt,
        position -> Integer,
        service_id -> BigInt,
        name -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        price -> Nullable<BigInt>,
    }
}

diesel::table! {
    booking_events (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        booking_id -> BigInt,
        at -> Timestamp,
        kind -> Text,
        actor -> Text,
        member_id -> Nullable<BigInt>,
        reason -> Text,
        old_start -> Nullable<Timestamp>,
    }
}

diesel::table! {
    booking_proposals (workspace_id, booking_id) {
        workspace_id -> BigInt,
        booking_id -> BigInt,
        name -> Text,
        email -> Text,
        email_key -> Text,
        phone -> Text,
        linked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    booking_answers (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        booking_id -> BigInt,
        question -> Text,
        answer -> Text,
    }
}

diesel::table! {
    booking_consents (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        booking_id -> BigInt,
        kind -> Text,
        wording -> Text,
        given_at -> Timestamp,
    }
}

diesel::table! {
    booking_series (workspace_id, booking_id) {
        workspace_id -> BigInt,
        booking_id -> BigInt,
        series -> Text,
        rule -> Text,
    }
}

diesel::table! {
    waits (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        contact_id -> Nullable<BigInt>,
        member_id -> Nullable<BigInt>,
        first_day -> Date,
        last_day -> Date,
        part -> Text,
        name -> Text,
        email -> Text,
        phone -> Text,
        client_zone -> Text,
        age_words -> Text,
        uid -> Text,
        token_hash -> Text,
        form_key -> Nullable<Text>,
        created_at -> Timestamp,
        ends_at -> Timestamp,
    }
}

diesel::table! {
    wait_services (workspace_id, wait_id, service_id) {
        workspace_id -> BigInt,
        wait_id -> BigInt,
        position -> Integer,
        service_id -> BigInt,
    }
}

diesel::table! {
    wait_offers (workspace_id, booking_id) {
        workspace_id -> BigInt,
        booking_id -> BigInt,
        wait_id -> BigInt,
    }
}

diesel::table! {
    occupancies (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        booking_id -> BigInt,
        member_id -> Nullable<BigInt>,
        resource_id -> Nullable<BigInt>,
        place -> Integer,
        sitting -> Text,
        party -> Text,
        busy_from -> Timestamp,
        busy_to -> Timestamp,
        held_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    service_reminders (workspace_id, service_id, minutes) {
        workspace_id -> BigInt,
        service_id -> BigInt,
        minutes -> Integer,
    }
}

diesel::table! {
    booking_texts (workspace_id, kind) {
        workspace_id -> BigInt,
        kind -> Text,
        subject -> Text,
        body -> Text,
    }
}

diesel::table! {
    booking_messages (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        booking_id -> BigInt,
        kind -> Text,
        message_key -> Text,
        state -> Text,
        why -> Text,
        outbox_id -> Nullable<BigInt>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    calendar_feeds (id) {
        id -> BigInt,
        workspace_id -> BigInt,
        member_id -> BigInt,
        feed_key -> Text,
        token_hash -> Text,
        hides_names -> Bool,
        created_at -> Timestamp,
    }
}
