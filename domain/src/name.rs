use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameError {
    /// There is no text.
    #[error("must not be empty")]
    Empty,
    /// The text is longer than this many bytes.
    #[error("must not be longer than {0} characters")]
    TooLong(usize),
    /// Not the form of a [`UserName`].
    #[error("must start with a letter or digit and may hold letters, digits and the signs . _ @ + -")]
    UserNameForm,
    /// Not the form of a [`RepositoryName`].
    #[error(
        "must be lower-case components joined by '/', each of letters and digits, \
         which may be separated inside by '.', '_', '__' or dashes"
    )]
    RepositoryNameForm,
}

fn check_length(text: &str, most: usize) -> Result<(), NameError> {
    match text.len() {
        0 => Err(NameError::Empty),
        length if length > most => Err(NameError::TooLong(most)),
        _ => Ok(()),
    }
}

/// The name a person or a machine signs in with.
///
/// ASCII letters, digits and `. _ @ + -`, starting with a letter or digit, at most 64 characters;
/// case matters. It can hold neither `:` (HTTP Basic, RFC 7617 §2), nor `/` or a wildcard, so it
/// may stand in a [`ResourcePattern`](crate::ResourcePattern) and in an htpasswd line as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserName(String);

impl UserName {
    const MAX_LENGTH: usize = 64;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UserName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        check_length(text, Self::MAX_LENGTH)?;
        let legal = |c: char| c.is_ascii_alphanumeric() || "._@+-".contains(c);
        if text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(legal) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError::UserNameForm)
        }
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a repository: the `<name>` of the OCI distribution spec ("Pulling manifests"),
/// at most 255 characters. `007` is a name like any other.
///
/// The first of several components may end in `:port`, since the resource name of a token scope
/// may begin with a host (distribution token scope documentation, `hostname`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepositoryName(String);

impl RepositoryName {
    const MAX_LENGTH: usize = 255;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The components between the slashes, at least one.
    pub fn components(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }
}

impl FromStr for RepositoryName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        check_length(text, Self::MAX_LENGTH)?;
        let (host, path) = match text.split_once('/') {
            Some((first, rest)) => (Some(first), rest),
            None => (None, text),
        };
        if host.is_none_or(is_host_or_component) && path.split('/').all(is_component) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError::RepositoryNameForm)
        }
    }
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(crate) fn is_host_or_component(text: &str) -> bool {
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let is_port = |port: &str| (1..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
    is_component(host) && port.is_none_or(is_port)
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
pub(crate) fn is_component(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !text.starts_with(is_word) || !text.ends_with(is_word) {
        return false;
    }
    text.split(is_word).all(|between| matches!(between, "" | "." | "_" | "__") || between.bytes().all(|b| b == b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repository_names_follow_the_oci_grammar() {
        for good in ["a", "007", "team/app", "a.b/c_d/e__f/g--h", "host:5000/team/app", "a/b/c/d/e/f"] {
            assert!(good.parse::<RepositoryName>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "/",
            "a/",
            "/a",
            "a//b",
            "..",
            "a/../b",
            "a..b",
            "UPPER",
            "a/B",
            "-a",
            "a-",
            "a___b",
            "a._b",
            "a b",
            "a%2fb",
            "a\0",
            "app:5000",
            "host:/a",
            "host:123456/a",
            "a/host:5000/b",
            "*",
            "a/*",
            "é",
        ] {
            assert!(bad.parse::<RepositoryName>().is_err(), "{bad}");
        }
        assert_eq!("a".repeat(256).parse::<RepositoryName>(), Err(NameError::TooLong(255)));
    }

    #[test]
    fn user_names_cannot_be_mistaken_for_anything_else() {
        for good in ["a", "1", "1001", "Bob", "ci-bot+1@example.org", "a.b_c"] {
            assert!(good.parse::<UserName>().is_ok(), "{good}");
        }
        for bad in ["", ".", "..", "*", "a:b", "a/b", "a b", "a\nb", "-a", "{login}", "é", "a'b"] {
            assert!(bad.parse::<UserName>().is_err(), "{bad}");
        }
        assert_eq!("a".repeat(65).parse::<UserName>(), Err(NameError::TooLong(64)));
    }
}
