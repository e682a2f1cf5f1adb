//! A text in tags, found by looking at names.

use diesel::result::QueryResult;

use super::connection::{Connection, JOIN_IN_ORDER};
use super::sql::Sql;
use super::tag_text::TagText;

/// How many tags it is in, of those in the repositories that the condition lets through. Where it is in
/// the name of a repository, its tags are not looked at.
pub(super) fn count(connection: &mut Connection, text: &TagText, scope: &Sql) -> QueryResult<i64> {
    let whole = sum_of_tags("repositories", Sql::all([scope.clone(), text.is_in_repository()])).value(connection)?;
    let within = text.across().unwrap_or_else(|| text.is_in_tag());
    let not_whole = Sql::new("NOT ").append(text.is_in_repository());
    let part = Sql::new("SELECT count(*) FROM repositories ")
        .then(JOIN_IN_ORDER)
        .then(" tags ON tags.repository_id = repositories.id WHERE ")
        .append(Sql::all([scope.clone(), not_whole, within]))
        .value(connection)?;
    Ok(whole + part)
}

/// How many tags the rows of a table stand for.
pub(in super::super) fn sum_of_tags(table: &str, condition: Sql) -> Sql {
    Sql::new("SELECT CAST(coalesce(sum(tags), 0) AS BIGINT) FROM ").then(table).then(" WHERE ").append(condition)
}

/// That the name of a repository ends so.
pub(in super::super) fn ends_with(text: &str) -> Sql {
    Sql::new("substr(repositories.name, length(repositories.name) - length(").text(text).then(") + 1) = ").text(text)
}

/// That the name of a tag starts so, in lower case.
pub(in super::super) fn starts_with(text: &str) -> Sql {
    Sql::new("lower(substr(tags.name, 1, length(").text(text).then("))) = ").text(text)
}
