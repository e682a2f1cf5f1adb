use std::time::Duration;

use crate::config::Options;

use super::checks::{Checks, option};
use super::{Fault, Secret, value};

/// Sessions in the user interface.
#[derive(Debug, Clone)]
pub struct Auth {
    /// What signs them; if there is none, one is to be made and kept in the store.
    pub token_secret: Option<Secret>,
    /// Who they are issued by.
    pub jwt_issuer: String,
    /// How long one lasts before it is renewed.
    pub jwt_ttl: Duration,
    /// How long a browser stays signed in.
    pub cookie_ttl: Duration,
    /// How long a password that was right need not be hashed again; nothing for never.
    pub credential_cache_ttl: Duration,
    /// How many wrong passwords are taken before more have to wait; 0 for any number.
    pub max_failures: u32,
}

/// The fewest characters of what signs sessions: as many as the hash has bytes (RFC 7518, section 3.2).
pub(super) const SHORTEST_SECRET: usize = 32;

impl Auth {
    pub(super) fn read(options: &Options, checks: &mut Checks) -> Self {
        Self {
            token_secret: checks.optional(option!(options.auth_token_secret), signing_secret),
            jwt_issuer: checks.required(option!(options.auth_jwt_issuer), value::text),
            jwt_ttl: checks.required(option!(options.auth_jwt_ttl), value::duration),
            cookie_ttl: checks.required(option!(options.auth_cookie_ttl), value::duration),
            credential_cache_ttl: checks
                .required(option!(options.auth_credential_cache_ttl), value::duration_or_nothing),
            max_failures: checks.required(option!(options.auth_max_failures), value::count),
        }
    }
}

/// Whoever has a cookie can try secrets at leisure, so it has to be as long as one that nobody finds.
fn signing_secret(text: &str) -> Result<Secret, Fault> {
    if text.chars().count() < SHORTEST_SECRET { Err(Fault::ShortSecret) } else { value::secret(text) }
}
