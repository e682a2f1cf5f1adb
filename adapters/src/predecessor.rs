//! The database file of the Go program of the same name, which is only ever read.

use std::path::{Path, PathBuf};

use diesel::connection::{Connection as _, SimpleConnection};
use diesel::prelude::QueryableByName;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Binary, Bool};
use diesel::sqlite::SqliteConnection;
use diesel::{RunQueryDsl, sql_query};
use ports::{PredecessorAccess, PredecessorGroup, PredecessorRecords, PredecessorUser};
use thiserror::Error;
use url::Url;

/// Why the file could not be read.
#[derive(Debug, Error)]
pub enum PredecessorError {
    /// It cannot be opened at all.
    #[error("{} cannot be opened as a database: {reason}", .path.display())]
    Unusable {
        /// Which.
        path: PathBuf,
        /// What SQLite says.
        reason: String,
    },
    /// It is a database of another program, or a damaged one.
    #[error("{} is not a database of the Go registry-admin: {reason}", .path.display())]
    Foreign {
        /// Which.
        path: PathBuf,
        /// What SQLite misses.
        reason: String,
    },
}

/// Its columns have types, but SQLite lets anything be in them: whatever is there comes as bytes.
const USERS: &str = "SELECT CAST(id AS INTEGER) AS id, CAST(coalesce(login, '') AS BLOB) AS login, \
    CAST(coalesce(name, '') AS BLOB) AS name, CAST(coalesce(password, '') AS BLOB) AS password, \
    CAST(coalesce(role, '') AS BLOB) AS role, CAST(coalesce(user_group, 0) AS INTEGER) AS user_group, \
    coalesce(disabled, 1) <> 0 AS disabled, CAST(coalesce(description, '') AS BLOB) AS description \
    FROM users WHERE id IS NOT NULL ORDER BY id";
const GROUPS: &str = "SELECT CAST(id AS INTEGER) AS id, CAST(coalesce(name, '') AS BLOB) AS name, \
    CAST(coalesce(description, '') AS BLOB) AS description FROM groups WHERE id IS NOT NULL ORDER BY id";
const ACCESSES: &str = "SELECT CAST(id AS INTEGER) AS id, CAST(coalesce(owner_id, 0) AS INTEGER) AS owner_id, \
    coalesce(is_group, 0) <> 0 AS is_group, CAST(coalesce(name, '') AS BLOB) AS name, \
    CAST(coalesce(resource_type, '') AS BLOB) AS resource_type, \
    CAST(coalesce(resource_name, '') AS BLOB) AS resource_name, CAST(coalesce(action, '') AS BLOB) AS action, \
    coalesce(disabled, 1) <> 0 AS disabled FROM access WHERE id IS NOT NULL ORDER BY id";

/// Reads the users, groups and accesses in one consistent state. The program whose file it is may be running.
pub fn read_predecessor(path: &Path) -> Result<PredecessorRecords, PredecessorError> {
    let unusable = |reason: String| PredecessorError::Unusable { path: path.to_owned(), reason };
    let absolute = std::path::absolute(path).map_err(|error| unusable(error.to_string()))?;
    let mut url = Url::from_file_path(absolute).map_err(|()| unusable("its name cannot be used".to_owned()))?;
    url.set_query(Some("mode=ro"));
    let mut connection = SqliteConnection::establish(url.as_str()).map_err(|error| unusable(error.to_string()))?;
    read(&mut connection)
        .map_err(|error| PredecessorError::Foreign { path: path.to_owned(), reason: error.to_string() })
}

fn read(connection: &mut SqliteConnection) -> QueryResult<PredecessorRecords> {
    // What the file itself defines, such as a view that calls functions, is not trusted.
    connection.batch_execute("PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = 5000")?;
    connection.transaction(|connection| {
        Ok(PredecessorRecords {
            users: load::<UserRow, _>(connection, USERS)?,
            groups: load::<GroupRow, _>(connection, GROUPS)?,
            accesses: load::<AccessRow, _>(connection, ACCESSES)?,
        })
    })
}

fn load<R, T>(connection: &mut SqliteConnection, query: &str) -> QueryResult<Vec<T>>
where
    R: QueryableByName<diesel::sqlite::Sqlite> + Into<T> + 'static,
{
    Ok(sql_query(query).load::<R>(connection)?.into_iter().map(Into::into).collect())
}

/// No name, hash or action has other signs than those of UTF-8; one that does is refused later.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[derive(QueryableByName)]
struct UserRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Binary)]
    login: Vec<u8>,
    #[diesel(sql_type = Binary)]
    name: Vec<u8>,
    #[diesel(sql_type = Binary)]
    password: Vec<u8>,
    #[diesel(sql_type = Binary)]
    role: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    user_group: i64,
    #[diesel(sql_type = Bool)]
    disabled: bool,
    #[diesel(sql_type = Binary)]
    description: Vec<u8>,
}

#[derive(QueryableByName)]
struct GroupRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Binary)]
    name: Vec<u8>,
    #[diesel(sql_type = Binary)]
    description: Vec<u8>,
}

#[derive(QueryableByName)]
struct AccessRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    owner_id: i64,
    #[diesel(sql_type = Bool)]
    is_group: bool,
    #[diesel(sql_type = Binary)]
    name: Vec<u8>,
    #[diesel(sql_type = Binary)]
    resource_type: Vec<u8>,
    #[diesel(sql_type = Binary)]
    resource_name: Vec<u8>,
    #[diesel(sql_type = Binary)]
    action: Vec<u8>,
    #[diesel(sql_type = Bool)]
    disabled: bool,
}

impl From<UserRow> for PredecessorUser {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.id,
            login: text(row.login),
            name: text(row.name),
            password: text(row.password),
            role: text(row.role),
            group: row.user_group,
            disabled: row.disabled,
            description: text(row.description),
        }
    }
}

impl From<GroupRow> for PredecessorGroup {
    fn from(row: GroupRow) -> Self {
        Self { id: row.id, name: text(row.name), description: text(row.description) }
    }
}

impl From<AccessRow> for PredecessorAccess {
    fn from(row: AccessRow) -> Self {
        Self {
            id: row.id,
            owner: row.owner_id,
            is_group: row.is_group,
            name: text(row.name),
            resource_type: text(row.resource_type),
            resource_name: text(row.resource_name),
            action: text(row.action),
            disabled: row.disabled,
        }
    }
}
