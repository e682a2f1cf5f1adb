use std::sync::Arc;

use async_trait::async_trait;
use domain::audit::{ChainPoint, Entry, Event};
use ports::{Audit, AuditFilter, AuditRow, AuditWriter, Direction, StoreError, Window};
use time::OffsetDateTime;

use super::unit::MemoryUnit;

#[async_trait]
impl Audit for MemoryUnit {
    async fn append(&mut self, events: Vec<Event>) -> Result<ChainPoint, StoreError> {
        let mut head = self.head().await?;
        let log = &mut self.change()?.audit;
        for event in events {
            let entry = head.next(event);
            head = entry.point();
            log.push(Arc::new(entry));
        }
        Ok(head)
    }

    async fn head(&mut self) -> Result<ChainPoint, StoreError> {
        Ok(self.state.audit.last().map_or(ChainPoint::START, |entry| entry.point()))
    }

    async fn list(
        &mut self,
        filter: &AuditFilter,
        direction: Direction,
        window: Window,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let mut entries: Vec<_> = self.state.audit.iter().filter(|entry| filter.lets_through(entry)).collect();
        if direction == Direction::Descending {
            entries.reverse();
        }
        Ok(window.of(entries).items.into_iter().map(|entry| Ok(Entry::clone(entry))).collect())
    }

    async fn trim(&mut self, moment: OffsetDateTime, limit: u64) -> Result<Option<ChainPoint>, StoreError> {
        let log = &mut self.change()?.audit;
        let all_but_last = log.len().saturating_sub(1).min(usize::try_from(limit).unwrap_or(usize::MAX));
        let old = log.iter().take(all_but_last).take_while(|entry| entry.event.at < moment).count();
        Ok(log.drain(..old).next_back().map(|last| last.point()))
    }

    async fn writers(&mut self) -> Result<Vec<AuditWriter>, StoreError> {
        let writers = self.state.audit_writers.iter();
        Ok(writers.map(|(id, seen_at)| AuditWriter { id: id.clone(), seen_at: *seen_at }).collect())
    }

    async fn keep_writer(&mut self, writer: &AuditWriter) -> Result<(), StoreError> {
        self.change()?.audit_writers.insert(writer.id.clone(), writer.seen_at);
        Ok(())
    }

    async fn remove_writer(&mut self, id: &str) -> Result<bool, StoreError> {
        Ok(self.change()?.audit_writers.remove(id).is_some())
    }
}
