use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Text};
use ports::StoreError;
use serde_json::Value;

use super::connection::{Address, Connection, connect};
use super::shared::error::Failure;
use super::shared::history;
use super::{PostgresSettings, PostgresStore};
use crate::diesel::copy::tables::{Column, Kind, Table};
use crate::diesel::copy::{MARK, Shelf};

const DOING: &str = "copying a store";

/// The rows of a store in PostgreSQL.
pub(in super::super) struct PostgresShelf {
    connection: Connection,
}

impl PostgresShelf {
    pub(in super::super) fn open(settings: &PostgresSettings) -> Result<Self, StoreError> {
        let mut connection = PostgresStore::prepare(&Address::new(&settings.url))?;
        let patient = connection.batch_execute("SET statement_timeout = 0");
        patient.map_err(|error| Failure::from(error).during(DOING))?;
        history::must_be_known(&mut connection).map_err(|failure| failure.during(DOING))?;
        Ok(Self { connection })
    }

    /// Removes the mark from a store that has it; tells whether it had.
    pub(in super::super) fn take_mark(settings: &PostgresSettings) -> Result<bool, StoreError> {
        let mut connection = connect(&Address::new(&settings.url))?;
        // What is no store at all is told when it is opened.
        Ok(unmark(&mut connection).is_ok_and(|removed| removed > 0))
    }

    fn run(&mut self, statement: &str) -> Result<usize, StoreError> {
        let done = diesel::sql_query(statement).execute(&mut self.connection);
        done.map_err(|error| Failure::from(error).during(DOING))
    }
}

fn unmark(connection: &mut Connection) -> QueryResult<usize> {
    let statement = diesel::sql_query("DELETE FROM required_migrations WHERE version = $1");
    statement.bind::<Text, _>(MARK).execute(connection)
}

fn as_json(column: &Column) -> String {
    match column.kind {
        Kind::Bytes => format!("encode({}, 'hex')", column.name),
        Kind::Switch => format!("{}::int", column.name),
        Kind::Number | Kind::Text => column.name.to_owned(),
    }
}

fn of_json(place: usize, column: &Column) -> String {
    match column.kind {
        Kind::Bytes => format!("decode(value ->> {place}, 'hex')"),
        Kind::Switch => format!("(value ->> {place})::int::boolean"),
        Kind::Number => format!("(value ->> {place})::bigint"),
        Kind::Text => format!("value ->> {place}"),
    }
}

impl Shelf for PostgresShelf {
    fn rows(&mut self, table: &Table, after: Option<&Value>, limit: usize) -> Result<Vec<Value>, StoreError> {
        let columns = table.list(|_, column| as_json(column));
        let key = table.key.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
        let value = |(place, column)| format!("(SELECT {} FROM after)", of_json(place, column));
        let after_key = table.key.iter().enumerate().map(value).collect::<Vec<_>>().join(", ");
        let condition = after.map_or_else(|| "true".to_owned(), |_| format!("({key}) > ({after_key})"));
        let after = after.map_or_else(|| "[]".to_owned(), |row| table.key_of(row).to_string());
        let name = table.name;
        let lines: QueryResult<Vec<String>> = sql::<Text>("WITH after (value) AS (SELECT (")
            .bind::<Text, _>(after)
            .sql(&format!(
                ")::json) SELECT json_build_array({columns})::text FROM {name} WHERE {condition} ORDER BY {} LIMIT {limit}",
                table.order("ASC")
            ))
            .load(&mut self.connection);
        let lines = lines.map_err(|error| Failure::from(error).during(DOING))?;
        lines.iter().map(|line| serde_json::from_str(line).map_err(|error| StoreError::backend(DOING, error))).collect()
    }

    fn last(&mut self, table: &Table) -> Result<Option<Value>, StoreError> {
        let columns = table.list(|_, column| as_json(column));
        let order = table.order("DESC");
        let query = format!("SELECT json_build_array({columns})::text FROM {} ORDER BY {order} LIMIT 1", table.name);
        let line: QueryResult<Option<String>> = sql::<Text>(&query).get_result(&mut self.connection).optional();
        let line = line.map_err(|error| Failure::from(error).during(DOING))?;
        line.map(|line| serde_json::from_str(&line).map_err(|error| StoreError::backend(DOING, error))).transpose()
    }

    fn add(&mut self, table: &Table, rows: &[Value]) -> Result<(), StoreError> {
        let (columns, values) = (table.list(|_, column| column.name.to_owned()), table.list(of_json));
        let statement =
            format!("INSERT INTO {} ({columns}) SELECT {values} FROM json_array_elements($1::json)", table.name);
        let added = diesel::sql_query(statement).bind::<Text, _>(Value::from(rows).to_string());
        added.execute(&mut self.connection).map_err(|error| Failure::from(error).during(DOING))?;
        Ok(())
    }

    fn clear(&mut self, table: &Table) -> Result<(), StoreError> {
        self.run(&format!("DELETE FROM {}", table.name)).map(|_| ())
    }

    fn highest_id(&mut self, table: &Table) -> Result<i64, StoreError> {
        let query = format!(
            "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('{}', 'id')::regclass), 0)",
            table.name
        );
        let highest = sql::<BigInt>(&query).get_result(&mut self.connection);
        highest.map_err(|error| Failure::from(error).during(DOING))
    }

    fn give_ids_after(&mut self, table: &Table, id: i64) -> Result<(), StoreError> {
        if id > 0 {
            self.run(&format!("SELECT setval(pg_get_serial_sequence('{}', 'id'), {id})", table.name))?;
        }
        Ok(())
    }

    fn mark(&mut self) -> Result<(), StoreError> {
        let statement = "INSERT INTO required_migrations VALUES";
        self.run(&format!("{statement} ('{MARK}') ON CONFLICT DO NOTHING")).map(|_| ())
    }

    fn unmark(&mut self) -> Result<(), StoreError> {
        unmark(&mut self.connection).map(|_| ()).map_err(|error| Failure::from(error).during(DOING))
    }
}
