use std::sync::Arc;

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use super::caller::SignedIn;
use crate::services::{Connection, Services};

/// How the registry and this service find each other.
#[derive(Debug, Object)]
#[oai(rename = "RegistrySettings")]
struct RegistrySettingsBody {
    /// The registry's name for itself, as in its configuration.
    service: String,
    /// Who signs tokens, as in the registry's configuration.
    issuer: String,
    /// Host and port of the registry, as in the names of images.
    host: String,
    /// The certificate that the registry has to trust, as PEM; for admins.
    certificate: Option<String>,
    /// The parts of the registry's `config.yml` that concern this service, with a placeholder for
    /// the credentials of notifications; for admins.
    config: Option<String>,
}

impl From<Connection> for RegistrySettingsBody {
    fn from(connection: Connection) -> Self {
        let (certificate, config) = connection.setup.map(|setup| (setup.certificate, setup.config)).unzip();
        Self {
            service: connection.service,
            issuer: connection.issuer,
            host: connection.registry_host,
            certificate,
            config,
        }
    }
}

pub(super) struct RegistrySettingsApi;

#[OpenApi(prefix_path = "/api/v1/registry", tag = "Tag::Operations")]
impl RegistrySettingsApi {
    /// Tell how the registry is reached, and to admins how it has to be configured.
    #[oai(path = "/settings", method = "get", operation_id = "getRegistrySettings")]
    async fn settings(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
    ) -> Json<RegistrySettingsBody> {
        Json(services.connection.describe(&caller).into())
    }
}
