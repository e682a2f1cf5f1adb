use async_trait::async_trait;
use ports::{
    Accesses, Audit, Catalog, Failures, Groups, PolicyChanges, RefreshTokens, Secrets, Sessions, StoreError,
    UnitOfWork, Users,
};
use tracing::{Instrument, Span};

/// A unit of work, and the span that ends with it.
pub(super) struct TracedUnit {
    pub(super) unit: Box<dyn UnitOfWork>,
    pub(super) span: Span,
}

#[async_trait]
impl UnitOfWork for TracedUnit {
    fn users(&mut self) -> &mut dyn Users {
        self.unit.users()
    }

    fn groups(&mut self) -> &mut dyn Groups {
        self.unit.groups()
    }

    fn accesses(&mut self) -> &mut dyn Accesses {
        self.unit.accesses()
    }

    fn sessions(&mut self) -> &mut dyn Sessions {
        self.unit.sessions()
    }

    fn refresh_tokens(&mut self) -> &mut dyn RefreshTokens {
        self.unit.refresh_tokens()
    }

    fn failures(&mut self) -> &mut dyn Failures {
        self.unit.failures()
    }

    fn catalog(&mut self) -> &mut dyn Catalog {
        self.unit.catalog()
    }

    fn audit(&mut self) -> &mut dyn Audit {
        self.unit.audit()
    }

    fn secrets(&mut self) -> &mut dyn Secrets {
        self.unit.secrets()
    }

    async fn policy_revision(&mut self) -> Result<u64, StoreError> {
        self.unit.policy_revision().await
    }

    async fn policy_changes(&mut self, since: u64) -> Result<Option<PolicyChanges>, StoreError> {
        self.unit.policy_changes(since).await
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let Self { unit, span } = *self;
        let outcome = unit.commit().instrument(span.clone()).await;
        match &outcome {
            Ok(()) => span.record("committed", true),
            Err(_) => span.record("otel.status_description", "cannot commit"),
        };
        outcome
    }
}
