use diesel::expression::{AppearsOnTable, Expression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Bool;

use super::connection::Dialect;
use super::list::{List, Listed};

/// A condition made by [`among`].
pub(super) struct Among {
    column: &'static str,
    values: List,
}

/// Whether the column has one of these values, of which there may be any number: they are one
/// parameter of the statement.
pub(super) fn among<T: Listed>(column: &'static str, values: &[T]) -> Among {
    Among { column, values: List::new(values) }
}

impl QueryFragment<Dialect> for Among {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Dialect>) -> QueryResult<()> {
        out.push_sql(self.column);
        self.values.push_membership(out)
    }
}

impl QueryId for Among {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for Among {
    type SqlType = Bool;
}

impl<Tables> AppearsOnTable<Tables> for Among {}

impl<By> ValidGrouping<By> for Among {
    type IsAggregate = is_aggregate::Never;
}
