//! Any number of values as one parameter: as JSON.

use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::sql_types::Text;
use serde_json::Value;

use super::connection::Dialect;

/// What there are lists of.
pub(super) trait Listed: Clone + Into<Value> {}

impl<T: Clone + Into<Value>> Listed for T {}

#[derive(Debug, Clone)]
pub(super) struct List(String);

impl List {
    pub(super) fn new<T: Listed>(values: &[T]) -> Self {
        Self(Value::from(values).to_string())
    }

    /// That what stands before is in the list.
    pub(super) fn push_membership<'b>(&'b self, mut out: AstPass<'_, 'b, Dialect>) -> QueryResult<()> {
        out.push_sql(" IN (");
        self.push_rows(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }

    /// A query that gives each value as a row.
    pub(super) fn push_rows<'b>(&'b self, mut out: AstPass<'_, 'b, Dialect>) -> QueryResult<()> {
        out.push_sql("SELECT value FROM json_each(");
        out.push_bind_param::<Text, _>(&self.0)?;
        out.push_sql(")");
        Ok(())
    }
}

/// Names with numbers.
#[derive(Debug, Clone)]
pub(super) struct Pairs(String);

impl Pairs {
    pub(super) fn new(pairs: Vec<(String, i64)>) -> Self {
        Self(Value::from_iter(pairs.into_iter().map(|(name, number)| serde_json::json!([name, number]))).to_string())
    }

    /// A table called `wanted` with the columns `place`, `name` and `number`.
    pub(super) fn push_table<'b>(&'b self, mut out: AstPass<'_, 'b, Dialect>) -> QueryResult<()> {
        out.push_sql("(SELECT key AS place, value ->> 0 AS name, value ->> 1 AS number FROM json_each(");
        out.push_bind_param::<Text, _>(&self.0)?;
        out.push_sql(")) AS wanted");
        Ok(())
    }
}
