use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::{
    Access, AccessId, Action, Actions, Label, MAX_SCOPES, Policy, Requester, Role, Scope, Subject, User, UserId,
    UserName, merge_scopes,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::text;

/// What a request asks for: it is read again as it was printed, and nobody gets more than was asked for.
pub(super) fn scope(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let Ok(scopes) = merge_scopes(text.split('&')) else { return };
    assert!(scopes.len() <= MAX_SCOPES);
    let distinct: Vec<_> = scopes.iter().map(|scope| &scope.resource).collect();
    assert!(distinct.iter().enumerate().all(|(index, resource)| !distinct[..index].contains(resource)));
    for scope in &scopes {
        assert_eq!(scope.to_string().parse::<Scope>().as_ref(), Ok(scope));
        for user in ACCOUNTS.iter().map(Requester::User).chain([Requester::Anonymous]) {
            gets_no_more_than_asked(user, scope);
        }
    }
}

fn gets_no_more_than_asked(requester: Requester<'_>, scope: &Scope) {
    let accesses = &*ACCESSES;
    let decision = Policy::new(accesses, OffsetDateTime::UNIX_EPOCH).decide(requester, scope);
    assert_eq!(decision.resource, scope.resource);
    assert!(scope.asked.actions().contains_all(decision.granted()));
    if let Some(grant) = decision.grant() {
        assert_eq!((&*grant.resource_type, &*grant.name), (scope.resource.resource_type(), scope.resource.name()));
        let is_asked = |action: &str| match action.parse::<Action>() {
            Ok(action) => scope.asked.actions().contains(action),
            Err(_) => action == "*" && scope.asked.everything && requester.user().is_some_and(User::is_enabled_admin),
        };
        assert!(grant.actions.iter().all(|action| is_asked(action)), "{grant:?} for {scope}");
    }
}

static ACCOUNTS: LazyLock<[User; 2]> = LazyLock::new(|| [account("alice", Role::User), account("root", Role::Admin)]);

static ACCESSES: LazyLock<[Access; 2]> = LazyLock::new(|| {
    let [alice, _] = &*ACCOUNTS;
    [
        access(1, Subject::User(alice.id), "home/{login}/**", Actions::ALL),
        access(2, Subject::Anyone, "*/public", Action::Pull.into()),
    ]
});

fn account(login: &str, role: Role) -> User {
    let login: UserName = login.parse().expect("a login");
    User {
        id: UserId(Uuid::from_u128(role as u128)),
        name: Label::from(login.clone()),
        login,
        role,
        groups: BTreeSet::new(),
        disabled: false,
        description: String::new(),
        must_change_password: false,
        created_at: OffsetDateTime::UNIX_EPOCH,
    }
}

fn access(id: u128, subject: Subject, resource: &str, actions: Actions) -> Access {
    Access {
        id: AccessId(Uuid::from_u128(id)),
        name: "a rule".parse().expect("a label"),
        subject,
        resource: resource.parse().expect("a pattern"),
        actions,
        disabled: false,
        expires_at: None,
    }
}
