//! What a client does: sign in, push, pull, and delete what was pushed.

use std::time::Duration;

use hyper::body::Bytes;
use hyper::header::LOCATION;
use hyper::{Method, Response, StatusCode};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::ask::{ask, basic, bearer, get, reason};
use super::check::Check;
use super::examination::{Account, Examination, known};
use super::fault::Fault;
use super::image::{Image, MANIFEST_TYPE, digest, within_reach};
use super::notifications::judge_silence;
use super::of_registry::REPOSITORY;
use super::passwords::judge_stranger;
use super::realm::judge_login;
use super::report::Outcome;
use crate::settings::AuthType;

/// Registries try again after some seconds.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(200);

impl Examination<'_> {
    pub(super) async fn login(&mut self) -> Result<(), Outcome> {
        let account = self.account()?;
        let authorization = match self.settings.registry.auth_type {
            AuthType::Token => bearer(&self.token_of(account).await?),
            AuthType::Basic(_) => basic(&account.login, &account.password),
        };
        if let Some(challenge) = self.lets_in(&authorization).await? {
            return Err(judge_stranger(&account.login, &challenge).into());
        }
        self.found.authorization = Some(authorization);
        Ok(())
    }

    async fn token_of(&self, Account { login, password }: &Account) -> Result<String, Outcome> {
        let realm = known(self.found.realm.as_ref(), Check::Authentication)?;
        let scope = format!("repository:{REPOSITORY}:pull,push,delete");
        let parameters = [("account", login.as_str()), ("scope", scope.as_str())];
        let answer = self.ask_realm(realm, &parameters, &[("authorization", &basic(login, password))]).await;
        let silence = |why| Fault::other(format!("the realm does not answer: {why}"), "see the server's log");
        Ok(judge_login(login, REPOSITORY, &answer.map_err(silence)?)?)
    }

    pub(super) async fn push(&mut self) -> Result<(), Outcome> {
        let image = Image::new(self.unique()?);
        let started = self.send(Method::POST, "blobs/uploads/", &[], "").await?;
        let location = started.headers().get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let nowhere = || Fault::other("the registry does not say where to upload to", "look what stands before it");
        let target = within_reach(&self.settings.registry.url.to_string(), location).ok_or_else(nowhere)?;
        let separator = if target.contains('?') { '&' } else { '?' };
        let target = format!("{target}{separator}digest={}", digest(image.config.as_bytes()));
        self.send_to(Method::PUT, &target, &[("content-type", "application/octet-stream")], image.config.clone())
            .await?;
        let path = format!("manifests/{}", image.tag);
        self.send(Method::PUT, &path, &[("content-type", MANIFEST_TYPE)], image.manifest.clone()).await?;
        self.found.image = Some(image);
        Ok(())
    }

    pub(super) async fn pull(&self) -> Result<(), Outcome> {
        let image = known(self.found.image.as_ref(), Check::Push)?;
        let path = format!("manifests/{}", image.tag);
        let manifest = self.send(Method::GET, &path, &[("accept", MANIFEST_TYPE)], "").await?;
        let path = format!("blobs/{}", digest(image.config.as_bytes()));
        let config = self.send(Method::GET, &path, &[], "").await?;
        // A registry may send its clients to its storage for a blob.
        let config_is_right = config.status().is_redirection() || *config.body() == image.config.as_bytes();
        if *manifest.body() == image.manifest.as_bytes() && config_is_right {
            return Ok(());
        }
        Err(Fault::other("something else was pulled than was pushed", "look what stands before the registry").into())
    }

    /// A sync of the server might find an image, too; but a pull is only known by the event.
    pub(super) async fn event(&self) -> Result<(), Outcome> {
        let image = known(self.found.image.as_ref(), Check::Push)?;
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if self.pulls(image).await? > 0 {
                return Ok(());
            }
            sleep(PAUSE).await;
        }
        Err(judge_silence(&self.right_events_url(), self.registry_config.is_some()).into())
    }

    pub(super) async fn removal(&self) -> Result<(), Outcome> {
        let image = known(self.found.image.as_ref(), Check::Push)?;
        self.send(Method::DELETE, &format!("manifests/{}", image.digest()), &[], "").await.map(|_| ())
    }

    fn account(&self) -> Result<&Account, Outcome> {
        let reason = "--login is not given, with the password of an admin";
        self.account.as_ref().ok_or_else(|| Outcome::Skipped(reason.to_owned()))
    }

    /// How often the server knows the image to be pulled.
    async fn pulls(&self, image: &Image) -> Result<u64, Outcome> {
        let Account { login, password } = self.account()?;
        let url = format!("{}/api/v1/tags?q={}", self.api_url(), image.tag);
        let answer = get(&self.own_probe()?, &url, &[("authorization", &basic(login, password))]).await;
        let answer = answer.map_err(|why| Fault::other(format!("the server does not answer: {why}"), "see its log"))?;
        if answer.status() != StatusCode::OK {
            let problem = format!("{url} answers {}", answer.status());
            return Err(Fault::other(problem, "see the log of the server").into());
        }
        let list: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
        Ok(list.pointer("/items/0/pulls").and_then(Value::as_u64).unwrap_or_default())
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Response<Bytes>, Outcome> {
        let url = self.registry_url(&format!("{REPOSITORY}/{path}"));
        self.send_to(method, &url, headers, body).await
    }

    /// Asks the registry as the account; any refusal is a fault.
    async fn send_to(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Response<Bytes>, Outcome> {
        let authorization = known(self.found.authorization.as_ref(), Check::Login)?;
        let headers = [&[("authorization", authorization.as_str())], headers].concat();
        let probe = known(self.found.registry.as_ref(), Check::Registry)?;
        let what = format!("{method} {url}");
        let advice = "see the log of the registry; its storage may be full or not be writable";
        let answer = ask(probe, method, url, &headers, body).await;
        let answer = answer.map_err(|why| Fault::other(format!("{what} is not answered: {why}"), advice))?;
        if answer.status().is_success() || answer.status().is_redirection() {
            return Ok(answer);
        }
        let problem = format!("{what} is answered {} {}", answer.status(), reason(&answer).unwrap_or_default());
        Err(Fault::other(problem, advice).into())
    }
}
