use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use domain::catalog::MediaType;
use serde_json::Value;

use crate::Result;
use crate::api::Api;
use crate::load::Target;
use crate::realm::REALM;
use crate::registry::Registry;
use crate::server::{ADMIN, SERVICE, Server};
use crate::storage::Image;

/// As many as the server has itself.
const CONNECTIONS: usize = 32;

/// A client that does nothing but ask a registry for images.
pub(crate) struct Reader<'a> {
    registry: &'a Registry,
    /// With what lets one ask for it.
    images: Vec<(&'a Image, String)>,
}

/// What it asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What {
    Digests,
    Manifests,
    ManifestsAndConfigurations,
}

impl<'a> Reader<'a> {
    /// Fetches a token for each repository that the images are in.
    pub(crate) fn of(server: &Server, registry: &'a Registry, images: &'a [Image]) -> Result<Self> {
        let images = images.chunk_by(|one, next| one.repository == next.repository).map(|images| {
            let authorization = authorization(server, images.first().map_or("", |image| &image.repository))?;
            Ok(images.iter().map(move |image| (image, authorization.clone())))
        });
        let images = images.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
        Ok(Self { registry, images })
    }

    /// How long it takes to ask for all of it once.
    pub(crate) fn read(&self, what: What) -> Result<Duration> {
        let next = AtomicUsize::new(0);
        let ask = || -> std::result::Result<(), ureq::Error> {
            let agent = ureq::Agent::new_with_defaults();
            while let Some((image, authorization)) = self.images.get(next.fetch_add(1, Ordering::Relaxed)) {
                self.read_image(&agent, image, authorization, what)?;
            }
            Ok(())
        };
        let begin = Instant::now();
        thread::scope(|scope| {
            let threads: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(ask)).collect();
            let mut threads = threads.into_iter();
            threads.try_for_each(|thread| thread.join().map_err(|_| "a client panicked")?.map_err(Into::into))
        })
        .map(|()| begin.elapsed())
    }

    fn read_image(
        &self,
        agent: &ureq::Agent,
        image: &Image,
        authorization: &str,
        what: What,
    ) -> std::result::Result<(), ureq::Error> {
        let Image { repository, tag, config, .. } = image;
        let url = |path: &str| self.registry.url(&format!("/v2/{repository}/{path}"));
        let manifest = url(&format!("manifests/{tag}"));
        let request = if let What::Digests = what { agent.head(manifest) } else { agent.get(manifest) };
        let request = request.header("authorization", authorization).header("accept", MediaType::OCI_MANIFEST);
        request.call()?.body_mut().read_to_vec()?;
        if let What::ManifestsAndConfigurations = what {
            let request = agent.get(url(&format!("blobs/{config}"))).header("authorization", authorization);
            request.call()?.body_mut().read_to_vec()?;
        }
        Ok(())
    }
}

fn authorization(server: &Server, repository: &str) -> Result<String> {
    let url = server.url(&format!("{REALM}?service={SERVICE}&scope=repository:{repository}:pull"));
    let answer: Value = ureq::get(url).header("authorization", Api::basic(ADMIN)).call()?.body_mut().read_json()?;
    let token = answer.get("token").and_then(Value::as_str).ok_or("no token")?;
    Ok(format!("Bearer {token}"))
}
