//! Reading manifests, adding them and removing them.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use domain::RepositoryName;
use domain::catalog::{Digest, Manifest, ManifestEntry, TagName};

use super::super::among::among;
use super::super::column::{Row, signed, texts};
use super::super::connection::Connection;
use super::super::error::Failure;
use super::super::schema::{children, contents as content, manifests, parts, tags};
use super::manifest_rows::{ChildRow, ManifestRow, NewManifest, NewPart, PartRow};
use super::{contents, repository_rows};

/// So many rows go into one statement; SQLite takes 32766 values.
const MOST_ROWS: usize = 1000;

/// The manifests of a repository, or the one with this digest.
pub(super) fn entries(
    connection: &mut Connection,
    repository: &RepositoryName,
    digest: Option<&Digest>,
) -> Result<Vec<ManifestEntry>, Failure> {
    let Some(id) = repository_rows::id(connection, repository)? else { return Ok(Vec::new()) };
    let mut wanted = manifests::table.filter(manifests::repository_id.eq(id)).into_boxed();
    if let Some(digest) = digest {
        wanted = wanted.filter(manifests::digest.eq(digest.as_str()));
    }
    let rows = wanted.select(ManifestRow::as_select()).load(connection)?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut parts = parts_of(connection, &ids)?;
    let mut children = children_of(connection, &ids)?;
    let mut tags = tags_of(connection, &ids)?;
    let entries = rows.into_iter().map(|row| {
        let parts = parts.remove(&row.id).unwrap_or_default();
        let children = children.remove(&row.id).unwrap_or_default();
        let tags = tags.remove(&row.id).unwrap_or_default();
        row.read(repository, &parts, &children, tags)
    });
    Ok(entries.collect::<Result<_, _>>()?)
}

fn parts_of(connection: &mut Connection, ids: &[i64]) -> QueryResult<HashMap<i64, Vec<PartRow>>> {
    let rows = parts::table
        .inner_join(content::table)
        .filter(among("parts.manifest_id", ids))
        .order((parts::manifest_id, parts::place))
        .select(PartRow::as_select())
        .load(connection)?;
    Ok(grouped(rows, |row| row.manifest_id))
}

fn children_of(connection: &mut Connection, ids: &[i64]) -> QueryResult<HashMap<i64, Vec<ChildRow>>> {
    let rows = children::table
        .filter(among("children.manifest_id", ids))
        .order((children::manifest_id, children::place))
        .select(ChildRow::as_select())
        .load(connection)?;
    Ok(grouped(rows, |row| row.manifest_id))
}

fn tags_of(connection: &mut Connection, ids: &[i64]) -> Result<HashMap<i64, Vec<TagName>>, Failure> {
    let rows: Vec<(i64, i64, String)> = tags::table
        .filter(among("tags.manifest_id", ids))
        .order(tags::name)
        .select((tags::manifest_id, tags::id, tags::name))
        .load(connection)?;
    let mut names = HashMap::<_, Vec<_>>::new();
    for (manifest, id, name) in rows {
        let name = Row { table: "tags", id: &id.to_string() }.parse("name", &name)?;
        names.entry(manifest).or_default().push(name);
    }
    Ok(names)
}

fn grouped<T>(rows: Vec<T>, key: impl Fn(&T) -> i64) -> HashMap<i64, Vec<T>> {
    let mut groups = HashMap::<_, Vec<_>>::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

/// The ids of those of these manifests that the repository has.
pub(super) fn ids(
    connection: &mut Connection,
    repository: i64,
    digests: &[String],
) -> QueryResult<HashMap<String, i64>> {
    let known = manifests::table
        .filter(among("manifests.digest", digests))
        .filter(manifests::repository_id.eq(repository))
        .select((manifests::digest, manifests::id));
    Ok(known.load(connection)?.into_iter().collect())
}

/// Adds those of the manifests that the repository does not have; tells their digests.
pub(super) fn add(
    connection: &mut Connection,
    repository: i64,
    manifests: &[Manifest],
    now: i64,
) -> QueryResult<Vec<String>> {
    let known = ids(connection, repository, &texts(manifests.iter().map(|manifest| &manifest.digest)))?;
    let new = manifests.iter().rev().filter(|manifest| !known.contains_key(manifest.digest.as_str()));
    // Of two with the same digest the first one counts.
    let new: BTreeMap<_, _> = new.map(|manifest| (&manifest.digest, manifest)).collect();
    let rows: Vec<_> = new.values().map(|manifest| NewManifest::new(repository, manifest, now)).collect();
    for rows in rows.chunks(MOST_ROWS) {
        diesel::insert_into(manifests::table).values(rows).execute(connection)?;
    }
    let digests = texts(new.keys());
    let ids = ids(connection, repository, &digests)?;
    let new: Vec<_> =
        new.values().filter_map(|manifest| Some((*ids.get(manifest.digest.as_str())?, *manifest))).collect();
    add_parts(connection, repository, &new)?;
    add_children(connection, repository, &new)?;
    Ok(digests)
}

fn add_parts(connection: &mut Connection, repository: i64, manifests: &[(i64, &Manifest)]) -> QueryResult<()> {
    let sizes = manifests.iter().flat_map(|(_, manifest)| {
        let blobs = manifest.blobs().map(|blob| (blob.digest.as_str(), blob.size));
        std::iter::once((manifest.digest.as_str(), manifest.size)).chain(blobs)
    });
    let contents = contents::hold(connection, repository, &sizes.collect())?;
    let rows: Vec<_> = manifests
        .iter()
        .flat_map(|(id, manifest)| {
            let blobs = manifest.blobs().map(|blob| (&blob.digest, &blob.media_type, blob.size));
            let parts = std::iter::once((&manifest.digest, &manifest.media_type, manifest.size)).chain(blobs);
            (0..).zip(parts).filter_map(|(place, (digest, media_type, size))| {
                Some(NewPart {
                    manifest_id: *id,
                    place,
                    repository_id: repository,
                    content_id: *contents.get(digest.as_str())?,
                    media_type: media_type.to_string(),
                    size: signed(size),
                })
            })
        })
        .collect();
    for rows in rows.chunks(MOST_ROWS) {
        diesel::insert_into(parts::table).values(rows).execute(connection)?;
    }
    Ok(())
}

fn add_children(connection: &mut Connection, repository: i64, manifests: &[(i64, &Manifest)]) -> QueryResult<()> {
    let rows: Vec<_> = manifests
        .iter()
        .flat_map(|(id, manifest)| {
            (0..).zip(manifest.children()).map(|(place, child)| ChildRow::new(repository, *id, place, child))
        })
        .collect();
    for rows in rows.chunks(MOST_ROWS) {
        diesel::insert_into(children::table).values(rows).execute(connection)?;
    }
    Ok(())
}

/// Removes these manifests, with their tags and with what only they hold.
pub(super) fn remove(connection: &mut Connection, repository: i64, digests: &[String]) -> QueryResult<()> {
    let ids: Vec<_> = ids(connection, repository, digests)?.into_values().collect();
    let held: Vec<i64> =
        parts::table.filter(among("parts.manifest_id", &ids)).select(parts::content_id).distinct().load(connection)?;
    diesel::delete(manifests::table.filter(among("manifests.id", &ids))).execute(connection)?;
    contents::release(connection, repository, &held)
}
