use diesel::dsl::{Nullable, exists};
use diesel::prelude::*;
use diesel::sql_types::{self, BigInt};
use domain::RepositoryName;
use domain::catalog::Digest;

use super::super::among::among;
use super::super::connection::Connection;
use super::super::functions::{coalesce, greater};
use super::super::schema::{children, kept_pulls, manifests, repositories, tags};
use super::repository_rows;

/// The later of the two.
pub(super) fn latest<C>(column: C, at: i64) -> Nullable<greater<coalesce<C, i64>, i64>>
where
    C: Expression<SqlType = sql_types::Nullable<BigInt>>,
{
    greater(coalesce(column, at), at).nullable()
}

/// Counts a pull, or keeps it until its manifest is known. False if an index holds the manifest.
pub(super) fn count_or_keep(
    connection: &mut Connection,
    name: &RepositoryName,
    digest: &Digest,
    at: i64,
) -> QueryResult<bool> {
    let repository = repository_rows::id(connection, name)?;
    if let Some(repository) = repository
        && let Some(is_own) = count(connection, repository, digest.as_str(), at)?
    {
        return Ok(is_own);
    }
    let pull =
        (kept_pulls::repository.eq(name.as_str()), kept_pulls::digest.eq(digest.as_str()), kept_pulls::at.eq(at));
    diesel::insert_into(kept_pulls::table).values(pull).execute(connection)?;
    Ok(true)
}

/// Counts the pulls that were kept for these manifests.
pub(super) fn count_kept(
    connection: &mut Connection,
    name: &RepositoryName,
    repository: i64,
    digests: &[String],
) -> QueryResult<()> {
    let kept =
        kept_pulls::table.filter(kept_pulls::repository.eq(name.as_str())).filter(among("kept_pulls.digest", digests));
    let pulls: Vec<(i64, String, i64)> =
        kept.select((kept_pulls::id, kept_pulls::digest, kept_pulls::at)).load(connection)?;
    for (id, digest, at) in pulls {
        count(connection, repository, &digest, at)?;
        diesel::delete(kept_pulls::table.find(id)).execute(connection)?;
    }
    Ok(())
}

/// Whether it is a pull of its own, not one of a part of an index; none if the repository does not have
/// the manifest.
fn count(connection: &mut Connection, repository: i64, digest: &str, at: i64) -> QueryResult<Option<bool>> {
    let pulled = manifests::table.filter(manifests::digest.eq(digest)).filter(manifests::repository_id.eq(repository));
    let counted: Option<i64> = diesel::update(pulled)
        .set((manifests::pulls.eq(manifests::pulls + 1), manifests::pulled_at.eq(latest(manifests::pulled_at, at))))
        .returning(manifests::id)
        .get_result(connection)
        .optional()?;
    let Some(manifest) = counted else { return Ok(None) };
    diesel::update(tags::table.filter(tags::manifest_id.eq(manifest)))
        .set((tags::pulls.eq(tags::pulls + 1), tags::pulled_at.eq(latest(tags::pulled_at, at))))
        .execute(connection)?;
    let holders = children::table.filter(children::digest.eq(digest)).filter(children::repository_id.eq(repository));
    let is_child: bool = diesel::select(exists(holders)).get_result(connection)?;
    diesel::update(repositories::table.find(repository))
        .set((
            repositories::pulls.eq(repositories::pulls + i64::from(!is_child)),
            repositories::pulled_at.eq(latest(repositories::pulled_at, at)),
        ))
        .execute(connection)?;
    Ok(Some(!is_child))
}
