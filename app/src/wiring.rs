//! Which adapter stands behind which port in the program that we ship.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;

use adapters::{
    AcmeOrder, Argon2Hasher, CertificateFiles, CertificateRequest, HmacSessionSealer, HtpasswdFile, HttpRegistry,
    JwtSigner, KeyAlgorithm, KeySet, KeySetError, MemoryStore, OsEntropy, PostgresSettings, PostgresStore,
    RegistryAuth, RegistryEndpoint, RegistryLimits, RegistrySetupError, RegistryTls, SqliteStore, StorePlace,
    SystemClock, TlsError, TraceExport, TracedHasher, TracedSigner, TracedStore, TracesError,
};
pub use adapters::{CopyError, PredecessorError, Probe, ProbeError, probe, read_predecessor};
use opentelemetry_sdk::trace::SdkTracerProvider;
use ports::{Clock, Entropy, PasswordFile, PasswordHasher, SignerError, Store, StoreError, TokenSigner};
use thiserror::Error;
use tokio::task::block_in_place;

use crate::error::AppError;
use crate::listeners::Tls;
use crate::services::bootstrap::{self, BootstrapError};
use crate::services::import::Importer;
use crate::services::{
    AccountPorts, Admission, OwnLogin, Passwords, Ports, RegistryUsers, RegistryUsersError, SharedKeyError,
    agree_on_key,
};
use crate::settings::{
    Acme, AuthType, BasicAuth, CertAlgorithm, Postgres, Registry, Settings, SslType, StoreType, Traces,
};

/// How many passwords may wait for each one that is being checked: about a second's work.
const WAITING_PER_CORE: usize = 64;

/// Where a registry listens that is told nothing else.
pub const DEFAULT_REGISTRY_PORT: u16 = 5000;

