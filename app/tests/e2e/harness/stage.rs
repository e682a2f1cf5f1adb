use super::http::Credentials;
use super::image::Image;
use super::registry::Registry;
use super::server::{ADMIN, Server};
use super::skopeo::Skopeo;

/// A server, and a registry that trusts it.
pub(crate) struct Stage {
    pub(crate) registry: Registry,
    pub(crate) server: Server,
}

impl Stage {
    pub(crate) fn set() -> Self {
        Self::set_with(&[])
    }

    /// With more options for the server.
    pub(crate) fn set_with(options: &[&str]) -> Self {
        let server = Server::start(options);
        let registry = Registry::start(&server.realm(), &server.certificate());
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
