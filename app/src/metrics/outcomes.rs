//! The values that labels can have.

/// One of some words, which are the values that a label can have.
pub(super) trait Words {
    /// All there are.
    const WORDS: &'static [&'static str];

    /// Where it stands among them.
    fn place(self) -> usize;
}

/// Makes an enum whose variants are written as the words beside them.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// How it is written.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl Words for $name {
            const WORDS: &'static [&'static str] = &[$($word),+];

            fn place(self) -> usize {
                self as usize
            }
        }
    };
}

words! {
    /// A kind of requests.
    Route {
        /// For tokens.
        Realm = "realm",
        /// What the registry tells.
        Events = "events",
        /// The REST API.
        Api = "api",
        /// Signing in and out.
        Session = "session",
        /// Whether all is well.
        Operations = "operations",
        /// The user interface, and whatever is not there.
        Pages = "pages",
    }
}

words! {
    /// How a request for a token ended.
    TokenOutcome {
        /// All that was asked for is granted.
        Granted = "granted",
        /// A part of it is.
        Reduced = "reduced",
        /// Nothing of it is.
        Denied = "denied",
        /// The credentials are wrong.
        BadCredentials = "bad_credentials",
        /// The account is disabled, or must change its password.
        Blocked = "blocked",
        /// There were too many wrong passwords.
        Throttled = "throttled",
        /// The request cannot be understood.
        BadRequest = "bad_request",
        /// Too many passwords were being checked, or the store did not answer.
        Unavailable = "unavailable",
        /// Something went wrong.
        Failed = "failed",
    }
}

words! {
    /// How a password was checked.
    PasswordOutcome {
        /// It was right a moment ago, and was not hashed again.
        Remembered = "remembered",
        /// It was right.
        Right = "right",
        /// It was wrong, or there is no such account.
        Wrong = "wrong",
        /// It was not checked: there were too many wrong ones.
        Throttled = "throttled",
        /// It was not checked: too many others were.
        Busy = "busy",
        /// It was not checked: something did not work.
        Failed = "failed",
    }
}

words! {
    /// How signing in to the user interface ended.
    SignInOutcome {
        /// Somebody is signed in.
        Done = "signed_in",
        /// Nobody is.
        Failed = "refused",
    }
}

words! {
    /// What became of an event that the registry told.
    EventOutcome {
        /// It is new.
        Taken = "taken",
        /// It was told before.
        Repeated = "repeated",
        /// It concerns us not.
        Ignored = "ignored",
    }
}

words! {
    /// How a sync ended.
    SyncOutcome {
        /// It saw everything.
        Complete = "complete",
        /// There was something that it could not look at.
        Incomplete = "incomplete",
    }
}

words! {
    /// What a sync found that no event had told.
    Change {
        /// A tag or manifest that was not known.
        Added = "added",
        /// A tag that had moved.
        Changed = "changed",
        /// A tag or manifest that is gone.
        Removed = "removed",
    }
}

impl Route {
    /// The kind of a request for this path.
    pub fn of(path: &str) -> Self {
        match path {
            "/api/v1/registry/auth" | "/api/v1/auth" => Self::Realm,
            "/api/v1/registry/events" => Self::Events,
            "/ping" | "/healthz" | "/readyz" | "/metrics" => Self::Operations,
            path if path.starts_with("/api/") => Self::Api,
            path if path.starts_with("/auth/") => Self::Session,
            _ => Self::Pages,
        }
    }
}
