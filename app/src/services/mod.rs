//! The use cases: what can be done with RegistryAdmin, by whom.
//!
//! Each knows the domain and the ports and nothing of HTTP. A method takes the [`Caller`], checks
//! that it may, and works in one unit of the store.

mod accesses;
mod audit;
mod background;
pub mod bootstrap;
mod caller;
pub mod catalog;
mod connection;
mod credentials;
mod directory;
mod explain;
mod failures;
mod groups;
pub mod import;
mod offline_users;
mod passwords;
mod refresh_tokens;
mod registry_users;
mod revision;
mod sessions;
mod shared_key;
mod token;
mod users;
mod verified;

use std::sync::Arc;
use std::time::Duration;

use ports::{
    Clock, Entropy, Intent, PasswordHasher, Registry, SessionSealer, Store, StoreError, TokenSigner, UnitOfWork,
};
use time::OffsetDateTime;
use tokio::sync::Notify;

pub use accesses::{AccessChange, AccessView, AccessesService, NewAccess};
use audit::TokenAudit;
pub use audit::{AuditLog, AuditPage, AuditService, Origin, Scribe, ToldTokens};
pub use caller::Caller;
use catalog::{BrowseService, DeletionService, EventsService, Reconciler, SyncService};
pub(crate) use connection::quoted;
pub use connection::{Connection, ConnectionService, ConnectionSettings, RegistryAuthPart, RegistryParts};
pub use credentials::{CredentialSettings, Credentials, Proven};
pub use directory::{Account, Directories, Directory};
pub use explain::{ExplainService, Explanation, Holder};
pub use groups::{GroupChange, GroupsService, NewGroup};
pub use offline_users::OfflineUsers;
pub use passwords::{Hashes, Passwords};
pub use refresh_tokens::{RefreshTokenView, RefreshTokensService};
pub use registry_users::{OwnLogin, RegistryUsers, RegistryUsersError};
pub use revision::{Precondition, Revision};
pub use sessions::{SessionSettings, SessionsService, SignedInSession};
pub use shared_key::{SharedKeyError, agree_on_key};
pub use token::{IssuedToken, Proof, RealmSettings, TokenRequest, TokenService};
pub use users::{NewUser, UserChange, UserView, UsersService};

use crate::error::AppError;
use crate::metrics::Metrics;

/// The outside world, as the use cases see it.
#[derive(Clone)]
pub struct Ports {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// The registry itself.
    pub registry: Arc<dyn Registry>,
    /// How the registry finds out who may come in.
    pub admission: Admission,
    /// Makes the values of session cookies.
    pub sealer: Arc<dyn SessionSealer>,
    /// Hashes and checks passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Whether nobody else works with the store, so that whoever did so before has ended.
    pub is_alone: bool,
}

/// How the registry finds out who may come in.
#[derive(Clone)]
pub enum Admission {
    /// By tokens, which this signs.
    Tokens(Arc<dyn TokenSigner>),
    /// By passwords in its own file, which these keep.
    Passwords(Arc<RegistryUsers>),
}

/// As much of the outside world as accounts need.
#[derive(Clone)]
pub struct AccountPorts {
    /// See [`Ports::store`].
    pub store: Arc<dyn Store>,
    /// See [`Ports::hasher`].
    pub hasher: Arc<dyn PasswordHasher>,
    /// Makes what is kept of a password.
    pub passwords: Passwords,
    /// See [`Ports::clock`].
    pub clock: Arc<dyn Clock>,
    /// See [`Ports::entropy`].
    pub entropy: Arc<dyn Entropy>,
}

impl AccountPorts {
    async fn read(&self) -> Result<Box<dyn UnitOfWork>, AppError> {
        Ok(self.store.begin(Intent::Read).await?)
    }

    async fn write(&self) -> Result<Box<dyn UnitOfWork>, AppError> {
        Ok(self.store.begin(Intent::Write).await?)
    }
}

impl From<&Ports> for AccountPorts {
    fn from(ports: &Ports) -> Self {
        Self {
            store: ports.store.clone(),
            hasher: ports.hasher.clone(),
            passwords: Passwords::new(ports.hasher.clone(), ports.registry_users().is_some()),
            clock: ports.clock.clone(),
            entropy: ports.entropy.clone(),
        }
    }
}

impl Ports {
    pub(in crate::services) fn registry_users(&self) -> Option<&Arc<RegistryUsers>> {
        match &self.admission {
            Admission::Tokens(_) => None,
            Admission::Passwords(users) => Some(users),
        }
    }

    pub(in crate::services) async fn read(&self) -> Result<Box<dyn UnitOfWork>, AppError> {
        Ok(self.store.begin(Intent::Read).await?)
    }

    pub(in crate::services) async fn write(&self) -> Result<Box<dyn UnitOfWork>, AppError> {
        Ok(self.store.begin(Intent::Write).await?)
    }
}

/// What can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// Everything.
    Ready,
    /// Only requests for tokens by credentials that are known, and for so long.
    WithoutStore(Duration),
}

