//! The grammar of scopes and of the repository names within them.
#![expect(clippy::unwrap_used, reason = "a value that cannot be made is a failed test")]

mod common;

use std::collections::HashMap;

use common::{asked, name_text, scope, unknown_resource};
use domain::{Asked, MAX_SCOPES, RepositoryName, Resource, Scope, ScopeError, UserName, merge_scopes};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Text that is nearly a scope: its pieces in any order.
fn scope_like() -> impl Strategy<Value = String> {
    let pieces = [
        "repository",
        "registry",
        "catalog",
        "team/app",
        "host:5000/",
        "pull",
        "push",
        "*",
        ":",
        "::",
        ",",
        "/",
        "//",
        "..",
        "(",
        ")",
        "(plugin)",
        " ",
        "%2f",
        "A",
        "é",
        "\0",
        "{login}",
    ];
    vec(select(pieces.to_vec()), 0..10).prop_map(|pieces| pieces.concat())
}

fn any_scope() -> impl Strategy<Value = Scope> {
    let repository = name_text().prop_map(|name| Resource::Repository(name.parse().unwrap()));
    let resource = prop_oneof![4 => repository, 1 => Just(Resource::Catalog), 1 => unknown_resource()];
    (resource, asked()).prop_map(|(resource, asked)| Scope { resource, asked })
}

fn by_resource(scopes: Vec<Scope>) -> HashMap<Resource, Asked> {
    scopes.into_iter().map(|scope| (scope.resource, scope.asked)).collect()
}

fn merged(texts: &[String]) -> Vec<Scope> {
    merge_scopes(texts.iter().map(String::as_str)).unwrap()
}

proptest! {
    #[test]
    fn every_name_of_the_grammar_is_a_repository_name(text in name_text()) {
        let name: RepositoryName = text.parse().unwrap();
        prop_assert_eq!(name.as_str(), text);
    }

    #[test]
    fn a_scope_reads_back_what_it_prints(scope in any_scope()) {
        prop_assert_eq!(scope.to_string().parse::<Scope>(), Ok(scope));
    }

    #[test]
    fn what_can_be_read_prints_its_meaning(text in scope_like()) {
        if let Ok(scope) = text.parse::<Scope>() {
            prop_assert_eq!(scope.to_string().parse::<Scope>(), Ok(scope));
        }
    }

    #[test]
    fn no_text_is_too_strange_to_be_refused(text in prop_oneof![any::<String>(), scope_like()]) {
        let _: Result<Scope, _> = text.parse();
        let _: Result<RepositoryName, _> = text.parse();
        let _: Result<UserName, _> = text.parse();
        let _ = merge_scopes([text.as_str()]);
    }

    #[test]
    fn only_legal_names_get_through(text in scope_like()) {
        if let Ok(Scope { resource: Resource::Repository(name), .. }) = text.parse() {
            prop_assert!(!name.as_str().contains(".."));
            prop_assert!(name.components().all(|component| !component.is_empty()));
        }
    }

    #[test]
    fn a_class_is_read_and_dropped(name in name_text(), asked in asked(), class in "[a-z0-9]{1,8}") {
        let with_class: Scope = format!("repository({class}):{name}:{asked}").parse().unwrap();
        prop_assert_eq!(with_class, format!("repository:{name}:{asked}").parse().unwrap());
    }

    #[test]
    fn words_that_are_no_action_are_left_out(name in name_text(), asked in asked(), noise in "[b-oq-z]{0,8}") {
        prop_assume!(noise != "delete");
        let noisy: Scope = format!("repository:{name}:{noise},{asked},{noise}").parse().unwrap();
        prop_assert_eq!(noisy.asked, asked);
    }

    #[test]
    fn merging_asks_for_each_resource_once_and_for_all_of_it(scopes in vec(scope(), 0..12)) {
        let mut expected: HashMap<Resource, Asked> = HashMap::new();
        for scope in &scopes {
            let asked = expected.entry(scope.resource.clone()).or_default();
            asked.by_name |= scope.asked.by_name;
            asked.everything |= scope.asked.everything;
        }
        let merged = merged(&scopes.iter().map(Scope::to_string).collect::<Vec<_>>());
        prop_assert_eq!(merged.len(), expected.len());
        prop_assert_eq!(by_resource(merged), expected);
    }

    #[test]
    fn merging_minds_neither_order_nor_repetition_nor_packing(
        (texts, shuffled) in vec(scope().prop_map(|scope| scope.to_string()), 0..12).prop_flat_map(|texts| {
            let twice = [texts.clone(), texts.clone()].concat();
            (Just(texts), Just(twice).prop_shuffle())
        }),
    ) {
        let expected = by_resource(merged(&texts));
        prop_assert_eq!(by_resource(merged(&shuffled)), expected.clone());
        prop_assert_eq!(by_resource(merged(&[shuffled.join("  ")])), expected);
    }

    #[test]
    fn a_request_holds_only_so_many_scopes(text in any_scope().prop_map(|scope| scope.to_string()), more in 1..5_usize) {
        let packed = |count| vec![text.as_str(); count].join(" ");
        prop_assert_eq!(merge_scopes([packed(MAX_SCOPES).as_str()]).unwrap().len(), 1);
        prop_assert_eq!(merge_scopes([packed(MAX_SCOPES + more).as_str()]), Err(ScopeError::TooMany));
    }
}
