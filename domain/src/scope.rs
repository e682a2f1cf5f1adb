use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::{Action, Actions, NameError, RepositoryName};

/// The most scopes one request may hold; far beyond what any client sends.
pub const MAX_SCOPES: usize = 64;

/// What a client asks for: a resource, and what it wants to do there.
///
/// Its text is the `resourcescope` of the distribution token scope documentation,
/// `type:name:action,action`. The type ends at the first colon and the actions begin after the
/// last one, since a name may hold a port. A class, as in `repository(plugin)`, is read and dropped.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scope {
    /// On what.
    pub resource: Resource,
    /// Which actions.
    pub asked: Asked,
}

/// What a [`Scope`] speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Resource {
    /// `repository:<name>`
    Repository(RepositoryName),
    /// `registry:catalog`: the list of all repositories.
    Catalog,
    /// Any other; nothing is ever granted on it.
    Other {
        /// The type, such as `registry`.
        resource_type: String,
        /// The name within the type.
        name: String,
    },
}

impl Resource {
    /// The word of the protocol for the type.
    pub fn resource_type(&self) -> &str {
        match self {
            Self::Repository(_) => "repository",
            Self::Catalog => "registry",
            Self::Other { resource_type, .. } => resource_type,
        }
    }

    /// The name within the type.
    pub fn name(&self) -> &str {
        match self {
            Self::Repository(name) => name.as_str(),
            Self::Catalog => "catalog",
            Self::Other { name, .. } => name,
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.resource_type(), self.name())
    }
}

/// The actions of a [`Scope`]. Words that are no action are left out, as the token spec wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Asked {
    /// The actions asked for by name.
    pub by_name: Actions,
    /// Whether `*` is asked for.
    pub everything: bool,
}

impl Asked {
    /// The actions asked for on a repository, where `*` stands for all of them.
    pub fn actions(self) -> Actions {
        if self.everything { Actions::ALL } else { self.by_name }
    }

    fn and(self, other: Self) -> Self {
        Self { by_name: self.by_name | other.by_name, everything: self.everything || other.everything }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let everything = self.everything.then_some("*");
        let words: Vec<_> = self.by_name.iter().map(Action::as_str).chain(everything).collect();
        f.write_str(&words.join(","))
    }
}

/// Why a text is not a [`Scope`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScopeError {
    /// Not of the form `type:name:actions`.
    #[error("a scope has the form type:name:action[,action]")]
    Form,
    /// The resource type is no lower-case word.
    #[error("the resource type of a scope is a lower-case word")]
    ResourceType,
    /// The name is not one a repository can have.
    #[error("the repository name of a scope {0}")]
    Repository(#[from] NameError),
    /// More than [`MAX_SCOPES`].
    #[error("a request may hold at most {MAX_SCOPES} scopes")]
    TooMany,
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        let (resource_type, rest) = text.split_once(':').ok_or(ScopeError::Form)?;
        let (name, actions) = rest.rsplit_once(':').ok_or(ScopeError::Form)?;
        let is_graphic = |text: &str| text.bytes().all(|b| b.is_ascii_graphic());
        if name.is_empty() || name.len() > 255 || !is_graphic(name) || !is_graphic(actions) {
            return Err(ScopeError::Form);
        }
        let resource = match (without_class(resource_type)?, name) {
            ("repository", _) => Resource::Repository(name.parse()?),
            ("registry", "catalog") => Resource::Catalog,
            (other, _) => Resource::Other { resource_type: other.to_owned(), name: name.to_owned() },
        };
        let asked = Asked {
            by_name: actions.split(',').filter_map(|word| word.parse().ok()).collect(),
            everything: actions.split(',').any(|word| word == "*"),
        };
        Ok(Self { resource, asked })
    }
}

/// `resourcetype := value [ '(' value ')' ]` with `value := [a-z0-9]+`
fn without_class(text: &str) -> Result<&str, ScopeError> {
    let is_value =
        |value: &str| !value.is_empty() && value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let (resource_type, class) = match text.split_once('(') {
        Some((resource_type, class)) => (resource_type, class.strip_suffix(')').ok_or(ScopeError::ResourceType)?),
        None => (text, "none"),
    };
    if is_value(resource_type) && is_value(class) { Ok(resource_type) } else { Err(ScopeError::ResourceType) }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.resource, self.asked)
    }
}

/// Reads the values of a request's `scope` parameters: each may hold several scopes separated by
/// spaces, and what is asked of one resource in several places is asked once.
pub fn merge_scopes<'a>(values: impl IntoIterator<Item = &'a str>) -> Result<Vec<Scope>, ScopeError> {
    let mut merged: Vec<Scope> = Vec::new();
    let texts = values.into_iter().flat_map(|value| value.split(' ')).filter(|text| !text.is_empty());
    for (index, text) in texts.enumerate() {
        if index == MAX_SCOPES {
            return Err(ScopeError::TooMany);
        }
        let scope: Scope = text.parse()?;
        match merged.iter_mut().find(|known| known.resource == scope.resource) {
            Some(known) => known.asked = known.asked.and(scope.asked),
            None => merged.push(scope),
        }
    }
    Ok(merged)
}
