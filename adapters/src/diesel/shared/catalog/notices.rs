use std::collections::{BTreeMap, HashSet};

use diesel::prelude::*;
use domain::RepositoryName;
use domain::catalog::{EventId, Reference};
use ports::Notice;

use super::super::column::{ColumnError, Row, signed};
use super::super::connection::Connection;
use super::super::error::Failure;
use super::super::schema::{events, kept_pulls, notices, repositories};
use super::repository_rows;

/// What is noted of a repository at once gets one version.
pub(super) fn note(connection: &mut Connection, places: &[(RepositoryName, Reference)], at: i64) -> QueryResult<()> {
    let mut by_repository: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (name, reference) in places {
        by_repository.entry(name).or_default().push(reference);
    }
    for (name, references) in by_repository {
        let repository = repository_rows::find_or_add(connection, name)?;
        let version = repository_rows::renew(connection, repository)?;
        for reference in references {
            let notice = (
                notices::repository_id.eq(repository),
                notices::reference.eq(reference.to_string()),
                notices::version.eq(version),
                notices::first_at.eq(at),
            );
            diesel::insert_into(notices::table)
                .values(notice)
                .on_conflict((notices::repository_id, notices::reference))
                .do_update()
                .set(notices::version.eq(version))
                .execute(connection)?;
        }
    }
    Ok(())
}

pub(super) fn oldest(connection: &mut Connection, limit: i64) -> Result<Vec<Notice>, Failure> {
    let rows: Vec<(i64, String, String, i64)> = notices::table
        .inner_join(repositories::table)
        .order((notices::first_at, notices::version))
        .limit(limit)
        .select((repositories::id, repositories::name, notices::reference, notices::version))
        .load(connection)?;
    let notices = rows.into_iter().map(|(id, name, reference, version)| {
        let row = Row { table: "notices", id: &format!("{id}, {reference}") };
        Ok(Notice {
            version: version.unsigned_abs(),
            repository: row.parse("repository", &name)?,
            reference: read_reference(row, &reference)?,
        })
    });
    Ok(notices.collect::<Result<_, ColumnError>>()?)
}

/// Only digests have a colon.
fn read_reference(row: Row<'_>, text: &str) -> Result<Reference, ColumnError> {
    if text.contains(':') {
        row.parse("reference", text).map(Reference::Digest)
    } else {
        row.parse("reference", text).map(Reference::Tag)
    }
}

pub(super) fn dismiss(connection: &mut Connection, dismissed: &[Notice]) -> QueryResult<()> {
    for notice in dismissed {
        let named = repositories::table.filter(repositories::name.eq(notice.repository.as_str()));
        let noted = notices::table
            .filter(notices::repository_id.eq_any(named.select(repositories::id)))
            .filter(notices::reference.eq(notice.reference.to_string()))
            .filter(notices::version.eq(signed(notice.version)));
        diesel::delete(noted).execute(connection)?;
    }
    Ok(())
}

/// Those that were not remembered yet.
pub(super) fn remember(connection: &mut Connection, mut ids: Vec<EventId>, at: i64) -> QueryResult<HashSet<EventId>> {
    // Two writers that are told the same must not wait for each other.
    ids.sort_unstable();
    let mut new = HashSet::new();
    for id in ids {
        let row = (events::id.eq(id.as_str()), events::at.eq(at));
        if diesel::insert_into(events::table).values(row).on_conflict_do_nothing().execute(connection)? > 0 {
            new.insert(id);
        }
    }
    Ok(new)
}

pub(super) fn forget_before(connection: &mut Connection, moment: i64) -> QueryResult<()> {
    diesel::delete(events::table.filter(events::at.lt(moment))).execute(connection)?;
    diesel::delete(kept_pulls::table.filter(kept_pulls::at.lt(moment))).execute(connection)?;
    Ok(())
}
