//! Who calls: the security schemes of the API.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use poem::web::cookie::{Cookie, CookieJar, SameSite};
use poem::{Request, RequestBody};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use time::Duration;

use super::{authorization, request_id};
use crate::error::AppError;
use crate::services::{Caller, Services};

const SESSION_COOKIE: &str = "registry_admin_session";

/// A signed-in account that may use the API.
pub(super) struct SignedIn(pub(super) Caller);

/// A signed-in account, even one that may do nothing but change its password.
pub(super) struct SignedInAnyhow(pub(super) Caller);

impl SignedIn {
    async fn resolve(request: &Request) -> Result<Self, AppError> {
        SignedInAnyhow::resolve(request).await?.0.past_password_change().map(Self)
    }
}

impl SignedInAnyhow {
    async fn resolve(request: &Request) -> Result<Self, AppError> {
        caller(request).await?.map(Self).ok_or(AppError::Unauthenticated)
    }
}

/// The account behind a request; none without credentials. A cookie whose session is over is no
/// credential, but wrong credentials are an error.
pub(super) async fn caller(request: &Request) -> Result<Option<Caller>, AppError> {
    let (services, address, request_id) =
        (services(request)?, address(request), request_id::text_of(request).to_owned());
    if let Some(basic) = authorization::basic(request)? {
        let user = services.credentials.by_password(&basic.login, &basic.password, address).await?;
        return Ok(Some(Caller { user, session: None, address, request_id }));
    }
    let Some(cookie) = request.cookie().get(SESSION_COOKIE) else { return Ok(None) };
    match services.sessions.resume(cookie.value_str()).await {
        Ok(signed_in) => {
            if let Some((value, keep_for)) = signed_in.cookie {
                set_cookie(request, value, keep_for);
            }
            Ok(Some(Caller { user: signed_in.user, session: Some(signed_in.session), address, request_id }))
        }
        Err(AppError::Unauthenticated) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Where a request comes from. One that came over no network comes from nowhere.
pub(super) fn address(request: &Request) -> IpAddr {
    request.remote_addr().as_socket_addr().map_or(Ipv4Addr::UNSPECIFIED.into(), SocketAddr::ip)
}

/// Gives the browser a cookie that scripts cannot read and other sites cannot use.
pub(super) fn set_cookie(request: &Request, value: String, keep_for: Duration) {
    let mut cookie = Cookie::new_with_str(SESSION_COOKIE, value);
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Strict);
    cookie.set_secure(request.scheme() == &poem::http::uri::Scheme::HTTPS);
    cookie.set_path("/");
    cookie.set_max_age(keep_for.unsigned_abs());
    request.cookie().add(cookie);
}

pub(super) fn remove_cookie(jar: &CookieJar) {
    jar.remove(SESSION_COOKIE);
}

fn services(request: &Request) -> Result<&Arc<Services>, AppError> {
    request.data().ok_or_else(|| AppError::Internal("the services are not part of the request".into()))
}

fn register(registry: &mut Registry) {
    let scheme = MetaSecurityScheme {
        ty: "http",
        description: Some("Login and password, for scripts."),
        name: None,
        key_in: None,
        scheme: Some("basic"),
        bearer_format: None,
        flows: None,
        openid_connect_url: None,
    };
    registry.create_security_scheme("basic", scheme);
    let scheme = MetaSecurityScheme {
        ty: "apiKey",
        description: Some("The cookie that `POST /auth/login` sets, for browsers."),
        name: Some(SESSION_COOKIE),
        key_in: Some("cookie"),
        scheme: None,
        bearer_format: None,
        flows: None,
        openid_connect_url: None,
    };
    registry.create_security_scheme("session", scheme);
}

macro_rules! security_scheme {
    ($name:ident) => {
        impl<'a> ApiExtractor<'a> for $name {
            const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
            type ParamType = ();
            type ParamRawType = ();

            fn register(registry: &mut Registry) {
                register(registry);
            }

            fn security_schemes() -> Vec<&'static str> {
                vec!["basic", "session"]
            }

            async fn from_request(
                request: &'a Request,
                _: &mut RequestBody,
                _: ExtractParamOptions<()>,
            ) -> poem::Result<Self> {
                Ok(Self::resolve(request).await?)
            }
        }
    };
}

security_scheme!(SignedIn);
security_scheme!(SignedInAnyhow);
