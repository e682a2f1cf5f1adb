//! The HTTP surface: a thin layer that reads requests, calls one use case and writes its answer.
//!
//! An operation never touches a port, and a use case never sees HTTP. Whatever goes wrong leaves
//! through [`errors`], in the one shape of an error.

mod accesses;
mod audit;
pub(crate) mod authorization;
mod body_limit;
mod browser;
mod caller;
mod crowd;
mod deletions;
mod description;
mod errors;
pub(crate) mod events;
mod front;
mod groups;
mod guard;
mod head_limit;
mod lines;
mod model;
mod operations;
mod origin;
mod paging;
mod problem;
mod realm;
mod realm_error;
mod refresh_tokens;
mod registry_settings;
mod reply;
mod repositories;
mod request_id;
mod session;
mod strict_query;
mod sync;
mod to_https;
mod traced;
mod ui;
mod users;
mod watching;

use std::sync::Arc;
use std::time::Duration;

use poem::endpoint::BoxEndpoint;
use poem::{EndpointExt, IntoEndpoint, Response};
use poem_openapi::{OpenApi, OpenApiService};

pub use audit::audit_line;
use body_limit::BodyLimit;
use crowd::Crowd;
use errors::Shape;
use front::Front;
use guard::Guard;
pub use origin::AllowedOrigins;
pub use to_https::HttpsAddress;
pub(crate) use to_https::ToHttps;
pub use watching::MetricsSettings;

use crate::services::Services;

/// What of the configuration concerns HTTP.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Which pages may use the API with the browser's session, beside our own.
    pub origins: AllowedOrigins,
    /// How long a request may take.
    pub request_timeout: Duration,
    /// The most bytes a request's body may have.
    pub max_body: u64,
    /// Whether and to whom metrics are told.
    pub metrics: MetricsSettings,
    /// Whether requests are traced.
    pub traced: bool,
}

/// Everything the server answers: the realm's tokens to clients of a registry, and the API and its pages
/// to everybody else.
pub fn endpoint(services: Arc<Services>, settings: &HttpSettings) -> BoxEndpoint<'static, Response> {
    let guard = Guard { timeout: settings.request_timeout, bodies: BodyLimit::new(settings.max_body) };
    let metrics = services.metrics.clone();
    let realm = guard.before(realm::endpoint(services.clone()), Crowd::of_realm(), Shape::Realm);
    let api = guard.before(api_endpoint(services, settings), Crowd::of_api(), Shape::Problem);
    let front = Front { realm, api, metrics }.boxed();
    if settings.traced { front.around(traced::trace).boxed() } else { front }
}

fn api_endpoint(services: Arc<Services>, settings: &HttpSettings) -> BoxEndpoint<'static, Response> {
    let operations = operations_of_all();
    let known_parameters = strict_query::KnownParameters::of(&operations);
    let origins = settings.origins.clone();
    api(operations)
        .into_endpoint()
        .around(ui::serve)
        .around(description::serve)
        .data(services)
        .data(settings.metrics.clone())
        .around(move |next, request| strict_query::check(next, request, known_parameters.clone()))
        .around(move |next, request| origin::check(next, request, origins.clone()))
        // On the heap: what the layers hold of each other would pile up on the stack.
        .boxed()
}

/// The API's description, as `openapi.yaml` holds it.
pub fn openapi_yaml() -> String {
    description::of(&api(operations_of_all()))
}

fn api<A: OpenApi>(operations: A) -> OpenApiService<A, ()> {
    OpenApiService::new(operations, "RegistryAdmin", env!("CARGO_PKG_VERSION"))
        .description("Users, groups, access rules and a token realm for a private Docker/OCI registry.")
}

fn operations_of_all() -> impl OpenApi {
    (
        realm::RealmApi,
        session::SessionApi,
        users::UsersApi,
        groups::GroupsApi,
        accesses::AccessesApi,
        refresh_tokens::RefreshTokensApi,
        repositories::RepositoriesApi,
        deletions::DeletionsApi,
        events::EventsApi,
        sync::SyncApi,
        audit::AuditApi,
        registry_settings::RegistrySettingsApi,
        operations::OperationsApi,
    )
}

/// How the operations are grouped in the API's description.
#[derive(poem_openapi::Tags)]
enum Tag {
    /// Tokens for the registry, by the Docker token protocol.
    Realm,
    /// Sign in and out; the own account.
    Session,
    /// Accounts.
    Users,
    /// Groups of users.
    Groups,
    /// Access rules, and why they decide as they do.
    Access,
    /// Credentials that clients keep instead of a password.
    RefreshTokens,
    /// What the registry holds.
    Catalogue,
    /// What was done, by whom and from where.
    Audit,
    /// Whether the service is well.
    Operations,
}
