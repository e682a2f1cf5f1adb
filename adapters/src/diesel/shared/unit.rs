use async_trait::async_trait;
use diesel::Connection as _;
use diesel::prelude::*;
use ports::{Intent, PolicyChanges, Record, StoreError, UnitOfWork, parts_of_itself};

use super::column::signed;
use super::connection::{Connection, LONGEST_CALL};
use super::error::Failure;
use super::history;
use super::policy;
use super::pool::{Pool, blocking, within};
use super::schema::users;
use super::transaction::Transaction;

/// A unit of work: one transaction on one connection.
///
/// Each call hands the transaction to a blocking thread and takes it back. A call that is
/// cancelled does not; the thread then drops it when it is done.
pub(in super::super) struct DieselUnit {
    intent: Intent,
    transaction: Option<Transaction>,
}

impl DieselUnit {
    pub(in super::super) async fn begin(pool: &Pool, intent: Intent) -> Result<Self, StoreError> {
        Ok(Self { intent, transaction: Some(pool.begin(intent).await?) })
    }

    /// Whether the database answers, and has our tables: no later version made others of them meanwhile.
    pub(in super::super) async fn check(&mut self) -> Result<(), StoreError> {
        self.read("checking the database", |connection| {
            users::table.select(users::id).first::<String>(connection).optional()?;
            history::missing_of_list(connection)?.map_or(Ok(()), |migration| Err(Failure::Outdated(migration)))
        })
        .await
    }

    /// Asks the database something.
    pub(in super::super) async fn read<T, F>(&mut self, doing: &'static str, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        self.run(query, doing, move |failure| failure.during(doing)).await
    }

    /// Writes a record of this kind: all that `statements` do, or nothing.
    pub(super) async fn write<T, F>(
        &mut self,
        record: Record,
        doing: &'static str,
        statements: F,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        if self.intent == Intent::Read {
            return Err(StoreError::backend(doing, "this unit of work was begun for reading"));
        }
        self.run(statements, doing, move |failure| failure.writing(record, doing)).await
    }

    /// All that the statements do, or nothing, in the transaction.
    async fn run<T, F>(
        &mut self,
        statements: F,
        doing: &'static str,
        meaning: impl FnOnce(Failure) -> StoreError,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        let mut transaction = self.take(doing)?;
        let done = blocking(doing, move || {
            let done = transaction.connection().map_err(Failure::from).and_then(|open| open.transaction(statements));
            Ok((transaction, done))
        });
        let (transaction, done) = within(LONGEST_CALL, done).await?;
        self.transaction = Some(transaction);
        done.map_err(meaning)
    }

    fn take(&mut self, doing: &'static str) -> Result<Transaction, StoreError> {
        self.transaction.take().ok_or_else(|| StoreError::backend(doing, "an earlier call of this unit was cut short"))
    }
}

#[async_trait]
impl UnitOfWork for DieselUnit {
    parts_of_itself!();

    async fn policy_revision(&mut self) -> Result<u64, StoreError> {
        self.read("reading the revision of the policy", |connection| Ok(policy::revision(connection)?.unsigned_abs()))
            .await
    }

    async fn policy_changes(&mut self, since: u64) -> Result<Option<PolicyChanges>, StoreError> {
        self.read("reading what changed of the policy", move |connection| policy::changes(connection, signed(since)))
            .await
    }

    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        let transaction = self.take("committing")?;
        let committed = blocking("committing", move || {
            transaction.commit().map_err(|error| Failure::from(error).during("committing"))
        });
        within(LONGEST_CALL, committed).await
    }
}
