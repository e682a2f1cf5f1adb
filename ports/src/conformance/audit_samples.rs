//! Events to test with.

use std::net::Ipv4Addr;

use domain::audit::{Actor, Change, Deed, Entry, Event, Outcome, Target, TargetKind};

use super::samples::{moment, user_id};
use crate::{AuditFilter, Direction, UnitOfWork, Window};

/// An event with nothing in it that need not be.
pub(super) fn bare(reason: &str) -> Event {
    Event {
        at: moment(1),
        actor: Actor::System,
        address: None,
        request_id: String::new(),
        deed: Deed::AuditGap,
        outcome: Outcome::Done,
        target: None,
        changes: Vec::new(),
        reason: reason.to_owned(),
        count: 1,
    }
}

/// An event with something in each field.
pub(super) fn full() -> Event {
    let change = |field: &str, before: Option<&str>, after: Option<&str>| Change {
        field: field.to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    Event {
        at: moment(2),
        actor: Actor::User { id: user_id(1), login: "alice".to_owned() },
        address: Some(Ipv4Addr::new(192, 0, 2, 1).into()),
        request_id: "0123456789abcdef".to_owned(),
        deed: Deed::UserUpdate,
        outcome: Outcome::Failed,
        target: Some(Target { kind: TargetKind::User, id: Some("7".to_owned()), name: "bob \"b\" ü".to_owned() }),
        changes: vec![
            change("name", Some("Bob, {}"), Some("")),
            change("role", None, Some("admin")),
            change("ends", Some("never\n"), None),
        ],
        reason: "so".to_owned(),
        count: 3,
    }
}

/// All entries in their order.
pub(super) async fn all(unit: &mut dyn UnitOfWork) -> Vec<Entry> {
    let all = unit.audit().list(&AuditFilter::default(), Direction::Ascending, Window::ALL).await.unwrap();
    all.into_iter().map(Result::unwrap).collect()
}
