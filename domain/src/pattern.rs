use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::name::{is_component, is_host_or_component};
use crate::{RepositoryName, UserName};

/// Which repositories an [`Access`](crate::Access) speaks of.
///
/// - `team/app`: this repository, which need not exist yet;
/// - `team/*`: every repository with exactly one more component, `*` standing for any one component;
/// - `team/**`: every repository below, at any depth (not `team` itself);
/// - `**`: every repository;
/// - `home/{login}/**`: `{login}` stands for the login of whoever asks; nobody's is empty, so it
///   never matches an anonymous request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResourcePattern {
    components: Vec<Component>,
    /// Whether it ends in `**`.
    and_below: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Component {
    Exactly(String),
    Any,
    Login,
}

/// Why a text is not a [`ResourcePattern`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PatternError {
    /// There is no text.
    #[error("must not be empty")]
    Empty,
    /// More than 255 characters.
    #[error("must not be longer than 255 characters")]
    TooLong,
    /// `**` somewhere else than at the end.
    #[error("may hold '**' only as the last component")]
    DepthInside,
    /// A component that is neither a wildcard nor part of a repository name.
    #[error("must be a repository name whose components may also be '*', '{{login}}' or, at the end, '**'")]
    Form,
}

impl ResourcePattern {
    /// Whether `name` is matched when a user with `login`, or nobody we know, asks.
    pub fn matches(&self, name: &RepositoryName, login: Option<&UserName>) -> bool {
        self.matches_by(name, |found| login.is_some_and(|login| login.as_str() == found))
    }

    /// Whether `name` is matched for somebody, whatever the login of that user would have to be.
    pub fn matches_for_somebody(&self, name: &RepositoryName) -> bool {
        self.matches_by(name, |found| found.parse::<UserName>().is_ok())
    }

    fn matches_by(&self, name: &RepositoryName, is_login: impl Fn(&str) -> bool) -> bool {
        let mut rest = name.components();
        let head_matches = self.components.iter().all(|component| match (component, rest.next()) {
            (_, None) => false,
            (Component::Exactly(text), Some(found)) => text == found,
            (Component::Any, Some(_)) => true,
            (Component::Login, Some(found)) => is_login(found),
        });
        head_matches && rest.next().is_some() == self.and_below
    }

    /// Whether there may be a repository that both match. When there is none the answer is `false`,
    /// but for two logins that are not the same.
    pub fn overlaps(&self, other: &Self) -> bool {
        let heads_agree = self.components.iter().zip(&other.components).all(|pair| match pair {
            (Component::Exactly(one), Component::Exactly(another)) => one == another,
            _ => true,
        });
        let is_reached_by = |length: usize, pattern: &Self| match pattern.and_below {
            true => length > pattern.components.len(),
            false => length == pattern.components.len(),
        };
        let longest = self.components.len().max(other.components.len());
        heads_agree
            && [longest, longest + 1].iter().any(|&length| is_reached_by(length, self) && is_reached_by(length, other))
    }
}

/// This repository and no other.
impl From<&RepositoryName> for ResourcePattern {
    fn from(name: &RepositoryName) -> Self {
        let components = name.components().map(|component| Component::Exactly(component.to_owned())).collect();
        Self { components, and_below: false }
    }
}

impl FromStr for ResourcePattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() {
            return Err(PatternError::Empty);
        }
        if text.len() > 255 {
            return Err(PatternError::TooLong);
        }
        let (head, and_below) = match text.strip_suffix("**") {
            Some("") => return Ok(Self { components: Vec::new(), and_below: true }),
            Some(head) => (head.strip_suffix('/').ok_or(PatternError::Form)?, true),
            None => (text, false),
        };
        let is_only_one = !head.contains('/') && !and_below;
        let components = head
            .split('/')
            .enumerate()
            .map(|(index, component)| Component::parse(component, index == 0 && !is_only_one))
            .collect::<Result<_, _>>()?;
        Ok(Self { components, and_below })
    }
}

impl Component {
    fn parse(text: &str, may_be_host: bool) -> Result<Self, PatternError> {
        match text {
            "*" => Ok(Self::Any),
            "{login}" => Ok(Self::Login),
            "**" => Err(PatternError::DepthInside),
            _ if is_component(text) || (may_be_host && is_host_or_component(text)) => {
                Ok(Self::Exactly(text.to_owned()))
            }
            _ => Err(PatternError::Form),
        }
    }
}

impl fmt::Display for ResourcePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let below = self.and_below.then_some("**");
        let components = self.components.iter().map(|component| match component {
            Component::Exactly(text) => text.as_str(),
            Component::Any => "*",
            Component::Login => "{login}",
        });
        f.write_str(&components.chain(below).collect::<Vec<_>>().join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, name: &str, login: Option<&str>) -> bool {
        let login = login.map(|login| login.parse().unwrap());
        pattern.parse::<ResourcePattern>().unwrap().matches(&name.parse().unwrap(), login.as_ref())
    }

    #[test]
    fn wildcards_stop_at_component_borders() {
        assert!(matches("team/app", "team/app", None));
        assert!(!matches("team/app", "team/apps", None));
        assert!(!matches("team/app", "team/ap--p", None));
        assert!(matches("team/*", "team/app", None));
        assert!(!matches("team/*", "team-x/app", None));
        assert!(!matches("team/*", "team", None));
        assert!(!matches("team/*", "team/app/web", None));
        assert!(matches("team/**", "team/app/web", None));
        assert!(!matches("team/**", "team", None));
        assert!(matches("*/app", "other/app", None));
        assert!(matches("**", "a/b/c", None));
        assert!(matches("**", "007", None));
        assert!(matches("host:5000/**", "host:5000/a", None));
    }

    #[test]
    fn login_stands_for_whoever_asks() {
        assert!(matches("home/{login}/**", "home/alice/web", Some("alice")));
        assert!(!matches("home/{login}/**", "home/alice/web", Some("bob")));
        assert!(!matches("home/{login}/**", "home/alice/web", None));
        assert!(!matches("home/{login}/**", "home/alice", Some("alice")));
    }

    #[test]
    fn login_may_be_anybodys() {
        let pattern: ResourcePattern = "home/{login}/**".parse().unwrap();
        assert!(pattern.matches_for_somebody(&"home/alice/x".parse().unwrap()));
        assert!(!pattern.matches_for_somebody(&"home/alice".parse().unwrap()));
        assert!(!pattern.matches_for_somebody(&"team/alice/x".parse().unwrap()));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for bad in
            ["", "/", "a/", "a//b", "**/a", "a/**/b", "a**", "a*", "A", "..", "{user}", "a/{login", "app:5000", "***"]
        {
            assert!(bad.parse::<ResourcePattern>().is_err(), "{bad}");
        }
        assert_eq!("a/**/b".parse::<ResourcePattern>(), Err(PatternError::DepthInside));
    }

    #[test]
    fn a_pattern_prints_as_it_was_written() {
        for text in ["a", "a/b", "a/*", "a/**", "**", "*", "*/x", "home/{login}/**", "h:1/a", "h:1/**"] {
            assert_eq!(text.parse::<ResourcePattern>().unwrap().to_string(), text);
        }
    }
}
