use std::sync::Arc;
use std::thread;

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::{Error, QueryResult};

use super::connection::Connection;
use super::pool::{Idle, Permits};

/// An open transaction. Wherever it is dropped, what was done in it is undone before its
/// connection is there for others and the next writer is let in, in this order.
pub(in super::super) struct Transaction {
    /// There until this is dropped.
    connection: Option<Connection>,
    idle: Arc<Idle>,
    _permits: Permits,
}

impl Transaction {
    pub(super) fn begun(connection: Connection, idle: Arc<Idle>, permits: Permits) -> Self {
        Self { connection: Some(connection), idle, _permits: permits }
    }

    pub(super) fn connection(&mut self) -> QueryResult<&mut Connection> {
        self.connection.as_mut().ok_or(Error::BrokenTransactionManager)
    }

    pub(super) fn commit(mut self) -> QueryResult<()> {
        AnsiTransactionManager::commit_transaction(self.connection()?)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        match AnsiTransactionManager::rollback_transaction(&mut connection) {
            Ok(()) | Err(Error::NotInTransaction) if !thread::panicking() => self.idle.put(connection),
            Ok(()) | Err(Error::NotInTransaction) => {}
            Err(error) => tracing::warn!(%error, "rolling back failed; the connection is closed"),
        }
    }
}
