//! What records look like in the file: JSON, one table for each kind.

mod accounts;
mod audit;
mod catalog;
mod codec;

use redb::TableDefinition;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub(crate) use accounts::{StoredAccess, StoredFailure, StoredGroup, StoredRefreshToken, StoredSession, StoredUser};
pub(crate) use audit::{StoredEntry, StoredWriter};
pub(crate) use catalog::{KeptPull, SeenEvent, StoredDay, StoredShelf};

/// Keys are text, and sort as what they stand for.
pub(crate) type Table = TableDefinition<'static, &'static str, &'static [u8]>;

/// Every table there is.
pub(crate) const TABLES: [Table; 14] = [
    StoredUser::TABLE,
    StoredGroup::TABLE,
    StoredAccess::TABLE,
    StoredSession::TABLE,
    StoredRefreshToken::TABLE,
    StoredFailure::TABLE,
    StoredShelf::TABLE,
    KeptPull::TABLE,
    SeenEvent::TABLE,
    StoredDay::TABLE,
    StoredEntry::TABLE,
    StoredWriter::TABLE,
    Secret::TABLE,
    Count::TABLE,
];

/// What is kept in a table of its own.
pub(crate) trait Record: Serialize + DeserializeOwned {
    /// The table.
    const TABLE: Table;
    /// Whether who may do what depends on such records.
    const DECIDES: bool = false;

    /// What it is found by.
    fn key(&self) -> String;
}

/// A secret of the instance.
#[derive(Serialize, Deserialize)]
pub(crate) struct Secret {
    pub(crate) name: String,
    pub(crate) value: Vec<u8>,
}

impl Record for Secret {
    const TABLE: Table = Table::new("secrets");

    fn key(&self) -> String {
        self.name.clone()
    }
}

/// What is counted, and never goes back.
#[derive(Clone, Copy)]
pub(crate) enum Counter {
    /// See [`ports::UnitOfWork::policy_revision`].
    Policy,
    /// The last id of a repository or a tag.
    Ids,
    /// The last version of a repository.
    Versions,
    /// The number of the last pull of a manifest that is not known yet.
    KeptPulls,
}

impl Counter {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Ids => "ids",
            Self::Versions => "versions",
            Self::KeptPulls => "kept pulls",
        }
    }
}

/// How far a counter is.
#[derive(Serialize, Deserialize)]
pub(crate) struct Count {
    pub(crate) name: String,
    pub(crate) value: u64,
}

impl Record for Count {
    const TABLE: Table = Table::new("counts");

    fn key(&self) -> String {
        self.name.clone()
    }
}
