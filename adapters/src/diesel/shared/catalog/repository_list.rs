use diesel::prelude::*;
use domain::catalog::Repository;
use ports::{Direction, Order, Page, RepositoryFilter, RepositorySort};

use super::super::among::among;
use super::super::connection::{Connection, Dialect};
use super::super::error::Failure;
use super::super::functions::{coalesce, contains};
use super::super::paging::{Limits, Sorting, sorted};
use super::super::schema::repositories;
use super::repository_rows::RepositoryRow;
use super::visible;

pub(super) fn list(
    connection: &mut Connection,
    filter: &RepositoryFilter,
    order: Order<RepositorySort>,
    Limits { limit, offset }: Limits,
) -> Result<Page<Repository>, Failure> {
    let visible = visible::ids(connection, &filter.visible)?;
    let matching = || matching(filter, visible.as_deref());
    let total: i64 = matching().count().get_result(connection)?;
    let mut query = matching().select(RepositoryRow::as_select());
    for (sort, direction) in order {
        query = query.then_order_by(sorting(sort, direction));
    }
    let rows = query.then_order_by(repositories::id).limit(limit).offset(offset).load(connection)?;
    let items = rows.into_iter().map(Repository::try_from).collect::<Result<_, _>>()?;
    Ok(Page { items, total: total.unsigned_abs() })
}

fn matching(filter: &RepositoryFilter, visible: Option<&[i64]>) -> repositories::BoxedQuery<'static, Dialect> {
    let mut query = repositories::table.filter(repositories::manifests.gt(0)).into_boxed();
    if let Some(visible) = visible {
        query = query.filter(among("repositories.id", visible));
    }
    if !filter.ids.is_empty() {
        let ids: Vec<_> = filter.ids.iter().map(|id| id.0).collect();
        query = query.filter(among("repositories.id", &ids));
    }
    if let Some(text) = &filter.text {
        query = query.filter(contains(repositories::name, text));
    }
    query
}

fn sorting(sort: RepositorySort, direction: Direction) -> Sorting<repositories::table> {
    match sort {
        RepositorySort::Name => sorted(repositories::name, direction),
        RepositorySort::Size => sorted(repositories::size, direction),
        RepositorySort::Tags => sorted(repositories::tags, direction),
        RepositorySort::PushedAt => sorted(coalesce(repositories::pushed_at, i64::MIN), direction),
        RepositorySort::Pulls => sorted(repositories::pulls, direction),
        RepositorySort::PulledAt => sorted(coalesce(repositories::pulled_at, i64::MIN), direction),
    }
}
