use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::audit::{Actor, Deed, Target, TargetKind};
use domain::{Claims, Decision, Grant, Policy, RefreshToken, RefreshTokenId, Requester, Scope, UserId, merge_scopes};
use moka::sync::Cache;
use ports::{RefreshTokenFilter, SecretHash, Window};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

use super::audit::TokenAudit;
use super::{Account, Admission, Credentials, Directories, Origin, Ports, Proven};
use crate::error::AppError;
use crate::metrics::{Metrics, TokenOutcome};

/// The token realm: gives clients tokens that the registry accepts.
pub struct TokenService {
    ports: Ports,
    directories: Directories,
    credentials: Credentials,
    /// Whose refresh tokens are, by the revision of the directory they were found at, and their secret.
    known: Cache<(u64, SecretHash), UserId>,
    settings: RealmSettings,
    audit: TokenAudit,
    metrics: Metrics,
}

/// What the registry and its realm agree on.
#[derive(Debug, Clone)]
pub struct RealmSettings {
    /// The name of the registry, as in its configuration: the audience of every token.
    pub service: String,
    /// Our name, as in the registry's configuration: the issuer of every token.
    pub issuer: String,
    /// How long a token is good.
    pub token_ttl: Duration,
}

/// What a client asks for.
#[derive(Debug)]
pub struct TokenRequest<'a> {
    /// Where it comes from.
    pub from: IpAddr,
    /// By which request.
    pub request_id: &'a str,
    /// Who asks.
    pub proof: Proof<'a>,
    /// For which registry; ours if it does not say.
    pub service: Option<&'a str>,
    /// The values of all `scope` parameters.
    pub scopes: &'a [String],
    /// What the client calls itself.
    pub client_id: &'a str,
    /// Whether it wants a refresh token too.
    pub offline: bool,
}

/// How a client proves who it is.
pub enum Proof<'a> {
    /// Not at all.
    Anonymous,
    /// By login and password.
    Password {
        /// The login.
        login: &'a str,
        /// The password.
        password: &'a str,
    },
    /// By a refresh token it was given.
    RefreshToken(&'a str),
}

impl std::fmt::Debug for Proof<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Anonymous => "Anonymous",
            Self::Password { .. } => "Password(…)",
            Self::RefreshToken(_) => "RefreshToken(…)",
        })
    }
}

impl TokenRequest<'_> {
    fn origin(&self, requester: Requester<'_>) -> Origin {
        match requester.user() {
            Some(user) => Origin::of_user(user, self.from, self.request_id),
            None => {
                Origin { actor: Actor::Anonymous, address: Some(self.from), request_id: self.request_id.to_owned() }
            }
        }
    }
}

/// What a client gets.
#[derive(Debug)]
pub struct IssuedToken {
    /// The signed token.
    pub token: String,
    /// What it grants: possibly less than was asked for, or nothing.
    pub access: Vec<Grant>,
    /// When it was made.
    pub issued_at: OffsetDateTime,
    /// How long it is good.
    pub expires_in: Duration,
    /// A refresh token, if one was asked for.
    pub refresh_token: Option<String>,
}

/// Registries' clocks may be behind ours by this much.
const CLOCK_SKEW: Duration = Duration::seconds(10);

/// A use is noted at most this often, so that a busy client does not cost a write per request.
const NOTED_USE: Duration = Duration::minutes(1);

/// A few megabytes.
const MOST_KNOWN: u64 = 10_000;

/// An account keeps its newest hundred refresh tokens: each `docker login` takes one more, and
/// nobody gives them back.
const SURPLUS: Window = Window { offset: 100, limit: 100 };

/// Who asks, and how it is known.
enum Identity {
    Nobody,
    ByPassword(Proven),
    ByRefreshToken(Arc<Account>),
}

impl Identity {
    fn requester(&self) -> Requester<'_> {
        match self {
            Self::Nobody => Requester::Anonymous,
            Self::ByPassword(proven) => Requester::User(proven.user()),
            Self::ByRefreshToken(account) => Requester::User(&account.user),
        }
    }
}

