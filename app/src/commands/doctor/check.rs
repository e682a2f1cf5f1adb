/// What is looked at, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    Keys,
    Server,
    Store,
    Registry,
    Authentication,
    Clock,
    Service,
    Realm,
    Signature,
    Trust,
    Passwords,
    Deletion,
    Notifications,
    Login,
    Push,
    Pull,
    Event,
    Removal,
}

impl Check {
    const ALL: [Self; 18] = [
        Self::Keys,
        Self::Server,
        Self::Store,
        Self::Registry,
        Self::Authentication,
        Self::Clock,
        Self::Service,
        Self::Realm,
        Self::Signature,
        Self::Trust,
        Self::Passwords,
        Self::Deletion,
        Self::Notifications,
        Self::Login,
        Self::Push,
        Self::Pull,
        Self::Event,
        Self::Removal,
    ];

    /// Those that make sense with a registry that takes tokens, or one that checks passwords itself.
    pub(super) fn all(takes_tokens: bool) -> Vec<Self> {
        Self::ALL
            .into_iter()
            .filter(|check| check.is_of_tokens().is_none_or(|of_tokens| of_tokens == takes_tokens))
            .collect()
    }

    /// None if it is for both kinds of registries.
    fn is_of_tokens(self) -> Option<bool> {
        match self {
            Self::Keys | Self::Service | Self::Realm | Self::Signature | Self::Trust => Some(true),
            Self::Passwords => Some(false),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Server => "server",
            Self::Store => "store",
            Self::Registry => "registry",
            Self::Authentication => "authentication",
            Self::Clock => "clock",
            Self::Service => "service",
            Self::Realm => "realm",
            Self::Signature => "signature",
            Self::Trust => "trust",
            Self::Passwords => "passwords",
            Self::Deletion => "deletion",
            Self::Notifications => "notifications",
            Self::Login => "login",
            Self::Push => "push",
            Self::Pull => "pull",
            Self::Event => "event",
            Self::Removal => "removal",
        }
    }

    /// What is true if all is well.
    pub(super) fn promise(self) -> &'static str {
        match self {
            Self::Keys => "the signing keys are there, belong together and are valid now",
            Self::Server => "the server runs where its options say",
            Self::Store => "the store is in use by a server",
            Self::Registry => "a registry answers at registry.host and registry.port",
            Self::Authentication => "the registry checks its users in the way of registry.auth_type",
            Self::Clock => "the clock of the registry agrees with ours",
            Self::Service => "the registry goes by the name in registry.service",
            Self::Realm => "the realm that the registry names gives tokens",
            Self::Signature => "the server signs with these keys and as this issuer",
            Self::Trust => "the registry accepts what is signed with these keys by this issuer",
            Self::Passwords => "the registry lets in who stands in the file of registry.htpasswd",
            Self::Deletion => "the registry lets images be deleted",
            Self::Notifications => "the server takes the notifications that the registry is configured to send",
            Self::Login => "the account may do everything, and the registry lets it in",
            Self::Push => "an image can be pushed",
            Self::Pull => "the image comes back as it was pushed",
            Self::Event => "the registry told the server of the push and of the pull",
            Self::Removal => "the image can be deleted",
        }
    }

    /// Without what there is nothing to look at, as far as it is looked at.
    pub(super) fn needs(self) -> &'static [Self] {
        match self {
            Self::Keys | Self::Server | Self::Registry => &[],
            Self::Store | Self::Notifications => &[Self::Server],
            Self::Authentication | Self::Clock => &[Self::Registry],
            Self::Service => &[Self::Authentication],
            Self::Realm => &[Self::Server, Self::Authentication],
            Self::Signature => &[Self::Keys, Self::Realm],
            Self::Trust => &[Self::Keys, Self::Authentication, Self::Service],
            Self::Passwords => &[Self::Store, Self::Authentication],
            Self::Deletion => &[Self::Trust, Self::Passwords],
            Self::Login => &[Self::Store, Self::Signature, Self::Trust, Self::Passwords],
            Self::Push => &[Self::Login, Self::Deletion],
            Self::Pull | Self::Removal => &[Self::Push],
            Self::Event => &[Self::Pull],
        }
    }

    /// What explains a fault here, if it has one itself.
    pub(super) fn explained_by(self) -> &'static [Self] {
        match self {
            // With other keys than the server's nothing is learnt of those that matter.
            Self::Trust => &[Self::Clock, Self::Signature],
            Self::Event => &[Self::Notifications],
            _ => &[],
        }
    }
}
