//! Which repositories a pattern matches.
#![expect(clippy::unwrap_used, reason = "a value that cannot be made is a failed test")]

mod common;

use common::{component, name_text, pattern_of, small_name, small_pattern};
use domain::{RepositoryName, ResourcePattern, UserName};
use proptest::prelude::*;

fn pattern(text: &str) -> ResourcePattern {
    text.parse().unwrap()
}

fn login() -> impl Strategy<Value = UserName> {
    "alice|b|[A-Za-z0-9][A-Za-z0-9._@+-]{0,20}".prop_map(|text| text.parse().unwrap())
}

/// The meaning of a pattern, read off its text.
fn expected(pattern: &str, name: &str, login: &str) -> bool {
    match (pattern.split_once('/'), name.split_once('/')) {
        _ if pattern == "**" => true,
        (Some((head, pattern)), Some((found, name))) => expected(head, found, login) && expected(pattern, name, login),
        (None, None) => pattern == "*" || pattern == name || (pattern == "{login}" && name == login),
        _ => false,
    }
}

#[test]
fn patterns_without_a_name_in_common_do_not_overlap() {
    for (one, other) in [("a/*", "b/*"), ("a", "a/*"), ("a/**", "a"), ("*", "a/*"), ("a/*/b", "a/*/c")] {
        assert!(!pattern(one).overlaps(&pattern(other)), "{one} {other}");
    }
    for (one, other) in [("a/*", "*/b"), ("**", "a"), ("a/**", "**"), ("a/**", "a/b/c"), ("{login}/x", "b/*")] {
        assert!(pattern(one).overlaps(&pattern(other)), "{one} {other}");
    }
}

proptest! {
    #[test]
    fn a_pattern_matches_what_its_text_says(pattern in small_pattern(), name in small_name(), login in login()) {
        prop_assert_eq!(
            pattern.matches(&name, Some(&login)),
            expected(&pattern.to_string(), name.as_str(), login.as_str())
        );
    }

    #[test]
    fn below_is_everything_below_and_nothing_else(above in small_name(), name in small_name()) {
        let is_below = name.as_str().starts_with(&format!("{above}/"));
        prop_assert_eq!(pattern(&format!("{above}/**")).matches(&name, None), is_below);
    }

    #[test]
    fn whatever_is_put_below_is_matched(above in name_text(), below in component()) {
        let name: RepositoryName = format!("{above}/{below}").parse().unwrap();
        for wildcard in ["*", "**"] {
            let pattern = pattern(&format!("{above}/{wildcard}"));
            prop_assert!(pattern.matches(&name, None));
        }
        prop_assert!(!pattern(&above).matches(&name, None));
    }

    #[test]
    fn a_name_without_wildcards_matches_itself_alone(name in small_name(), other in small_name()) {
        prop_assert_eq!(pattern(name.as_str()).matches(&other, None), name == other);
    }

    #[test]
    fn every_name_is_a_pattern_and_matched_by_the_widest(name in name_text()) {
        let repository: RepositoryName = name.parse().unwrap();
        prop_assert!(pattern(&name).matches(&repository, None));
        prop_assert!(pattern("**").matches(&repository, None));
    }

    #[test]
    fn login_never_stands_for_nobody(pattern in small_pattern(), name in small_name()) {
        prop_assume!(pattern.to_string().contains("{login}"));
        prop_assert!(!pattern.matches(&name, None));
    }

    #[test]
    fn login_stands_for_its_owner_alone(owner in login(), other in login(), below in component()) {
        let home = pattern("home/{login}/**");
        if let Ok(name) = format!("home/{owner}/{below}").parse() {
            prop_assert!(home.matches(&name, Some(&owner)));
            prop_assert_eq!(home.matches(&name, Some(&other)), owner == other);
        }
    }

    #[test]
    fn a_pattern_reads_back_what_it_prints(pattern in pattern_of(component().boxed())) {
        prop_assert_eq!(pattern.to_string().parse::<ResourcePattern>(), Ok(pattern));
    }

    #[test]
    fn patterns_that_match_one_name_overlap(
        one in small_pattern(),
        other in small_pattern(),
        name in small_name(),
        login in login(),
    ) {
        if one.matches(&name, Some(&login)) && other.matches(&name, Some(&login)) {
            prop_assert!(one.overlaps(&other) && other.overlaps(&one));
        }
    }

    #[test]
    fn names_overlap_with_what_matches_them(pattern in small_pattern(), name in small_name()) {
        prop_assume!(!pattern.to_string().contains("{login}"));
        prop_assert_eq!(pattern.overlaps(&ResourcePattern::from(&name)), pattern.matches(&name, None));
    }

    #[test]
    fn no_text_is_too_strange_to_be_refused(text in any::<String>(), near in "[a-z{}*/:.]{0,12}") {
        for text in [text, near] {
            if let Ok(pattern) = text.parse::<ResourcePattern>() {
                prop_assert_eq!(pattern.to_string(), text);
            }
        }
    }
}
