use std::path::Path;

use diesel::Connection as _;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Text};
use ports::StoreError;
use serde_json::Value;

use super::connection::{Address, Connection, connect};
use super::file::prepare;
use super::lock::StoreLock;
use super::shared::error::Failure;
use super::shared::history;
use crate::diesel::copy::tables::{Column, Kind, Table};
use crate::diesel::copy::{MARK, Shelf};

const DOING: &str = "copying a store";

/// The rows of a store in a file, which nobody else may take away meanwhile.
pub(in super::super) struct SqliteShelf {
    connection: Connection,
    _lock: StoreLock,
}

impl SqliteShelf {
    pub(in super::super) fn open(path: &Path) -> Result<Self, StoreError> {
        let (url, lock) = prepare(path)?;
        let mut connection = connect(&Address(url))?;
        history::must_be_known(&mut connection).map_err(|failure| failure.during(DOING))?;
        Ok(Self { connection, _lock: lock })
    }

    /// Removes the mark from a store that has it; tells whether it had.
    pub(in super::super) fn take_mark(path: &Path) -> Result<bool, StoreError> {
        let is_database = path.metadata().is_ok_and(|metadata| metadata.len() > 0);
        let Some(path) = path.to_str().filter(|_| is_database) else { return Ok(false) };
        let Ok(mut connection) = Connection::establish(path) else { return Ok(false) };
        // What is no store at all is told when it is opened.
        Ok(unmark(&mut connection).is_ok_and(|removed| removed > 0))
    }

    fn run(&mut self, statement: &str) -> Result<usize, StoreError> {
        let done = diesel::sql_query(statement).execute(&mut self.connection);
        done.map_err(|error| Failure::from(error).during(DOING))
    }
}

fn unmark(connection: &mut Connection) -> QueryResult<usize> {
    let statement = diesel::sql_query("DELETE FROM required_migrations WHERE version = ?");
    statement.bind::<Text, _>(MARK).execute(connection)
}

fn as_json(column: &Column) -> String {
    match column.kind {
        Kind::Bytes => format!("lower(hex({}))", column.name),
        Kind::Number | Kind::Switch | Kind::Text => column.name.to_owned(),
    }
}

fn of_json(place: usize, column: &Column) -> String {
    match column.kind {
        Kind::Bytes => format!("unhex(value ->> {place})"),
        Kind::Number | Kind::Switch | Kind::Text => format!("value ->> {place}"),
    }
}

impl Shelf for SqliteShelf {
    fn rows(&mut self, table: &Table, after: Option<&Value>, limit: usize) -> Result<Vec<Value>, StoreError> {
        let columns = table.list(|_, column| as_json(column));
        let key = table.key.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
        let place = |place| format!("(SELECT value ->> {place} FROM after)");
        let after_key = (0..table.key.len()).map(place).collect::<Vec<_>>().join(", ");
        let condition = after.map_or_else(|| "true".to_owned(), |_| format!("({key}) > ({after_key})"));
        let after = after.map_or_else(String::new, |row| table.key_of(row).to_string());
        let name = table.name;
        let lines: QueryResult<Vec<String>> = sql::<Text>("WITH after (value) AS (SELECT ")
            .bind::<Text, _>(after)
            .sql(&format!(
                ") SELECT json_array({columns}) FROM {name} WHERE {condition} ORDER BY {} LIMIT {limit}",
                table.order("ASC")
            ))
            .load(&mut self.connection);
        let lines = lines.map_err(|error| Failure::from(error).during(DOING))?;
        lines.iter().map(|line| serde_json::from_str(line).map_err(|error| StoreError::backend(DOING, error))).collect()
    }

    fn last(&mut self, table: &Table) -> Result<Option<Value>, StoreError> {
        let columns = table.list(|_, column| as_json(column));
        let query =
            format!("SELECT json_array({columns}) FROM {} ORDER BY {} LIMIT 1", table.name, table.order("DESC"));
        let line: QueryResult<Option<String>> = sql::<Text>(&query).get_result(&mut self.connection).optional();
        let line = line.map_err(|error| Failure::from(error).during(DOING))?;
        line.map(|line| serde_json::from_str(&line).map_err(|error| StoreError::backend(DOING, error))).transpose()
    }

    fn add(&mut self, table: &Table, rows: &[Value]) -> Result<(), StoreError> {
        let (columns, values) = (table.list(|_, column| column.name.to_owned()), table.list(of_json));
        let statement = format!("INSERT INTO {} ({columns}) SELECT {values} FROM json_each(?)", table.name);
        let added = diesel::sql_query(statement).bind::<Text, _>(Value::from(rows).to_string());
        added.execute(&mut self.connection).map_err(|error| Failure::from(error).during(DOING))?;
        Ok(())
    }

    fn clear(&mut self, table: &Table) -> Result<(), StoreError> {
        self.run(&format!("DELETE FROM {}", table.name)).map(|_| ())
    }

    fn highest_id(&mut self, table: &Table) -> Result<i64, StoreError> {
        let name = table.name;
        let query = format!(
            "SELECT max(coalesce((SELECT max(id) FROM {name}), 0),
                coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{name}'), 0))"
        );
        let highest = sql::<BigInt>(&query).get_result(&mut self.connection);
        highest.map_err(|error| Failure::from(error).during(DOING))
    }

    fn give_ids_after(&mut self, table: &Table, id: i64) -> Result<(), StoreError> {
        // SQLite has a row here for each table that takes care of it, once something was put into that.
        let name = table.name;
        self.run(&format!("UPDATE sqlite_sequence SET seq = max(seq, {id}) WHERE name = '{name}'"))?;
        let takes_care =
            format!("EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '{name}' AND sql LIKE '%AUTOINCREMENT%')");
        let is_there = format!("EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = '{name}')");
        self.run(&format!(
            "INSERT INTO sqlite_sequence (name, seq) SELECT '{name}', {id} WHERE {takes_care} AND NOT {is_there}"
        ))?;
        Ok(())
    }

    fn mark(&mut self) -> Result<(), StoreError> {
        self.run(&format!("INSERT OR IGNORE INTO required_migrations VALUES ('{MARK}')")).map(|_| ())
    }

    fn unmark(&mut self) -> Result<(), StoreError> {
        unmark(&mut self.connection).map(|_| ()).map_err(|error| Failure::from(error).during(DOING))
    }
}
