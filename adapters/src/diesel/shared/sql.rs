//! Statements that are put together of parts, each with its parameters.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Text};

use super::connection::{Connection, Dialect};
use super::list::{List, Listed, Pairs};

/// A part of a statement; as a whole it may be a query for numbers.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Sql {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Sql(String),
    Number(i64),
    Text(String),
    Membership(List),
    Rows(List),
    Pairs(Pairs),
}

impl Sql {
    pub(in super::super) fn new(text: &str) -> Self {
        Self::default().then(text)
    }

    pub(in super::super) fn then(self, text: &str) -> Self {
        self.with(Part::Sql(text.to_owned()))
    }

    pub(in super::super) fn number(self, value: i64) -> Self {
        self.with(Part::Number(value))
    }

    pub(in super::super) fn text(self, value: &str) -> Self {
        self.with(Part::Text(value.to_owned()))
    }

    /// That what stands before is one of these values, of which there may be any number.
    pub(in super::super) fn among<T: Listed>(self, values: &[T]) -> Self {
        self.with(Part::Membership(List::new(values)))
    }

    /// A query that gives these values, each as a row.
    pub(in super::super) fn rows<T: Listed>(self, values: &[T]) -> Self {
        self.with(Part::Rows(List::new(values)))
    }

    /// A table called `wanted` with the columns `place`, `name` and `number`.
    pub(in super::super) fn wanted(self, pairs: Vec<(String, i64)>) -> Self {
        self.with(Part::Pairs(Pairs::new(pairs)))
    }

    pub(in super::super) fn append(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self
    }

    fn with(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// All of these conditions.
    pub(in super::super) fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        let conditions = conditions.into_iter();
        conditions.fold(Self::new("true"), |all, condition| all.then(" AND (").append(condition).then(")"))
    }

    /// Runs a query whose one column is a number.
    pub(in super::super) fn numbers(self, connection: &mut Connection) -> QueryResult<Vec<i64>> {
        self.load(connection)
    }

    /// Runs a query that gives one number.
    pub(in super::super) fn value(self, connection: &mut Connection) -> QueryResult<i64> {
        self.get_result(connection)
    }
}

impl QueryFragment<Dialect> for Sql {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Dialect>) -> QueryResult<()> {
        // There are too many of them to keep each prepared.
        out.unsafe_to_cache_prepared();
        self.parts.iter().try_for_each(|part| match part {
            Part::Sql(text) => {
                out.push_sql(text);
                Ok(())
            }
            Part::Number(value) => out.push_bind_param::<BigInt, _>(value),
            Part::Text(value) => out.push_bind_param::<Text, _>(value),
            Part::Membership(list) => list.push_membership(out.reborrow()),
            Part::Rows(list) => list.push_rows(out.reborrow()),
            Part::Pairs(pairs) => pairs.push_table(out.reborrow()),
        })
    }
}

impl QueryId for Sql {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Sql {
    type SqlType = BigInt;
}

impl RunQueryDsl<Connection> for Sql {}
