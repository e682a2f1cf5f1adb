//! What changes in a repository.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::RepositoryName;
use domain::catalog::{Digest, TagName};
use ports::RepositoryChanges;

use super::super::among::among;
use super::super::column::texts;
use super::super::connection::Connection;
use super::super::error::Failure;
use super::super::schema::{kept_pulls, manifests as manifests_table, parts, repositories, tags};
use super::super::sql::Sql;
use super::{contents, manifests, pulls, repository_rows};

pub(super) fn apply(
    connection: &mut Connection,
    name: &RepositoryName,
    changes: &RepositoryChanges,
    now: i64,
) -> Result<(), Failure> {
    let is_about_nothing = changes.manifests.is_empty() && changes.tags.is_empty();
    if is_about_nothing && repository_rows::id(connection, name)?.is_none() {
        return Ok(());
    }
    let repository = repository_rows::find_or_add(connection, name)?;
    let added = manifests::add(connection, repository, &changes.manifests, now)?;
    pulls::count_kept(connection, name, repository, &added)?;
    measure_pulls(connection, repository, &added)?;
    let moved = point_tags(connection, repository, &changes.tags, now)?;
    let removed_tags = among("tags.name", &texts(&changes.removed_tags));
    diesel::delete(tags::table.filter(tags::repository_id.eq(repository)).filter(removed_tags)).execute(connection)?;
    if !changes.removed_manifests.is_empty() {
        let removed = texts(&changes.removed_manifests);
        manifests::remove(connection, repository, &removed)?;
        measure_pulls(connection, repository, &removed)?;
    }
    if moved > 0 || !added.is_empty() {
        let row = repositories::table.find(repository);
        diesel::update(row)
            .set(repositories::pushed_at.eq(pulls::latest(repositories::pushed_at, now)))
            .execute(connection)?;
    }
    sum_up(connection, repository)?;
    repository_rows::renew(connection, repository)?;
    Ok(())
}

/// Finds out anew what a pull moves, of these manifests and of every index that they are in.
fn measure_pulls(connection: &mut Connection, repository: i64, digests: &[String]) -> QueryResult<()> {
    let measured = Sql::new(
        "UPDATE manifests SET pulled_size = (
             WITH RECURSIVE pulled (id) AS (
                 SELECT manifests.id
                 UNION
                 SELECT known.id FROM pulled
                 JOIN children ON children.manifest_id = pulled.id
                 JOIN manifests AS known
                     ON known.digest = children.digest AND known.repository_id = children.repository_id
             )
             SELECT sum(size) FROM contents
             WHERE id IN (SELECT content_id FROM parts WHERE manifest_id IN (SELECT id FROM pulled))
         )
         WHERE repository_id = ",
    )
    .number(repository)
    .then(" AND digest IN (WITH RECURSIVE changed (digest) AS (")
    .rows(digests)
    .then(
        " UNION
          SELECT holder.digest FROM changed
          JOIN children ON children.digest = changed.digest
          JOIN manifests AS holder ON holder.id = children.manifest_id
          WHERE children.repository_id = ",
    )
    .number(repository)
    .then(") SELECT digest FROM changed) RETURNING id")
    .numbers(connection)?;
    Sql::new("UPDATE tags SET size = (SELECT pulled_size FROM manifests WHERE id = manifest_id) WHERE manifest_id")
        .among(&measured)
        .execute(connection)?;
    Ok(())
}

/// Adds or moves tags; tells how many. Of two wishes for a tag the last one counts.
fn point_tags(
    connection: &mut Connection,
    repository: i64,
    wanted: &[(TagName, Digest)],
    now: i64,
) -> QueryResult<usize> {
    let ids = manifests::ids(connection, repository, &texts(wanted.iter().map(|(_, digest)| digest)))?;
    let last: HashMap<_, _> = wanted.iter().enumerate().map(|(place, (name, _))| (name, place)).collect();
    let wanted = wanted.iter().enumerate().filter(|(place, (name, _))| last.get(name) == Some(place));
    // A manifest that is not there breaks the foreign key, which says what is wrong.
    let id = |digest: &Digest| ids.get(digest.as_str()).copied().unwrap_or_default();
    let wanted = wanted.map(|(_, (name, digest))| (name.to_string(), id(digest)));
    Sql::new("INSERT INTO tags (repository_id, name, manifest_id, size, pushed_at, pulls, pulled_at) SELECT ")
        .number(repository)
        .then(", wanted.name, wanted.number, coalesce(pulled_size, 0), ")
        .number(now)
        .then(", coalesce(pulls, 0), pulled_at FROM ")
        .wanted(wanted.collect())
        .then(
            " LEFT JOIN manifests ON manifests.id = wanted.number
             ORDER BY wanted.place
             ON CONFLICT (repository_id, name) DO UPDATE SET
                 manifest_id = excluded.manifest_id,
                 size = excluded.size,
                 pushed_at = excluded.pushed_at,
                 pulls = excluded.pulls,
                 pulled_at = excluded.pulled_at
             WHERE tags.manifest_id <> excluded.manifest_id",
        )
        .execute(connection)
}

/// Brings the sums up to date that are made of tags and manifests.
fn sum_up(connection: &mut Connection, repository: i64) -> QueryResult<()> {
    Sql::new(
        "UPDATE repositories SET
             tags = (SELECT count(*) FROM tags WHERE repository_id = repositories.id),
             manifests = (SELECT count(*) FROM manifests WHERE repository_id = repositories.id),
             pulls = (
                 SELECT coalesce(sum(pulls), 0) FROM manifests
                 WHERE repository_id = repositories.id AND pulls > 0 AND NOT EXISTS (
                     SELECT 1 FROM children
                     WHERE children.digest = manifests.digest AND children.repository_id = manifests.repository_id
                 )
             )
         WHERE id = ",
    )
    .number(repository)
    .execute(connection)?;
    Ok(())
}

/// Removes a repository with all that is in it; false if there is none.
pub(super) fn remove(connection: &mut Connection, name: &RepositoryName) -> Result<bool, Failure> {
    diesel::delete(kept_pulls::table.filter(kept_pulls::repository.eq(name.as_str()))).execute(connection)?;
    let Some(repository) = repository_rows::id(connection, name)? else { return Ok(false) };
    let held: Vec<i64> = parts::table
        .filter(parts::manifest_id.eq_any(
            manifests_table::table.filter(manifests_table::repository_id.eq(repository)).select(manifests_table::id),
        ))
        .select(parts::content_id)
        .distinct()
        .load(connection)?;
    diesel::delete(repositories::table.find(repository)).execute(connection)?;
    contents::release(connection, repository, &held)?;
    Ok(true)
}
