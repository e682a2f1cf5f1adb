//! Many users, groups and accesses, made through the port that the server itself writes them by.

use std::num::NonZeroUsize;
use std::path::Path;

use adapters::{Argon2Hasher, SqliteStore};
use domain::{Access, AccessId, Action, Group, GroupId, Role, Subject, User, UserId};
use ports::{Intent, PasswordHash, PasswordHasher, Store};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::Result;

/// The password of all of them. As they share its hash too, the server hashes it once for all.
pub(crate) const PASSWORD: &str = "a flock of starlings at dusk";
/// The number of the one who is an admin.
pub(crate) const ADMIN: usize = 0;
const ACCESSES_EACH: usize = 10;
const USERS_A_GROUP: usize = 10;

/// The login of one of them.
pub(crate) fn login(number: usize) -> String {
    format!("user-{number}")
}

/// Enters so many users, a tenth as many groups and ten times as many accesses.
pub(crate) fn enter(path: &Path, users: usize) -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let password = hashes(1).await?.pop().ok_or("no hash")?;
        let store = SqliteStore::open(path).await?;
        let mut unit = store.begin(Intent::Write).await?;
        let groups = (0..users.div_ceil(USERS_A_GROUP)).map(group).collect::<Result<Vec<_>>>()?;
        for group in &groups {
            unit.groups().insert(group).await?;
        }
        for number in 0..users {
            let group = groups.get(number / USERS_A_GROUP).ok_or("too few groups")?;
            let user = user(number, group.id)?;
            unit.users().insert(&user, &password).await?;
            for access in accesses(&user, group.id)? {
                unit.accesses().insert(&access).await?;
            }
        }
        unit.commit().await?;
        Ok(())
    })
}

/// Gives each of these users a hash of its own.
pub(crate) fn salt(path: &Path, users: usize) -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let hashes = hashes(users).await?;
        let store = SqliteStore::open(path).await?;
        let mut unit = store.begin(Intent::Write).await?;
        for ((user, _), hash) in unit.users().all_with_passwords().await?.into_iter().zip(hashes) {
            unit.users().set_password(user.id, &hash).await?;
        }
        unit.commit().await?;
        Ok(())
    })
}

/// So many hashes of their password, one made after the other.
pub(crate) async fn hashes(count: usize) -> Result<Vec<PasswordHash>> {
    let hasher = Argon2Hasher::new(NonZeroUsize::MIN, 1);
    let mut hashes = Vec::new();
    for _ in 0..count {
        hashes.push(hasher.hash(PASSWORD).await?);
    }
    Ok(hashes)
}

fn group(number: usize) -> Result<Group> {
    Ok(Group { id: GroupId(Uuid::new_v4()), name: format!("group-{number}").parse()?, description: String::new() })
}

fn user(number: usize, group: GroupId) -> Result<User> {
    Ok(User {
        id: UserId(Uuid::new_v4()),
        login: login(number).parse()?,
        name: format!("User {number}").parse()?,
        role: if number == ADMIN { Role::Admin } else { Role::User },
        groups: [group].into(),
        disabled: false,
        description: String::new(),
        must_change_password: false,
        created_at: OffsetDateTime::now_utc(),
    })
}

/// Half of them for the user, half for its group.
fn accesses(user: &User, group: GroupId) -> Result<Vec<Access>> {
    let access = |number: usize| {
        Ok(Access {
            id: AccessId(Uuid::new_v4()),
            name: format!("{} {number}", user.login).parse()?,
            subject: if number.is_multiple_of(2) { Subject::User(user.id) } else { Subject::Group(group) },
            resource: format!("{}/{number}/**", user.login).parse()?,
            actions: Action::Pull.into(),
            disabled: false,
            expires_at: None,
        })
    };
    (0..ACCESSES_EACH).map(access).collect()
}
