//! The token realm (distribution token and OAuth2 specifications).

use std::sync::Arc;

use poem::http::Uri;
use poem::web::Data;
use poem::{Endpoint, EndpointExt, IntoEndpoint, Request, RequestBody, Result};
use poem_openapi::param::Query;
use poem_openapi::registry::{MetaMediaType, MetaRequest, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ApiResponse, ExtractParamOptions, Object, OpenApi, OpenApiService};
use serde::Serialize;
use time::OffsetDateTime;

use super::realm_error::RealmError;
use super::reply::{self, Written};
use super::{Tag, authorization, caller, request_id};
use crate::error::AppError;
use crate::services::{IssuedToken, Proof, Services, TokenRequest};

const PATH: &str = "/api/v1/registry/auth";
const ALIAS: &str = "/api/v1/auth";

/// Whether the realm answers at this path.
pub(super) fn is_realm(path: &str) -> bool {
    path == PATH || path == ALIAS
}

/// What answers at both of the realm's addresses.
pub(super) fn endpoint(services: Arc<Services>) -> impl Endpoint {
    OpenApiService::new(RealmApi, "", "").into_endpoint().data(services).before(resolve_alias)
}

/// The realm has a second, shorter address.
async fn resolve_alias(mut request: Request) -> Result<Request> {
    if request.uri().path() == ALIAS {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        *request.uri_mut() = format!("{PATH}{query}").parse::<Uri>().map_err(poem::error::BadRequest)?;
    }
    Ok(request)
}

pub(super) struct RealmApi;

#[OpenApi(tag = "Tag::Realm")]
impl RealmApi {
    /// Get a token for the registry.
    ///
    /// With HTTP Basic for an account, without credentials for what anyone may do. Being allowed
    /// less than asked, or nothing, is no error: the token grants less. `/api/v1/auth` is another
    /// address of the same realm.
    #[oai(path = "/api/v1/registry/auth", method = "get", operation_id = "issueToken")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the protocol")]
    async fn get(
        &self,
        Data(services): Data<&Arc<Services>>,
        request: &Request,
        /// The registry's name for itself; anything but the configured one is refused.
        Query(service): Query<Option<String>>,
        /// What is asked for, as `repository:team/app:pull,push`; may be repeated, and may hold
        /// several separated by spaces.
        Query(scope): Query<Option<Vec<String>>>,
        /// A hint that is not needed: who asks is told by the credentials.
        #[oai(name = "account")]
        _account: Query<Option<String>>,
        /// What the client calls itself.
        Query(client_id): Query<Option<String>>,
        /// `true` asks for a refresh token too.
        Query(offline_token): Query<Option<String>>,
        /// `offline` asks for a refresh token too.
        Query(access_type): Query<Option<String>>,
    ) -> Result<TokenReply, RealmError> {
        let basic = authorization::basic(request)?;
        let proof = match &basic {
            Some(basic) => Proof::Password { login: &basic.login, password: &basic.password },
            None => Proof::Anonymous,
        };
        let wanted = TokenRequest {
            from: caller::address(request),
            request_id: request_id::text_of(request),
            proof,
            service: service.as_deref(),
            scopes: &scope.unwrap_or_default(),
            client_id: client_id.as_deref().unwrap_or_default(),
            offline: offline_token.as_deref() == Some("true") || access_type.as_deref() == Some("offline"),
        };
        let issued = services.token.issue(wanted).await?;
        Ok(TokenReply::new(issued.into()))
    }

    /// Get a token for the registry, in the OAuth2 way.
    #[oai(path = "/api/v1/registry/auth", method = "post", operation_id = "issueTokenByForm")]
    async fn post(
        &self,
        Data(services): Data<&Arc<Services>>,
        request: &Request,
        form: Form,
    ) -> Result<TokenReply, RealmError> {
        let wanted = TokenRequest {
            from: caller::address(request),
            request_id: request_id::text_of(request),
            proof: form.proof()?,
            service: form.service.as_deref(),
            scopes: &form.scope,
            client_id: form.client_id.as_deref().unwrap_or_default(),
            offline: form.access_type.as_deref() == Some("offline"),
        };
        let issued = services.token.issue(wanted).await?;
        Ok(TokenReply::new(TokenBody::with_scope(issued)))
    }
}

