use serde_json::json;

use super::api::person;
use super::clock::FakeClock;
use super::data::Data;
use super::http::Credentials;
use super::image::Image;
use super::process::free_port;
use super::registry::{Registry, Setup};
use super::server::{ADMIN, Server};
use super::skopeo::Skopeo;

/// A server, and a registry that trusts it.
pub(crate) struct Stage {
    pub(crate) registry: Registry,
    pub(crate) server: Server,
}

impl Stage {
    /// With a registry that tells the server nothing.
    pub(crate) fn set() -> Self {
        Self::set_with(&[])
    }

    /// With more options for the server.
    pub(crate) fn set_with(options: &[&str]) -> Self {
        Self::with_registry(options, |_| Setup { notifier: None, deletes: true, tls: None })
    }

    /// With a registry that allows nobody to delete.
    pub(crate) fn set_without_deletion() -> Self {
        Self::with_registry(&[], |_| Setup { notifier: None, deletes: false, tls: None })
    }

    /// With a registry that tells the server all that happens. The server does not look for itself
    /// any more: it has done so at its start, and will only do it again in an hour.
    pub(crate) fn set_with_events() -> Self {
        Self::set_with_events_and(&[])
    }

    /// The same with more options for the server.
    pub(crate) fn set_with_events_and(options: &[&str]) -> Self {
        Self::with_registry(options, |server| {
            let admin = server.admin();
            admin.create_user(NOTIFIER, json!({}));
            admin.await_sync();
            Setup { notifier: Some(person(NOTIFIER)), deletes: true, tls: None }
        })
    }

    /// With a server whose time is what this clock says; the registry's is the real one.
    pub(crate) fn set_by_clock(clock: &FakeClock) -> Self {
        let setup = |_: &Server| Setup { notifier: None, deletes: true, tls: None };
        Self::with(|address| Server::start_by_clock(clock, address), setup)
    }

    /// With a server on this data.
    pub(crate) fn set_on(data: Data, options: &[&str]) -> Self {
        let setup = |_: &Server| Setup { notifier: None, deletes: true, tls: None };
        Self::with(|address| Server::start_on(data, &[address, options].concat()), setup)
    }

    fn with_registry(options: &[&str], setup: impl FnOnce(&Server) -> Setup<'static>) -> Self {
        Self::with(|address| Server::start(&[address, options].concat()), setup)
    }

    fn with(start: impl FnOnce(&[&str]) -> Server, setup: impl FnOnce(&Server) -> Setup<'static>) -> Self {
        let port = free_port();
        let server = start(&["--registry.host=http://127.0.0.1", &format!("--registry.port={port}")]);
        let registry = Registry::start(port, &server.issuer(), setup(&server));
        Self { registry, server }
    }

    pub(crate) fn skopeo<'a>(&self, credentials: impl Into<Option<Credentials<'a>>>) -> Skopeo<'a> {
        Skopeo::new(self.registry.host(), credentials.into())
    }

    /// Puts an image there for others to use.
    pub(crate) fn seed(&self, reference: &str) -> Image {
        let image = Image::new(reference);
        self.skopeo(ADMIN).push(&image, reference).expect_ok();
        image
    }
}

/// Who the registry is to the server.
pub(crate) const NOTIFIER: &str = "notifier";
