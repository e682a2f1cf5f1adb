use diesel::prelude::*;
use domain::RepositoryName;
use domain::catalog::{Repository, RepositoryId};

use super::super::column::{ColumnError, Row};
use super::super::connection::{Connection, Dialect};
use super::super::error::Failure;
use super::super::schema::{catalogue, repositories};

#[derive(Queryable, Selectable)]
#[diesel(table_name = repositories, check_for_backend(Dialect))]
pub(super) struct RepositoryRow {
    id: i64,
    name: String,
    tags: i64,
    manifests: i64,
    size: i64,
    pulls: i64,
    pushed_at: Option<i64>,
    pulled_at: Option<i64>,
}

impl TryFrom<RepositoryRow> for Repository {
    type Error = ColumnError;

    fn try_from(repository: RepositoryRow) -> Result<Self, ColumnError> {
        let row = Row { table: "repositories", id: &repository.id.to_string() };
        Ok(Self {
            id: RepositoryId(repository.id),
            name: row.parse("name", &repository.name)?,
            tags: repository.tags.unsigned_abs(),
            manifests: repository.manifests.unsigned_abs(),
            size: repository.size.unsigned_abs(),
            pulls: repository.pulls.unsigned_abs(),
            pushed_at: repository.pushed_at.map(|at| row.moment("pushed_at", at)).transpose()?,
            pulled_at: repository.pulled_at.map(|at| row.moment("pulled_at", at)).transpose()?,
        })
    }
}

pub(super) fn find(connection: &mut Connection, name: &RepositoryName) -> Result<Option<Repository>, Failure> {
    let named = repositories::table.filter(repositories::name.eq(name.as_str()));
    let row = named.select(RepositoryRow::as_select()).first(connection).optional()?;
    Ok(row.map(Repository::try_from).transpose()?)
}

pub(super) fn id(connection: &mut Connection, name: &RepositoryName) -> QueryResult<Option<i64>> {
    let named = repositories::table.filter(repositories::name.eq(name.as_str()));
    named.select(repositories::id).first(connection).optional()
}

pub(super) fn find_or_add(connection: &mut Connection, name: &RepositoryName) -> QueryResult<i64> {
    if let Some(id) = id(connection, name)? {
        return Ok(id);
    }
    let empty = (
        repositories::name.eq(name.as_str()),
        repositories::version.eq(0),
        repositories::tags.eq(0),
        repositories::manifests.eq(0),
        repositories::size.eq(0),
        repositories::pulls.eq(0),
    );
    diesel::insert_into(repositories::table).values(empty).returning(repositories::id).get_result(connection)
}

/// Gives the repository the next version, and tells which.
pub(super) fn renew(connection: &mut Connection, repository: i64) -> QueryResult<i64> {
    let version: i64 = diesel::update(catalogue::table)
        .set(catalogue::version.eq(catalogue::version + 1))
        .returning(catalogue::version)
        .get_result(connection)?;
    let row = repositories::table.find(repository);
    diesel::update(row).set(repositories::version.eq(version)).execute(connection)?;
    Ok(version)
}
