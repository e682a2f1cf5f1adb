//! What processes on one store tell each other of syncs, as JSON.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::sync_report::SyncStatus;

/// So long somebody is believed to sync who does not say so any more: it may be gone. What was told at a time
/// that is still to come is as old as that: the clock was set back.
const BELIEVED_FOR: Duration = Duration::seconds(15);

#[derive(Serialize, Deserialize)]
struct Note {
    #[serde(with = "moment")]
    told_at: OffsetDateTime,
    status: SyncStatus,
}

/// The status, as it is told at this moment.
pub(super) fn written(status: SyncStatus, now: OffsetDateTime) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Note { told_at: now, status })
}

/// What there is to believe at this moment of what was told: nothing of what another version may have said in
/// another way.
pub(super) fn believed(note: &str, now: OffsetDateTime) -> SyncStatus {
    let Ok(Note { told_at, mut status }) = serde_json::from_str(note) else { return SyncStatus::default() };
    if (now - told_at).abs() > BELIEVED_FOR {
        status.running = None;
    }
    status
}

/// A moment in nanoseconds since 1970.
pub(super) mod moment {
    use serde::de::{Deserialize as _, Deserializer, Error as _};
    use serde::ser::{Error as _, Serializer};
    use time::OffsetDateTime;

    pub(in super::super) fn serialize<S: Serializer>(moment: &OffsetDateTime, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(i64::try_from(moment.unix_timestamp_nanos()).map_err(S::Error::custom)?)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<OffsetDateTime, D::Error> {
        OffsetDateTime::from_unix_timestamp_nanos(i64::deserialize(from)?.into()).map_err(D::Error::custom)
    }
}

/// The name of a repository, or none.
pub(super) mod repository {
    use domain::RepositoryName;
    use serde::de::{Deserialize as _, Deserializer, Error as _};
    use serde::ser::{Serialize as _, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(name: &Option<RepositoryName>, to: S) -> Result<S::Ok, S::Error> {
        name.as_ref().map(RepositoryName::as_str).serialize(to)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<RepositoryName>, D::Error> {
        let name = Option::<String>::deserialize(from)?;
        name.map(|name| name.parse()).transpose().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sync_report::{Difference, SyncFailure, SyncProgress, SyncReport};
    use super::*;

    fn status(now: OffsetDateTime) -> SyncStatus {
        let failure = SyncFailure { repository: Some("team/app".parse().unwrap()), reason: "\"why\"".to_owned() };
        let other = SyncFailure { repository: None, reason: String::new() };
        let report = SyncReport {
            finished_at: now,
            added: Difference { tags: 1, manifests: 2 },
            ..SyncReport::new(now - Duration::DAY, vec![failure, other])
        };
        let progress =
            SyncProgress { started_at: now, repositories_total: Some(3), repositories_done: 2, tags: u64::MAX };
        SyncStatus { running: Some(progress), last: Some(report) }
    }

    #[test]
    fn what_is_told_is_understood_and_believed_for_a_while() {
        let now = OffsetDateTime::UNIX_EPOCH + Duration::new(1_764_000_000, 123_456_789);
        let told = status(now);
        let note = written(told.clone(), now).unwrap();
        assert_eq!(believed(&note, now + BELIEVED_FOR), told);
        let later = believed(&note, now + BELIEVED_FOR + Duration::SECOND);
        assert_eq!(later, SyncStatus { running: None, ..told });
        assert_eq!(believed(&note, now - Duration::DAY), later);
    }

    #[test]
    fn what_nobody_understands_says_nothing() {
        for note in ["", "{}", "[1]", "{\"told_at\": 1}"] {
            assert_eq!(believed(note, OffsetDateTime::UNIX_EPOCH), SyncStatus::default());
        }
    }
}
