use async_trait::async_trait;
use diesel::prelude::*;
use domain::{Role, User, UserId, UserName};
use ports::{Direction, Order, Page, PasswordHash, Record, StoreError, UserFilter, UserSort, Users, Window};

use super::column::{ColumnError, Row, microseconds, texts};
use super::connection::{Connection, Dialect};
use super::error::Failure;
use super::functions::{contains, place};
use super::memberships;
use super::paging::{Limits, Sorting, sorted};
use super::schema::{memberships as membership, users};
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
            let rows = users::table.find(id.to_string()).select(UserRow::as_select()).load(connection)?;
            Ok(with_groups(connection, rows)?.pop())
        })
        .await
    }

    async fn find_with_password(&mut self, login: &UserName) -> Result<Option<(User, PasswordHash)>, StoreError> {
        let login = login.to_string();
        self.read("reading a user and its password hash", move |connection| {
            let user = users::table.filter(users::login.eq(login)).into_boxed();
            Ok(with_passwords(connection, user)?.pop())
        })
        .await
    }

    async fn all_with_passwords(&mut self) -> Result<Vec<(User, PasswordHash)>, StoreError> {
        self.read("reading all users and their password hashes", |connection| {
            with_passwords(connection, users::table.into_boxed())
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
        self.read("listing users", move |connection| list(connection, &filter, order, window.into())).await
    }

    async fn count_enabled_admins(&mut self) -> Result<u64, StoreError> {
        self.read("counting the admins", |connection| {
            let enabled_admins = users::role.eq(Role::Admin.as_str()).and(users::disabled.eq(false));
            let count: i64 = users::table.filter(enabled_admins).count().get_result(connection)?;
            Ok(count.unsigned_abs())
        })
        .await
    }

    async fn insert(&mut self, user: &User, password: &PasswordHash) -> Result<(), StoreError> {
        let (row, groups, hash) = (UserRow::from(user), texts(&user.groups), password.0.clone());
        self.write(Record::User, "adding a user", move |connection| {
            diesel::insert_into(users::table).values((&row, users::password.eq(hash))).execute(connection)?;
            Ok(memberships::replace(connection, &row.id, &groups)?)
        })
        .await
    }

    async fn update(&mut self, user: &User) -> Result<bool, StoreError> {
        let (row, groups) = (UserRow::from(user), texts(&user.groups));
        self.write(Record::User, "changing a user", move |connection| {
            let exists = diesel::update(users::table.find(&row.id)).set(&row.changeable).execute(connection)? > 0;
            if exists {
                memberships::replace(connection, &row.id, &groups)?;
            }
            Ok(exists)
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
            let change = (users::password.eq(hash), users::registry_password.eq(None::<String>));
            Ok(diesel::update(user).set(change).execute(connection)? > 0)
        })
        .await
    }

    async fn registry_passwords(&mut self) -> Result<Vec<(UserId, PasswordHash)>, StoreError> {
        self.read("reading the password hashes for the registry", |connection| {
            let known = users::table.filter(users::registry_password.is_not_null());
            let rows: Vec<(String, String)> =
                known.select((users::id, users::registry_password.assume_not_null())).load(connection)?;
            let read = |(id, hash): (String, String)| {
                let row = Row { table: "users", id: &id };
                Ok((row.parse("id", &id)?, PasswordHash(hash)))
            };
            rows.into_iter().map(read).collect()
        })
        .await
    }

    async fn registry_password(&mut self, id: UserId) -> Result<Option<PasswordHash>, StoreError> {
        self.read("reading a password hash for the registry", move |connection| {
            let hash = users::table.find(id.to_string()).select(users::registry_password);
            let hash: Option<Option<String>> = hash.first(connection).optional()?;
            Ok(hash.flatten().map(PasswordHash))
        })
        .await
    }

    async fn set_registry_password(&mut self, id: UserId, password: &PasswordHash) -> Result<bool, StoreError> {
        let hash = password.0.clone();
        self.write(Record::User, "keeping a password hash for the registry", move |connection| {
            let user = users::table.find(id.to_string());
            Ok(diesel::update(user).set(users::registry_password.eq(hash)).execute(connection)? > 0)
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

fn list(
    connection: &mut Connection,
    filter: &UserFilter,
    order: Order<UserSort>,
    Limits { limit, offset }: Limits,
) -> Result<Page<User>, Failure> {
    let total: i64 = matching(filter).count().get_result(connection)?;
    let mut query = matching(filter).select(UserRow::as_select());
    for (sort, direction) in order {
        query = query.then_order_by(sorting(sort, direction));
    }
    let rows = query.then_order_by(users::id).limit(limit).offset(offset).load(connection)?;
    Ok(Page { items: with_groups(connection, rows)?, total: total.unsigned_abs() })
}

fn with_passwords(
    connection: &mut Connection,
    query: users::BoxedQuery<'static, Dialect>,
) -> Result<Vec<(User, PasswordHash)>, Failure> {
    let rows: Vec<(UserRow, String)> = query.select((UserRow::as_select(), users::password)).load(connection)?;
    let (rows, hashes): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    Ok(with_groups(connection, rows)?.into_iter().zip(hashes.into_iter().map(PasswordHash)).collect())
}

fn matching(filter: &UserFilter) -> users::BoxedQuery<'static, Dialect> {
    let mut query = users::table.into_boxed();
    if !filter.ids.is_empty() {
        query = query.filter(users::id.eq_any(texts(&filter.ids)));
    }
    if let Some(text) = &filter.text {
        query = query.filter(
            contains(users::login, text).or(contains(users::name, text)).or(contains(users::description, text)),
        );
    }
    if !filter.roles.is_empty() {
        query = query.filter(users::role.eq_any(texts(&filter.roles)));
    }
    if !filter.groups.is_empty() {
        let members =
            membership::table.filter(membership::group_id.eq_any(texts(&filter.groups))).select(membership::user_id);
        query = query.filter(users::id.eq_any(members));
    }
    if let Some(disabled) = filter.disabled {
        query = query.filter(users::disabled.eq(disabled));
    }
    match filter.has_registry_password {
        Some(true) => query = query.filter(users::registry_password.is_not_null()),
        Some(false) => query = query.filter(users::registry_password.is_null()),
        None => {}
    }
    query
}

fn sorting(sort: UserSort, direction: Direction) -> Sorting<users::table> {
    match sort {
        UserSort::Login => sorted(users::login, direction),
        UserSort::Name => sorted(users::name, direction),
        UserSort::Role => sorted(place(users::role, &texts(Role::ALL)), direction),
        UserSort::Disabled => sorted(users::disabled, direction),
        UserSort::CreatedAt => sorted(users::created_at, direction),
    }
}

fn with_groups(connection: &mut Connection, rows: Vec<UserRow>) -> Result<Vec<User>, Failure> {
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    let mut groups = memberships::of_users(connection, &ids)?;
    let users = rows.into_iter().map(|row| {
        let groups = groups.remove(&row.id).unwrap_or_default();
        Ok(User { groups, ..row.try_into()? })
    });
    users.collect()
}

/// In no groups: these are kept in another table.
impl TryFrom<UserRow> for User {
    type Error = ColumnError;

    fn try_from(UserRow { id, changeable, created_at }: UserRow) -> Result<Self, ColumnError> {
        let row = Row { table: "users", id: &id };
        Ok(Self {
            id: row.parse("id", &id)?,
            login: row.parse("login", &changeable.login)?,
            name: row.parse("name", &changeable.name)?,
            role: row.parse("role", &changeable.role)?,
            groups: Default::default(),
            disabled: changeable.disabled,
            description: changeable.description,
            must_change_password: changeable.must_change_password,
            created_at: row.moment("created_at", created_at)?,
        })
    }
}

impl From<&User> for UserRow {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            changeable: Changeable {
                login: user.login.to_string(),
                name: user.name.to_string(),
                role: user.role.to_string(),
                disabled: user.disabled,
                description: user.description.clone(),
                must_change_password: user.must_change_password,
            },
            created_at: microseconds(user.created_at),
        }
    }
}
