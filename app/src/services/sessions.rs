use std::net::IpAddr;

use domain::audit::{Deed, Target, TargetKind};
use domain::{Session, SessionId, User};
use ports::SessionClaims;
use time::{Duration, OffsetDateTime};

use super::users::with_its_groups;
use super::{Caller, Credentials, Origin, Ports, UserView};
use crate::error::AppError;
use crate::metrics::{Metrics, SignInOutcome};

/// Browsers that sign in, stay signed in and sign out.
pub struct SessionsService {
    ports: Ports,
    credentials: Credentials,
    settings: SessionSettings,
    metrics: Metrics,
}

/// How long a browser stays signed in.
#[derive(Debug, Clone, Copy)]
pub struct SessionSettings {
    /// How long the value of a cookie is good before it is renewed.
    pub jwt_ttl: Duration,
    /// How long a session lasts.
    pub cookie_ttl: Duration,
}

/// A session and the cookie that proves it.
#[derive(Debug)]
pub struct SignedInSession {
    /// Who signed in.
    pub user: User,
    /// The session.
    pub session: SessionId,
    /// A new value for the cookie, if the browser needs one, and how long to keep it.
    pub cookie: Option<(String, Duration)>,
}

impl SessionsService {
    pub(super) fn new(ports: Ports, credentials: Credentials, settings: SessionSettings, metrics: Metrics) -> Self {
        Self { ports, credentials, settings, metrics }
    }

    /// Starts a session. An account that must change its password gets one too: to do just that.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        from: IpAddr,
        request_id: &str,
    ) -> Result<SignedInSession, AppError> {
        let signed_in = self.begin(login, password, from, request_id).await;
        self.metrics.sign_in(if signed_in.is_ok() { SignInOutcome::Done } else { SignInOutcome::Failed });
        signed_in
    }

    async fn begin(
        &self,
        login: &str,
        password: &str,
        from: IpAddr,
        request_id: &str,
    ) -> Result<SignedInSession, AppError> {
        let proven = self.credentials.prove(login, password, from).await?;
        let now = self.ports.clock.now();
        let session = Session {
            id: SessionId(self.ports.entropy.uuid()?),
            user: proven.user().id,
            created_at: now,
            expires_at: now + self.settings.cookie_ttl,
        };
        let cookie = self.cookie(&session, now)?;
        let mut unit = self.ports.write().await?;
        proven.still_holds(unit.as_mut()).await?;
        unit.sessions().remove_expired(now).await?;
        unit.sessions().insert(&session).await?;
        let origin = Origin::of_user(proven.user(), from, request_id);
        unit.audit().append(vec![origin.event(now, Deed::SessionOpen, Some(target(session.id)))]).await?;
        unit.commit().await?;
        Ok(SignedInSession { user: proven.user().clone(), session: session.id, cookie: Some(cookie) })
    }

    /// Who is signed in with this cookie. Its session decides, not what the cookie says.
    pub async fn resume(&self, cookie: &str) -> Result<SignedInSession, AppError> {
        let claims = self.ports.sealer.open(cookie).ok_or(AppError::Unauthenticated)?;
        let now = self.ports.clock.now();
        let mut unit = self.ports.read().await?;
        let session = unit.sessions().find(claims.session).await?;
        let session = session.filter(|session| now < session.expires_at).ok_or(AppError::Unauthenticated)?;
        let user = unit.users().find(session.user).await?.filter(|user| !user.disabled);
        let user = user.ok_or(AppError::Unauthenticated)?;
        let cookie = if now < claims.expires_at { None } else { Some(self.cookie(&session, now)?) };
        Ok(SignedInSession { user, session: session.id, cookie })
    }

    /// Ends the session of the caller, if it has one; it does no harm to end it twice.
    pub async fn sign_out(&self, caller: &Caller) -> Result<(), AppError> {
        let Some(session) = caller.session else { return Ok(()) };
        let mut unit = self.ports.write().await?;
        if unit.sessions().remove(session).await? {
            let event = caller.origin().event(self.ports.clock.now(), Deed::SessionClose, Some(target(session)));
            unit.audit().append(vec![event]).await?;
        }
        Ok(unit.commit().await?)
    }

    /// How many browsers are signed in.
    pub(super) async fn count(&self) -> Result<u64, AppError> {
        Ok(self.ports.read().await?.sessions().count_live(self.ports.clock.now()).await?)
    }

    /// The caller as it sees itself.
    pub async fn current(&self, caller: &Caller) -> Result<UserView, AppError> {
        let mut unit = self.ports.read().await?;
        with_its_groups(unit.as_mut(), caller.user.clone()).await
    }

    fn cookie(&self, session: &Session, now: OffsetDateTime) -> Result<(String, Duration), AppError> {
        let expires_at = session.expires_at.min(now + self.settings.jwt_ttl);
        let value = self.ports.sealer.seal(&SessionClaims { session: session.id, expires_at })?;
        Ok((value, session.expires_at - now))
    }
}

fn target(session: SessionId) -> Target {
    Target { kind: TargetKind::Session, id: Some(session.to_string()), name: String::new() }
}
