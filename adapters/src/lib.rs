//! The technologies behind RegistryAdmin's ports.
#![warn(missing_docs)]

mod password;
mod session_sealer;
mod signer;
mod system;

pub use password::Argon2Hasher;
pub use session_sealer::HmacSessionSealer;
pub use signer::{CertificateRequest, JwtSigner, KeyAlgorithm, KeySet, KeySetError};
pub use system::{OsEntropy, SystemClock};
