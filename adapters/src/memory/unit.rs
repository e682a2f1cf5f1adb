use std::sync::Arc;

use async_trait::async_trait;
use ports::{StoreError, UnitOfWork, parts_of_itself};
use tokio::sync::{OwnedMutexGuard, RwLock};

use super::state::State;

/// A unit of work: a snapshot that takes the place of what was committed before.
pub(super) struct MemoryUnit {
    pub(super) state: Arc<State>,
    committed: Arc<RwLock<Arc<State>>>,
    /// Whose turn it is to write; none in a unit that only reads.
    turn: Option<OwnedMutexGuard<()>>,
}

impl MemoryUnit {
    pub(super) fn new(
        state: Arc<State>,
        committed: Arc<RwLock<Arc<State>>>,
        turn: Option<OwnedMutexGuard<()>>,
    ) -> Self {
        Self { state, committed, turn }
    }

    /// The state, to be changed; a copy of its own from the first change on.
    pub(super) fn change(&mut self) -> Result<&mut State, StoreError> {
        match self.turn {
            Some(_) => {
                let state = Arc::make_mut(&mut self.state);
                state.revision += 1;
                Ok(state)
            }
            None => Err(StoreError::backend("writing", "this unit of work was begun for reading")),
        }
    }
}

#[async_trait]
impl UnitOfWork for MemoryUnit {
    parts_of_itself!();

    async fn policy_revision(&mut self) -> Result<u64, StoreError> {
        Ok(self.state.revision)
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        if self.turn.is_some() {
            *self.committed.write().await = self.state;
        }
        Ok(())
    }
}