/// How much of what was asked for is granted. Asking for nothing is how a password is tried.
fn outcome_of(scopes: &[Scope], access: &[Grant]) -> TokenOutcome {
    let asked: usize = scopes.iter().map(|scope| scope.asked.actions().iter().count()).sum();
    let granted: usize = access.iter().map(|grant| grant.actions.iter().filter(|action| **action != "*").count()).sum();
    match granted {
        _ if granted >= asked => TokenOutcome::Granted,
        0 => TokenOutcome::Denied,
        _ => TokenOutcome::Reduced,
    }
}

fn outcome_of_error(error: &AppError) -> TokenOutcome {
    match error {
        AppError::BadCredentials => TokenOutcome::BadCredentials,
        AppError::AccountDisabled | AppError::PasswordChangeRequired => TokenOutcome::Blocked,
        AppError::TooManyFailures(_) => TokenOutcome::Throttled,
        AppError::BadRequest(_) | AppError::NoTokens => TokenOutcome::BadRequest,
        AppError::Busy | AppError::Unavailable(_) => TokenOutcome::Unavailable,
        _ => TokenOutcome::Failed,
    }
}

impl TokenService {
    pub(super) fn new(
        ports: Ports,
        directories: Directories,
        credentials: Credentials,
        settings: RealmSettings,
        audit: TokenAudit,
        metrics: Metrics,
    ) -> Self {
        let known = Cache::builder().max_capacity(MOST_KNOWN).time_to_live(NOTED_USE.unsigned_abs()).build();
        Self { ports, directories, credentials, known, settings, audit, metrics }
    }

    /// Gives a token with what the requester may do of what it asks.
    ///
    /// Being allowed less, or nothing, is no error (distribution token specification).
    pub async fn issue(&self, request: TokenRequest<'_>) -> Result<IssuedToken, AppError> {
        let begin = Instant::now();
        let decided = self.decide(request).await;
        let outcome = decided.as_ref().map_or_else(outcome_of_error, |(outcome, _)| *outcome);
        self.metrics.decision(outcome, begin.elapsed());
        decided.map(|(_, token)| token)
    }

    async fn decide(&self, request: TokenRequest<'_>) -> Result<(TokenOutcome, IssuedToken), AppError> {
        let Admission::Tokens(signer) = &self.ports.admission else { return Err(AppError::NoTokens) };
        if request.service.is_some_and(|service| service != self.settings.service) {
            return Err(AppError::BadRequest("this realm is not the one of the service that was named".to_owned()));
        }
        let scopes = merge_scopes(request.scopes.iter().map(String::as_str))
            .map_err(|error| AppError::BadRequest(error.to_string()))?;
        let identity = self.identify(&request.proof, request.from).await?;
        let requester = identity.requester();

        let now = self.ports.clock.now();
        let directory = self.directories.current().await?;
        let policy = Policy::new(directory.rules.of(requester), now);
        let decisions: Vec<_> = scopes.iter().map(|scope| policy.decide(requester, scope)).collect();
        let access: Vec<_> = decisions.iter().filter_map(Decision::grant).collect();
        let token = signer.sign(&self.claims(requester, access.clone(), now)?)?;
        self.audit.tell(|| request.origin(requester), &decisions, now);
        let refresh_token = match &identity {
            Identity::ByPassword(proven) if request.offline => {
                Some(self.give_refresh_token(proven, &request, now).await?)
            }
            _ => None,
        };
        let outcome = outcome_of(&scopes, &access);
        let expires_in = self.settings.token_ttl;
        Ok((outcome, IssuedToken { token, access, issued_at: now, expires_in, refresh_token }))
    }

