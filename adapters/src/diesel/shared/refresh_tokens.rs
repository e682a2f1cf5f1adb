use async_trait::async_trait;
use diesel::prelude::*;
use domain::{RefreshToken, RefreshTokenId, UserId};
use ports::{Page, Record, RefreshTokenFilter, RefreshTokens, SecretHash, StoreError, Window};
use time::OffsetDateTime;

use super::column::{ColumnError, Row, microseconds, texts};
use super::connection::{Connection, Dialect};
use super::error::Failure;
use super::paging::Limits;
use super::schema::refresh_tokens;
use super::unit::DieselUnit;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens, check_for_backend(Dialect))]
struct RefreshTokenRow {
    id: String,
    user_id: String,
    client_id: String,
    created_at: i64,
    last_used_at: Option<i64>,
}

#[async_trait]
impl RefreshTokens for DieselUnit {
    async fn find(&mut self, id: RefreshTokenId) -> Result<Option<RefreshToken>, StoreError> {
        self.read("reading a refresh token", move |connection| {
            let token = refresh_tokens::table.find(id.to_string());
            let row = token.select(RefreshTokenRow::as_select()).first(connection).optional()?;
            Ok(row.map(RefreshToken::try_from).transpose()?)
        })
        .await
    }

    async fn find_by_secret(&mut self, secret: SecretHash) -> Result<Option<RefreshToken>, StoreError> {
        self.read("reading a refresh token by its secret", move |connection| {
            let token = refresh_tokens::table.filter(refresh_tokens::secret.eq(secret.0.to_vec()));
            let row = token.select(RefreshTokenRow::as_select()).first(connection).optional()?;
            Ok(row.map(RefreshToken::try_from).transpose()?)
        })
        .await
    }

    async fn list(&mut self, filter: &RefreshTokenFilter, window: Window) -> Result<Page<RefreshToken>, StoreError> {
        let filter = filter.clone();
        self.read("listing refresh tokens", move |connection| list(connection, &filter, window.into())).await
    }

    async fn insert(&mut self, token: &RefreshToken, secret: SecretHash) -> Result<(), StoreError> {
        let row = RefreshTokenRow::from(token);
        self.write(Record::RefreshToken, "adding a refresh token", move |connection| {
            let secret = refresh_tokens::secret.eq(secret.0.to_vec());
            diesel::insert_into(refresh_tokens::table).values((row, secret)).execute(connection)?;
            Ok(())
        })
        .await
    }

    async fn touch(&mut self, id: RefreshTokenId, at: OffsetDateTime) -> Result<bool, StoreError> {
        self.write(Record::RefreshToken, "noting the use of a refresh token", move |connection| {
            let token = refresh_tokens::table.find(id.to_string());
            let used = refresh_tokens::last_used_at.eq(microseconds(at));
            Ok(diesel::update(token).set(used).execute(connection)? > 0)
        })
        .await
    }

    async fn remove(&mut self, id: RefreshTokenId) -> Result<bool, StoreError> {
        self.write(Record::RefreshToken, "revoking a refresh token", move |connection| {
            Ok(diesel::delete(refresh_tokens::table.find(id.to_string())).execute(connection)? > 0)
        })
        .await
    }

    async fn remove_of_user(&mut self, user: UserId) -> Result<u64, StoreError> {
        self.write(Record::RefreshToken, "revoking the refresh tokens of a user", move |connection| {
            let of_user = refresh_tokens::table.filter(refresh_tokens::user_id.eq(user.to_string()));
            Ok(diesel::delete(of_user).execute(connection)? as u64)
        })
        .await
    }
}

fn list(
    connection: &mut Connection,
    filter: &RefreshTokenFilter,
    Limits { limit, offset }: Limits,
) -> Result<Page<RefreshToken>, Failure> {
    let total: i64 = matching(filter).count().get_result(connection)?;
    let rows = matching(filter)
        .select(RefreshTokenRow::as_select())
        .order((refresh_tokens::created_at.desc(), refresh_tokens::id))
        .limit(limit)
        .offset(offset)
        .load(connection)?;
    let items = rows.into_iter().map(RefreshToken::try_from).collect::<Result<_, _>>()?;
    Ok(Page { items, total: total.unsigned_abs() })
}

fn matching(filter: &RefreshTokenFilter) -> refresh_tokens::BoxedQuery<'static, Dialect> {
    let query = refresh_tokens::table.into_boxed();
    if filter.users.is_empty() { query } else { query.filter(refresh_tokens::user_id.eq_any(texts(&filter.users))) }
}

impl TryFrom<RefreshTokenRow> for RefreshToken {
    type Error = ColumnError;

    fn try_from(token: RefreshTokenRow) -> Result<Self, ColumnError> {
        let row = Row { table: "refresh_tokens", id: &token.id };
        Ok(Self {
            id: row.parse("id", &token.id)?,
            user: row.parse("user_id", &token.user_id)?,
            created_at: row.moment("created_at", token.created_at)?,
            last_used_at: token.last_used_at.map(|at| row.moment("last_used_at", at)).transpose()?,
            client_id: token.client_id,
        })
    }
}

impl From<&RefreshToken> for RefreshTokenRow {
    fn from(token: &RefreshToken) -> Self {
        Self {
            id: token.id.to_string(),
            user_id: token.user.to_string(),
            client_id: token.client_id.clone(),
            created_at: microseconds(token.created_at),
            last_used_at: token.last_used_at.map(microseconds),
        }
    }
}
