use std::collections::BTreeSet;

use domain::{
    Access, AccessId, Action, Actions, Group, GroupId, Label, RefreshToken, RefreshTokenId, ResourcePattern, Role,
    Session, SessionId, Subject, User, UserId, UserName,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;

use super::codec::{self, Coded, by_fields, by_text};
use super::{Record, Table};

by_text!(AccessId, GroupId, Label, RefreshTokenId, ResourcePattern, Role, SessionId, UserId, UserName);
by_fields!(
    Access => AccessFields,
    Group => GroupFields,
    RefreshToken => RefreshTokenFields,
    Session => SessionFields,
    Subject => SubjectFields,
    User => UserFields,
);

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredUser {
    #[serde(with = "codec")]
    pub(crate) user: User,
    pub(crate) password: String,
    pub(crate) registry_password: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredGroup(#[serde(with = "codec")] pub(crate) Group);

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredAccess(#[serde(with = "codec")] pub(crate) Access);

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredSession(#[serde(with = "codec")] pub(crate) Session);

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredRefreshToken {
    #[serde(with = "codec")]
    pub(crate) token: RefreshToken,
    pub(crate) secret: [u8; 32],
}

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredFailure {
    pub(crate) subject: String,
    pub(crate) count: u32,
    #[serde(with = "codec")]
    pub(crate) last_at: OffsetDateTime,
    #[serde(with = "codec")]
    pub(crate) forgotten_at: OffsetDateTime,
}

impl Record for StoredFailure {
    const TABLE: Table = Table::new("failures");

    fn key(&self) -> String {
        self.subject.clone()
    }
}

impl Record for StoredUser {
    const TABLE: Table = Table::new("users");
    const DECIDES: bool = true;

    fn key(&self) -> String {
        self.user.id.to_string()
    }
}

impl Record for StoredGroup {
    const TABLE: Table = Table::new("groups");
    const DECIDES: bool = true;

    fn key(&self) -> String {
        self.0.id.to_string()
    }
}

impl Record for StoredAccess {
    const TABLE: Table = Table::new("accesses");
    const DECIDES: bool = true;

    fn key(&self) -> String {
        self.0.id.to_string()
    }
}

impl Record for StoredSession {
    const TABLE: Table = Table::new("sessions");

    fn key(&self) -> String {
        self.0.id.to_string()
    }
}

impl Record for StoredRefreshToken {
    const TABLE: Table = Table::new("refresh tokens");

    fn key(&self) -> String {
        self.token.id.to_string()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "User")]
struct UserFields {
    #[serde(with = "codec")]
    id: UserId,
    #[serde(with = "codec")]
    login: UserName,
    #[serde(with = "codec")]
    name: Label,
    #[serde(with = "codec")]
    role: Role,
    #[serde(with = "codec::each")]
    groups: BTreeSet<GroupId>,
    disabled: bool,
    description: String,
    must_change_password: bool,
    #[serde(with = "codec")]
    created_at: OffsetDateTime,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Group")]
struct GroupFields {
    #[serde(with = "codec")]
    id: GroupId,
    #[serde(with = "codec")]
    name: Label,
    description: String,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Access")]
struct AccessFields {
    #[serde(with = "codec")]
    id: AccessId,
    #[serde(with = "codec")]
    name: Label,
    #[serde(with = "codec")]
    subject: Subject,
    #[serde(with = "codec")]
    resource: ResourcePattern,
    #[serde(with = "codec")]
    actions: Actions,
    disabled: bool,
    #[serde(with = "codec::maybe")]
    expires_at: Option<OffsetDateTime>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Subject")]
enum SubjectFields {
    User(#[serde(with = "codec")] UserId),
    Group(#[serde(with = "codec")] GroupId),
    RegisteredUsers,
    Anyone,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Session")]
struct SessionFields {
    #[serde(with = "codec")]
    id: SessionId,
    #[serde(with = "codec")]
    user: UserId,
    #[serde(with = "codec")]
    created_at: OffsetDateTime,
    #[serde(with = "codec")]
    expires_at: OffsetDateTime,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "RefreshToken")]
struct RefreshTokenFields {
    #[serde(with = "codec")]
    id: RefreshTokenId,
    #[serde(with = "codec")]
    user: UserId,
    client_id: String,
    #[serde(with = "codec")]
    created_at: OffsetDateTime,
    #[serde(with = "codec::maybe")]
    last_used_at: Option<OffsetDateTime>,
}

impl Coded for Actions {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Action::as_str))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words: Vec<String> = Vec::deserialize(deserializer)?;
        words.iter().map(|word| word.parse::<Action>().map_err(serde::de::Error::custom)).collect()
    }
}
