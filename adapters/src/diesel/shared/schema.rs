//! The tables, as the migrations leave them.

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    users (id) {
        id -> Text,
        login -> Text,
        name -> Text,
        role -> Text,
        disabled -> Bool,
        description -> Text,
        must_change_password -> Bool,
        created_at -> BigInt,
        password -> Text,
        registry_password -> Nullable<Text>,
    }
}

table! {
    groups (id) {
        id -> Text,
        name -> Text,
        description -> Text,
    }
}

table! {
    memberships (user_id, group_id) {
        user_id -> Text,
        group_id -> Text,
    }
}

table! {
    accesses (id) {
        id -> Text,
        name -> Text,
        subject_kind -> Text,
        subject_user -> Nullable<Text>,
        subject_group -> Nullable<Text>,
        resource -> Text,
        actions -> Text,
        disabled -> Bool,
        expires_at -> Nullable<BigInt>,
    }
}

table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

table! {
    refresh_tokens (id) {
        id -> Text,
        user_id -> Text,
        client_id -> Text,
        created_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
        secret -> Binary,
    }
}

table! {
    secrets (name) {
        name -> Text,
        value -> Binary,
    }
}

table! {
    policy_revision (only_row) {
        only_row -> Integer,
        revision -> BigInt,
    }
}

table! {
    policy_changes (revision, record, id) {
        revision -> BigInt,
        record -> Text,
        id -> Text,
    }
}

table! {
    required_migrations (version) {
        version -> Text,
    }
}

table! {
    catalogue (version) {
        version -> BigInt,
        size -> BigInt,
    }
}

table! {
    repositories (id) {
        id -> BigInt,
        name -> Text,
        version -> BigInt,
        tags -> BigInt,
        manifests -> BigInt,
        size -> BigInt,
        pulls -> BigInt,
        pushed_at -> Nullable<BigInt>,
        pulled_at -> Nullable<BigInt>,
    }
}

table! {
    contents (id) {
        id -> BigInt,
        digest -> Text,
        size -> BigInt,
    }
}

table! {
    manifests (id) {
        id -> BigInt,
        repository_id -> BigInt,
        digest -> Text,
        kind -> Text,
        media_type -> Text,
        size -> BigInt,
        artifact_type -> Nullable<Text>,
        subject -> Nullable<Text>,
        annotations -> Text,
        platforms -> Text,
        pulled_size -> BigInt,
        pushed_at -> BigInt,
        pulls -> BigInt,
        pulled_at -> Nullable<BigInt>,
    }
}

table! {
    parts (manifest_id, place) {
        manifest_id -> BigInt,
        place -> BigInt,
        repository_id -> BigInt,
        content_id -> BigInt,
        media_type -> Text,
        size -> BigInt,
    }
}

table! {
    children (manifest_id, place) {
        manifest_id -> BigInt,
        place -> BigInt,
        repository_id -> BigInt,
        digest -> Text,
        media_type -> Text,
        size -> BigInt,
        platforms -> Text,
        annotations -> Text,
    }
}

table! {
    tags (id) {
        id -> BigInt,
        repository_id -> BigInt,
        name -> Text,
        manifest_id -> BigInt,
        size -> BigInt,
        pushed_at -> BigInt,
        pulls -> BigInt,
        pulled_at -> Nullable<BigInt>,
    }
}

table! {
    kept_pulls (id) {
        id -> BigInt,
        repository -> Text,
        digest -> Text,
        at -> BigInt,
    }
}

table! {
    events (id) {
        id -> Text,
        at -> BigInt,
    }
}

table! {
    activity (day) {
        day -> Integer,
        pushes -> BigInt,
        pulls -> BigInt,
    }
}

table! {
    notices (repository_id, reference) {
        repository_id -> BigInt,
        reference -> Text,
        version -> BigInt,
        first_at -> BigInt,
    }
}

table! {
    audit_log (sequence) {
        sequence -> BigInt,
        at -> BigInt,
        actor_kind -> Text,
        actor_id -> Nullable<Text>,
        actor_name -> Text,
        address -> Nullable<Text>,
        request_id -> Text,
        deed -> Text,
        outcome -> Text,
        target_kind -> Nullable<Text>,
        target_id -> Nullable<Text>,
        target_name -> Text,
        changes -> Text,
        reason -> Text,
        count -> BigInt,
        previous -> Binary,
        hash -> Binary,
    }
}

table! {
    audit_writers (id) {
        id -> Text,
        seen_at -> BigInt,
    }
}

table! {
    sync_status (only_row) {
        only_row -> Integer,
        status -> Text,
    }
}

table! {
    failures (subject) {
        subject -> Text,
        count -> BigInt,
        last_at -> BigInt,
        forgotten_at -> BigInt,
    }
}

allow_tables_to_appear_in_same_query!(users, memberships);
allow_tables_to_appear_in_same_query!(repositories, contents, manifests, parts, children, tags, notices);
joinable!(tags -> repositories (repository_id));
joinable!(tags -> manifests (manifest_id));
joinable!(notices -> repositories (repository_id));
joinable!(parts -> contents (content_id));
