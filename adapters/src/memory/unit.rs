use std::sync::Arc;

use async_trait::async_trait;
use ports::{
    Accesses, Audit, Catalog, Failures, Groups, RefreshTokens, Secrets, Sessions, StoreError, UnitOfWork, Users,
};
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

    fn failures(&mut self) -> &mut dyn Failures {
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
        Ok(self.state.revision)
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        if self.turn.is_some() {
            *self.committed.write().await = self.state;
        }
        Ok(())
    }
}
