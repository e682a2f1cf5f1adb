//! The configuration of docker_auth: its users and its ACL.

mod acl;
mod entry;

use std::collections::BTreeSet;

use domain::{Label, Role, UserName};
use serde_json::{Map, Value};

use super::bcrypt::bcrypt;
use super::{Proposal, ProposedUser, What};

const IN_GENERAL: &[&str] = &[
    "The first entry of an ACL that matches decides; rules here add up. An entry is imported only where that comes \
     to the same for everybody.",
    "Push is granted only to who may pull.",
    "Listing all repositories (registry:catalog) is for admins. Every account here has the role user; --admin gives \
     one the role of an admin.",
];

/// Other ways in which docker_auth knows accounts or decides, none of which can be imported.
const ELSEWHERE: [&str; 14] = [
    "google_auth",
    "github_auth",
    "gitlab_auth",
    "oidc_auth",
    "ldap_auth",
    "mongo_auth",
    "xorm_auth",
    "ext_auth",
    "plugin_authn",
    "acl_mongo",
    "acl_xorm",
    "casbin_authz",
    "ext_authz",
    "plugin_authz",
];

/// What a configuration says.
pub(super) fn proposal(file: &Map<String, Value>) -> Proposal {
    let mut proposal = Proposal { in_general: IN_GENERAL, ..Proposal::default() };
    for name in ELSEWHERE.into_iter().filter(|name| file.contains_key(*name)) {
        proposal.note(name, What::NotImported("it is kept outside of this file".to_owned()));
    }
    let nobody = Map::new();
    let users = file.get("users").and_then(Value::as_object).unwrap_or(&nobody);
    for (login, user) in users.iter().filter(|(login, _)| !login.is_empty()) {
        match account(login, user) {
            Ok(account) => proposal.users.push(account),
            Err(why) => proposal.note(format!("user {login:?}"), What::NotImported(why)),
        }
    }
    let has_anonymous = users.get("").is_some_and(|user| user.get("password").is_none());
    let entries = file.get("acl").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    acl::enter(&mut proposal, entries, has_anonymous);
    proposal
}

/// Whether this could be such a configuration.
pub(super) fn is_likely(file: &Map<String, Value>) -> bool {
    let has_users = file.get("users").is_some_and(Value::is_object);
    has_users || file.get("acl").is_some_and(Value::is_array)
}

fn account(login: &str, user: &Value) -> Result<ProposedUser, String> {
    let name: UserName = login.parse().map_err(|error| format!("the login {error}"))?;
    let password = user.get("password").ok_or("it has no password: any was right")?;
    let password = bcrypt(password.as_str().unwrap_or_default())?;
    Ok(ProposedUser {
        name: Label::from(name.clone()),
        login: name,
        role: Role::User,
        groups: BTreeSet::new(),
        disabled: false,
        description: String::new(),
        password,
    })
}

#[cfg(test)]
mod tests;
