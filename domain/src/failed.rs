use time::{Duration, OffsetDateTime};

/// Wrong passwords that came from somewhere, or were for somebody, as far as they are not forgotten.
///
/// A few are taken; beyond them each means twice as long a wait as the one before, up to
/// [`Failed::LONGEST_WAIT`]. One is forgotten per [`Failed::FORGIVEN_EVERY`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed {
    /// How many there were when the last one came, less those that were forgotten by then.
    pub count: u32,
    /// When the last one came.
    pub last_at: OffsetDateTime,
}

impl Failed {
    /// Nobody waits longer for the next attempt.
    pub const LONGEST_WAIT: Duration = Duration::MINUTE;
    /// With the longest wait as long as this, whoever goes on is held to one attempt per minute.
    pub const FORGIVEN_EVERY: Duration = Self::LONGEST_WAIT;

    /// What is known after one more.
    #[must_use]
    pub fn another(known: Option<Self>, now: OffsetDateTime) -> Self {
        let before = known.map_or(0, |known| known.remembered(now));
        Self { count: before.saturating_add(1), last_at: now }
    }

    /// How long whoever may fail `most` times has to wait for the next attempt.
    pub fn wait(self, most: u32, now: OffsetDateTime) -> Option<Duration> {
        let beyond = self.remembered(now).checked_sub(most)?;
        let wait = Duration::seconds(1_i64.checked_shl(beyond).unwrap_or(i64::MAX)).min(Self::LONGEST_WAIT);
        let left = self.last_at.saturating_add(wait) - now;
        left.is_positive().then(|| left.min(Self::LONGEST_WAIT))
    }

    /// When all are forgotten.
    pub fn forgotten_at(self) -> OffsetDateTime {
        self.last_at.saturating_add(Self::FORGIVEN_EVERY * f64::from(self.count))
    }

    /// How many are not forgotten yet. What lies in the future was noted by a clock that was set back
    /// since, and tells nothing.
    fn remembered(self, now: OffsetDateTime) -> u32 {
        let since = now - self.last_at;
        if since < -Self::LONGEST_WAIT {
            return 0;
        }
        let forgiven = since.whole_seconds().max(0) / Self::FORGIVEN_EVERY.whole_seconds();
        self.count.saturating_sub(u32::try_from(forgiven).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: u32 = 3;

    fn at(seconds: i64) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::seconds(seconds)
    }

    fn failed(times: u32, seconds: i64) -> Option<Failed> {
        (0..times).fold(None, |known, _| Some(Failed::another(known, at(seconds))))
    }

    fn wait(failed: Option<Failed>, seconds: i64) -> i64 {
        failed.and_then(|failed| failed.wait(MOST, at(seconds))).map_or(0, Duration::whole_seconds)
    }

    #[test]
    fn each_failure_beyond_the_limit_doubles_the_wait_up_to_a_minute() {
        for (times, expected) in [(0, 0), (2, 0), (3, 1), (4, 2), (5, 4), (8, 32), (9, 60), (100, 60)] {
            assert_eq!(wait(failed(times, 0), 0), expected, "{times}");
        }
        assert_eq!(wait(failed(100, 0), 59), 1);
        assert_eq!(wait(failed(100, 0), 60), 0);
    }

    #[test]
    fn a_failure_is_forgotten_each_minute() {
        let known = Failed::another(failed(MOST + 2, 0), at(3 * 60));
        assert_eq!(known, Failed { count: MOST, last_at: at(3 * 60) });
        assert_eq!(wait(Some(known), 3 * 60), 1);
        assert_eq!(wait(Some(known), 3 * 60 + 1), 0);
        assert_eq!(known.forgotten_at(), at(6 * 60));
        let for_ever = Failed { count: u32::MAX, last_at: at(0) };
        assert!(for_ever.forgotten_at() > at(0));
    }

    #[test]
    fn clocks_need_not_agree_but_one_that_was_set_back_forgets() {
        assert_eq!(wait(failed(100, 30), 0), 60, "no longer than the longest");
        assert_eq!(wait(failed(100, 3600), 0), 0);
        assert_eq!(Failed::another(failed(100, 3600), at(0)).count, 1);
    }
}
