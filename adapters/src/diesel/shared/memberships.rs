//! Who is in which group.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use domain::GroupId;

use super::column::Row;
use super::connection::Connection;
use super::error::Failure;
use super::schema::memberships;

/// How many values go into one statement; SQLite takes 32766.
const MOST_VALUES: usize = 30_000;

/// The groups of each of these users; nothing for those who are in none.
pub(super) fn of_users(
    connection: &mut Connection,
    users: &[String],
) -> Result<HashMap<String, BTreeSet<GroupId>>, Failure> {
    let mut groups = HashMap::<String, BTreeSet<GroupId>>::new();
    for users in users.chunks(MOST_VALUES) {
        let found: Vec<(String, String)> =
            memberships::table.filter(memberships::user_id.eq_any(users)).load(connection)?;
        for (user, group) in found {
            let row = Row { table: "memberships", id: &user };
            let group = row.parse("group_id", &group)?;
            groups.entry(user).or_default().insert(group);
        }
    }
    Ok(groups)
}

/// Puts a user into these groups and no others.
pub(super) fn replace(connection: &mut Connection, user: &str, groups: &[String]) -> QueryResult<()> {
    diesel::delete(memberships::table.filter(memberships::user_id.eq(user))).execute(connection)?;
    let rows: Vec<_> =
        groups.iter().map(|group| (memberships::user_id.eq(user), memberships::group_id.eq(group))).collect();
    diesel::insert_into(memberships::table).values(rows).execute(connection)?;
    Ok(())
}
