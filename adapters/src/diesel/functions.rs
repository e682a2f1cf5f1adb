//! Functions of the database.

use diesel::define_sql_function;
use diesel::dsl::Gt;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{Expression, ExpressionMethods};

define_sql_function! { fn instr(text: Text, part: Text) -> Integer; }
define_sql_function! { fn lower(text: Text) -> Text; }
define_sql_function! {
    /// The first of the two that is there.
    fn coalesce(value: Nullable<BigInt>, otherwise: BigInt) -> BigInt;
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
