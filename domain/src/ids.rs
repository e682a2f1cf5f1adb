use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// Identifies a [`User`](crate::User), for ever: a renamed user keeps it.
    UserId
);
id!(
    /// Identifies a [`Group`](crate::Group).
    GroupId
);
id!(
    /// Identifies an [`Access`](crate::Access).
    AccessId
);
id!(
    /// Identifies a [`Session`](crate::Session).
    SessionId
);
id!(
    /// Identifies a [`RefreshToken`](crate::RefreshToken); it is not the secret.
    RefreshTokenId
);
