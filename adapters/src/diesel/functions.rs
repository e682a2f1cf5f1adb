//! Searching for text. `instr` takes every character literally, which `LIKE` does not, and
//! SQLite's `lower` changes ASCII letters only.

use diesel::define_sql_function;
use diesel::dsl::Gt;
use diesel::expression::{AsExpression, Expression};
use diesel::sql_types::{Integer, Text};
use diesel::{ExpressionMethods, expression};

define_sql_function! { fn instr(text: Text, part: Text) -> Integer; }
define_sql_function! { fn lower(text: Text) -> Text; }

/// Whether `part` is somewhere in the column, in any (ASCII) case.
pub(super) fn contains<C>(column: C, part: &str) -> Gt<instr<lower<C>, String>, i32>
where
    C: Expression<SqlType = Text>,
{
    instr(lower(column), part.to_ascii_lowercase()).gt(0)
}
