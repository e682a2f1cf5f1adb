//! The audit log. Only [`append`] writes entries, and works out their hashes.

mod row;

use async_trait::async_trait;
use diesel::prelude::*;
use domain::audit::{ChainPoint, Event, Hash};
use ports::{Audit, AuditFilter, AuditRow, AuditWriter, Direction, Record, StoreError, Window};
use time::OffsetDateTime;

use self::row::EntryRow;
use super::column::{Row, microseconds, signed, texts};
use super::connection::{Connection, Dialect};
use super::error::Failure;
use super::functions::contains;
use super::paging::{Limits, sorted};
use super::schema::{audit_log, audit_writers};
use super::unit::DieselUnit;

#[async_trait]
impl Audit for DieselUnit {
    async fn append(&mut self, events: Vec<Event>) -> Result<ChainPoint, StoreError> {
        self.write(Record::AuditEntry, "adding to the audit log", move |connection| append(connection, events)).await
    }

    async fn head(&mut self) -> Result<ChainPoint, StoreError> {
        self.read("finding the end of the audit log", head).await
    }

    async fn list(
        &mut self,
        filter: &AuditFilter,
        direction: Direction,
        window: Window,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let (filter, Limits { limit, offset }) = (filter.clone(), window.into());
        self.read("reading the audit log", move |connection| {
            let query = matching(&filter).order(sorted(audit_log::sequence, direction)).limit(limit).offset(offset);
            let rows: Vec<EntryRow> = query.select(EntryRow::as_select()).load(connection)?;
            Ok(rows.into_iter().map(EntryRow::read).collect())
        })
        .await
    }

    async fn trim(&mut self, moment: OffsetDateTime, limit: u64) -> Result<Option<ChainPoint>, StoreError> {
        self.write(Record::AuditEntry, "removing the oldest of the audit log", move |connection| {
            trim(connection, microseconds(moment), signed(limit))
        })
        .await
    }

    async fn writers(&mut self) -> Result<Vec<AuditWriter>, StoreError> {
        self.read("reading the writers of the audit log", |connection| {
            let rows: Vec<(String, i64)> = audit_writers::table.order(audit_writers::id).load(connection)?;
            let read = |(id, seen_at): (String, i64)| {
                let seen_at = Row { table: "audit_writers", id: &id }.moment("seen_at", seen_at)?;
                Ok(AuditWriter { id, seen_at })
            };
            rows.into_iter().map(read).collect()
        })
        .await
    }

    async fn keep_writer(&mut self, writer: &AuditWriter) -> Result<(), StoreError> {
        let (id, seen_at) = (writer.id.clone(), audit_writers::seen_at.eq(microseconds(writer.seen_at)));
        self.write(Record::AuditEntry, "noting a writer of the audit log", move |connection| {
            if diesel::update(audit_writers::table.find(&id)).set(seen_at).execute(connection)? == 0 {
                let writer = (audit_writers::id.eq(&id), seen_at);
                diesel::insert_into(audit_writers::table).values(writer).execute(connection)?;
            }
            Ok(())
        })
        .await
    }

    async fn remove_writer(&mut self, id: &str) -> Result<bool, StoreError> {
        let id = id.to_owned();
        self.write(Record::AuditEntry, "removing a writer of the audit log", move |connection| {
            Ok(diesel::delete(audit_writers::table.find(id)).execute(connection)? > 0)
        })
        .await
    }
}

fn append(connection: &mut Connection, events: Vec<Event>) -> Result<ChainPoint, Failure> {
    let mut head = head(connection)?;
    for event in events {
        let entry = head.next(event);
        head = entry.point();
        diesel::insert_into(audit_log::table).values(EntryRow::from(entry)).execute(connection)?;
    }
    Ok(head)
}

fn head(connection: &mut Connection) -> Result<ChainPoint, Failure> {
    let last = audit_log::table.order(audit_log::sequence.desc()).select((audit_log::sequence, audit_log::hash));
    let last: Option<(i64, Vec<u8>)> = last.first(connection).optional()?;
    Ok(last.map(point).transpose()?.unwrap_or(ChainPoint::START))
}

fn trim(connection: &mut Connection, moment: i64, limit: i64) -> Result<Option<ChainPoint>, Failure> {
    let last = head(connection)?;
    let all_but_last = audit_log::table.filter(audit_log::sequence.lt(signed(last.sequence)));
    let oldest: Vec<(i64, i64, Vec<u8>)> = all_but_last
        .order(audit_log::sequence)
        .limit(limit)
        .select((audit_log::sequence, audit_log::at, audit_log::hash))
        .load(connection)?;
    let old = oldest.into_iter().take_while(|(_, at, _)| *at < moment);
    let Some((sequence, _, hash)) = old.last() else { return Ok(None) };
    diesel::delete(audit_log::table.filter(audit_log::sequence.le(sequence))).execute(connection)?;
    Ok(Some(point((sequence, hash))?))
}

fn point((sequence, hash): (i64, Vec<u8>)) -> Result<ChainPoint, Failure> {
    let id = sequence.to_string();
    let malformed = |_| Row { table: "audit_log", id: &id }.unreadable("hash", "it is no SHA-256");
    Ok(ChainPoint { sequence: sequence.unsigned_abs(), hash: Hash(hash.try_into().map_err(malformed)?) })
}

fn matching(filter: &AuditFilter) -> audit_log::BoxedQuery<'static, Dialect> {
    let mut query = audit_log::table.into_boxed();
    if let Some(after) = filter.after {
        query = query.filter(audit_log::sequence.gt(signed(after)));
    }
    if let Some(before) = filter.before {
        query = query.filter(audit_log::sequence.lt(signed(before)));
    }
    if let Some(login) = &filter.actor {
        query = query.filter(audit_log::actor_name.eq(login.clone()));
    }
    if !filter.deeds.is_empty() {
        query = query.filter(audit_log::deed.eq_any(texts(&filter.deeds)));
    }
    if !filter.outcomes.is_empty() {
        query = query.filter(audit_log::outcome.eq_any(texts(&filter.outcomes)));
    }
    if let Some(name) = &filter.target {
        query = query.filter(audit_log::target_name.eq(name.clone()));
    }
    if let Some(address) = filter.address {
        query = query.filter(audit_log::address.eq(address.to_string()));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_log::at.ge(microseconds(from)));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit_log::at.lt(microseconds(until)));
    }
    if let Some(text) = &filter.text {
        query = query.filter(
            contains(audit_log::actor_name, text)
                .or(contains(audit_log::target_name, text))
                .or(contains(audit_log::reason, text)),
        );
    }
    query
}
