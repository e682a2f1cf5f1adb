use std::fmt;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::Options;

use super::checks::{Checks, option};
use super::{Fault, Secret, value};

/// Where everything is kept.
#[derive(Debug, Clone)]
pub struct Store {
    /// The kind of store, and its place.
    pub kind: StoreType,
    /// The password of the first user when the store is created.
    pub admin_password: Secret,
    /// For how long what is known of users and rules is good while the store does not answer; nothing for
    /// a few seconds only.
    pub offline_grace: Duration,
}

/// A kind of store, and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreType {
    /// SQLite within this program: its file.
    Embed(PathBuf),
    /// A database of PostgreSQL.
    Postgres(Postgres),
}

/// A database of PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postgres {
    /// Its URL, with a password perhaps.
    pub url: Secret,
    /// How many connections there may be at once.
    pub pool_size: NonZeroU32,
}

#[derive(Clone, Copy, Default)]
enum Word {
    #[default]
    Embed,
    Postgres,
}

/// More than that no server takes.
const MOST_CONNECTIONS: u32 = 1000;

impl Store {
    pub(super) fn read(options: &Options, checks: &mut Checks) -> Self {
        let words = [("embed", Word::Embed), ("postgres", Word::Postgres)];
        let path = checks.required(option!(options.store_embed_path), value::path);
        let pool_size = checks.optional(option!(options.store_postgres_pool_size), pool_size);
        let kind = match checks.required(option!(options.store_type), |text| value::choice(text, &words)) {
            Word::Embed => StoreType::Embed(path),
            Word::Postgres => StoreType::Postgres(Postgres {
                url: checks.demanded(option!(options.store_postgres_url), "store.type postgres", postgres_url),
                pool_size: pool_size.unwrap_or(NonZeroU32::MIN),
            }),
        };
        Self {
            kind,
            admin_password: checks.required(option!(options.store_admin_password), value::secret),
            offline_grace: checks.required(option!(options.store_offline_grace), value::duration_or_nothing),
        }
    }

    /// The file, if the store is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.kind {
            StoreType::Embed(path) => Some(path),
            StoreType::Postgres(_) => None,
        }
    }
}

/// Shown to people: nothing of the URL, since a password may be in it.
impl fmt::Display for StoreType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embed(path) => path.display().fmt(f),
            Self::Postgres(_) => f.write_str("in PostgreSQL"),
        }
    }
}

fn pool_size(text: &str) -> Result<NonZeroU32, Fault> {
    let size = text.parse().ok().filter(|size: &NonZeroU32| size.get() <= MOST_CONNECTIONS);
    size.ok_or_else(|| Fault::PoolSize(text.to_owned()))
}

/// A URL as libpq takes it. A second `@` would make a part of a password the name of a host, which is
/// told to people.
fn postgres_url(text: &str) -> Result<Secret, Fault> {
    let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
    let authority = rest.and_then(|rest| rest.split(['/', '?']).next());
    let is_url = authority.is_some_and(|authority| authority.matches('@').count() <= 1);
    if is_url && !text.contains(|character: char| character.is_whitespace() || character.is_control()) {
        Ok(Secret::new(text))
    } else {
        Err(Fault::PostgresUrl)
    }
}
