//! RegistryAdmin as a library: the use cases, the HTTP surface over them and the server.
pub mod error;
pub mod http;
pub mod serve;
pub mod services;
pub mod telemetry;
