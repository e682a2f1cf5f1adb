use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::catalog::Reference;
use ports::Notice;
use tokio::time::Instant;

/// Tags that are to be looked at once more.
///
/// A registry tells of a push when it has the manifest, and only then writes the tag: who looks at
/// once may see what the tag was before.
pub(super) struct SecondLooks {
    pause: Duration,
    /// In the order of their time.
    waiting: Mutex<VecDeque<(Instant, Notice)>>,
}

impl SecondLooks {
    /// Each to be made when so much time has passed.
    pub(super) fn after(pause: Duration) -> Self {
        Self { pause, waiting: Mutex::default() }
    }

    /// Plans one for each tag among what was looked at.
    pub(super) fn plan(&self, notices: &[Notice]) {
        let time = Instant::now() + self.pause;
        let tags = notices.iter().filter(|notice| matches!(notice.reference, Reference::Tag(_)));
        self.with_waiting(|waiting| waiting.extend(tags.map(|notice| (time, notice.clone()))));
    }

    /// Those whose time has come.
    pub(super) fn due_at(&self, now: Instant) -> Vec<Notice> {
        self.with_waiting(|waiting| {
            let due = waiting.iter().take_while(|(time, _)| *time <= now);
            due.map(|(_, notice)| notice.clone()).collect()
        })
    }

    /// Forgets those that were due.
    pub(super) fn done_until(&self, now: Instant) {
        self.with_waiting(|waiting| {
            let due = waiting.partition_point(|(time, _)| *time <= now);
            waiting.drain(..due);
        });
    }

    /// Done when the time of the first has come; never if none is planned.
    pub(super) async fn due(&self) {
        match self.with_waiting(|waiting| waiting.front().map(|(time, _)| *time)) {
            Some(time) => tokio::time::sleep_until(time).await,
            None => std::future::pending().await,
        }
    }

    fn with_waiting<T>(&self, work: impl FnOnce(&mut VecDeque<(Instant, Notice)>) -> T) -> T {
        work(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(reference: Reference) -> Notice {
        Notice { version: 1, repository: "team/app".parse().unwrap(), reference }
    }

    #[tokio::test]
    async fn a_tag_is_looked_at_again_and_a_digest_is_not() {
        let tag = notice(Reference::Tag("v1".parse().unwrap()));
        let digest = notice(Reference::Digest(format!("sha256:{}", "ab".repeat(32)).parse().unwrap()));
        let looks = SecondLooks::after(Duration::from_millis(1));
        looks.plan(&[digest, tag.clone()]);
        looks.due().await;
        let now = Instant::now();
        assert_eq!(looks.due_at(now), [tag]);
        looks.done_until(now);
        assert_eq!(looks.due_at(now), []);
    }

    #[test]
    fn it_is_not_looked_at_again_before_its_time() {
        let looks = SecondLooks::after(Duration::from_secs(3600));
        looks.plan(&[notice(Reference::Tag("v1".parse().unwrap()))]);
        looks.done_until(Instant::now());
        assert_eq!(looks.due_at(Instant::now()), []);
        assert_eq!(looks.with_waiting(|waiting| waiting.len()), 1);
    }
}
