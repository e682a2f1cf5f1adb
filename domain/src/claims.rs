use time::OffsetDateTime;

/// What a token says to the registry (distribution token specification, "Claim Set").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// `iss`: must be the `issuer` in the registry's configuration.
    pub issuer: String,
    /// `sub`: the login that was proven, empty for an anonymous request.
    pub subject: String,
    /// `aud`: must be the `service` in the registry's configuration.
    pub audience: String,
    /// `exp`
    pub expires_at: OffsetDateTime,
    /// `nbf`
    pub not_before: OffsetDateTime,
    /// `iat`
    pub issued_at: OffsetDateTime,
    /// `jti`: unguessable, never twice the same.
    pub id: String,
    /// `access`: what is granted, possibly nothing.
    pub access: Vec<Grant>,
}

/// What was granted on one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// `type`, such as `repository`.
    pub resource_type: String,
    /// `name` within the type.
    pub name: String,
    /// `actions`, never empty.
    pub actions: Vec<&'static str>,
}
