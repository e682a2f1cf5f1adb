use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::{Error, QueryResult};

use super::connection::Connection;
use super::pool::{Permits, Pooled};

/// An open transaction. Wherever it is dropped, what was done in it is undone before its
/// connection goes back to the pool and the next writer is let in, in this order.
pub(super) struct Transaction {
    connection: Pooled,
    _permits: Permits,
}

impl Transaction {
    pub(super) fn begin(mut connection: Pooled, permits: Permits, statement: &str) -> QueryResult<Self> {
        AnsiTransactionManager::begin_transaction_sql(&mut *connection, statement)?;
        Ok(Self { connection, _permits: permits })
    }

    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    pub(super) fn commit(mut self) -> QueryResult<()> {
        AnsiTransactionManager::commit_transaction(&mut *self.connection)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        match AnsiTransactionManager::rollback_transaction(&mut *self.connection) {
            Ok(()) | Err(Error::NotInTransaction) => {}
            Err(error) => tracing::warn!(%error, "rolling back failed; the pool closes the connection"),
        }
    }
}
