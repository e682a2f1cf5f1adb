use std::sync::Arc;

use hyper::body::Bytes;
use hyper::{Method, Response};
use ports::TokenSigner;
use time::OffsetDateTime;

use super::ask::{ask, get, with_causes};
use super::check::Check;
use super::fault::Fault;
use super::greeting::{Greeting, judge_authentication, judge_clock, judge_password_authentication, judge_service};
use super::image::Image;
use super::notifications::{self, judge_delivery, judge_endpoints};
use super::realm::judge_realm;
use super::registry_config::RegistryConfig;
use super::report::{Outcome, Report};
use super::token::{Token, judge_signature};
use crate::commands::healthcheck;
use crate::settings::{AuthType, Settings};
use crate::wiring::{self, Probe};

const REALM_PATH: &str = "/api/v1/registry/auth";

/// In whose name to try everything.
pub(super) struct Account {
    pub(super) login: String,
    pub(super) password: String,
}

/// One look at a set-up.
pub(super) struct Examination<'a> {
    pub(super) settings: &'a Settings,
    pub(super) registry_config: Option<RegistryConfig>,
    pub(super) account: Option<Account>,
    own_url: String,
    pub(super) found: Found,
}

/// What the checks so far have found, for those that come after them.
#[derive(Default)]
pub(super) struct Found {
    pub(super) signer: Option<Arc<dyn TokenSigner>>,
    pub(super) registry: Option<Probe>,
    /// And when it came.
    pub(super) greeting: Option<(Greeting, OffsetDateTime)>,
    pub(super) realm: Option<String>,
    service: Option<String>,
    token_of_server: Option<Token>,
    /// The `Authorization` of the account at the registry.
    pub(super) authorization: Option<String>,
    pub(super) image: Option<Image>,
}

/// What an earlier check found; without it there is nothing to look at.
pub(super) fn known<T>(found: Option<&T>, by: Check) -> Result<&T, Outcome> {
    found.ok_or_else(|| Outcome::Skipped(format!("{} is not ok", by.name())))
}

impl<'a> Examination<'a> {
    pub(super) fn new(
        settings: &'a Settings,
        registry_config: Option<RegistryConfig>,
        account: Option<Account>,
    ) -> Self {
        let own_url = crate::connection(settings).own_url;
        Self { settings, registry_config, account, own_url, found: Found::default() }
    }

    pub(super) async fn run(mut self) -> Report {
        let checks = Check::all(self.settings.registry.auth_type == AuthType::Token);
        let mut report = Report::on(checks.clone());
        for check in checks {
            let outcome = match report.obstacle(check) {
                Some(reason) => Outcome::Skipped(reason),
                None => self.look(check).await.err().unwrap_or(Outcome::Ok),
            };
            report.add(check, outcome);
        }
        report
    }

    async fn look(&mut self, check: Check) -> Result<(), Outcome> {
        match check {
            Check::Keys => self.keys(),
            Check::Server => self.server().await,
            Check::Store => self.store().await,
            Check::Registry => self.registry().await,
            Check::Authentication => self.authentication(),
            Check::Clock => self.clock(),
            Check::Service => self.service(),
            Check::Realm => self.realm().await,
            Check::Signature => self.signature(),
            Check::Trust => self.trust().await,
            Check::Passwords => self.passwords().await,
            Check::Deletion => self.deletion().await,
            Check::Notifications => self.notifications().await,
            Check::Login => self.login().await,
            Check::Push => self.push().await,
            Check::Pull => self.pull().await,
            Check::Event => self.event().await,
            Check::Removal => self.removal().await,
        }
    }

    fn keys(&mut self) -> Result<(), Outcome> {
        const ADVICE: &str =
            "the server makes keys at its first start; set registry.certs.path to where it did, or do as is said above";
        let signer = wiring::existing_keys(self.settings);
        self.found.signer = Some(signer.map_err(|error| Fault::other(with_causes(&error), ADVICE))?);
        Ok(())
    }

    async fn server(&self) -> Result<(), Outcome> {
        const ADVICE: &str = "start the server, or give this command the same listen and port as the server";
        let Err(error) = healthcheck::run(self.settings).await else { return Ok(()) };
        let problem = with_causes(&error);
        if !error.is_answer() {
            return Err(Fault::other(problem, ADVICE).into());
        }
        // What keeps a server that runs from serving is its store.
        let why = wiring::store_is_open(self.settings).await.err().map(|error| with_causes(&error));
        let problem = format!("{problem}; {}", why.as_deref().unwrap_or("its log tells why"));
        Err(Fault::other(problem, "see to it that the store answers").into())
    }

