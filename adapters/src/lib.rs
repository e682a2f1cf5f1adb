//! The technologies behind RegistryAdmin's ports.
#![warn(missing_docs)]

mod system;

pub use system::{OsEntropy, SystemClock};
