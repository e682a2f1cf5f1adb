//! The tables, as the migrations leave them.

use diesel::{allow_tables_to_appear_in_same_query, table};

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

allow_tables_to_appear_in_same_query!(users, memberships);
