use diesel::prelude::*;
use domain::catalog::{Activity, DayActivity};
use time::Date;

use super::super::column::{ColumnError, Row};
use super::super::connection::Connection;
use super::super::error::Failure;
use super::super::schema::activity;

pub(super) fn count(connection: &mut Connection, done: Activity, times: i64, day: Date) -> QueryResult<()> {
    let (pushes, pulls) = match done {
        Activity::Push => (times, 0),
        Activity::Pull => (0, times),
    };
    diesel::insert_into(activity::table)
        .values((activity::day.eq(day.to_julian_day()), activity::pushes.eq(pushes), activity::pulls.eq(pulls)))
        .on_conflict(activity::day)
        .do_update()
        .set((activity::pushes.eq(activity::pushes + pushes), activity::pulls.eq(activity::pulls + pulls)))
        .execute(connection)?;
    Ok(())
}

pub(super) fn since(connection: &mut Connection, first: Date) -> Result<Vec<DayActivity>, Failure> {
    let rows: Vec<(i32, i64, i64)> =
        activity::table.filter(activity::day.ge(first.to_julian_day())).order(activity::day).load(connection)?;
    let days = rows.into_iter().map(|(day, pushes, pulls)| {
        let row = Row { table: "activity", id: &day.to_string() };
        Ok(DayActivity {
            day: Date::from_julian_day(day).map_err(|error| row.unreadable("day", error))?,
            pushes: pushes.unsigned_abs(),
            pulls: pulls.unsigned_abs(),
        })
    });
    Ok(days.collect::<Result<_, ColumnError>>()?)
}
