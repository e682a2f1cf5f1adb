use std::collections::HashMap;
use std::net::IpAddr;

use domain::audit::{Actor, ActorKind, Deed, Event, Outcome};
use time::OffsetDateTime;

use super::Origin;

/// Makes one entry of refusals that repeat, so that nobody can fill the disk by being refused: in each
/// period the first is told, and at its end how many more there were. Only so many different ones are
/// told apart; the others are counted.
#[derive(Default)]
pub(super) struct Repeats {
    seen: HashMap<Key, (Event, u64)>,
    others: u64,
}

/// How many different refusals are told apart in a period.
const TOLD_APART: usize = 200;

/// Refusals of the same key are the same.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    deed: Deed,
    actor: (ActorKind, String),
    address: Option<IpAddr>,
    target: String,
    reason: String,
}

impl Repeats {
    /// The event, if it is to be told now.
    pub(super) fn sift(&mut self, event: Event) -> Option<Event> {
        if event.outcome != Outcome::Refused {
            return Some(event);
        }
        let key = Key::of(&event);
        if let Some((last, count)) = self.seen.get_mut(&key) {
            *last = event;
            *count += 1;
            return None;
        }
        if self.seen.len() >= TOLD_APART {
            self.others += 1;
            return None;
        }
        self.seen.insert(key, (event.clone(), 0));
        Some(event)
    }

    /// What is to be told at the end of the period; another one begins.
    pub(super) fn settle(&mut self, now: OffsetDateTime) -> Vec<Event> {
        let repeated = self.seen.drain().filter(|(_, (_, count))| *count > 0);
        let mut events: Vec<_> = repeated.map(|(_, (event, count))| Event { count, ..event }).collect();
        events.sort_by_key(|event| event.at);
        if self.others > 0 {
            let reason = "more different refusals than are told apart in a minute".to_owned();
            let event = Origin::system().event(now, Deed::AuditDrop, None);
            events.push(Event { count: self.others, reason, ..event });
            self.others = 0;
        }
        events
    }
}

impl Key {
    fn of(event: &Event) -> Self {
        Self {
            deed: event.deed,
            actor: (event.actor.kind(), Actor::name(&event.actor).to_owned()),
            address: event.address,
            target: event.target.as_ref().map(|target| target.name.clone()).unwrap_or_default(),
            reason: event.reason.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(login: &str, second: i64) -> Event {
        let at = OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(second);
        let origin = Origin { actor: Actor::Claimed(login.to_owned()), ..Origin::system() };
        Event { outcome: Outcome::Refused, ..origin.event(at, Deed::SignInRefuse, None) }
    }

    fn now() -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH
    }

    #[test]
    fn the_first_is_told_and_the_others_are_counted() {
        let mut repeats = Repeats::default();
        assert_eq!(repeats.sift(refusal("alice", 1)), Some(refusal("alice", 1)));
        assert_eq!(repeats.sift(refusal("bob", 2)), Some(refusal("bob", 2)));
        assert_eq!(repeats.sift(refusal("alice", 3)), None);
        assert_eq!(repeats.sift(refusal("alice", 4)), None);
        assert_eq!(repeats.settle(now()), [Event { count: 2, ..refusal("alice", 4) }]);
        assert_eq!(repeats.settle(now()), []);
        assert!(repeats.sift(refusal("alice", 5)).is_some(), "another period");
    }

    #[test]
    fn what_is_done_is_told_each_time() {
        let mut repeats = Repeats::default();
        let done = Event { outcome: Outcome::Done, ..refusal("alice", 1) };
        for _ in 0..3 {
            assert!(repeats.sift(done.clone()).is_some());
        }
        assert_eq!(repeats.settle(now()), []);
    }

    #[test]
    fn nobody_can_fill_the_disk_with_logins_that_differ() {
        let mut repeats = Repeats::default();
        let told = (0..1000).filter(|number| repeats.sift(refusal(&format!("user{number}"), 1)).is_some()).count();
        assert_eq!(told, TOLD_APART);
        let settled = repeats.settle(now());
        let [event] = settled.as_slice() else { panic!("{settled:?}") };
        assert_eq!((event.deed, event.count), (Deed::AuditDrop, 1000 - TOLD_APART as u64));
    }
}
