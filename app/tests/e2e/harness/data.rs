use std::env;
use std::path::{Path, PathBuf};

use postgres_cluster::Database;
use tempfile::TempDir;

use super::program;
use super::server::{ISSUER, SERVICE};

/// What a server has: its folder, and where its records are.
pub(crate) struct Data {
    folder: TempDir,
    database: Option<Database>,
}

impl Data {
    /// New and empty. With `STORE=postgres` in the environment the records are in a database of PostgreSQL.
    pub(crate) fn new() -> Self {
        let is_in_postgres = env::var("STORE").is_ok_and(|store| store == "postgres");
        Self { folder: TempDir::new().unwrap(), database: is_in_postgres.then(postgres_cluster::database) }
    }

    /// New and empty, with the records in a file: for what is about that file.
    pub(crate) fn in_file() -> Self {
        Self { folder: TempDir::new().unwrap(), database: None }
    }

    pub(crate) fn in_database(database: Database) -> Self {
        Self { folder: TempDir::new().unwrap(), database: Some(database) }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The file of the records, if it is one of SQLite.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        let is_ours = program::stand_in().is_none();
        (is_ours && self.database.is_none()).then(|| self.folder.path().join("data.db"))
    }

    /// The database of the records, if it is one of PostgreSQL.
    pub(crate) fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    /// The options of every server on this.
    pub(crate) fn options(&self) -> Vec<String> {
        let store = match &self.database {
            None => vec![format!("--store.embed.path={}", self.folder().join("data.db").display())],
            Some(database) => {
                vec!["--store.type=postgres".to_owned(), format!("--store.postgres.url={}", database.url())]
            }
        };
        let others = [
            format!("--registry.certs.path={}", self.folder().join("certs").display()),
            format!("--registry.service={SERVICE}"),
            format!("--registry.issuer={ISSUER}"),
        ];
        store.into_iter().chain(others).collect()
    }
}
