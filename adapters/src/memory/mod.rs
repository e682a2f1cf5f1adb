//! A [`Store`] in memory, for tests, trials, and as the plainest example of an adapter.

mod accesses;
mod audit;
mod catalog;
mod failures;
mod groups;
mod refresh_tokens;
mod secrets;
mod sessions;
mod state;
mod unit;
mod users;

use std::sync::Arc;

use async_trait::async_trait;
use ports::{Intent, Store, StoreError, UnitOfWork};
use tokio::sync::{Mutex, RwLock};

use self::state::State;
use self::unit::MemoryUnit;

/// Keeps everything in memory, as long as it lives. Its clones share what they keep.
#[derive(Clone, Default)]
pub struct MemoryStore {
    committed: Arc<RwLock<Arc<State>>>,
    writer: Arc<Mutex<()>>,
}

#[async_trait]
impl Store for MemoryStore {
    async fn begin(&self, intent: Intent) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let turn = match intent {
            Intent::Read => None,
            Intent::Write => Some(self.writer.clone().lock_owned().await),
        };
        let snapshot = self.committed.read().await.clone();
        Ok(Box::new(MemoryUnit::new(snapshot, self.committed.clone(), turn)))
    }

    async fn check(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
