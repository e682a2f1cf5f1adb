//! What the catalogue, or a repository in it, holds as a whole.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::RepositoryName;
use domain::catalog::CatalogTotals;
use ports::RepositorySnapshot;

use super::super::column::{ColumnError, Row};
use super::super::connection::Connection;
use super::super::error::Failure;
use super::super::schema::{catalogue, manifests, repositories, tags};

pub(super) fn totals(connection: &mut Connection) -> Result<CatalogTotals, Failure> {
    let sum = |column: &str| sql::<BigInt>(&format!("CAST(coalesce(sum({column}), 0) AS BIGINT)"));
    let (repositories, tags, manifests): (i64, i64, i64) = repositories::table
        .filter(repositories::manifests.gt(0))
        .select((sql::<BigInt>("count(*)"), sum("tags"), sum("manifests")))
        .first(connection)?;
    let size: i64 = catalogue::table.select(catalogue::size).first(connection)?;
    Ok(CatalogTotals {
        repositories: repositories.unsigned_abs(),
        tags: tags.unsigned_abs(),
        manifests: manifests.unsigned_abs(),
        size: size.unsigned_abs(),
    })
}

pub(super) fn of(connection: &mut Connection, name: &RepositoryName) -> Result<RepositorySnapshot, Failure> {
    let found = repositories::table.filter(repositories::name.eq(name.as_str()));
    let found = found.select((repositories::id, repositories::version)).first(connection).optional()?;
    let Some((id, version)): Option<(i64, i64)> = found else { return Ok(RepositorySnapshot::default()) };
    let tags: Vec<(i64, String, String)> = tags::table
        .inner_join(manifests::table)
        .filter(tags::repository_id.eq(id))
        .order(tags::name)
        .select((tags::id, tags::name, manifests::digest))
        .load(connection)?;
    let manifests: Vec<(i64, String)> = manifests::table
        .filter(manifests::repository_id.eq(id))
        .select((manifests::id, manifests::digest))
        .load(connection)?;
    let tags = tags.into_iter().map(|(id, name, digest)| {
        let row = Row { table: "tags", id: &id.to_string() };
        Ok((row.parse("name", &name)?, row.parse("digest", &digest)?))
    });
    let manifests = manifests
        .into_iter()
        .map(|(id, digest)| Row { table: "manifests", id: &id.to_string() }.parse("digest", &digest));
    Ok(RepositorySnapshot {
        version: version.unsigned_abs(),
        tags: tags.collect::<Result<_, ColumnError>>()?,
        manifests: manifests.collect::<Result<_, _>>()?,
    })
}

pub(super) fn repository_names(connection: &mut Connection) -> Result<Vec<RepositoryName>, Failure> {
    let rows: Vec<(i64, String)> = repositories::table
        .order(repositories::name)
        .select((repositories::id, repositories::name))
        .load(connection)?;
    let names =
        rows.into_iter().map(|(id, name)| Row { table: "repositories", id: &id.to_string() }.parse("name", &name));
    Ok(names.collect::<Result<_, _>>()?)
}
