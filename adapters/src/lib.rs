//! The technologies behind RegistryAdmin's [`ports`]: one module each, named after what it uses.
//!
//! Whatever is specific to a technology ends here. The rest of the program knows the ports only,
//! and chooses among these adapters in one place when it starts.
#![warn(missing_docs)]

mod diesel;
mod directory;
#[doc(hidden)]
pub mod fuzzing;
mod htpasswd;
mod memory;
mod password;
mod predecessor;
mod private_directory;
mod probe;
mod registry;
mod session_sealer;
mod signer;
mod system;
mod tls;
mod traces;

pub use diesel::{
    BackupError, CopyError, OpenError, PostgresError, PostgresSettings, PostgresStore, RestoreError, SqliteStore,
    StorePlace, copy_store,
};
pub use htpasswd::HtpasswdFile;
pub use memory::MemoryStore;
pub use password::Argon2Hasher;
pub use predecessor::{PredecessorError, read_predecessor};
pub use probe::{Probe, ProbeError, probe};
pub use registry::{HttpRegistry, RegistryAuth, RegistryEndpoint, RegistryLimits, RegistrySetupError, RegistryTls};
pub use session_sealer::HmacSessionSealer;
pub use signer::{CertificateRequest, JwtSigner, KeyAlgorithm, KeySet, KeySetError};
pub use system::{OsEntropy, SystemClock};
pub use tls::{AcmeOrder, CertificateFiles, ServerTls, TlsError};
pub use traces::{TraceExport, TracedHasher, TracedSigner, TracedStore, TracesError};
