//! Functions of SQLite, and ours in it.

use diesel::define_sql_function;
use diesel::dsl::Gt;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{Expression, ExpressionMethods};

use super::connection::Connection;

define_sql_function! { fn instr(text: Text, part: Text) -> Integer; }
define_sql_function! { fn lower(text: Text) -> Text; }
define_sql_function! {
    /// The first of the two that is there.
    fn coalesce(value: Nullable<BigInt>, otherwise: BigInt) -> BigInt;
}
define_sql_function! {
    /// The greater of the two.
    #[sql_name = "max"]
    fn greater(one: BigInt, other: BigInt) -> BigInt;
}
define_sql_function! {
    /// Whether one of the patterns, a line each, matches the name of a repository.
    fn matches_any(name: Text, patterns: Text) -> Bool;
}

/// Teaches a connection the functions that are ours.
pub(super) fn register(connection: &mut Connection) -> QueryResult<()> {
    matches_any_utils::register_impl(connection, |name: String, patterns: String| {
        patterns.lines().any(|pattern| matches(pattern, &name))
    })
}

/// What [`domain::ResourcePattern::matches`] does, without making values of the domain of every row.
fn matches(pattern: &str, name: &str) -> bool {
    let mut rest = name.split('/');
    for component in pattern.split('/') {
        match (component, rest.next()) {
            ("**", found) => return found.is_some(),
            (_, None) => return false,
            ("*", Some(_)) => {}
            (exactly, Some(found)) if exactly == found => {}
            _ => return false,
        }
    }
    rest.next().is_none()
}

/// Whether one of these patterns matches the name of a repository.
pub(super) fn matches_one_of<C>(name: C, patterns: &[String]) -> matches_any<C, String>
where
    C: Expression<SqlType = Text>,
{
    matches_any(name, patterns.join("\n"))
}

/// Whether `part` is somewhere in the column, in any (ASCII) case: SQLite's `lower` leaves other
/// letters alone, and `instr` takes every character literally, which `LIKE` does not.
pub(super) fn contains<C>(column: C, part: &str) -> Gt<instr<lower<C>, String>, i32>
where
    C: Expression<SqlType = Text>,
{
    instr(lower(column), part.to_ascii_lowercase()).gt(0)
}

/// At which place of the list, which must begin no word with another, the column's word stands.
pub(super) fn place<C>(column: C, words: &[String]) -> instr<String, C>
where
    C: Expression<SqlType = Text>,
{
    instr(words.join(","), column)
}