/// Why the program cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The store cannot be opened.
    #[error("cannot open the store {place}")]
    Store {
        /// Where it is.
        place: String,
        /// Why not.
        source: StoreError,
    },
    /// There is no store yet.
    #[error("there is no store at {}; the server makes one when it starts, --store.embed.path names another", .0.display())]
    NoStore(PathBuf),
    /// What copies and restores the store is another program.
    #[error("the store is in PostgreSQL, which has {0} for this: see its manual")]
    OfPostgres(&'static str),
    /// The file of the store cannot be copied or replaced.
    #[error(transparent)]
    File(StoreError),
    /// The keys for signing are not in order.
    #[error("the signing keys are not in order")]
    Keys(#[from] KeySetError),
    /// The registry cannot be talked to in the way that is configured.
    #[error("cannot prepare for talking to the registry")]
    Registry(#[from] RegistrySetupError),
    /// The sessions cannot be signed.
    #[error("cannot sign sessions")]
    Sessions(#[from] SignerError),
    /// TLS cannot be served in the way that is configured.
    #[error("cannot serve TLS")]
    Tls(#[from] TlsError),
    /// The store cannot be made ready.
    #[error("cannot make the store ready")]
    Bootstrap(#[from] BootstrapError),
    /// The file of the registry's users cannot be kept.
    #[error(transparent)]
    RegistryUsers(#[from] RegistryUsersError),
    /// The keys of processes on one store are not the same.
    #[error(transparent)]
    SharedKey(#[from] SharedKeyError),
    /// Traces cannot be sent anywhere.
    #[error("cannot send traces")]
    Traces(#[from] TracesError),
    /// See [`AppError`].
    #[error(transparent)]
    App(#[from] AppError),
}

impl StartError {
    /// Whether the configuration is to blame.
    pub fn is_of_configuration(&self) -> bool {
        matches!(
            self,
            Self::Tls(_)
                | Self::Bootstrap(BootstrapError::AdminPassword(_))
                | Self::SharedKey(SharedKeyError::Another)
                | Self::RegistryUsers(RegistryUsersError::Foreign(_))
        )
    }
}

/// The store that the settings name.
pub async fn open_store(settings: &Settings) -> Result<Arc<dyn Store>, StartError> {
    let failed = |source| StartError::Store { place: settings.store.kind.to_string(), source };
    Ok(match &settings.store.kind {
        StoreType::Embed(path) => Arc::new(SqliteStore::open(path).await.map_err(failed)?),
        StoreType::Postgres(postgres) => Arc::new(PostgresStore::open(&database(postgres)).await.map_err(failed)?),
    })
}

/// An importer into the store that the settings name; it is made if it is not there.
pub async fn importer(settings: &Settings) -> Result<Importer, StartError> {
    Ok(Importer::new(open_store(settings).await?, Arc::new(SystemClock), Arc::new(OsEntropy)))
}

/// An importer for planning alone: a file that is not there is not made, but taken for an empty store.
pub async fn import_planner(settings: &Settings) -> Result<Importer, StartError> {
    if settings.store.file().is_none_or(Path::exists) {
        return importer(settings).await;
    }
    let nothing = Arc::new(MemoryStore::default());
    Ok(Importer::new(nothing, Arc::new(SystemClock), Arc::new(OsEntropy)))
}

/// The store that the settings name; its file must be there.
pub async fn existing_store(settings: &Settings) -> Result<Arc<dyn Store>, StartError> {
    match settings.store.file() {
        Some(path) if !path.exists() => Err(StartError::NoStore(path.into())),
        _ => open_store(settings).await,
    }
}

/// Whether any process has the store open that the settings name; it is not changed.
pub async fn store_is_open(settings: &Settings) -> Result<bool, StoreError> {
    match &settings.store.kind {
        StoreType::Embed(path) => {
            SqliteStore::is_open(path).map_err(|error| StoreError::backend("finding out whether it is in use", error))
        }
        StoreType::Postgres(postgres) => PostgresStore::is_open(&database(postgres)).await,
    }
}

fn database(postgres: &Postgres) -> PostgresSettings {
    PostgresSettings { url: postgres.url.expose().to_owned(), pool_size: postgres.pool_size }
}

/// The file that the registry reads its users from.
pub fn password_file(basic: &BasicAuth) -> Arc<dyn PasswordFile> {
    Arc::new(HtpasswdFile::new(&basic.htpasswd))
}

/// Checks passwords.
pub fn password_hasher() -> Arc<dyn PasswordHasher> {
    hasher()
}

/// Tells the time.
pub fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// Where secrets come from.
pub fn entropy() -> Arc<dyn Entropy> {
    Arc::new(OsEntropy)
}

/// What accounts need, over `store`.
pub fn account_ports(settings: &Settings, store: Arc<dyn Store>) -> AccountPorts {
    let hasher = hasher();
    let passwords = passwords(settings, hasher.clone());
    AccountPorts { store, hasher, passwords, clock: Arc::new(SystemClock), entropy: Arc::new(OsEntropy) }
}

/// Makes the signing keys that the settings name, unless they are there.
pub fn make_keys(settings: &Settings) -> Result<(), StartError> {
    signer(settings, &SystemClock).map(|_| ())
}

/// Signs with the keys that the settings name, which must be there.
pub fn existing_keys(settings: &Settings) -> Result<Arc<dyn TokenSigner>, StartError> {
    Ok(Arc::new(JwtSigner::load(&key_set(settings), SystemClock.now())?))
}

/// Asks the registry, and trusts whom we trust when we talk to it.
pub fn registry_probe(settings: &Settings) -> Result<Probe, ProbeError> {
    Probe::new(&registry_tls(&settings.registry))
}

/// Asks this service as its clients do; beside what the system trusts its own certificate is trusted.
pub fn own_probe(settings: &Settings) -> Result<Probe, ProbeError> {
    let extra_roots = match &settings.ssl.kind {
        SslType::None => None,
        SslType::Static { cert, .. } => Some(cert.clone()),
        SslType::Auto(acme) => acme.ca.clone(),
    };
    Probe::new(&RegistryTls::Verified { extra_roots })
}

/// Asks anybody, whatever certificate is shown: nothing secret may be told by it.
pub fn careless_probe() -> Result<Probe, ProbeError> {
    Probe::new(&RegistryTls::Unverified)
}

/// Copies the store that the settings name to `target`; see [`SqliteStore::back_up`].
pub async fn back_up(settings: &Settings, target: &Path, replace: bool) -> Result<(), StartError> {
    let file = settings.store.file().ok_or(StartError::OfPostgres("pg_dump"))?;
    SqliteStore::back_up(file, target, replace).await.map_err(StartError::File)
}

/// Puts `backup` in the place of the store that the settings name; see [`SqliteStore::restore`].
pub async fn restore(settings: &Settings, backup: &Path) -> Result<Option<PathBuf>, StartError> {
    let file = settings.store.file().ok_or(StartError::OfPostgres("pg_restore"))?;
    let aside = format!(".before-restore-{}", SystemClock.now().unix_timestamp());
    SqliteStore::restore(file, backup, &aside).await.map_err(StartError::File)
}

/// Copies one store to another, each named by a path or a URL; see [`adapters::copy_store`].
pub fn copy_store(from: &str, to: &str, told: &mut dyn FnMut(&str, u64)) -> Result<u64, CopyError> {
    let place = |name: &str| match name.split_once("://") {
        Some(("postgres" | "postgresql", _)) => {
            StorePlace::Postgres(PostgresSettings { url: name.to_owned(), pool_size: NonZeroU32::MIN })
        }
        _ => StorePlace::File(name.into()),
    };
    block_in_place(|| adapters::copy_store(&place(from), &place(to), told))
}

/// All ports over `store`, which is made ready for the first request; see [`Ports::is_alone`].
pub async fn ports(settings: &Settings, store: Arc<dyn Store>, is_alone: bool) -> Result<Ports, StartError> {
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(OsEntropy));
    let hasher = hasher();
    let passwords = passwords(settings, hasher.clone());
    let admin_password = settings.store.admin_password.expose();
    bootstrap::first_admin(store.as_ref(), &passwords, clock.as_ref(), entropy.as_ref(), admin_password).await?;
    let configured = settings.auth.token_secret.as_ref().map(|secret| secret.expose());
    let secret = bootstrap::session_secret(store.as_ref(), entropy.as_ref(), configured).await?;
    let sealer = Arc::new(HmacSessionSealer::new(&secret, &settings.auth.jwt_issuer)?);
    let (admission, auth) = match &settings.registry.auth_type {
        AuthType::Token => by_tokens(settings, clock.clone(), entropy.clone())?,
        AuthType::Basic(basic) => by_passwords(basic, store.as_ref(), hasher.as_ref()).await?,
    };
    if let (Admission::Tokens(signer), StoreType::Postgres(_)) = (&admission, &settings.store.kind) {
        agree_on_key(store.as_ref(), signer.certificate_pem(), is_alone).await?;
    }
    let registry = Arc::new(HttpRegistry::new(endpoint(&settings.registry, auth))?);
    let ports = Ports { store, registry, admission, sealer, hasher, clock, entropy, is_alone };
    Ok(if settings.traces.is_some() { traced(ports) } else { ports })
}

/// The same, and what costs most of it is told in traces.
fn traced(ports: Ports) -> Ports {
    Ports {
        store: Arc::new(TracedStore::new(ports.store)),
        hasher: Arc::new(TracedHasher::new(ports.hasher)),
        admission: match ports.admission {
            Admission::Tokens(signer) => Admission::Tokens(Arc::new(TracedSigner::new(signer))),
            by_passwords @ Admission::Passwords(_) => by_passwords,
        },
        ..ports
    }
}

fn by_tokens(
    settings: &Settings,
    clock: Arc<SystemClock>,
    entropy: Arc<OsEntropy>,
) -> Result<(Admission, RegistryAuth), StartError> {
    let signer = Arc::new(signer(settings, clock.as_ref())?);
    let auth = RegistryAuth::Token {
        signer: signer.clone(),
        issuer: settings.registry.issuer.clone(),
        service: settings.registry.service.clone(),
        clock,
        entropy,
    };
    Ok((Admission::Tokens(signer), auth))
}

async fn by_passwords(
    basic: &BasicAuth,
    store: &dyn Store,
    hasher: &Argon2Hasher,
) -> Result<(Admission, RegistryAuth), StartError> {
    let file = Arc::new(HtpasswdFile::new(&basic.htpasswd));
    let own = OwnLogin { login: basic.login.clone(), password: basic.password.expose() };
    let users = RegistryUsers::open(file, store, hasher, own).await?;
    let auth = RegistryAuth::Basic { login: basic.login.to_string(), password: basic.password.expose().to_owned() };
    Ok((Admission::Passwords(Arc::new(users)), auth))
}

/// Where traces go, if anywhere. To be called in the runtime that serves.
pub fn traces(settings: &Settings) -> Result<Option<SdkTracerProvider>, StartError> {
    let export = settings.traces.clone().map(|Traces { endpoint, sample_ratio }| TraceExport {
        endpoint,
        sample_ratio,
        version: env!("CARGO_PKG_VERSION"),
    });
    Ok(export.map(TraceExport::open).transpose()?)
}

/// How HTTPS is secured; not at all if it is not served.
pub fn tls(settings: &Settings) -> Result<Option<Tls>, StartError> {
    let tls = match settings.ssl.kind.clone() {
        SslType::None => return Ok(None),
        SslType::Static { cert, key } => CertificateFiles { certificate: cert, key }.open()?,
        SslType::Auto(Acme { names, location, email, directory, ca }) => {
            AcmeOrder { names, email, directory, authority_roots: ca, location }.open()?
        }
    };
    Ok(Some(Tls { config: tls.config, upkeep: tls.upkeep, expires_at: tls.expires_at }))
}

fn hasher() -> Arc<Argon2Hasher> {
    let cores = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    Arc::new(Argon2Hasher::new(cores, cores.get() * WAITING_PER_CORE))
}

fn passwords(settings: &Settings, hasher: Arc<Argon2Hasher>) -> Passwords {
    Passwords::new(hasher, settings.registry.auth_type != AuthType::Token)
}

fn endpoint(registry: &Registry, auth: RegistryAuth) -> RegistryEndpoint {
    let url = &registry.url;
    RegistryEndpoint {
        host: url.host.clone(),
        port: url.port.unwrap_or(DEFAULT_REGISTRY_PORT),
        path_prefix: url.path.clone(),
        tls: registry_tls(registry),
        auth,
        limits: RegistryLimits::default(),
    }
}

fn registry_tls(registry: &Registry) -> RegistryTls {
    match (registry.url.is_https, registry.https_insecure) {
        (false, _) => RegistryTls::Off,
        (true, true) => RegistryTls::Unverified,
        (true, false) => RegistryTls::Verified {
            extra_roots: registry.https_certs.clone().or_else(|| signing_certificate(registry)),
        },
    }
}

/// The certificate made for signing may serve the registry's TLS as well.
fn signing_certificate(registry: &Registry) -> Option<PathBuf> {
    (registry.auth_type == AuthType::Token).then(|| registry.certs.certificate.clone())
}

fn signer(settings: &Settings, clock: &dyn Clock) -> Result<JwtSigner, StartError> {
    let certs = &settings.registry.certs;
    let request = CertificateRequest {
        algorithm: match certs.algorithm {
            CertAlgorithm::Ecdsa => KeyAlgorithm::EcdsaP256,
            CertAlgorithm::Rsa => KeyAlgorithm::Rsa2048,
        },
        fqdns: certs.fqdns.clone(),
        ips: certs.ips.clone(),
    };
    Ok(JwtSigner::load_or_create(&key_set(settings), &request, clock.now())?)
}

fn key_set(settings: &Settings) -> KeySet {
    let certs = &settings.registry.certs;
    KeySet { key: certs.key.clone(), public_key: certs.public_key.clone(), certificate: certs.certificate.clone() }
}
