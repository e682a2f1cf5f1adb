use std::sync::Arc;

use poem::Request;
use poem::web::Data;
use poem::web::cookie::CookieJar;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};

use super::caller::{self, SignedInAnyhow};
use super::model::{LoginBody, PasswordChangeBody, UserBody};
use super::reply::Done;
use super::{Tag, request_id};
use crate::error::AppError;
use crate::services::{Caller, Services};

/// Who is signed in.
#[derive(Debug, Object)]
#[oai(rename = "CurrentUser")]
struct CurrentUserBody {
    /// The account; none for somebody who is not signed in.
    user: Option<UserBody>,
}

#[derive(ApiResponse)]
enum CurrentUser {
    /// Who is signed in, if anybody is.
    #[oai(status = 200)]
    Ok(Json<CurrentUserBody>),
}

pub(super) struct SessionApi;

#[OpenApi(prefix_path = "/auth", tag = "Tag::Session")]
impl SessionApi {
    /// Sign a browser in: sets the session cookie.
    ///
    /// An account that must change its password is signed in too, but can do nothing else than that.
    #[oai(path = "/login", method = "post", operation_id = "login")]
    async fn login(
        &self,
        Data(services): Data<&Arc<Services>>,
        request: &Request,
        Json(body): Json<LoginBody>,
    ) -> Result<CurrentUser, AppError> {
        let (address, request_id) = (caller::address(request), request_id::text_of(request).to_owned());
        let signed_in = services.sessions.sign_in(&body.login, &body.password, address, &request_id).await?;
        if let Some((value, keep_for)) = signed_in.cookie {
            caller::set_cookie(request, value, keep_for);
        }
        let caller = Caller { user: signed_in.user, session: Some(signed_in.session), address, request_id };
        current(services, Some(caller)).await
    }

    /// Sign the browser out. Its session ends at once.
    #[oai(path = "/logout", method = "post", operation_id = "logout")]
    async fn logout(&self, Data(services): Data<&Arc<Services>>, request: &Request) -> Result<Done, AppError> {
        if let Some(caller) = caller::caller(request).await? {
            services.sessions.sign_out(&caller).await?;
        }
        let jar: &CookieJar = request.cookie();
        caller::remove_cookie(jar);
        Ok(Done::NoContent)
    }

    /// Tell who is signed in; nobody is no error.
    #[oai(path = "/user", method = "get", operation_id = "getCurrentUser")]
    async fn user(&self, Data(services): Data<&Arc<Services>>, request: &Request) -> Result<CurrentUser, AppError> {
        current(services, caller::caller(request).await?).await
    }

    /// Change the own password. The account's other sessions and its refresh tokens end.
    #[oai(path = "/user/password", method = "put", operation_id = "changeOwnPassword")]
    async fn change_password(
        &self,
        SignedInAnyhow(caller): SignedInAnyhow,
        Data(services): Data<&Arc<Services>>,
        Json(body): Json<PasswordChangeBody>,
    ) -> Result<Done, AppError> {
        services.users.change_own_password(&caller, &body.old_password, &body.new_password).await?;
        Ok(Done::NoContent)
    }
}

async fn current(services: &Services, caller: Option<Caller>) -> Result<CurrentUser, AppError> {
    let user = match caller {
        Some(caller) => Some(services.sessions.current(&caller).await?.into()),
        None => None,
    };
    Ok(CurrentUser::Ok(Json(CurrentUserBody { user })))
}
