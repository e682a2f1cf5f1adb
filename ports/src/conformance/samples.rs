//! Records to test with. Their ids are made of small numbers, to be read easily when a test fails.

use domain::{
    Access, AccessId, Action, Group, GroupId, RefreshToken, RefreshTokenId, Role, Session, SessionId, Subject, User,
    UserId,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{PasswordHash, SecretHash, UnitOfWork};

/// So many microseconds after some moment that has microseconds itself.
pub(super) fn moment(microseconds: i64) -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH + Duration::microseconds(1_700_000_000_123_456 + microseconds)
}

pub(super) fn user_id(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

pub(super) fn group_id(number: u128) -> GroupId {
    GroupId(Uuid::from_u128(number))
}

pub(super) fn access_id(number: u128) -> AccessId {
    AccessId(Uuid::from_u128(number))
}

pub(super) fn session_id(number: u128) -> SessionId {
    SessionId(Uuid::from_u128(number))
}

pub(super) fn token_id(number: u128) -> RefreshTokenId {
    RefreshTokenId(Uuid::from_u128(number))
}

pub(super) fn user(number: u128, login: &str) -> User {
    User {
        id: user_id(number),
        login: login.parse().unwrap(),
        name: "Some Body".parse().unwrap(),
        role: Role::User,
        groups: [].into(),
        disabled: false,
        description: String::new(),
        must_change_password: false,
        created_at: moment(0),
    }
}

pub(super) fn group(number: u128, name: &str) -> Group {
    Group { id: group_id(number), name: name.parse().unwrap(), description: String::new() }
}

pub(super) fn access(number: u128, name: &str, subject: Subject) -> Access {
    Access {
        id: access_id(number),
        name: name.parse().unwrap(),
        subject,
        resource: "team/**".parse().unwrap(),
        actions: Action::Pull.into(),
        disabled: false,
        expires_at: None,
    }
}

pub(super) fn session(number: u128, user: UserId) -> Session {
    Session { id: session_id(number), user, created_at: moment(0), expires_at: moment(1000) }
}

pub(super) fn refresh_token(number: u128, user: UserId) -> RefreshToken {
    RefreshToken {
        id: token_id(number),
        user,
        client_id: "docker".to_owned(),
        created_at: moment(0),
        last_used_at: None,
    }
}

pub(super) fn secret(byte: u8) -> SecretHash {
    SecretHash([byte; 32])
}

pub(super) fn hash(text: &str) -> PasswordHash {
    PasswordHash(text.to_owned())
}

/// Adds users with their passwords left to chance.
pub(super) async fn insert_users(unit: &mut dyn UnitOfWork, users: &[User]) {
    for user in users {
        unit.users().insert(user, &hash("$2y$05$some")).await.unwrap();
    }
}

pub(super) async fn insert_groups(unit: &mut dyn UnitOfWork, groups: &[Group]) {
    for group in groups {
        unit.groups().insert(group).await.unwrap();
    }
}

pub(super) async fn insert_accesses(unit: &mut dyn UnitOfWork, accesses: &[Access]) {
    for access in accesses {
        unit.accesses().insert(access).await.unwrap();
    }
}
