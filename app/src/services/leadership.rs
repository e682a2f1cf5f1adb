//! Which of the processes on one store does what nobody asks for.

use std::time::Duration;

use ports::{Store, Work};

/// How often a process that does not lead asks whether it may.
const ASK: Duration = Duration::from_secs(1);
/// So soon at the latest a process that led has noticed that it does not any more.
const NOTICED: Duration = Duration::from_secs(1);

/// Does the work as long as this process has the right to, for ever; when the right is lost, the work is
/// dropped where it stands.
pub(crate) async fn lead<F: Future<Output = ()> + Send>(store: &dyn Store, work: impl Fn() -> F + Send + Sync) {
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
