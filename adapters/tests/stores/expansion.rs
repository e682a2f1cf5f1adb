//! While a new version takes the place of an earlier one, both work on the same tables: a migration only
//! adds, or says in `required_migrations` what a program must know.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::Text;
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, RunQueryDsl};
use postgres_cluster::Database;

/// The migration that made the list of what is required.
const LISTED_SINCE: &str = "00000000000009";

/// An engine, asked for what its tables are.
trait Engine {
    const MIGRATIONS: &str;
    /// A line for each column: its table, its name, its type.
    const COLUMNS: &str;
    /// A line for each thing that must be so of a new row: its table, and what.
    const DEMANDS: &str;

    fn run(&mut self, statements: &str);
    fn lines(&mut self, query: &str) -> BTreeSet<String>;

    fn shape(&mut self) -> Shape {
        let required = self.lines("SELECT version FROM required_migrations");
        Shape { columns: self.lines(Self::COLUMNS), demands: self.lines(Self::DEMANDS), required }
    }
}

impl Engine for SqliteConnection {
    const MIGRATIONS: &str = "sqlite";
    const COLUMNS: &str = "SELECT t.name || ' ' || c.name || ' ' || c.type
        FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'";
    const DEMANDS: &str = "SELECT t.name || ' NOT NULL ' || c.name
        FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND c.\"notnull\" AND c.dflt_value IS NULL
        UNION SELECT t.name || ' UNIQUE ' || (SELECT group_concat(i.name) FROM pragma_index_info(l.name) i)
        FROM sqlite_schema t JOIN pragma_index_list(t.name) l WHERE t.type = 'table' AND l.\"unique\"
        UNION SELECT t.name || ' REFERENCES ' || f.\"table\" || ' by ' || f.\"from\"
        FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'";

    fn run(&mut self, statements: &str) {
        self.batch_execute(statements).unwrap();
    }

    fn lines(&mut self, query: &str) -> BTreeSet<String> {
        sql::<Text>(query).load(self).unwrap().into_iter().collect()
    }
}

impl Engine for Database {
    const MIGRATIONS: &str = "postgres";
    const COLUMNS: &str = "SELECT concat_ws(' ', table_name, column_name, data_type)
        FROM information_schema.columns WHERE table_schema = 'public'";
    const DEMANDS: &str = "SELECT concat_ws(' ', table_name, 'NOT NULL', column_name)
        FROM information_schema.columns WHERE table_schema = 'public' AND is_nullable = 'NO'
        AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'
        UNION SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
        UNION SELECT concat_ws(' ', tablename, indexdef)
        FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE 'CREATE UNIQUE %'";

    fn run(&mut self, statements: &str) {
        Database::run(self, statements);
    }

    fn lines(&mut self, query: &str) -> BTreeSet<String> {
        Database::run(self, query).lines().map(str::to_owned).collect()
    }
}

/// What a program may rely on.
struct Shape {
    columns: BTreeSet<String>,
    demands: BTreeSet<String>,
    required: BTreeSet<String>,
}

impl Shape {
    /// What a program that was made for this does not expect of what became of it; none if it may go on.
    fn surprise(&self, after: &Self) -> Option<String> {
        let is_known_table = |line: &&String| {
            let table = |line: &str| line.split(' ').next().map(str::to_owned);
            self.columns.iter().any(|column| table(column) == table(line))
        };
        let gone = self.columns.difference(&after.columns).next().map(|column| format!("{column} is gone"));
        gone.or_else(|| {
            after.demands.difference(&self.demands).find(is_known_table).map(|demand| format!("{demand} is new"))
        })
    }
}

/// What is wrong with a migration, which is done.
fn objection(engine: &mut impl Engine, migration: &str) -> Option<String> {
    let before = engine.shape();
    engine.run(migration);
    let after = engine.shape();
    if !before.required.is_subset(&after.required) {
        return Some("what was required is so no more".to_owned());
    }
    before.surprise(&after).filter(|_| before.required == after.required)
}

/// The migrations in their order: number and text.
fn migrations(engine: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    let mut folders: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let read = |folder: &std::path::PathBuf| {
        let name = folder.file_name().unwrap().to_str().unwrap();
        (name.split('_').next().unwrap().to_owned(), fs::read_to_string(folder.join("up.sql")).unwrap())
    };
    folders.iter().map(read).collect()
}

/// Brings the engine to what it is after all migrations, whose steps are looked at; gives what is required.
fn walk<E: Engine>(engine: &mut E) -> BTreeSet<String> {
    let migrations = migrations(E::MIGRATIONS);
    for (number, migration) in &migrations {
        match number.as_str() {
            number if number <= LISTED_SINCE => engine.run(migration),
            number => assert_eq!(objection(engine, migration), None, "{} {number}", E::MIGRATIONS),
        }
    }
    let required = engine.shape().required;
    assert!(required.iter().all(|required| migrations.iter().any(|(number, _)| number == required)), "{required:?}");
    required
}

const EXPANDING: [&str; 4] = [
    "CREATE TABLE further (id TEXT NOT NULL PRIMARY KEY)",
    "ALTER TABLE users ADD COLUMN nickname TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE users ADD COLUMN phone TEXT",
    "CREATE INDEX users_by_phone ON users (phone)",
];

const CONTRACTING: [&str; 6] = [
    "CREATE UNIQUE INDEX users_by_nickname ON users (nickname)",
    "ALTER TABLE groups RENAME COLUMN description TO about",
    "ALTER TABLE users DROP COLUMN registry_password",
    "ALTER TABLE activity RENAME TO days",
    "DROP TABLE failures",
    "DELETE FROM required_migrations",
];

fn must_be_told_apart(engine: &mut impl Engine, further: &[&str]) {
    for migration in EXPANDING {
        assert_eq!(objection(engine, migration), None, "{migration}");
    }
    for migration in CONTRACTING.iter().chain(further) {
        assert!(objection(engine, migration).is_some(), "{migration}");
    }
    let told = "DROP TABLE events; INSERT INTO required_migrations VALUES ('1')";
    assert_eq!(objection(engine, told), None);
}

#[test]
fn a_migration_that_earlier_programs_cannot_work_with_says_so() {
    let mut sqlite = SqliteConnection::establish(":memory:").unwrap();
    let mut postgres = postgres_cluster::database();
    assert_eq!(walk(&mut sqlite), walk(&mut postgres), "both require the same");

    must_be_told_apart(&mut sqlite, &[]);
    must_be_told_apart(
        &mut postgres,
        &[
            "ALTER TABLE notices ADD COLUMN reason TEXT NOT NULL",
            "ALTER TABLE users ALTER COLUMN phone SET NOT NULL",
            "ALTER TABLE users ALTER COLUMN phone TYPE BIGINT USING 0",
            "ALTER TABLE users ADD CHECK (nickname <> login)",
        ],
    );
}
