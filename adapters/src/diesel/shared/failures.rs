use async_trait::async_trait;
use diesel::prelude::*;
use domain::Failed;
use ports::{Failures, Record, StoreError};
use time::OffsetDateTime;

use super::column::{Row, microseconds};
use super::schema::failures;
use super::unit::DieselUnit;

#[async_trait]
impl Failures for DieselUnit {
    async fn find(&mut self, subject: &str) -> Result<Option<Failed>, StoreError> {
        let subject = subject.to_owned();
        self.read("reading wrong passwords", move |connection| {
            let found = failures::table.find(&subject).select((failures::count, failures::last_at));
            let Some((count, last_at)) = found.first::<(i64, i64)>(connection).optional()? else { return Ok(None) };
            let row = Row { table: "failures", id: &subject };
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            Ok(Some(Failed { count, last_at: row.moment("last_at", last_at)? }))
        })
        .await
    }

    async fn put(&mut self, subject: &str, failed: Failed, forgotten_at: OffsetDateTime) -> Result<(), StoreError> {
        let subject = subject.to_owned();
        self.write(Record::Failure, "counting a wrong password", move |connection| {
            let known = (
                failures::count.eq(i64::from(failed.count)),
                failures::last_at.eq(microseconds(failed.last_at)),
                failures::forgotten_at.eq(microseconds(forgotten_at)),
            );
            diesel::insert_into(failures::table)
                .values((failures::subject.eq(&subject), known))
                .on_conflict(failures::subject)
                .do_update()
                .set(known)
                .execute(connection)?;
            Ok(())
        })
        .await
    }

    async fn forget(&mut self, now: OffsetDateTime) -> Result<u64, StoreError> {
        self.write(Record::Failure, "forgetting wrong passwords", move |connection| {
            let forgotten = failures::table.filter(failures::forgotten_at.le(microseconds(now)));
            Ok(diesel::delete(forgotten).execute(connection)? as u64)
        })
        .await
    }
}
