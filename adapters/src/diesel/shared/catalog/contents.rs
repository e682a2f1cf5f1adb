//! Manifests and blobs as they lie on disk: each once, whoever holds it.

use std::collections::{BTreeMap, HashMap};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use domain::RepositoryName;
use domain::catalog::Digest;

use super::super::among::among;
use super::super::column::{Row, signed, texts};
use super::super::connection::Connection;
use super::super::error::Failure;
use super::super::schema::{catalogue, contents};
use super::super::sql::Sql;
use super::repository_rows;

/// So many rows go into one statement; SQLite takes 32766 values.
const MOST_ROWS: usize = 10_000;

/// 8 TiB. A manifest may claim any size for its blobs; the sum of very many of these still is a
/// number.
const MOST_BYTES: u64 = 1 << 43;

/// Lets a repository hold these contents, given with their sizes; tells their ids. Must be called
/// before they become parts of a manifest.
pub(super) fn hold(
    connection: &mut Connection,
    repository: i64,
    sizes: &BTreeMap<&str, u64>,
) -> QueryResult<HashMap<String, i64>> {
    let digests: Vec<_> = sizes.keys().copied().collect();
    let known = ids(connection, &digests)?;
    let new = sizes.iter().filter(|(digest, _)| !known.contains_key(**digest));
    let new: Vec<_> = new.map(|(digest, size)| (*digest, signed(*size.min(&MOST_BYTES)))).collect();
    for new in new.chunks(MOST_ROWS) {
        let rows: Vec<_> =
            new.iter().map(|(digest, size)| (contents::digest.eq(digest), contents::size.eq(size))).collect();
        diesel::insert_into(contents::table).values(rows).execute(connection)?;
    }
    let added: i64 = new.iter().map(|(_, size)| size).sum();
    diesel::update(catalogue::table).set(catalogue::size.eq(catalogue::size + added)).execute(connection)?;
    let ids = ids(connection, &digests)?;
    add_unheld(connection, repository, &ids.values().copied().collect::<Vec<_>>(), "+")?;
    Ok(ids)
}

fn ids(connection: &mut Connection, digests: &[&str]) -> QueryResult<HashMap<String, i64>> {
    let known = contents::table.filter(among("contents.digest", digests)).select((contents::digest, contents::id));
    Ok(known.load(connection)?.into_iter().collect())
}

/// Takes the contents that are no part of a manifest any more from the repository, and from the
/// catalogue. Must be called after the manifests are gone.
pub(super) fn release(connection: &mut Connection, repository: i64, ids: &[i64]) -> QueryResult<()> {
    add_unheld(connection, repository, ids, "-")?;
    let gone = Sql::new("DELETE FROM contents WHERE id")
        .among(ids)
        .then(" AND NOT EXISTS (SELECT 1 FROM parts WHERE content_id = contents.id) RETURNING size")
        .numbers(connection)?;
    let removed: i64 = gone.iter().sum();
    diesel::update(catalogue::table).set(catalogue::size.eq(catalogue::size - removed)).execute(connection)?;
    Ok(())
}

/// Adds to the size of the repository, or takes from it, those of these contents that are no part
/// of its manifests.
fn add_unheld(connection: &mut Connection, repository: i64, ids: &[i64], sign: &'static str) -> QueryResult<()> {
    Sql::new("UPDATE repositories SET size = size ")
        .then(sign)
        .then(" (SELECT coalesce(sum(contents.size), 0) FROM contents WHERE contents.id")
        .among(ids)
        .then(
            " AND NOT EXISTS (
                  SELECT 1 FROM parts WHERE content_id = contents.id AND repository_id = repositories.id
              )
             ) WHERE id = ",
        )
        .number(repository)
        .execute(connection)?;
    Ok(())
}

/// Those of these contents that another repository than this one holds.
pub(super) fn held_elsewhere(
    connection: &mut Connection,
    name: &RepositoryName,
    digests: &[Digest],
) -> Result<Vec<Digest>, Failure> {
    let but = repository_rows::id(connection, name)?.unwrap_or_default();
    // Two questions, since an index answers neither for "another" at once.
    let elsewhere = sql::<Bool>("(EXISTS (SELECT 1 FROM parts WHERE content_id = contents.id AND repository_id < ")
        .bind::<BigInt, _>(but)
        .sql(") OR EXISTS (SELECT 1 FROM parts WHERE content_id = contents.id AND repository_id > ")
        .bind::<BigInt, _>(but)
        .sql("))");
    let rows: Vec<(i64, String)> = contents::table
        .filter(among("contents.digest", &texts(digests)))
        .filter(elsewhere)
        .select((contents::id, contents::digest))
        .load(connection)?;
    let digests =
        rows.into_iter().map(|(id, digest)| Row { table: "contents", id: &id.to_string() }.parse("digest", &digest));
    Ok(digests.collect::<Result<_, _>>()?)
}
