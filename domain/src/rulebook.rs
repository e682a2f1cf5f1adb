use std::collections::HashMap;
use std::sync::Arc;

use crate::{Access, AccessId, GroupId, Requester, Subject, UserId};

/// All accesses, laid out so that those of one requester are found without looking at the others.
///
/// A clone shares what is not changed in it, so that one change among very many accesses costs little.
#[derive(Debug, Clone, Default)]
pub struct Rulebook {
    of_users: HashMap<UserId, Arc<Vec<Access>>>,
    of_groups: HashMap<GroupId, Arc<Vec<Access>>>,
    of_registered_users: Arc<Vec<Access>>,
    of_anyone: Arc<Vec<Access>>,
    subjects: HashMap<AccessId, Subject>,
}

impl Rulebook {
    /// The accesses that concern `requester`, in force or not.
    pub fn of<'a>(&'a self, requester: Requester<'a>) -> impl Iterator<Item = &'a Access> {
        let user = requester.user();
        let own = user.and_then(|user| self.of_users.get(&user.id));
        let of_groups = user.into_iter().flat_map(|user| &user.groups).filter_map(|group| self.of_groups.get(group));
        let of_registered_users = user.map(|_| &self.of_registered_users);
        let all = own.into_iter().chain(of_groups).chain(of_registered_users).chain([&self.of_anyone]);
        all.flat_map(|accesses| accesses.iter())
    }

    /// All accesses, in force or not.
    pub fn all(&self) -> impl Iterator<Item = &Access> {
        let named = self.of_users.values().chain(self.of_groups.values());
        named.chain([&self.of_registered_users, &self.of_anyone]).flat_map(|accesses| accesses.iter())
    }

    /// Adds an access, in the place of the one with its id if there is one.
    pub fn put(&mut self, access: Access) {
        self.remove(access.id);
        self.subjects.insert(access.id, access.subject);
        self.of_subject(access.subject).push(access);
    }

    /// Takes the access with this id out, if it is in.
    pub fn remove(&mut self, id: AccessId) {
        if let Some(subject) = self.subjects.remove(&id) {
            self.of_subject(subject).retain(|access| access.id != id);
        }
    }

    fn of_subject(&mut self, subject: Subject) -> &mut Vec<Access> {
        Arc::make_mut(match subject {
            Subject::User(id) => self.of_users.entry(id).or_default(),
            Subject::Group(id) => self.of_groups.entry(id).or_default(),
            Subject::RegisteredUsers => &mut self.of_registered_users,
            Subject::Anyone => &mut self.of_anyone,
        })
    }
}

impl FromIterator<Access> for Rulebook {
    fn from_iter<I: IntoIterator<Item = Access>>(accesses: I) -> Self {
        let mut book = Self::default();
        accesses.into_iter().for_each(|access| book.put(access));
        book
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn access(id: u128, subject: Subject) -> Access {
        Access {
            id: AccessId(Uuid::from_u128(id)),
            name: "rule".parse().unwrap(),
            subject,
            resource: "**".parse().unwrap(),
            actions: Default::default(),
            disabled: false,
            expires_at: None,
        }
    }

    #[test]
    fn an_access_stands_where_it_was_put_last_and_a_clone_keeps_its_own() {
        let user = Subject::User(UserId(Uuid::from_u128(9)));
        let before: Rulebook = [access(1, user), access(2, Subject::Anyone)].into_iter().collect();
        let mut after = before.clone();
        after.put(access(1, Subject::Anyone));
        after.remove(AccessId(Uuid::from_u128(2)));
        after.remove(AccessId(Uuid::from_u128(3)));
        let of_nobody = |book: &Rulebook| book.of(Requester::Anonymous).cloned().collect::<Vec<_>>();
        assert_eq!(of_nobody(&after), [access(1, Subject::Anyone)]);
        assert_eq!(after.all().count(), 1);
        assert_eq!(of_nobody(&before), [access(2, Subject::Anyone)]);
        assert_eq!(before.all().count(), 2);
    }
}
