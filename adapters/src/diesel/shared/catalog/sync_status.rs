use diesel::prelude::*;

use super::super::connection::Connection;
use super::super::schema::sync_status;

const ONLY_ROW: i32 = 1;

pub(super) fn find(connection: &mut Connection) -> QueryResult<Option<String>> {
    sync_status::table.find(ONLY_ROW).select(sync_status::status).first(connection).optional()
}

pub(super) fn keep(connection: &mut Connection, status: &str) -> QueryResult<()> {
    diesel::insert_into(sync_status::table)
        .values((sync_status::only_row.eq(ONLY_ROW), sync_status::status.eq(status)))
        .on_conflict(sync_status::only_row)
        .do_update()
        .set(sync_status::status.eq(status))
        .execute(connection)?;
    Ok(())
}
