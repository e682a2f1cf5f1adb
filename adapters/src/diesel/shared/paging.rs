//! Sorting and paging, alike for every kind of record.

use diesel::dsl::{Asc, Desc};
use diesel::expression::BoxableExpression;
use diesel::expression::expression_types::NotSelectable;
use diesel::{Expression, ExpressionMethods};
use ports::{Direction, Window};

use super::column::signed;
use super::connection::Dialect;

/// Something to sort the rows of `Table` by.
pub(super) type Sorting<Table> = Box<dyn BoxableExpression<Table, Dialect, SqlType = NotSelectable>>;

/// Sorts by `key` in this direction.
pub(super) fn sorted<Table, Key>(key: Key, direction: Direction) -> Sorting<Table>
where
    Key: Expression + ExpressionMethods,
    Asc<Key>: BoxableExpression<Table, Dialect, SqlType = NotSelectable> + 'static,
    Desc<Key>: BoxableExpression<Table, Dialect, SqlType = NotSelectable> + 'static,
{
    match direction {
        Direction::Ascending => Box::new(key.asc()),
        Direction::Descending => Box::new(key.desc()),
    }
}

/// The window as SQL takes it.
pub(super) struct Limits {
    pub(super) limit: i64,
    pub(super) offset: i64,
}

impl From<Window> for Limits {
    fn from(window: Window) -> Self {
        Self { limit: signed(window.limit), offset: signed(window.offset) }
    }
}
