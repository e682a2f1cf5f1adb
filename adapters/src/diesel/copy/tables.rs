//! What there is to copy.

use std::fmt::Write;

use serde_json::Value;

/// A table, by what identifies a row and by its other columns.
pub(in super::super) struct Table {
    pub(in super::super) name: &'static str,
    pub(in super::super) key: &'static [Column],
    pub(in super::super) others: &'static [Column],
    /// Whether its ids are given to clients, so that none may come back.
    pub(in super::super) gives_ids: bool,
}

/// A column and what is in it.
#[derive(Clone, Copy)]
pub(in super::super) struct Column {
    pub(in super::super) name: &'static str,
    pub(in super::super) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Kind {
    Number,
    Switch,
    Text,
    Bytes,
}

impl Table {
    pub(in super::super) fn columns(&self) -> impl Iterator<Item = &Column> {
        self.key.iter().chain(self.others)
    }

    /// What `write` makes of each column and its place, with commas between.
    pub(in super::super) fn list(&self, write: impl Fn(usize, &Column) -> String) -> String {
        self.columns().enumerate().map(|(place, column)| write(place, column)).collect::<Vec<_>>().join(", ")
    }

    /// The values of the key in a row.
    pub(in super::super) fn key_of(&self, row: &Value) -> Value {
        row.as_array().into_iter().flatten().take(self.key.len()).cloned().collect()
    }

    /// The order of the rows, in a direction.
    pub(in super::super) fn order(&self, direction: &str) -> String {
        let mut order = String::new();
        for column in self.key {
            let comma = if order.is_empty() { "" } else { ", " };
            // Nothing goes wrong in writing to a string.
            let _ = write!(order, "{comma}{} {direction}", column.name);
        }
        order
    }
}

const fn number(name: &'static str) -> Column {
    Column { name, kind: Kind::Number }
}

const fn switch(name: &'static str) -> Column {
    Column { name, kind: Kind::Switch }
}

const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text }
}

const fn bytes(name: &'static str) -> Column {
    Column { name, kind: Kind::Bytes }
}

const fn table(name: &'static str, key: &'static [Column], others: &'static [Column]) -> Table {
    Table { name, key, others, gives_ids: false }
}

const fn giving_ids(name: &'static str, key: &'static [Column], others: &'static [Column]) -> Table {
    Table { name, key, others, gives_ids: true }
}

/// Every table of the schema, in an order in which none refers to a later one; but what is about the store
/// and is no record: the revision of the policy, which counts its changes, and what it requires.
pub(in super::super) const TABLES: [Table; 22] = [
    table(
        "users",
        &[text("id")],
        &[
            text("login"),
            text("name"),
            text("role"),
            switch("disabled"),
            text("description"),
            switch("must_change_password"),
            number("created_at"),
            text("password"),
            text("registry_password"),
        ],
    ),
    table("groups", &[text("id")], &[text("name"), text("description")]),
    table("memberships", &[text("user_id"), text("group_id")], &[]),
    table(
        "accesses",
        &[text("id")],
        &[
            text("name"),
            text("subject_kind"),
            text("subject_user"),
            text("subject_group"),
            text("resource"),
            text("actions"),
            switch("disabled"),
            number("expires_at"),
        ],
    ),
    table("sessions", &[text("id")], &[text("user_id"), number("created_at"), number("expires_at")]),
    table(
        "refresh_tokens",
        &[text("id")],
        &[text("user_id"), text("client_id"), number("created_at"), number("last_used_at"), bytes("secret")],
    ),
    table("failures", &[text("subject")], &[number("count"), number("last_at"), number("forgotten_at")]),
    table("secrets", &[text("name")], &[bytes("value")]),
    giving_ids(
        "repositories",
        &[number("id")],
        &[
            text("name"),
            number("version"),
            number("tags"),
            number("manifests"),
            number("size"),
            number("pulls"),
            number("pushed_at"),
            number("pulled_at"),
        ],
    ),
    giving_ids("contents", &[number("id")], &[text("digest"), number("size")]),
    giving_ids(
        "manifests",
        &[number("id")],
        &[
            number("repository_id"),
            text("digest"),
            text("kind"),
            text("media_type"),
            number("size"),
            text("artifact_type"),
            text("subject"),
            text("annotations"),
            text("platforms"),
            number("pulled_size"),
            number("pushed_at"),
            number("pulls"),
            number("pulled_at"),
        ],
    ),
    table(
        "parts",
        &[number("manifest_id"), number("place")],
        &[number("repository_id"), number("content_id"), text("media_type"), number("size")],
    ),
    table(
        "children",
        &[number("manifest_id"), number("place")],
        &[
            number("repository_id"),
            text("digest"),
            text("media_type"),
            number("size"),
            text("platforms"),
            text("annotations"),
        ],
    ),
    giving_ids(
        "tags",
        &[number("id")],
        &[
            number("repository_id"),
            text("name"),
            number("manifest_id"),
            number("size"),
            number("pushed_at"),
            number("pulls"),
            number("pulled_at"),
        ],
    ),
    giving_ids("kept_pulls", &[number("id")], &[text("repository"), text("digest"), number("at")]),
    table("events", &[text("id")], &[number("at")]),
    table("notices", &[number("repository_id"), text("reference")], &[number("version"), number("first_at")]),
    table("activity", &[number("day")], &[number("pushes"), number("pulls")]),
    table(
        "audit_log",
        &[number("sequence")],
        &[
            number("at"),
            text("actor_kind"),
            text("actor_id"),
            text("actor_name"),
            text("address"),
            text("request_id"),
            text("deed"),
            text("outcome"),
            text("target_kind"),
            text("target_id"),
            text("target_name"),
            text("changes"),
            text("reason"),
            number("count"),
            bytes("previous"),
            bytes("hash"),
        ],
    ),
    table("audit_writers", &[text("id")], &[number("seen_at")]),
    table("sync_status", &[number("only_row")], &[text("status")]),
    CATALOGUE,
];

/// Of one row, which each store has from its beginning.
pub(in super::super) const CATALOGUE: Table = table("catalogue", &[number("version")], &[number("size")]);
