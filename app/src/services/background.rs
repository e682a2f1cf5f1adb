//! What nobody asks for, and which of the processes on one store does it.

use std::time::Duration;

use ports::{Store, Work};

use super::{AuditLog, Services};

/// How often a process that does not lead asks whether it may.
const ASK: Duration = Duration::from_secs(1);
/// So soon at the latest a process that led has noticed that it does not any more.
const NOTICED: Duration = Duration::from_secs(1);

/// How often what is old is removed from the audit log.
const TRIM: Duration = Duration::from_secs(60 * 60);

impl Services {
    /// Does the background work as long as that is for this process to do, for ever: it looks at what
    /// the registry told, and at the whole registry so often, and removes from the audit log what is older
    /// than this.
    pub async fn work_in_background(&self, sync_interval: Duration, retention: Option<Duration>) {
        let work = || async {
            tokio::join!(self.reconciler.run(), self.sync.repeat(sync_interval), trim(&self.audit_log, retention));
        };
        lead(self.ports.store.as_ref(), work).await;
    }
}

/// Removes what is old from the audit log, for ever.
async fn trim(log: &AuditLog, retention: Option<Duration>) {
    let Some(age) = retention else { return };
    loop {
        if let Err(error) = log.trim(age).await {
            tracing::warn!(%error, "cannot remove what is old from the audit log");
        }
        tokio::time::sleep(TRIM).await;
    }
}

/// Does the work as long as this process has the right to, for ever; when the right is lost, the work is
/// dropped where it stands.
async fn lead<F: Future<Output = ()> + Send>(store: &dyn Store, work: impl Fn() -> F + Send + Sync) {
    let mut had_others = false;
    let mut is_troubled = false;
    loop {
        match store.lead(Work::Background).await {
            Ok(Some(lease)) => {
                if had_others {
                    tokio::time::sleep(NOTICED).await;
                }
                tracing::info!("the background work is done here");
                tokio::select! {
                    () = lease.lost() => tracing::warn!("the background work is not done here any more"),
                    () = work() => {}
                }
                is_troubled = false;
                had_others = true;
            }
            Ok(None) => (had_others, is_troubled) = (true, false),
            Err(error) if is_troubled => tracing::debug!(%error, "cannot ask whether to do the background work"),
            Err(error) => {
                tracing::warn!(%error, "cannot ask whether to do the background work");
                is_troubled = true;
            }
        }
        tokio::time::sleep(ASK).await;
    }
}
