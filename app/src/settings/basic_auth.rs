use std::path::PathBuf;

use domain::{Password, UserName};

use crate::config::Options;

use super::checks::{Checks, Given, option};
use super::{Fault, Secret, value};

/// What is needed where the registry checks passwords itself, by an htpasswd file that we write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasicAuth {
    /// Our own login at the registry.
    pub login: UserName,
    /// Our own password there.
    pub password: Secret,
    /// The file that the registry reads its users from.
    pub htpasswd: PathBuf,
}

impl BasicAuth {
    /// None if anything is missing or wrong, which is reported.
    pub(super) fn read(options: &Options, checks: &mut Checks) -> Option<Self> {
        let login = needed(option!(options.registry_login), login, checks);
        let password = needed(option!(options.registry_password), password, checks);
        let htpasswd = needed(option!(options.registry_htpasswd), value::path, checks);
        Some(Self { login: login?, password: password?, htpasswd: htpasswd? })
    }
}

fn needed<T>(option: Given<'_>, read: impl FnOnce(&str) -> Result<T, Fault>, checks: &mut Checks) -> Option<T> {
    if option.text.is_none() {
        checks.report(option, Fault::NeededForBasic);
    }
    checks.optional(option, read)
}

/// It gets a line in the file like everybody's.
fn login(text: &str) -> Result<UserName, Fault> {
    text.parse().map_err(|error| Fault::Login(text.to_owned(), error))
}

fn password(text: &str) -> Result<Secret, Fault> {
    if text.len() > Password::MAX_BYTES { Err(Fault::LongPassword) } else { value::secret(text) }
}
