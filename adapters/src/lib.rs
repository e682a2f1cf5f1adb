//! The technologies behind RegistryAdmin's ports.
#![warn(missing_docs)]

mod password;
mod session_sealer;
mod system;

pub use password::Argon2Hasher;
pub use session_sealer::HmacSessionSealer;
pub use system::{OsEntropy, SystemClock};
