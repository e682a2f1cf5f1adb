//! What the Go program of the same name has in its database, as it is there and before anybody
//! asked whether it makes sense. A text that is not there is empty.

/// Everything that is worth moving in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PredecessorRecords {
    /// Its users, by id.
    pub users: Vec<PredecessorUser>,
    /// Its groups, by id.
    pub groups: Vec<PredecessorGroup>,
    /// Its accesses, by id.
    pub accesses: Vec<PredecessorAccess>,
}

/// A user.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PredecessorUser {
    /// The number that accesses name.
    pub id: i64,
    /// What the user signs in with.
    pub login: String,
    /// The name to show.
    pub name: String,
    /// A bcrypt hash.
    pub password: String,
    /// `admin`, `manager` or `user`.
    pub role: String,
    /// The number of a group; 0 for none.
    pub group: i64,
    /// Whether the account can do nothing.
    pub disabled: bool,
    /// Free text.
    pub description: String,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PredecessorGroup {
    /// The number that users and accesses name.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Free text.
    pub description: String,
}

/// An access.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PredecessorAccess {
    /// Its number.
    pub id: i64,
    /// The number of a user, or of a group; -1000 for anyone, -999 for whoever is signed in.
    pub owner: i64,
    /// Whether the owner is a group.
    pub is_group: bool,
    /// Its name.
    pub name: String,
    /// `repository`, as a rule.
    pub resource_type: String,
    /// The name of a repository.
    pub resource_name: String,
    /// One action.
    pub action: String,
    /// Whether it grants nothing.
    pub disabled: bool,
}

/// Without the password hash.
impl std::fmt::Debug for PredecessorUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PredecessorUser").field("id", &self.id).field("login", &self.login).finish_non_exhaustive()
    }
}
