use async_trait::async_trait;
use diesel::prelude::*;
use domain::{Session, SessionId, UserId};
use ports::{Record, Sessions, StoreError};
use time::OffsetDateTime;

use super::column::{ColumnError, Row, microseconds, texts};
use super::connection::Dialect;
use super::schema::sessions;
use super::unit::DieselUnit;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, check_for_backend(Dialect))]
struct SessionRow {
    id: String,
    user_id: String,
    created_at: i64,
    expires_at: i64,
}

#[async_trait]
impl Sessions for DieselUnit {
    async fn find(&mut self, id: SessionId) -> Result<Option<Session>, StoreError> {
        self.read("reading a session", move |connection| {
            let session = sessions::table.find(id.to_string());
            let row = session.select(SessionRow::as_select()).first(connection).optional()?;
            Ok(row.map(Session::try_from).transpose()?)
        })
        .await
    }

    async fn insert(&mut self, session: &Session) -> Result<(), StoreError> {
        let row = SessionRow::from(session);
        self.write(Record::Session, "adding a session", move |connection| {
            diesel::insert_into(sessions::table).values(row).execute(connection)?;
            Ok(())
        })
        .await
    }

    async fn remove(&mut self, id: SessionId) -> Result<bool, StoreError> {
        self.write(Record::Session, "ending a session", move |connection| {
            Ok(diesel::delete(sessions::table.find(id.to_string())).execute(connection)? > 0)
        })
        .await
    }

    async fn remove_of_user(&mut self, user: UserId, except: Option<SessionId>) -> Result<u64, StoreError> {
        self.write(Record::Session, "ending the sessions of a user", move |connection| {
            let of_user = sessions::table.filter(sessions::user_id.eq(user.to_string()));
            Ok(diesel::delete(of_user.filter(sessions::id.ne_all(texts(except)))).execute(connection)? as u64)
        })
        .await
    }

    async fn remove_expired(&mut self, now: OffsetDateTime) -> Result<u64, StoreError> {
        self.write(Record::Session, "ending expired sessions", move |connection| {
            let expired = sessions::table.filter(sessions::expires_at.le(microseconds(now)));
            Ok(diesel::delete(expired).execute(connection)? as u64)
        })
        .await
    }

    async fn count_live(&mut self, now: OffsetDateTime) -> Result<u64, StoreError> {
        self.read("counting sessions", move |connection| {
            let live = sessions::table.filter(sessions::expires_at.gt(microseconds(now)));
            let count: i64 = live.count().get_result(connection)?;
            Ok(count.unsigned_abs())
        })
        .await
    }
}

impl TryFrom<SessionRow> for Session {
    type Error = ColumnError;

    fn try_from(session: SessionRow) -> Result<Self, ColumnError> {
        let row = Row { table: "sessions", id: &session.id };
        Ok(Self {
            id: row.parse("id", &session.id)?,
            user: row.parse("user_id", &session.user_id)?,
            created_at: row.moment("created_at", session.created_at)?,
            expires_at: row.moment("expires_at", session.expires_at)?,
        })
    }
}

impl From<&Session> for SessionRow {
    fn from(session: &Session) -> Self {
        Self {
            id: session.id.to_string(),
            user_id: session.user.to_string(),
            created_at: microseconds(session.created_at),
            expires_at: microseconds(session.expires_at),
        }
    }
}
