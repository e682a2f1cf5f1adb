use std::collections::HashMap;

use diesel::prelude::*;
use domain::RepositoryName;
use domain::catalog::{Tag, TagId, TagName};

use super::super::among::among;
use super::super::column::{ColumnError, Row};
use super::super::connection::{Connection, Dialect};
use super::super::error::Failure;
use super::super::schema::{manifests, repositories, tags};
use super::json;

#[derive(Queryable, Selectable)]
#[diesel(table_name = tags, check_for_backend(Dialect))]
struct TagRow {
    id: i64,
    name: String,
    size: i64,
    pushed_at: i64,
    pulls: i64,
    pulled_at: Option<i64>,
    #[diesel(embed)]
    repository: NameColumn,
    #[diesel(embed)]
    manifest: ManifestColumns,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = repositories, check_for_backend(Dialect))]
struct NameColumn {
    name: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = manifests, check_for_backend(Dialect))]
struct ManifestColumns {
    digest: String,
    media_type: String,
    artifact_type: Option<String>,
    platforms: String,
}

impl TryFrom<TagRow> for Tag {
    type Error = ColumnError;

    fn try_from(tag: TagRow) -> Result<Self, ColumnError> {
        let row = Row { table: "tags", id: &tag.id.to_string() };
        Ok(Self {
            id: TagId(tag.id),
            repository: row.parse("repository", &tag.repository.name)?,
            name: row.parse("name", &tag.name)?,
            digest: row.parse("digest", &tag.manifest.digest)?,
            media_type: tag.manifest.media_type,
            artifact_type: tag.manifest.artifact_type,
            size: tag.size.unsigned_abs(),
            platforms: json::read_platforms(row, &tag.manifest.platforms)?,
            pushed_at: row.moment("pushed_at", tag.pushed_at)?,
            pulls: tag.pulls.unsigned_abs(),
            pulled_at: tag.pulled_at.map(|at| row.moment("pulled_at", at)).transpose()?,
        })
    }
}

pub(super) fn find(
    connection: &mut Connection,
    repository: &RepositoryName,
    name: &TagName,
) -> Result<Option<Tag>, Failure> {
    let row = tags::table
        .inner_join(repositories::table)
        .inner_join(manifests::table)
        .filter(repositories::name.eq(repository.as_str()))
        .filter(tags::name.eq(name.as_str()))
        .select(TagRow::as_select())
        .first(connection)
        .optional()?;
    Ok(row.map(Tag::try_from).transpose()?)
}

/// The tags with these ids, in the order of the ids.
pub(super) fn in_order(connection: &mut Connection, ids: &[i64]) -> Result<Vec<Tag>, Failure> {
    let rows = tags::table
        .inner_join(repositories::table)
        .inner_join(manifests::table)
        .filter(among("tags.id", ids))
        .select(TagRow::as_select())
        .load(connection)?;
    let mut rows: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let rows = ids.iter().filter_map(|id| rows.remove(id));
    Ok(rows.map(Tag::try_from).collect::<Result<_, _>>()?)
}
