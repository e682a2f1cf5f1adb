//! Statements that are put together of parts, each with its parameters.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::Value;

use crate::diesel::connection::{Connection, Dialect};
use crate::diesel::functions::json_list;

/// A part of a statement.
#[derive(Debug, Clone, Default)]
pub(super) struct Sql {
    text: String,
    parameters: Vec<Parameter>,
}

#[derive(Debug, Clone)]
enum Parameter {
    Number(i64),
    Text(String),
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl Sql {
    pub(super) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), parameters: Vec::new() }
    }

    pub(super) fn then(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    pub(super) fn number(mut self, value: i64) -> Self {
        self.parameters.push(Parameter::Number(value));
        self.then("?")
    }

    pub(super) fn text(mut self, value: &str) -> Self {
        self.parameters.push(Parameter::Text(value.to_owned()));
        self.then("?")
    }

    /// A list of any length, as one parameter.
    pub(super) fn list<T: Clone + Into<Value>>(self, values: &[T]) -> Self {
        self.then("(SELECT value FROM json_each(").text(&json_list(values)).then("))")
    }

    pub(super) fn append(mut self, other: Self) -> Self {
        self.parameters.extend(other.parameters);
        self.then(&other.text)
    }

    /// All of these conditions.
    pub(super) fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        let conditions = conditions.into_iter();
        conditions.fold(Self::new("true"), |all, condition| all.then(" AND (").append(condition).then(")"))
    }

    /// Runs a query whose one column is called `number`.
    pub(super) fn numbers(self, connection: &mut Connection) -> QueryResult<Vec<i64>> {
        let mut query = diesel::sql_query(self.text).into_boxed::<Dialect>();
        for parameter in self.parameters {
            query = match parameter {
                Parameter::Number(value) => query.bind::<BigInt, _>(value),
                Parameter::Text(value) => query.bind::<Text, _>(value),
            };
        }
        Ok(query.load::<Number>(connection)?.into_iter().map(|row| row.number).collect())
    }

    /// Runs a query that gives one number.
    pub(super) fn value(self, connection: &mut Connection) -> QueryResult<i64> {
        self.numbers(connection)?.pop().ok_or(diesel::NotFound)
    }
}