    async fn identify(&self, proof: &Proof<'_>, from: IpAddr) -> Result<Identity, AppError> {
        let identity = match proof {
            Proof::Anonymous => Identity::Nobody,
            Proof::Password { login, password } => {
                Identity::ByPassword(self.credentials.prove(login, password, from).await?)
            }
            Proof::RefreshToken(secret) => {
                let account = self.by_refresh_token(secret).await;
                Identity::ByRefreshToken(
                    account.inspect_err(|error| self.credentials.tell_of_refusal("", from, error))?,
                )
            }
        };
        match identity.requester().user() {
            Some(user) if user.must_change_password => {
                let error = AppError::PasswordChangeRequired;
                self.credentials.tell_of_refusal(user.login.as_str(), from, &error);
                Err(error)
            }
            _ => Ok(identity),
        }
    }

    fn claims(&self, requester: Requester<'_>, access: Vec<Grant>, now: OffsetDateTime) -> Result<Claims, AppError> {
        Ok(Claims {
            issuer: self.settings.issuer.clone(),
            subject: requester.login().map(ToString::to_string).unwrap_or_default(),
            audience: self.settings.service.clone(),
            expires_at: now + self.settings.token_ttl,
            not_before: now - CLOCK_SKEW,
            issued_at: now,
            id: self.random_text::<16>()?,
            access,
        })
    }

    async fn by_refresh_token(&self, secret: &str) -> Result<Arc<Account>, AppError> {
        let directory = self.directories.current().await?;
        let user = self.holder(directory.revision(), hash_of(secret)).await?;
        let account = directory.account_by_id(user).ok_or(AppError::BadCredentials)?;
        if account.user.disabled { Err(AppError::AccountDisabled) } else { Ok(account.clone()) }
    }

    /// Whose token has this secret. It is remembered until its next use has to be noted, or any token
    /// is revoked: then the directory has another revision.
    async fn holder(&self, revision: u64, secret: SecretHash) -> Result<UserId, AppError> {
        if let Some(user) = self.known.get(&(revision, secret)) {
            return Ok(user);
        }
        let token = self.ports.read().await?.refresh_tokens().find_by_secret(secret).await?;
        let token = token.ok_or(AppError::BadCredentials)?;
        let now = self.ports.clock.now();
        if token.last_used_at.is_none_or(|last| now - last >= NOTED_USE) {
            let mut unit = self.ports.write().await?;
            unit.refresh_tokens().touch(token.id, now).await?;
            unit.commit().await?;
        }
        self.known.insert((revision, secret), token.user);
        Ok(token.user)
    }

    /// Only for a password: a refresh token does not breed.
    async fn give_refresh_token(
        &self,
        proven: &Proven,
        request: &TokenRequest<'_>,
        now: OffsetDateTime,
    ) -> Result<String, AppError> {
        let secret = self.random_text::<32>()?;
        let token = RefreshToken {
            id: RefreshTokenId(self.ports.entropy.uuid()?),
            user: proven.user().id,
            client_id: request.client_id.chars().filter(|c| !c.is_control()).take(64).collect(),
            created_at: now,
            last_used_at: None,
        };
        let mut unit = self.ports.write().await?;
        proven.still_holds(unit.as_mut()).await?;
        unit.refresh_tokens().insert(&token, hash_of(&secret)).await?;
        let of_user = RefreshTokenFilter { users: vec![token.user] };
        let target = Target { kind: TargetKind::RefreshToken, id: Some(token.id.to_string()), name: token.client_id };
        let origin = Origin::of_user(proven.user(), request.from, request.request_id);
        unit.audit().append(vec![origin.event(now, Deed::RefreshTokenCreate, Some(target))]).await?;
        for surplus in unit.refresh_tokens().list(&of_user, SURPLUS).await?.items {
            unit.refresh_tokens().remove(surplus.id).await?;
        }
        self.directories.commit(unit).await?;
        Ok(secret)
    }

    fn random_text<const BYTES: usize>(&self) -> Result<String, AppError> {
        let mut bytes = [0; BYTES];
        self.ports.entropy.fill(&mut bytes)?;
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }
}

fn hash_of(secret: &str) -> SecretHash {
    SecretHash(Sha256::digest(secret.as_bytes()).into())
}
