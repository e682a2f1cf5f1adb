use std::sync::Arc;

use async_trait::async_trait;
use ports::{Intent, Lease, Load, Store, StoreError, Topic, UnitOfWork, Work};
use tracing::field::Empty;
use tracing::{Instrument, debug_span};

use super::unit::TracedUnit;

/// Tells in traces how long each unit of work takes, from before it begins to its end.
pub struct TracedStore(Arc<dyn Store>);

impl TracedStore {
    /// Keeps things where `store` does.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self(store)
    }
}

#[async_trait]
impl Store for TracedStore {
    async fn begin(&self, intent: Intent) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let span = match intent {
            Intent::Read => debug_span!(target: "traces", "store: read", otel.status_description = Empty),
            Intent::Write => {
                debug_span!(target: "traces", "store: write", committed = Empty, otel.status_description = Empty)
            }
        };
        let begun = self.0.begin(intent).instrument(span.clone()).await;
        match begun {
            Ok(unit) => Ok(Box::new(TracedUnit { unit, span })),
            Err(error) => {
                span.record("otel.status_description", "cannot begin");
                Err(error)
            }
        }
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.0.check().instrument(debug_span!(target: "traces", "store: check")).await
    }

    async fn lead(&self, work: Work) -> Result<Option<Box<dyn Lease>>, StoreError> {
        self.0.lead(work).await
    }

    async fn changed(&self, topic: Topic) {
        self.0.changed(topic).await;
    }

    fn load(&self) -> Option<Load> {
        self.0.load()
    }
}
