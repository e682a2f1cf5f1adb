//! What the registry is asked in our own name. Nothing is written.

use domain::Grant;
use hyper::header::WWW_AUTHENTICATE;
use hyper::{Method, StatusCode};
use ports::PasswordVerdict;

use super::ask::{ask, basic, bearer, get, reason, with_causes};
use super::check::Check;
use super::examination::{Examination, known};
use super::fault::Fault;
use super::greeting::{Greeting, Sighting, judge_sighting};
use super::image::digest;
use super::passwords::{Kept, judge_password_refusal};
use super::report::Outcome;
use super::token::{Token, claims, spoilt};
use super::trust::{Refusal, judge_refusal};
use crate::settings::{AuthType, BasicAuth, RegistryUrl};
use crate::wiring::{self, Probe};

/// Where an image is tried; it stays as an empty repository, which the registry goes on listing.
pub(super) const REPOSITORY: &str = "registry-admin-doctor";

/// What registries are often told to trust: our default, and that of the example of docker_auth.
const COMMON_ISSUERS: [&str; 2] = ["registry_token_issuer", "Acme auth server"];

impl Examination<'_> {
    pub(super) async fn registry(&mut self) -> Result<(), Outcome> {
        let url = &self.settings.registry.url;
        let value = "a PEM file with the certificate of the registry or of its authority";
        let unusable = |error| Fault::of_option(with_causes(&error), "registry.https_certs", value);
        let probe = wiring::registry_probe(self.settings).map_err(unusable)?;
        let careless = wiring::careless_probe().map_err(unusable)?;
        let other = RegistryUrl { is_https: !url.is_https, ..url.clone() };
        let as_configured = greet(&probe, url).await;
        let at = wiring::clock().now();
        let by_any_certificate = greet(&careless, url).await;
        let by_other_scheme = greet(&careless, &other).await;
        let greeting = judge_sighting(url, Sighting { as_configured, by_any_certificate, by_other_scheme })?;
        (self.found.greeting, self.found.registry) = (Some((greeting, at)), Some(probe));
        Ok(())
    }

    pub(super) async fn trust(&self) -> Result<(), Outcome> {
        let issuer = &self.settings.registry.issuer;
        let token = self.own_token(issuer, Vec::new())?;
        if self.lets_in(&bearer(&token)).await?.is_none() {
            return Ok(());
        }
        let mut accepted_issuer = None;
        for other in COMMON_ISSUERS {
            if self.lets_in(&bearer(&self.own_token(other, Vec::new())?)).await?.is_none() {
                accepted_issuer = Some(other);
            }
        }
        // Registry 3 looks at the signature before the issuer, and calls no such token invalid.
        let certificate_is_trusted =
            self.lets_in(&bearer(&spoilt(&token))).await?.is_some_and(|challenge| !challenge.contains("error="));
        let configured = self.registry_config.as_ref().and_then(|config| config.auth.token.as_ref());
        let bundle = configured.and_then(|configured| std::fs::read_to_string(&configured.rootcertbundle).ok());
        let token = Token::read(&token);
        let fault = judge_refusal(&Refusal {
            issuer,
            certificate_file: self.settings.registry.certs.certificate.display().to_string(),
            certificate: token.as_ref().map(Token::certificate).unwrap_or_default(),
            accepted_issuer,
            certificate_is_trusted,
            configured,
            bundle,
        });
        Err(fault.into())
    }

    pub(super) async fn passwords(&self) -> Result<(), Outcome> {
        let AuthType::Basic(own) = &self.settings.registry.auth_type else { return Ok(()) };
        if self.lets_in(&self.own_authorization()?).await?.is_none() {
            return Ok(());
        }
        let configured = self.registry_config.as_ref().and_then(|config| config.auth.htpasswd.as_ref());
        let file = own.htpasswd.display().to_string();
        let kept = self.kept(own).await;
        Err(judge_password_refusal(&file, own.login.as_str(), kept, configured).into())
    }

    /// How our own login stands in the file that the registry should read.
    async fn kept(&self, own: &BasicAuth) -> Result<Kept, String> {
        let content = wiring::password_file(own).read().await.map_err(|error| error.to_string())?;
        let Some(content) = content else { return Ok(Kept::Nothing) };
        let line = content.users.iter().find(|(login, _)| login == own.login.as_str());
        let verdict = wiring::password_hasher().verify(own.password.expose(), line.map(|(_, hash)| hash)).await;
        Ok(match verdict {
            Err(_) | Ok(PasswordVerdict::Wrong) => Kept::Otherwise,
            Ok(PasswordVerdict::Right | PasswordVerdict::RightButOutdated) => Kept::Right,
        })
    }

    /// Asks for the deletion of what does not exist.
    pub(super) async fn deletion(&self) -> Result<(), Outcome> {
        let authorization = self.own_authorization()?;
        let nothing = digest(self.unique()?.as_bytes());
        let url = self.registry_url(&format!("{REPOSITORY}/manifests/{nothing}"));
        let probe = known(self.found.registry.as_ref(), Check::Registry)?;
        let answer = ask(probe, Method::DELETE, &url, &[("authorization", &authorization)], "").await;
        let answer =
            answer.map_err(|why| Fault::other(format!("the registry does not answer: {why}"), "see its log"))?;
        let says = reason(&answer);
        match answer.status() {
            StatusCode::NOT_FOUND | StatusCode::ACCEPTED => Ok(()),
            StatusCode::METHOD_NOT_ALLOWED if says.is_some() => {
                Err(Fault::of_registry("the registry deletes nothing", "storage.delete.enabled", "true").into())
            }
            StatusCode::METHOD_NOT_ALLOWED => {
                let key = "storage.maintenance.readonly.enabled";
                Err(Fault::of_registry("the registry is read only", key, "false").into())
            }
            status => {
                let problem = format!("the registry answers {status} {}", says.unwrap_or_default());
                Err(Fault::other(problem, "see the log of the registry").into())
            }
        }
    }

    /// What lets us do everything where an image is tried.
    fn own_authorization(&self) -> Result<String, Outcome> {
        if let AuthType::Basic(own) = &self.settings.registry.auth_type {
            return Ok(basic(own.login.as_str(), own.password.expose()));
        }
        let access = Grant {
            resource_type: "repository".to_owned(),
            name: REPOSITORY.to_owned(),
            actions: vec!["pull", "push", "delete"],
        };
        Ok(bearer(&self.own_token(&self.settings.registry.issuer, vec![access])?))
    }

    /// None if the registry lets in who comes with this; otherwise how it refuses.
    pub(super) async fn lets_in(&self, authorization: &str) -> Result<Option<String>, Outcome> {
        let probe = known(self.found.registry.as_ref(), Check::Registry)?;
        let answer = get(probe, &self.registry_url(""), &[("authorization", authorization)]).await;
        let answer =
            answer.map_err(|why| Fault::other(format!("the registry does not answer: {why}"), "see its log"))?;
        if answer.status().is_success() {
            return Ok(None);
        }
        let challenge = answer.headers().get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok());
        Ok(Some(challenge.unwrap_or_default().to_owned()))
    }

    /// A token that we sign ourselves, as the server would.
    pub(super) fn own_token(&self, issuer: &str, access: Vec<Grant>) -> Result<String, Outcome> {
        let signer = known(self.found.signer.as_ref(), Check::Keys)?;
        let service = &self.settings.registry.service;
        let claims = claims(issuer, service, self.unique()?, access, wiring::clock().now());
        let cannot =
            |error| Fault::other(format!("no token can be signed: {}", with_causes(&error)), "replace the keys");
        Ok(signer.sign(&claims).map_err(cannot)?)
    }

    /// Something that was never there before.
    pub(super) fn unique(&self) -> Result<String, Fault> {
        let id = wiring::entropy().uuid();
        id.map(|id| id.to_string()).map_err(|error| Fault::other(error.to_string(), "see the system's log"))
    }

    /// A path below `/v2/`.
    pub(super) fn registry_url(&self, path: &str) -> String {
        format!("{}/v2/{path}", self.settings.registry.url)
    }
}

async fn greet(probe: &Probe, url: &RegistryUrl) -> Result<Greeting, String> {
    get(probe, &format!("{url}/v2/"), &[]).await.map(|answer| Greeting::of(&answer))
}
