use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::{Action, Actions, Grant, RepositoryName};
use hyper::header::HeaderValue;
use ports::RegistryError;

use super::tokens::Tokens;
use super::{RegistryAuth, RegistrySetupError};

/// What a request needs to be allowed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Permission {
    /// To be let in.
    Nothing,
    /// To list all repositories.
    Catalog,
    /// To read a repository.
    Read(RepositoryName),
    /// To do anything to a repository.
    Change(RepositoryName),
}

impl Permission {
    /// The grant that gives it, if it needs one.
    pub(super) fn grant(&self) -> Option<Grant> {
        let on_repository = |name: &RepositoryName, actions: Actions| Grant {
            resource_type: "repository".to_owned(),
            name: name.to_string(),
            actions: actions.iter().map(Action::as_str).collect(),
        };
        match self {
            Self::Nothing => None,
            // The registry takes no other action here.
            Self::Catalog => {
                Some(Grant { resource_type: "registry".to_owned(), name: "catalog".to_owned(), actions: vec!["*"] })
            }
            Self::Read(name) => Some(on_repository(name, Action::Pull.into())),
            Self::Change(name) => Some(on_repository(name, Actions::ALL)),
        }
    }
}

/// Writes the `Authorization` of requests.
pub(super) enum Authorizer {
    Tokens(Tokens),
    Fixed(HeaderValue),
    Nobody,
}

impl Authorizer {
    pub(super) fn new(auth: RegistryAuth) -> Result<Self, RegistrySetupError> {
        Ok(match auth {
            RegistryAuth::Token { signer, issuer, service, clock, entropy } => {
                Self::Tokens(Tokens::new(signer, issuer, service, clock, entropy))
            }
            RegistryAuth::Basic { login, password } => Self::Fixed(basic(&login, &password)?),
            RegistryAuth::Anonymous => Self::Nobody,
        })
    }

    pub(super) fn header(&self, permission: &Permission) -> Result<Option<HeaderValue>, RegistryError> {
        match self {
            Self::Tokens(tokens) => tokens.header(permission).map(Some),
            Self::Fixed(header) => Ok(Some(header.clone())),
            Self::Nobody => Ok(None),
        }
    }
}

fn basic(login: &str, password: &str) -> Result<HeaderValue, RegistrySetupError> {
    if login.contains(':') {
        return Err(RegistrySetupError::Login);
    }
    let credentials = BASE64_STANDARD.encode(format!("{login}:{password}"));
    let mut header = HeaderValue::try_from(format!("Basic {credentials}")).map_err(|_| RegistrySetupError::Login)?;
    header.set_sensitive(true);
    Ok(header)
}
