use ports::{Direction, Order, TagSort};

use super::super::connection::JOIN_IN_ORDER;
use super::super::sql::Sql;

/// In which order tags come, as columns. Those alike come by id.
pub(super) struct TagOrder(Vec<(&'static str, Direction)>);

const REPOSITORY: &str = "repositories.name";
const TAG: &str = "tags.name";
const PUSH: &str = "tags.pushed_at";
/// The one that may be missing.
const PULL: &str = "tags.pulled_at";

impl TagOrder {
    pub(super) fn new(order: &Order<TagSort>, is_reversed: bool) -> Self {
        let columns =
            order.iter().flat_map(|(sort, direction)| columns(*sort).iter().map(|column| (*column, *direction)));
        let mut columns: Vec<_> = columns.collect();
        // No two tags have the same name.
        if !columns.iter().any(|(column, _)| *column == REPOSITORY) {
            columns.push(("tags.id", Direction::Ascending));
        }
        if is_reversed {
            columns.iter_mut().for_each(|(_, direction)| *direction = opposite(*direction));
        }
        Self(columns)
    }

    pub(super) fn is_by_name(&self) -> bool {
        self.0.iter().any(|(column, _)| *column == REPOSITORY)
    }

    pub(super) fn is_by_push(&self) -> bool {
        self.0.first().is_some_and(|(column, _)| *column == PUSH)
    }

    /// Whether the tables have an index in this order: each has one key, or the name of the
    /// repository and that of the tag.
    pub(super) fn has_index(&self) -> bool {
        self.0.len() <= 2
    }

    /// The ids of the tags that the conditions let through, found by following this order.
    pub(super) fn walk(&self, conditions: Sql) -> Sql {
        let tables = if self.is_by_name() {
            format!("repositories {JOIN_IN_ORDER} tags ON tags.repository_id = repositories.id")
        } else {
            "tags".to_owned()
        };
        self.select(&tables, conditions, &self.columns(""))
    }

    /// The ids of the tags that the conditions let through, found by these and sorted.
    pub(super) fn sort(&self, conditions: Sql) -> Sql {
        let tables = if self.is_by_name() {
            format!("tags {JOIN_IN_ORDER} repositories ON repositories.id = tags.repository_id")
        } else {
            "tags".to_owned()
        };
        // With a plus a number is in no index, which the database could follow instead.
        self.select(&tables, conditions, &self.columns("+"))
    }

    /// The ids of the tags on a page of the list by name of all in these repositories: whole repositories
    /// are skipped by the number of their tags.
    pub(super) fn leap(&self, repositories: Sql, limit: i64, skipped: i64) -> Sql {
        let columns = self.columns("");
        let by_repository: String = self.0.first().map(|column| written(column, "")).into_iter().collect();
        Sql::new("WITH passed AS (SELECT id, name, tags, CAST(sum(tags) OVER (ORDER BY ")
            .then(&by_repository)
            .then(" ROWS UNBOUNDED PRECEDING) AS BIGINT) - tags AS before FROM repositories WHERE ")
            .append(repositories)
            .then("), met AS MATERIALIZED (SELECT id, name, before FROM passed WHERE before < ")
            .number(skipped + limit)
            .then(" AND before + tags > ")
            .number(skipped)
            .then(
                ") SELECT tags.id FROM met AS repositories JOIN tags ON tags.repository_id = repositories.id ORDER BY ",
            )
            .then(&columns)
            .then(" LIMIT ")
            .number(limit)
            .then(" OFFSET ")
            .number(skipped)
            .then(" - (SELECT min(before) FROM met)")
    }

    fn select(&self, tables: &str, conditions: Sql, columns: &str) -> Sql {
        Sql::new("SELECT tags.id FROM ")
            .then(tables)
            .then(" WHERE ")
            .append(conditions)
            .then(" ORDER BY ")
            .then(columns)
    }

    /// The columns, each number with a sign before it.
    fn columns(&self, sign: &str) -> String {
        self.0.iter().map(|column| written(column, sign)).collect::<Vec<_>>().join(", ")
    }
}

fn written((column, direction): &(&'static str, Direction), sign: &str) -> String {
    let sign = if [REPOSITORY, TAG].contains(column) { "" } else { sign };
    let order = match (*column, direction) {
        (PULL, Direction::Ascending) => " NULLS FIRST",
        (PULL, Direction::Descending) => " DESC NULLS LAST",
        (_, Direction::Ascending) => "",
        (_, Direction::Descending) => " DESC",
    };
    format!("{sign}{column}{order}")
}

fn columns(sort: TagSort) -> &'static [&'static str] {
    match sort {
        TagSort::Name => &[REPOSITORY, TAG],
        TagSort::Size => &["tags.size"],
        TagSort::PushedAt => &[PUSH],
        TagSort::Pulls => &["tags.pulls"],
        TagSort::PulledAt => &[PULL],
    }
}

fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::Ascending => Direction::Descending,
        Direction::Descending => Direction::Ascending,
    }
}
