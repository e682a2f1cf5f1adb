use async_trait::async_trait;
use diesel::Connection as _;
use ports::{
    Accesses, Audit, Catalog, Groups, Intent, PolicyChanges, Record, RefreshTokens, Secrets, Sessions, StoreError,
    UnitOfWork, Users,
};

use super::column::signed;
use super::connection::Connection;
use super::error::Failure;
use super::policy;
use super::pool::blocking;
use super::transaction::Transaction;

/// A unit of work: one transaction on one connection.
///
/// Each call hands the transaction to a blocking thread and takes it back. A call that is
/// cancelled does not; the thread then drops it when it is done.
pub(super) struct DieselUnit {
    intent: Intent,
    transaction: Option<Transaction>,
}

impl DieselUnit {
    pub(super) fn new(intent: Intent, transaction: Transaction) -> Self {
        Self { intent, transaction: Some(transaction) }
    }

    /// Asks the database something.
    pub(super) async fn read<T, F>(&mut self, doing: &'static str, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        let mut transaction = self.take(doing)?;
        let (transaction, answer) = blocking(doing, move || {
            let answer = query(transaction.connection());
            Ok((transaction, answer))
        })
        .await?;
        self.transaction = Some(transaction);
        answer.map_err(|failure| failure.during(doing))
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
        self.read(doing, move |connection| {
            Ok(connection.transaction(statements).map_err(|failure| failure.writing(record, doing)))
        })
        .await?
    }

    fn take(&mut self, doing: &'static str) -> Result<Transaction, StoreError> {
        self.transaction.take().ok_or_else(|| StoreError::backend(doing, "an earlier call of this unit was cut short"))
    }
}

#[async_trait]
impl UnitOfWork for DieselUnit {
    fn users(&mut self) -> &mut dyn Users {
        self
    }

    fn groups(&mut self) -> &mut dyn Groups {
        self
    }

    fn accesses(&mut self) -> &mut dyn Accesses {
        self
    }

    fn sessions(&mut self) -> &mut dyn Sessions {
        self
    }

    fn refresh_tokens(&mut self) -> &mut dyn RefreshTokens {
        self
    }

    fn catalog(&mut self) -> &mut dyn Catalog {
        self
    }

    fn audit(&mut self) -> &mut dyn Audit {
        self
    }

    fn secrets(&mut self) -> &mut dyn Secrets {
        self
    }

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
        blocking("committing", move || transaction.commit().map_err(|error| Failure::from(error).during("committing")))
            .await
    }
}
