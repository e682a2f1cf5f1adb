use async_trait::async_trait;
use diesel::dsl::case_when;
use diesel::expression::AsExpression as _;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use domain::{GroupId, Role, User, UserId, UserName};
use ports::{Direction, Order, Page, PasswordHash, Record, StoreError, UserFilter, UserSort, Users, Window};

use super::column::{ColumnError, Row, microseconds, texts};
use super::connection::{Connection, Dialect};
use super::error::Failure;
use super::memberships::{self, Memberships};
use super::paging::{Limits, Sorting, sorted};
use super::schema::{memberships as membership, users};
use super::text::contains;
use super::unit::DieselUnit;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = users, check_for_backend(Dialect))]
struct UserRow {
    id: String,
    #[diesel(embed)]
    changeable: Changeable,
    created_at: i64,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = users, check_for_backend(Dialect))]
struct Changeable {
    login: String,
    name: String,
    role: String,
    disabled: bool,
    description: String,
    must_change_password: bool,
}

#[async_trait]
impl Users for DieselUnit {
    async fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        self.read("reading a user", move |connection| {
            let row = users::table.find(id.to_string()).select(UserRow::as_select()).first(connection).optional()?;
            row.map(|row| with_groups(connection, row)).transpose()
        })
        .await
    }

    async fn find_with_password(&mut self, login: &UserName) -> Result<Option<(User, PasswordHash)>, StoreError> {
        let login = login.to_string();
        self.read("reading a user", move |connection| {
            let found: Option<(UserRow, String)> = users::table
                .filter(users::login.eq(login))
                .select((UserRow::as_select(), users::password))
                .first(connection)
                .optional()?;
            found.map(|(row, password)| Ok((with_groups(connection, row)?, PasswordHash(password)))).transpose()
        })
        .await
    }

    async fn list(
        &mut self,
        filter: &UserFilter,
        order: &Order<UserSort>,
        window: Window,
    ) -> Result<Page<User>, StoreError> {
        let (filter, order) = (filter.clone(), order.clone());
        self.read("listing users", move |connection| list(connection, &filter, &order, window)).await
    }

    async fn count_enabled_admins(&mut self) -> Result<u64, StoreError> {
        self.read("counting admins", |connection| {
            let enabled_admins = users::role.eq(Role::Admin.as_str()).and(users::disabled.eq(false));
            let count: i64 = users::table.filter(enabled_admins).count().get_result(connection)?;
            Ok(count.unsigned_abs())
        })
        .await
    }

    async fn insert(&mut self, user: &User, password: &PasswordHash) -> Result<(), StoreError> {
        let (row, groups, password) = (UserRow::from(user), texts(&user.groups), password.0.clone());
        self.write(Record::User, "adding a user", move |connection| {
            let memberships = memberships::values(&row.id, groups);
            diesel::insert_into(users::table).values((row, users::password.eq(password))).execute(connection)?;
            memberships::insert(connection, memberships)
        })
        .await
    }

    async fn update(&mut self, user: &User) -> Result<bool, StoreError> {
        let (id, changeable, groups) = (user.id.to_string(), Changeable::from(user), texts(&user.groups));
        self.write(Record::User, "changing a user", move |connection| {
            let changed = diesel::update(users::table.find(&id)).set(changeable).execute(connection)?;
            if changed > 0 {
                memberships::replace(connection, &id, groups)?;
            }
            Ok(changed > 0)
        })
        .await
    }

    async fn password(&mut self, id: UserId) -> Result<Option<PasswordHash>, StoreError> {
        self.read("reading a password hash", move |connection| {
            let hash = users::table.find(id.to_string()).select(users::password).first(connection).optional()?;
            Ok(hash.map(PasswordHash))
        })
        .await
    }

    async fn set_password(&mut self, id: UserId, password: &PasswordHash) -> Result<bool, StoreError> {
        let hash = password.0.clone();
        self.write(Record::User, "changing a password hash", move |connection| {
            let user = users::table.find(id.to_string());
            Ok(diesel::update(user).set(users::password.eq(hash)).execute(connection)? > 0)
        })
        .await
    }

    async fn remove(&mut self, id: UserId) -> Result<bool, StoreError> {
        self.write(Record::User, "removing a user", move |connection| {
            Ok(diesel::delete(users::table.find(id.to_string())).execute(connection)? > 0)
        })
        .await
    }
}
