use std::collections::BTreeMap;
use std::sync::Arc;

use domain::audit::Entry;
use domain::{
    Access, AccessId, Failed, Group, GroupId, RefreshToken, RefreshTokenId, Session, SessionId, Subject, User, UserId,
};
use ports::{PasswordHash, SecretHash};
use time::OffsetDateTime;

use super::catalog::Shelves;

/// Everything that is kept.
#[derive(Clone, Default)]
pub(super) struct State {
    /// Grows with every change.
    pub(super) revision: u64,
    pub(super) users: BTreeMap<UserId, (User, PasswordHash)>,
    pub(super) registry_passwords: BTreeMap<UserId, PasswordHash>,
    pub(super) groups: BTreeMap<GroupId, Group>,
    pub(super) accesses: BTreeMap<AccessId, Access>,
    pub(super) sessions: BTreeMap<SessionId, Session>,
    pub(super) refresh_tokens: BTreeMap<RefreshTokenId, (RefreshToken, SecretHash)>,
    pub(super) failures: BTreeMap<String, (Failed, OffsetDateTime)>,
    pub(super) catalog: Shelves,
    pub(super) audit: Vec<Arc<Entry>>,
    pub(super) audit_writers: BTreeMap<String, OffsetDateTime>,
    pub(super) secrets: BTreeMap<String, Vec<u8>>,
}

impl State {
    /// Removes what cannot be without this user.
    pub(super) fn forget_user(&mut self, id: UserId) {
        self.registry_passwords.remove(&id);
        self.accesses.retain(|_, access| access.subject != Subject::User(id));
        self.sessions.retain(|_, session| session.user != id);
        self.refresh_tokens.retain(|_, (token, _)| token.user != id);
    }

    /// Removes what cannot be without this group.
    pub(super) fn forget_group(&mut self, id: GroupId) {
        self.accesses.retain(|_, access| access.subject != Subject::Group(id));
        for (user, _) in self.users.values_mut() {
            user.groups.remove(&id);
        }
    }
}

/// Removes what `is_gone`; tells how many.
pub(super) fn remove_all<K: Ord, V>(records: &mut BTreeMap<K, V>, is_gone: impl Fn(&V) -> bool) -> u64 {
    let before = records.len();
    records.retain(|_, record| !is_gone(record));
    (before - records.len()) as u64
}
