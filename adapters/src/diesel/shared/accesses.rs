use async_trait::async_trait;
use diesel::prelude::*;
use domain::{Access, AccessId, Action, Actions, UnknownAction};
use ports::{AccessFilter, AccessSort, Accesses, Direction, Order, Page, Record, StoreError, Window};

use super::column::{ColumnError, Row, microseconds, texts};
use super::connection::{Connection, Dialect};
use super::error::Failure;
use super::functions::{coalesce, contains};
use super::paging::{Limits, Sorting, sorted};
use super::schema::accesses;
use super::subject::{SubjectColumns, one_of};
use super::unit::DieselUnit;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = accesses, check_for_backend(Dialect), treat_none_as_null = true)]
struct AccessRow {
    id: String,
    name: String,
    #[diesel(embed)]
    subject: SubjectColumns,
    resource: String,
    actions: String,
    disabled: bool,
    expires_at: Option<i64>,
}

#[async_trait]
impl Accesses for DieselUnit {
    async fn find(&mut self, id: AccessId) -> Result<Option<Access>, StoreError> {
        self.read("reading an access", move |connection| {
            let access = accesses::table.find(id.to_string());
            let row = access.select(AccessRow::as_select()).first(connection).optional()?;
            Ok(row.map(Access::try_from).transpose()?)
        })
        .await
    }

    async fn list(
        &mut self,
        filter: &AccessFilter,
        order: &Order<AccessSort>,
        window: Window,
    ) -> Result<Page<Access>, StoreError> {
        let (filter, order) = (filter.clone(), order.clone());
        self.read("listing accesses", move |connection| list(connection, &filter, order, window.into())).await
    }

    async fn all(&mut self) -> Result<Vec<Access>, StoreError> {
        self.read("reading all accesses", |connection| {
            from_rows(accesses::table.select(AccessRow::as_select()).load(connection)?)
        })
        .await
    }

    async fn insert(&mut self, access: &Access) -> Result<(), StoreError> {
        let row = AccessRow::from(access);
        self.write(Record::Access, "adding an access", move |connection| {
            diesel::insert_into(accesses::table).values(row).execute(connection)?;
            Ok(())
        })
        .await
    }

    async fn update(&mut self, access: &Access) -> Result<bool, StoreError> {
        let row = AccessRow::from(access);
        self.write(Record::Access, "changing an access", move |connection| {
            Ok(diesel::update(accesses::table.find(&row.id)).set(&row).execute(connection)? > 0)
        })
        .await
    }

    async fn remove(&mut self, id: AccessId) -> Result<bool, StoreError> {
        self.write(Record::Access, "removing an access", move |connection| {
            Ok(diesel::delete(accesses::table.find(id.to_string())).execute(connection)? > 0)
        })
        .await
    }
}

fn list(
    connection: &mut Connection,
    filter: &AccessFilter,
    order: Order<AccessSort>,
    Limits { limit, offset }: Limits,
) -> Result<Page<Access>, Failure> {
    let total: i64 = matching(filter).count().get_result(connection)?;
    let mut query = matching(filter).select(AccessRow::as_select());
    for (sort, direction) in order {
        query = query.then_order_by(sorting(sort, direction));
    }
    let rows = query.then_order_by(accesses::id).limit(limit).offset(offset).load(connection)?;
    Ok(Page { items: from_rows(rows)?, total: total.unsigned_abs() })
}

fn matching(filter: &AccessFilter) -> accesses::BoxedQuery<'static, Dialect> {
    let mut query = accesses::table.into_boxed();
    if !filter.ids.is_empty() {
        query = query.filter(accesses::id.eq_any(texts(&filter.ids)));
    }
    if let Some(text) = &filter.text {
        query = query.filter(contains(accesses::name, text).or(contains(accesses::resource, text)));
    }
    if !filter.subjects.is_empty() {
        query = query.filter(one_of(&filter.subjects));
    }
    if let Some(disabled) = filter.disabled {
        query = query.filter(accesses::disabled.eq(disabled));
    }
    query
}

fn sorting(sort: AccessSort, direction: Direction) -> Sorting<accesses::table> {
    match sort {
        AccessSort::Name => sorted(accesses::name, direction),
        AccessSort::Resource => sorted(accesses::resource, direction),
        AccessSort::Disabled => sorted(accesses::disabled, direction),
        AccessSort::ExpiresAt => sorted(coalesce(accesses::expires_at, i64::MAX), direction),
    }
}

fn from_rows(rows: Vec<AccessRow>) -> Result<Vec<Access>, Failure> {
    Ok(rows.into_iter().map(Access::try_from).collect::<Result<_, _>>()?)
}

fn actions(text: &str) -> Result<Actions, UnknownAction> {
    text.split_terminator(',').map(str::parse::<Action>).collect()
}

impl TryFrom<AccessRow> for Access {
    type Error = ColumnError;

    fn try_from(access: AccessRow) -> Result<Self, ColumnError> {
        let row = Row { table: "accesses", id: &access.id };
        Ok(Self {
            id: row.parse("id", &access.id)?,
            name: row.parse("name", &access.name)?,
            subject: access.subject.read(row)?,
            resource: row.parse("resource", &access.resource)?,
            actions: actions(&access.actions).map_err(|error| row.unreadable("actions", error))?,
            disabled: access.disabled,
            expires_at: access.expires_at.map(|end| row.moment("expires_at", end)).transpose()?,
        })
    }
}

impl From<&Access> for AccessRow {
    fn from(access: &Access) -> Self {
        Self {
            id: access.id.to_string(),
            name: access.name.to_string(),
            subject: access.subject.into(),
            resource: access.resource.to_string(),
            actions: access.actions.to_string(),
            disabled: access.disabled,
            expires_at: access.expires_at.map(microseconds),
        }
    }
}
