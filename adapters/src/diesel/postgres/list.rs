//! Any number of values as one parameter: as an array.

use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Text};

use super::connection::Dialect;

/// What there are lists of.
pub(super) trait Listed: Sized {
    fn list(values: &[Self]) -> List;
}

impl Listed for i64 {
    fn list(values: &[Self]) -> List {
        List::Numbers(values.to_vec())
    }
}

impl Listed for String {
    fn list(values: &[Self]) -> List {
        List::Texts(values.to_vec())
    }
}

impl Listed for &str {
    fn list(values: &[Self]) -> List {
        List::Texts(values.iter().map(ToString::to_string).collect())
    }
}

#[derive(Debug, Clone)]
pub(super) enum List {
    Numbers(Vec<i64>),
    Texts(Vec<String>),
}

impl List {
    pub(super) fn new<T: Listed>(values: &[T]) -> Self {
        T::list(values)
    }

    /// That what stands before is in the list.
    pub(super) fn push_membership<'b>(&'b self, mut out: AstPass<'_, 'b, Dialect>) -> QueryResult<()> {
        out.push_sql(" = ANY (");
        self.push(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }

    /// A query that gives each value as a row.
    pub(super) fn push_rows<'b>(&'b self, mut out: AstPass<'_, 'b, Dialect>) -> QueryResult<()> {
        out.push_sql("SELECT unnest(");
        self.push(out.reborrow())?;
        out.push_sql(match self {
            Self::Numbers(_) => ")",
            // As all our columns are, so that they can be compared.
            Self::Texts(_) => ") COLLATE \"C\"",
        });
        Ok(())
    }

    fn push<'b>(&'b self, mut out: AstPass<'_, 'b, Dialect>) -> QueryResult<()> {
        match self {
            Self::Numbers(values) => out.push_bind_param::<Array<BigInt>, _>(values),
            Self::Texts(values) => out.push_bind_param::<Array<Text>, _>(values),
        }
    }
}

/// Names with numbers.
#[derive(Debug, Clone)]
pub(super) struct Pairs {
    names: Vec<String>,
    numbers: Vec<i64>,
}

impl Pairs {
    pub(super) fn new(pairs: Vec<(String, i64)>) -> Self {
        let (names, numbers) = pairs.into_iter().unzip();
        Self { names, numbers }
    }

    /// A table called `wanted` with the columns `place`, `name` and `number`.
    pub(super) fn push_table<'b>(&'b self, mut out: AstPass<'_, 'b, Dialect>) -> QueryResult<()> {
        out.push_sql("unnest(");
        out.push_bind_param::<Array<Text>, _>(&self.names)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<BigInt>, _>(&self.numbers)?;
        out.push_sql(") WITH ORDINALITY AS wanted (name, number, place)");
        Ok(())
    }
}
