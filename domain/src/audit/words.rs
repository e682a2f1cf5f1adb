use thiserror::Error;

/// A word that is none of those that the audit log has for it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("\"{0}\" is not a word of the audit log")]
pub struct UnknownWord(pub String);

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                let found = Self::ALL.iter().find(|known| known.as_str() == text);
                found.copied().ok_or_else(|| UnknownWord(text.to_owned()))
            }
        }
    };
}

words! {
    /// What was done, or was not allowed.
    Deed {
        /// An account was made.
        UserCreate = "user.create",
        /// An account was changed.
        UserUpdate = "user.update",
        /// An account was removed with all that was its own.
        UserDelete = "user.delete",
        /// Somebody gave their own account another password.
        PasswordChange = "password.change",
        /// An account was given another password.
        PasswordReset = "password.reset",
        /// A group was made.
        GroupCreate = "group.create",
        /// A group was changed.
        GroupUpdate = "group.update",
        /// A group was removed with its accesses.
        GroupDelete = "group.delete",
        /// An access was made.
        AccessCreate = "access.create",
        /// An access was changed.
        AccessUpdate = "access.update",
        /// An access was removed.
        AccessDelete = "access.delete",
        /// A browser signed in.
        SessionOpen = "session.open",
        /// A browser signed out.
        SessionClose = "session.close",
        /// Somebody did not prove who they are: in a browser, in the API or in the realm.
        SignInRefuse = "sign_in.refuse",
        /// A client was given a refresh token.
        RefreshTokenCreate = "refresh_token.create",
        /// A refresh token was made worthless.
        RefreshTokenRevoke = "refresh_token.revoke",
        /// A token was given with all that was asked for.
        TokenGrant = "token.grant",
        /// A token was given with less than was asked for, or with nothing.
        TokenRefuse = "token.refuse",
        /// A tag was deleted from the registry.
        TagDelete = "tag.delete",
        /// A manifest was deleted from the registry, with its tags.
        ManifestDelete = "manifest.delete",
        /// What the registry does not have any more was taken out of the catalogue.
        SyncRemove = "sync.remove",
        /// The oldest entries of the audit log were removed, as they were due to be.
        AuditTrim = "audit.trim",
        /// There was more to tell than could be kept up with.
        AuditDrop = "audit.drop",
        /// A server ended without having told everything.
        AuditGap = "audit.gap",
    }
}

words! {
    /// How it ended.
    Outcome {
        /// It was done.
        Done = "done",
        /// It was not allowed.
        Refused = "refused",
        /// It could not be done.
        Failed = "failed",
    }
}

words! {
    /// What kind of somebody did it.
    ActorKind {
        /// An account.
        User = "user",
        /// Somebody who says to be this account, and did not prove it.
        Claimed = "claimed",
        /// Somebody who did not say who they are.
        Anonymous = "anonymous",
        /// Who holds the store itself and used a command of the program.
        CommandLine = "command_line",
        /// The program by itself.
        System = "system",
    }
}

words! {
    /// What kind of thing it was done to.
    TargetKind {
        /// An account.
        User = "user",
        /// A group.
        Group = "group",
        /// An access.
        Access = "access",
        /// A browser that is signed in.
        Session = "session",
        /// A refresh token.
        RefreshToken = "refresh_token",
        /// A repository.
        Repository = "repository",
        /// A tag, as `repository:tag`.
        Tag = "tag",
        /// A manifest, as `repository@digest`.
        Manifest = "manifest",
        /// The list of all repositories.
        Registry = "registry",
        /// The audit log itself.
        AuditLog = "audit_log",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_word_means_one_thing() {
        let words: BTreeSet<_> = Deed::ALL.iter().map(|deed| deed.as_str()).collect();
        assert_eq!(words.len(), Deed::ALL.len());
        for deed in Deed::ALL {
            assert_eq!(deed.as_str().parse(), Ok(*deed));
        }
        assert_eq!("user.promote".parse::<Deed>(), Err(UnknownWord("user.promote".to_owned())));
    }
}
