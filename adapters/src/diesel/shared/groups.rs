use async_trait::async_trait;
use diesel::prelude::*;
use domain::{Group, GroupId};
use ports::{Direction, GroupFilter, GroupSort, Groups, Order, Page, Record, StoreError, Window};

use super::column::{ColumnError, Row, texts};
use super::connection::{Connection, Dialect};
use super::error::Failure;
use super::functions::contains;
use super::paging::{Limits, Sorting, sorted};
use super::schema::groups;
use super::unit::DieselUnit;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = groups, check_for_backend(Dialect))]
struct GroupRow {
    id: String,
    name: String,
    description: String,
}

#[async_trait]
impl Groups for DieselUnit {
    async fn find(&mut self, id: GroupId) -> Result<Option<Group>, StoreError> {
        self.read("reading a group", move |connection| {
            let row = groups::table.find(id.to_string()).select(GroupRow::as_select()).first(connection).optional()?;
            Ok(row.map(Group::try_from).transpose()?)
        })
        .await
    }

    async fn list(
        &mut self,
        filter: &GroupFilter,
        order: &Order<GroupSort>,
        window: Window,
    ) -> Result<Page<Group>, StoreError> {
        let (filter, order) = (filter.clone(), order.clone());
        self.read("listing groups", move |connection| list(connection, &filter, order, window.into())).await
    }

    async fn insert(&mut self, group: &Group) -> Result<(), StoreError> {
        let row = GroupRow::from(group);
        self.write(Record::Group, "adding a group", move |connection| {
            diesel::insert_into(groups::table).values(row).execute(connection)?;
            Ok(())
        })
        .await
    }

    async fn update(&mut self, group: &Group) -> Result<bool, StoreError> {
        let row = GroupRow::from(group);
        self.write(Record::Group, "changing a group", move |connection| {
            Ok(diesel::update(groups::table.find(&row.id)).set(&row).execute(connection)? > 0)
        })
        .await
    }

    async fn remove(&mut self, id: GroupId) -> Result<bool, StoreError> {
        self.write(Record::Group, "removing a group", move |connection| {
            Ok(diesel::delete(groups::table.find(id.to_string())).execute(connection)? > 0)
        })
        .await
    }
}

fn list(
    connection: &mut Connection,
    filter: &GroupFilter,
    order: Order<GroupSort>,
    Limits { limit, offset }: Limits,
) -> Result<Page<Group>, Failure> {
    let total: i64 = matching(filter).count().get_result(connection)?;
    let mut query = matching(filter).select(GroupRow::as_select());
    for (sort, direction) in order {
        query = query.then_order_by(sorting(sort, direction));
    }
    let rows = query.then_order_by(groups::id).limit(limit).offset(offset).load(connection)?;
    let items = rows.into_iter().map(Group::try_from).collect::<Result<_, _>>()?;
    Ok(Page { items, total: total.unsigned_abs() })
}

fn matching(filter: &GroupFilter) -> groups::BoxedQuery<'static, Dialect> {
    let mut query = groups::table.into_boxed();
    if !filter.ids.is_empty() {
        query = query.filter(groups::id.eq_any(texts(&filter.ids)));
    }
    if let Some(text) = &filter.text {
        query = query.filter(contains(groups::name, text).or(contains(groups::description, text)));
    }
    query
}

fn sorting(sort: GroupSort, direction: Direction) -> Sorting<groups::table> {
    match sort {
        GroupSort::Name => sorted(groups::name, direction),
    }
}

impl TryFrom<GroupRow> for Group {
    type Error = ColumnError;

    fn try_from(GroupRow { id, name, description }: GroupRow) -> Result<Self, ColumnError> {
        let row = Row { table: "groups", id: &id };
        Ok(Self { id: row.parse("id", &id)?, name: row.parse("name", &name)?, description })
    }
}

impl From<&Group> for GroupRow {
    fn from(group: &Group) -> Self {
        Self { id: group.id.to_string(), name: group.name.to_string(), description: group.description.clone() }
    }
}
