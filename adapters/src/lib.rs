//! The technologies behind RegistryAdmin's [`ports`]: one module each, named after what it uses.
//!
//! Whatever is specific to a technology ends here. The rest of the program knows the ports only,
//! and chooses among these adapters in one place when it starts.
#![warn(missing_docs)]

pub mod diesel;
pub mod memory;
