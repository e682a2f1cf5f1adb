use std::fmt;

use domain::{Label, UserName};

/// Something that will not be as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which record of the source, such as `access 7` or `line 3`.
    pub about: String,
    /// In which way.
    pub what: What,
}

/// In which way something will not be as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It is left out, for this reason.
    NotImported(String),
    /// It has another name.
    Renamed(Label),
    /// A role that is none here; the account is a plain user.
    UnknownRole(String),
    /// The group of the account is not there.
    MissingGroup(i64),
    /// The login is a number, by which nobody could sign in.
    NumericLogin,
    /// What nobody but the anonymous had is had by those who are signed in, too.
    SignedInToo,
    /// What was promised to whoever is signed in is kept.
    RegisteredUsers,
    /// The members of a group have it; formerly it was the user with the number of the group, if any.
    Members(Option<UserName>),
    /// It has an effect; formerly it had none, because of the words in the name of the repository.
    NeverMatched,
    /// Push without pull has no effect.
    PushNeedsPull,
    /// It is for these accounts alone; an earlier entry of the ACL grants less to others.
    OnlyFor(Vec<UserName>),
    /// Words that are no action here.
    OtherActions(Vec<String>),
}

impl What {
    /// One word, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotImported(_) => "not_imported",
            Self::Renamed(_) => "renamed",
            Self::UnknownRole(_) => "unknown_role",
            Self::MissingGroup(_) => "missing_group",
            Self::NumericLogin => "numeric_login",
            Self::SignedInToo => "signed_in_too",
            Self::RegisteredUsers => "registered_users",
            Self::Members(_) => "members",
            Self::NeverMatched => "never_matched",
            Self::PushNeedsPull => "push_needs_pull",
            Self::OnlyFor(_) => "only_for",
            Self::OtherActions(_) => "other_actions",
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotImported(why) => write!(f, "is left out: {why}"),
            Self::Renamed(name) => write!(f, "is called \"{name}\" here"),
            Self::UnknownRole(role) => write!(f, "has the role {role:?}, which is none here, and becomes a user"),
            Self::MissingGroup(id) => write!(f, "is in group {id}, which is not there, and is in no group here"),
            Self::NumericLogin => f.write_str("can sign in now; a login that is a number was taken for an id"),
            Self::SignedInToo => f.write_str("is for those who are signed in too; it was only for those who are not"),
            Self::RegisteredUsers => f.write_str("is in force for everybody who is signed in; it was for nobody"),
            Self::Members(None) => f.write_str("is in force for the members of the group; it was for nobody"),
            Self::Members(Some(login)) => {
                write!(f, "is in force for the members of the group; it was for {login}, who has the same number")
            }
            Self::NeverMatched => f.write_str("is in force; it was not, because of the name of its repository"),
            Self::PushNeedsPull => f.write_str("grants push without pull, which has no effect here"),
            Self::OnlyFor(logins) => {
                let logins: Vec<_> = logins.iter().map(UserName::as_str).collect();
                write!(f, "is only for {}, and for nobody who comes later", logins.join(", "))
            }
            Self::OtherActions(words) => write!(f, "has words that are no action here: {}", words.join(", ")),
        }
    }
}
