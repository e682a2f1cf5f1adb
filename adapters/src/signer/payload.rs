use domain::Claims;
use serde::Serialize;

/// The claims in the one form that every version of the registry takes: the audience as a string,
/// times as whole seconds, and an array of accesses even if it is empty.
#[derive(Serialize)]
pub(super) struct Payload<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: u64,
    nbf: u64,
    iat: u64,
    jti: &'a str,
    access: Vec<Access<'a>>,
}

#[derive(Serialize)]
struct Access<'a> {
    r#type: &'a str,
    name: &'a str,
    actions: &'a [&'static str],
}

impl<'a> Payload<'a> {
    /// Fails for a moment before 1970.
    pub(super) fn of(claims: &'a Claims) -> Result<Self, std::num::TryFromIntError> {
        let access = claims.access.iter().map(|grant| Access {
            r#type: &grant.resource_type,
            name: &grant.name,
            actions: &grant.actions,
        });
        Ok(Self {
            iss: &claims.issuer,
            sub: &claims.subject,
            aud: &claims.audience,
            exp: claims.expires_at.unix_timestamp().try_into()?,
            nbf: claims.not_before.unix_timestamp().try_into()?,
            iat: claims.issued_at.unix_timestamp().try_into()?,
            jti: &claims.id,
            access: access.collect(),
        })
    }
}
