//! What holds for every set of accesses, whoever asks and whatever is asked.
#![expect(clippy::unwrap_used, reason = "a value that cannot be made is a failed test")]

mod common;

use common::{
    NOW, access, accesses, actions, active, asked, caller, plain_user, repository_scope, requester, scope, small_name,
    unknown_resource, user,
};
use domain::{
    Access, Action, Actions, Asked, Decision, Policy, RepositoryName, Requester, Resource, Role, Scope, Subject, User,
};
use proptest::prelude::*;
use time::Duration;

fn decide(accesses: &[Access], requester: Requester<'_>, scope: &Scope) -> Decision {
    Policy::new(accesses, NOW).decide(requester, scope)
}

/// The granted actions as the token shows them.
fn granted(accesses: &[Access], requester: Requester<'_>, scope: &Scope) -> Vec<&'static str> {
    decide(accesses, requester, scope).grant().map(|grant| grant.actions).unwrap_or_default()
}

fn is_subset(less: &[&str], more: &[&str]) -> bool {
    less.iter().all(|action| more.contains(action))
}

fn for_anyone(name: &RepositoryName, actions: Actions) -> Access {
    Access {
        id: domain::AccessId(uuid::Uuid::nil()),
        name: "for anyone".parse().unwrap(),
        subject: Subject::Anyone,
        resource: name.as_str().parse().unwrap(),
        actions,
        disabled: false,
        expires_at: None,
    }
}

/// Rule 4 and 5 of the policy in the plainest words: a union, less the push that lacks its pull.
fn expected_of_accesses(accesses: &[Access], requester: Requester<'_>, scope: &Scope) -> Actions {
    let Resource::Repository(name) = &scope.resource else { return Actions::NONE };
    let held = accesses
        .iter()
        .filter(|access| !access.disabled && access.expires_at.is_none_or(|end| end > NOW))
        .filter(|access| access.subject.includes(requester) && access.resource.matches(name, requester.login()))
        .fold(Actions::NONE, |held, access| held | access.actions);
    let held = if held.contains(Action::Pull) { held } else { held.without(Action::Push) };
    held & scope.asked.actions()
}

proptest! {
    #[test]
    fn accesses_add_up_to_exactly_what_a_plain_user_gets(
        accesses in accesses(), user in proptest::option::of(plain_user()), scope in scope(),
    ) {
        let requester = requester(&user);
        prop_assert_eq!(
            decide(&accesses, requester, &scope).granted(),
            expected_of_accesses(&accesses, requester, &scope)
        );
    }

    #[test]
    fn nothing_is_granted_that_was_not_asked(accesses in accesses(), caller in caller(), scope in scope()) {
        let granted = granted(&accesses, requester(&caller), &scope);
        let asked = match scope.resource {
            Resource::Repository(_) => scope.asked.actions().iter().map(Action::as_str).collect(),
            _ => Vec::from_iter(scope.asked.everything.then_some("*")),
        };
        prop_assert!(is_subset(&granted, &asked), "{granted:?} of {asked:?}");
    }

    #[test]
    fn each_action_is_decided_on_its_own(accesses in accesses(), caller in caller(), scope in repository_scope()) {
        let requester = requester(&caller);
        let one_by_one = scope.asked.actions().iter().flat_map(|action| {
            let asked = Asked { by_name: action.into(), everything: false };
            decide(&accesses, requester, &Scope { asked, ..scope.clone() }).verdicts
        });
        prop_assert_eq!(one_by_one.collect::<Vec<_>>(), decide(&accesses, requester, &scope).verdicts);
    }

    #[test]
    fn order_and_duplicates_change_nothing(
        (accesses, shuffled) in accesses().prop_flat_map(|accesses| {
            let twice = [accesses.clone(), accesses.clone()].concat();
            (Just(accesses), Just(twice).prop_shuffle())
        }),
        caller in caller(),
        scope in scope(),
    ) {
        let requester = requester(&caller);
        prop_assert_eq!(granted(&accesses, requester, &scope), granted(&shuffled, requester, &scope));
    }

    #[test]
    fn another_access_takes_nothing_away(
        accesses in accesses(), another in access(), caller in caller(), scope in scope(),
    ) {
        let before = granted(&accesses, requester(&caller), &scope);
        let after = granted(&[accesses, vec![another]].concat(), requester(&caller), &scope);
        prop_assert!(is_subset(&before, &after), "{before:?} became {after:?}");
    }

    #[test]
    fn disabling_or_expiring_an_access_is_removing_it(
        accesses in accesses(), mut another in access(), caller in caller(), scope in scope(), expire in any::<bool>(),
    ) {
        if expire {
            another.expires_at = Some(NOW - Duration::SECOND);
        } else {
            another.disabled = true;
        }
        let without = granted(&accesses, requester(&caller), &scope);
        prop_assert_eq!(granted(&[vec![another], accesses].concat(), requester(&caller), &scope), without);
    }

    #[test]
    fn an_access_ends_at_the_moment_it_expires(name in small_name()) {
        let scope = Scope { resource: Resource::Repository(name.clone()), asked: Asked { by_name: Action::Pull.into(), everything: false } };
        let ending_at = |expires_at| Access { expires_at: Some(expires_at), ..for_anyone(&name, Actions::ALL) };
        prop_assert!(granted(&[ending_at(NOW)], Requester::Anonymous, &scope).is_empty());
        prop_assert_eq!(granted(&[ending_at(NOW + Duration::SECOND)], Requester::Anonymous, &scope), ["pull"]);
    }

    #[test]
    fn whoever_is_known_gets_at_least_what_nobody_gets(accesses in accesses(), user in user(), scope in scope()) {
        let nobodys = granted(&accesses, Requester::Anonymous, &scope);
        let users = granted(&accesses, Requester::User(&active(user)), &scope);
        prop_assert!(is_subset(&nobodys, &users), "{nobodys:?} but {users:?}");
    }

    #[test]
    fn a_blocked_user_gets_nothing_whatever_anyone_gets(
        accesses in accesses(), user in user(), scope in repository_scope(), disabled in any::<bool>(),
    ) {
        let Resource::Repository(name) = &scope.resource else { unreachable!() };
        let accesses = [accesses, vec![for_anyone(name, Actions::ALL)]].concat();
        let blocked = User { disabled, must_change_password: !disabled, ..user };
        prop_assert!(granted(&accesses, Requester::User(&blocked), &scope).is_empty());
    }

    #[test]
    fn an_admin_gets_what_is_asked_on_every_repository(accesses in accesses(), user in user(), scope in repository_scope()) {
        let admin = User { role: Role::Admin, ..active(user) };
        prop_assert_eq!(decide(&accesses, Requester::User(&admin), &scope).granted(), scope.asked.actions());
    }

    #[test]
    fn push_is_never_granted_to_who_may_not_pull(
        accesses in accesses(), caller in caller(), name in small_name(), wanted in asked(),
    ) {
        let resource = Resource::Repository(name);
        let pull = Asked { by_name: Action::Pull.into(), everything: false };
        let may_pull = !granted(&accesses, requester(&caller), &Scope { resource: resource.clone(), asked: pull }).is_empty();
        let granted = granted(&accesses, requester(&caller), &Scope { resource, asked: wanted });
        prop_assert!(may_pull || !granted.contains(&"push"));
    }

    #[test]
    fn the_catalogue_is_for_active_admins_who_ask_for_all_of_it(
        accesses in accesses(), caller in caller(), asked in asked(),
    ) {
        let may = asked.everything
            && caller.as_ref().is_some_and(|user| user.is_enabled_admin() && !user.must_change_password);
        let granted = granted(&accesses, requester(&caller), &Scope { resource: Resource::Catalog, asked });
        prop_assert_eq!(granted, Vec::from_iter(may.then_some("*")));
    }

    #[test]
    fn nothing_is_granted_on_what_is_unknown(
        accesses in accesses(), caller in caller(), resource in unknown_resource(), asked in asked(),
    ) {
        let scope = Scope { resource, asked };
        prop_assert!(granted(&accesses, requester(&caller), &scope).is_empty());
    }

    #[test]
    fn a_reader_who_asks_for_everything_gets_pull(reader in plain_user(), name in small_name()) {
        let accesses = [for_anyone(&name, Action::Pull.into())];
        let scope: Scope = format!("repository:{name}:pull,push,delete,*").parse().unwrap();
        prop_assert_eq!(granted(&accesses, Requester::User(&reader), &scope), ["pull"]);
        prop_assert_eq!(granted(&accesses, Requester::Anonymous, &scope), ["pull"]);
    }

    #[test]
    fn a_token_never_carries_an_empty_grant(accesses in accesses(), caller in caller(), scope in scope()) {
        if let Some(grant) = decide(&accesses, requester(&caller), &scope).grant() {
            prop_assert!(!grant.actions.is_empty());
            prop_assert_eq!(grant.name, scope.resource.name());
        }
    }

    #[test]
    fn a_set_of_actions_is_what_was_put_in(set in actions()) {
        prop_assert_eq!(set.iter().collect::<Actions>(), set);
        prop_assert_eq!(set.to_string().split(',').filter_map(|word| word.parse::<Action>().ok()).collect::<Actions>(), set);
    }
}