/// The form of a POST request (distribution OAuth2 specification).
#[derive(Debug, Object)]
#[oai(rename = "TokenForm")]
struct Form {
    /// `password` or `refresh_token`.
    grant_type: Option<String>,
    /// The registry's name for itself; anything but the configured one is refused.
    service: Option<String>,
    /// What the client calls itself.
    client_id: Option<String>,
    /// `offline` asks for a refresh token too.
    access_type: Option<String>,
    /// What is asked for, as `repository:team/app:pull,push`, separated by spaces.
    scope: Vec<String>,
    /// With `password`: the login.
    username: Option<String>,
    /// With `password`: the password.
    password: Option<String>,
    /// With `refresh_token`: the token.
    refresh_token: Option<String>,
}

impl Form {
    const CONTENT_TYPE: &'static str = "application/x-www-form-urlencoded";

    fn parse(body: &[u8]) -> Result<Self, AppError> {
        let fields: Vec<(String, String)> =
            serde_urlencoded::from_bytes(body).map_err(|error| AppError::BadRequest(error.to_string()))?;
        let first = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
        Ok(Self {
            grant_type: first("grant_type"),
            service: first("service"),
            client_id: first("client_id"),
            access_type: first("access_type"),
            scope: fields.iter().filter(|(name, _)| name == "scope").map(|(_, value)| value.clone()).collect(),
            username: first("username"),
            password: first("password"),
            refresh_token: first("refresh_token"),
        })
    }

    fn proof(&self) -> Result<Proof<'_>, AppError> {
        match (self.grant_type.as_deref(), &self.username, &self.password, &self.refresh_token) {
            (Some("password"), Some(login), Some(password), _) => Ok(Proof::Password { login, password }),
            (Some("refresh_token"), _, _, Some(secret)) => Ok(Proof::RefreshToken(secret)),
            (Some("password"), ..) => Err(missing("username and password")),
            (Some("refresh_token"), ..) => Err(missing("refresh_token")),
            _ => Err(AppError::BadRequest("grant_type must be password or refresh_token".to_owned())),
        }
    }
}

fn missing(what: &str) -> AppError {
    AppError::BadRequest(format!("{what} must be given"))
}

impl<'a> ApiExtractor<'a> for Form {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Self as Type>::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let content = vec![MetaMediaType { content_type: Self::CONTENT_TYPE, schema: Self::schema_ref() }];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        let content_type = request.content_type().and_then(|value| value.split(';').next()).unwrap_or_default();
        if !content_type.trim().eq_ignore_ascii_case(Self::CONTENT_TYPE) {
            return Err(AppError::BadRequest(format!("the body must be {}", Self::CONTENT_TYPE)).into());
        }
        Ok(Self::parse(&body.take()?.into_bytes().await?)?)
    }
}

#[derive(ApiResponse)]
enum TokenReply {
    /// The token.
    #[oai(status = 200)]
    Ok(
        Written<TokenBody>,
        /// Tokens are secrets: `no-store`.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

impl TokenReply {
    fn new(body: TokenBody) -> Self {
        Self::Ok(Written(body), "no-store".to_owned())
    }
}

/// A token for the registry.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "Token", example, skip_serializing_if_is_none)]
struct TokenBody {
    /// The token, a JWT.
    token: String,
    /// The same, under the name OAuth2 has for it.
    access_token: String,
    /// For how many seconds it is good.
    expires_in: i64,
    /// When it was made.
    #[serde(serialize_with = "reply::rfc3339")]
    issued_at: OffsetDateTime,
    /// A refresh token, if one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    /// What is granted, for a form.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
}

impl TokenBody {
    fn with_scope(issued: IssuedToken) -> Self {
        let scopes: Vec<_> = issued
            .access
            .iter()
            .map(|grant| format!("{}:{}:{}", grant.resource_type, grant.name, grant.actions.join(",")))
            .collect();
        Self { scope: Some(scopes.join(" ")), ..issued.into() }
    }
}

impl From<IssuedToken> for TokenBody {
    fn from(issued: IssuedToken) -> Self {
        Self {
            access_token: issued.token.clone(),
            token: issued.token,
            expires_in: issued.expires_in.whole_seconds(),
            issued_at: issued.issued_at,
            refresh_token: issued.refresh_token,
            scope: None,
        }
    }
}

impl poem_openapi::types::Example for TokenBody {
    fn example() -> Self {
        Self {
            token: "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiIsIng1YyI6W119.e30.c2lnbmF0dXJl".to_owned(),
            access_token: "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiIsIng1YyI6W119.e30.c2lnbmF0dXJl".to_owned(),
            expires_in: 60,
            issued_at: super::model::example_time(),
            refresh_token: None,
            scope: None,
        }
    }
}
