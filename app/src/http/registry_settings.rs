use std::sync::Arc;

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use super::Tag;
use super::caller::SignedIn;
use crate::error::AppError;
use crate::services::{Connection, Services};

/// How the registry checks who may do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "RegistryAuthType", rename_all = "lowercase")]
enum AuthTypeBody {
    /// By tokens from here, which hold what the access rules grant.
    Token,
    /// By passwords from here: whoever has an enabled account may do everything in the registry.
    /// Access rules decide only what is shown here.
    Basic,
}

/// How the registry and this service find each other.
#[derive(Debug, Object)]
#[oai(rename = "RegistrySettings")]
struct RegistrySettingsBody {
    /// How the registry checks who may do what.
    auth_type: AuthTypeBody,
    /// The registry's name for itself, as in its configuration.
    service: String,
    /// Who signs tokens, as in the registry's configuration.
    issuer: String,
    /// Host and port of the registry, as in the names of images.
    host: String,
    /// The certificate that the registry has to trust, as PEM; for admins, with `token`.
    certificate: Option<String>,
    /// The parts of the registry's `config.yml` that concern this service, with a placeholder for
    /// the credentials of notifications; for admins.
    config: Option<String>,
}

impl From<Connection> for RegistrySettingsBody {
    fn from(connection: Connection) -> Self {
        let (certificate, config) = connection.setup.map(|setup| (setup.certificate, setup.config)).unzip();
        Self {
            auth_type: if connection.is_basic { AuthTypeBody::Basic } else { AuthTypeBody::Token },
            service: connection.service,
            issuer: connection.issuer,
            host: connection.registry_host,
            certificate: certificate.flatten(),
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
    ) -> Result<Json<RegistrySettingsBody>, AppError> {
        Ok(Json(services.connection.describe(&caller).into()))
    }
}
