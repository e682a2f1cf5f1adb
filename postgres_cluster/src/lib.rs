//! PostgreSQL for tests: servers in folders of their own, by Debian's package `postgresql`.
//!
//! A server and its folder are gone with the process that started it, however that ends.
#![warn(missing_docs)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says by its panic that it failed")]

mod database;
mod programs;
mod server;

use std::sync::OnceLock;

pub use database::Database;
pub use server::Server;

/// A new database in a server that the tests of this process share. It forgets what it was told when
/// the machine crashes, which makes it quick.
pub fn database() -> Database {
    static SHARED: OnceLock<Server> = OnceLock::new();
    SHARED.get_or_init(|| Server::start(&["fsync=off", "full_page_writes=off"])).database()
}
