//! Functions of PostgreSQL.

use diesel::define_sql_function;
use diesel::dsl::Gt;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel::{Expression, ExpressionMethods};

define_sql_function! {
    #[sql_name = "strpos"]
    fn instr(text: Text, part: Text) -> Integer;
}
define_sql_function! { fn lower(text: Text) -> Text; }
define_sql_function! {
    /// The first of the two that is there.
    fn coalesce(value: Nullable<BigInt>, otherwise: BigInt) -> BigInt;
}
define_sql_function! {
    /// The greater of the two.
    #[sql_name = "greatest"]
    fn greater(one: BigInt, other: BigInt) -> BigInt;
}
define_sql_function! {
    /// Whether one of the regular expressions matches the text. Made by a migration.
    fn matches_any(text: Text, expressions: Array<Text>) -> Bool;
}

/// So many patterns become one regular expression: the server keeps a few dozen of these compiled.
const PATTERNS_EACH: usize = 100;

/// Whether one of these patterns matches the name of a repository.
pub(super) fn matches_one_of<C>(name: C, patterns: &[String]) -> matches_any<C, Vec<String>>
where
    C: Expression<SqlType = Text>,
{
    matches_any(name, patterns.chunks(PATTERNS_EACH).map(expression).collect::<Vec<_>>())
}

/// The regular expression for names that one of the patterns matches; see [`domain::ResourcePattern`].
fn expression(patterns: &[String]) -> String {
    let patterns = patterns.iter().map(|pattern| {
        let components = pattern.split('/').map(|component| match component {
            "**" => ".+".to_owned(),
            "*" => "[^/]+".to_owned(),
            exactly => escaped(exactly),
        });
        components.collect::<Vec<_>>().join("/")
    });
    format!("^(?:{})$", patterns.collect::<Vec<_>>().join("|"))
}

/// The same characters and nothing else.
fn escaped(text: &str) -> String {
    let characters = text.chars().map(|character| match character {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => character.to_string(),
        special => format!("\\{special}"),
    });
    characters.collect()
}

/// Whether `part` is somewhere in the column, in any (ASCII) case: our columns are collated by "C", so
/// that `lower` leaves other letters alone; and `strpos` takes every character literally, which `LIKE`
/// does not.
pub(super) fn contains<C>(column: C, part: &str) -> Gt<instr<lower<C>, String>, i32>
where
    C: Expression<SqlType = Text>,
{
    // PostgreSQL knows no text with a zero in it, not even to look for.
    let (part, least) = if part.contains('\0') { ("", i32::MAX) } else { (part, 0) };
    instr(lower(column), part.to_ascii_lowercase()).gt(least)
}

/// At which place of the list, which must begin no word with another, the column's word stands.
pub(super) fn place<C>(column: C, words: &[String]) -> instr<String, C>
where
    C: Expression<SqlType = Text>,
{
    instr(words.join(","), column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_become_expressions() {
        let expression = |patterns: &[&str]| expression(&patterns.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(expression(&["*/a.b-c"]), r"^(?:[^/]+/a\.b\-c)$");
        assert_eq!(expression(&["*/**", "*/x_1"]), "^(?:[^/]+/.+|[^/]+/x_1)$");
    }
}
