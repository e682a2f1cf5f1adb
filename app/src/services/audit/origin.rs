use std::net::IpAddr;

use domain::User;
use domain::audit::{Actor, Change, Deed, Event, Outcome, Target, changes};
use time::OffsetDateTime;

use super::Recorded;

/// Who does something, and from where.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Who.
    pub actor: Actor,
    /// From where; none if it came over no network.
    pub address: Option<IpAddr>,
    /// By which request; empty if by none.
    pub request_id: String,
}

impl Origin {
    /// An account.
    pub(in crate::services) fn of_user(user: &User, from: IpAddr, request_id: &str) -> Self {
        let actor = Actor::User { id: user.id, login: user.login.to_string() };
        Self { actor, address: Some(from), request_id: request_id.to_owned() }
    }

    /// The program by itself.
    pub fn system() -> Self {
        Self { actor: Actor::System, address: None, request_id: String::new() }
    }

    /// Who holds the store itself and used a command of the program.
    pub fn command_line() -> Self {
        Self { actor: Actor::CommandLine, address: None, request_id: String::new() }
    }

    /// That a record was made.
    pub(in crate::services) fn creation<R: Recorded>(&self, at: OffsetDateTime, record: &R) -> Event {
        let changes = changes(None, Some(&record.fields()));
        Event { changes, ..self.event(at, R::DEEDS.create, Some(record.target())) }
    }

    /// That a record was changed; none if it was not.
    pub(in crate::services) fn update<R: Recorded>(&self, at: OffsetDateTime, before: &R, after: &R) -> Option<Event> {
        let changes = changes(Some(&before.fields()), Some(&after.fields()));
        let event = || self.event(at, R::DEEDS.update, Some(before.target()));
        (!changes.is_empty()).then(|| Event { changes, ..event() })
    }

    /// That a record was removed.
    pub(in crate::services) fn deletion<R: Recorded>(&self, at: OffsetDateTime, record: &R) -> Event {
        let changes = changes(Some(&record.fields()), None);
        Event { changes, ..self.event(at, R::DEEDS.delete, Some(record.target())) }
    }

    /// That something was done, with nothing more to say about it.
    pub(in crate::services) fn event(&self, at: OffsetDateTime, deed: Deed, target: Option<Target>) -> Event {
        Event {
            at,
            actor: self.actor.clone(),
            address: self.address,
            request_id: self.request_id.clone(),
            deed,
            outcome: Outcome::Done,
            target,
            changes: Vec::new(),
            reason: String::new(),
            count: 1,
        }
    }
}

/// That all of these are gone; at most a hundred are named.
pub(in crate::services) fn whole<T: ToString>(field: &str, gone: &[T]) -> Option<Change> {
    const NAMED: usize = 100;
    let mut names: Vec<_> = gone.iter().take(NAMED).map(ToString::to_string).collect();
    if let Some(more) = gone.len().checked_sub(NAMED).filter(|more| *more > 0) {
        names.push(format!("and {more} more"));
    }
    let change = |names: Vec<_>| Change { field: field.to_owned(), before: Some(names.join(", ")), after: None };
    (!names.is_empty()).then(|| change(names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_short() {
        assert_eq!(whole::<u8>("tags", &[]), None);
        assert_eq!(whole("tags", &["a", "b"]).unwrap().before.unwrap(), "a, b");
        let many: Vec<_> = (0..103).collect();
        assert!(whole("tags", &many).unwrap().before.unwrap().ends_with("98, 99, and 3 more"));
    }
}