    async fn store(&self) -> Result<(), Outcome> {
        let store = &self.settings.store;
        let fault = |problem| match store.file() {
            Some(_) => Fault::of_option(problem, "store.embed.path", "the file that the server uses"),
            None => Fault::of_option(problem, "store.postgres.url", "the URL of the database that the server uses"),
        };
        if store.file().is_some_and(|path| !path.exists()) {
            return Err(fault(format!("a server runs, but there is no store at {}", store.kind)).into());
        }
        match wiring::store_is_open(self.settings).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(fault(format!("a server runs, but not on the store {}", store.kind)).into()),
            Err(error) => {
                let problem = format!("it cannot be found out whether the store {} is in use", store.kind);
                Err(fault(format!("{problem}: {}", with_causes(&error))).into())
            }
        }
    }

    fn authentication(&mut self) -> Result<(), Outcome> {
        let (greeting, _) = known(self.found.greeting.as_ref(), Check::Registry)?;
        if let AuthType::Basic(basic) = &self.settings.registry.auth_type {
            return Ok(judge_password_authentication(greeting, &basic.htpasswd.display().to_string())?);
        }
        let (realm, service) = judge_authentication(greeting)?;
        (self.found.realm, self.found.service) = (Some(realm), Some(service));
        Ok(())
    }

    fn clock(&self) -> Result<(), Outcome> {
        let (greeting, at) = known(self.found.greeting.as_ref(), Check::Registry)?;
        let date = greeting.date.ok_or_else(|| Outcome::Skipped("the registry does not tell its time".to_owned()))?;
        Ok(judge_clock(date, *at)?)
    }

    fn service(&self) -> Result<(), Outcome> {
        let service = known(self.found.service.as_ref(), Check::Authentication)?;
        Ok(judge_service(service, &self.settings.registry.service)?)
    }

    async fn realm(&mut self) -> Result<(), Outcome> {
        let realm = known(self.found.realm.as_ref(), Check::Authentication)?;
        let answer = self.ask_realm(realm, &[], &[]).await;
        let right = format!("{}{REALM_PATH}", self.own_url);
        self.found.token_of_server = Some(judge_realm(realm, &right, answer)?);
        Ok(())
    }

    fn signature(&self) -> Result<(), Outcome> {
        let theirs = known(self.found.token_of_server.as_ref(), Check::Realm)?;
        let ours = self.own_token(&self.settings.registry.issuer, Vec::new())?;
        let ours = Token::read(&ours).ok_or_else(|| Outcome::Skipped("keys is not ok".to_owned()))?;
        let keys = self.settings.registry.certs.certificate.display().to_string();
        Ok(judge_signature(theirs, &ours, &keys)?)
    }

    async fn notifications(&self) -> Result<(), Outcome> {
        const REASON: &str = "--registry-config is not given; whether notifications arrive is seen by event";
        let config = self.registry_config.as_ref().ok_or_else(|| Outcome::Skipped(REASON.to_owned()))?;
        let right = self.right_events_url();
        let endpoint = judge_endpoints(&config.notifications.endpoints, &right)?;
        let configured = endpoint.headers.iter().flat_map(|(name, values)| values.iter().map(move |it| (name, it)));
        let json = ("content-type", "application/vnd.docker.distribution.events.v1+json");
        let headers: Vec<_> = configured.map(|(name, value)| (name.as_str(), value.as_str())).chain([json]).collect();
        let answer = ask(&self.own_probe()?, Method::POST, &endpoint.url, &headers, r#"{"events":[]}"#).await;
        Ok(judge_delivery(endpoint, &right, answer)?)
    }

    /// Asks for a token, for more than being let in with `parameters`.
    pub(super) async fn ask_realm(
        &self,
        realm: &str,
        parameters: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Result<Response<Bytes>, String> {
        let probe = wiring::own_probe(self.settings).map_err(|error| with_causes(&error))?;
        let service = [("service", self.settings.registry.service.as_str())];
        let query = serde_urlencoded::to_string([&service, parameters].concat()).map_err(|error| error.to_string())?;
        let separator = if realm.contains('?') { '&' } else { '?' };
        get(&probe, &format!("{realm}{separator}{query}"), headers).await
    }

    /// Asks this service.
    pub(super) fn own_probe(&self) -> Result<Probe, Fault> {
        let value = "the file of the certificate that the server serves";
        wiring::own_probe(self.settings).map_err(|error| Fault::of_option(with_causes(&error), "ssl.cert", value))
    }

    /// Where the REST API is: where clients come for tokens.
    pub(super) fn api_url(&self) -> &str {
        let realm = self.found.realm.as_deref().and_then(|realm| realm.split_once("/api/v1/"));
        realm.map_or(&self.own_url, |(before, _)| before)
    }

    pub(super) fn right_events_url(&self) -> String {
        format!("{}{}", self.own_url, notifications::PATH)
    }
}