/// All use cases.
pub struct Services {
    /// Accounts.
    pub users: UsersService,
    /// Groups.
    pub groups: GroupsService,
    /// Access rules.
    pub accesses: AccessesService,
    /// Why somebody may or may not do something.
    pub explain: ExplainService,
    /// Browsers that are signed in.
    pub sessions: SessionsService,
    /// Credentials that clients keep.
    pub refresh_tokens: RefreshTokensService,
    /// What the registry holds.
    pub browse: BrowseService,
    /// Deleting from the registry.
    pub deletion: DeletionService,
    /// What the registry notifies us of.
    pub events: EventsService,
    /// Walks through the registry.
    pub sync: Arc<SyncService>,
    /// Looks where events say that something changed.
    pub reconciler: Reconciler,
    /// How the registry and this service find each other.
    pub connection: ConnectionService,
    /// The token realm.
    pub token: TokenService,
    /// Who there is and who may do what.
    pub directories: Directories,
    /// Who somebody is.
    pub credentials: Credentials,
    /// What is counted and measured.
    pub metrics: Metrics,
    /// What was done, for admins.
    pub audit: AuditService,
    /// What was done.
    pub audit_log: AuditLog,
    ports: Ports,
}

impl Services {
    /// All use cases over these ports.
    ///
    /// The scribe is to be run beside them. Fails if there is no randomness for the keys that live as
    /// long as the process.
    pub fn new(
        ports: Ports,
        realm: RealmSettings,
        sessions: SessionSettings,
        credentials: CredentialSettings,
        connection: ConnectionSettings,
        tokens: ToldTokens,
    ) -> Result<(Self, Scribe), AppError> {
        let directories =
            Directories::new(ports.store.clone(), ports.registry_users().cloned(), credentials.offline_grace);
        let registry = ports.registry.clone();
        let noted = Arc::new(Notify::new());
        let metrics = Metrics::new().map_err(|error| AppError::Internal(error.into()))?;
        if let Admission::Tokens(signer) = &ports.admission
            && let Some(end) = signer.expires_at()
        {
            metrics.certificate("signing", end);
        }
        let name = ports.entropy.uuid()?.to_string();
        let (journal, scribe) = audit::journal(ports.store.clone(), ports.clock.clone(), name);
        let credentials =
            Credentials::new((&ports).into(), directories.clone(), credentials, journal.clone(), metrics.clone())?;
        let tokens = TokenAudit::new(journal, tokens);
        let audit_log = AuditLog::new(ports.store.clone(), ports.clock.clone());
        let services = Self {
            users: UsersService::new((&ports).into(), directories.clone(), credentials.clone()),
            groups: GroupsService::new(ports.clone(), directories.clone()),
            accesses: AccessesService::new(ports.clone(), directories.clone()),
            explain: ExplainService::new(ports.clone(), directories.clone()),
            sessions: SessionsService::new(ports.clone(), credentials.clone(), sessions, metrics.clone()),
            refresh_tokens: RefreshTokensService::new(ports.clone(), directories.clone()),
            browse: BrowseService::new(ports.clone(), directories.clone(), registry.clone()),
            deletion: DeletionService::new(ports.clone(), directories.clone(), registry.clone()),
            events: EventsService::new(ports.clone(), registry.clone(), noted.clone(), metrics.clone()),
            sync: Arc::new(SyncService::new(ports.clone(), registry.clone(), noted.clone(), metrics.clone())),
            reconciler: Reconciler::new(ports.clone(), registry, noted),
            connection: ConnectionService::new(ports.admission.clone(), &realm, connection),
            token: TokenService::new(
                ports.clone(),
                directories.clone(),
                credentials.clone(),
                realm,
                tokens,
                metrics.clone(),
            ),
            audit: AuditService::new(audit_log.clone()),
            audit_log,
            directories,
            credentials,
            metrics,
            ports,
        };
        Ok((services, scribe))
    }

    /// This moment.
    pub fn now(&self) -> OffsetDateTime {
        self.ports.clock.now()
    }

    /// Whether everything that is needed to answer is there.
    pub async fn ready(&self) -> Result<Readiness, AppError> {
        match (self.ports.store.check().await, self.directories.grace()) {
            (Ok(()), _) => Ok(Readiness::Ready),
            (Err(StoreError::Unavailable(_)), Some(left)) => Ok(Readiness::WithoutStore(left)),
            (Err(error), _) => Err(error.into()),
        }
    }

    /// As [`Services::metrics_text`], for an admin.
    pub async fn metrics_for(&self, caller: &Caller) -> Result<String, AppError> {
        caller.must_be_admin()?;
        self.metrics_text().await
    }

    /// What is counted and measured, with what is so at this moment.
    pub async fn metrics_text(&self) -> Result<String, AppError> {
        let (used, left) = self.directories.without_store();
        self.metrics.store_grace(used, left);
        // Without the store the rest is told all the same.
        if let Ok(count) = self.sessions.count().await {
            self.metrics.sessions(count);
        }
        if let Some(load) = self.ports.hasher.load() {
            self.metrics.hashing(load);
        }
        if let Some(load) = self.ports.store.load() {
            self.metrics.store(load);
        }
        self.metrics.text().map_err(|error| AppError::Internal(error.into()))
    }

    /// Whether the registry answers, and knows whom to let in.
    pub async fn registry_health(&self) -> Result<(), AppError> {
        if let Some(users) = self.ports.registry_users() {
            users.check()?;
        }
        Ok(self.ports.registry.check().await?)
    }
}
