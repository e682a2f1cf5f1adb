use std::collections::HashMap;

use crate::{Access, GroupId, Requester, Subject, UserId};

/// All accesses, laid out so that those of one requester are found without looking at the others.
#[derive(Debug, Clone, Default)]
pub struct Rulebook {
    of_users: HashMap<UserId, Vec<Access>>,
    of_groups: HashMap<GroupId, Vec<Access>>,
    of_registered_users: Vec<Access>,
    of_anyone: Vec<Access>,
}

impl Rulebook {
    /// The accesses that concern `requester`, in force or not.
    pub fn of<'a>(&'a self, requester: Requester<'a>) -> impl Iterator<Item = &'a Access> {
        let user = requester.user();
        let own = user.and_then(|user| self.of_users.get(&user.id));
        let of_groups = user.into_iter().flat_map(|user| &user.groups).filter_map(|group| self.of_groups.get(group));
        let of_registered_users = user.map(|_| &self.of_registered_users);
        own.into_iter().chain(of_groups).chain(of_registered_users).chain([&self.of_anyone]).flatten()
    }

    /// All accesses, in force or not.
    pub fn all(&self) -> impl Iterator<Item = &Access> {
        let named = self.of_users.values().chain(self.of_groups.values());
        named.chain([&self.of_registered_users, &self.of_anyone]).flatten()
    }
}

impl FromIterator<Access> for Rulebook {
    fn from_iter<I: IntoIterator<Item = Access>>(accesses: I) -> Self {
        let mut book = Self::default();
        for access in accesses {
            match access.subject {
                Subject::User(id) => book.of_users.entry(id).or_default(),
                Subject::Group(id) => book.of_groups.entry(id).or_default(),
                Subject::RegisteredUsers => &mut book.of_registered_users,
                Subject::Anyone => &mut book.of_anyone,
            }
            .push(access);
        }
        book
    }
}
