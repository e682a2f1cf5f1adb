use std::thread;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::Value;

use crate::Result;
use crate::load::Target;
use crate::server::Server;

const SYNC: &str = "/api/v1/registry/sync";
/// Each question costs the server something, which is no part of what is measured.
const POLL: Duration = Duration::from_millis(50);

/// The REST API as one account sees it.
pub(crate) struct Api<'a> {
    server: &'a Server,
    agent: ureq::Agent,
    pub(crate) authorization: String,
}

impl<'a> Api<'a> {
    pub(crate) fn new(server: &'a Server, credentials: (&str, &str)) -> Self {
        Self { server, agent: ureq::Agent::new_with_defaults(), authorization: Self::basic(credentials) }
    }

    pub(crate) fn basic((login, password): (&str, &str)) -> String {
        format!("Basic {}", BASE64_STANDARD.encode(format!("{login}:{password}")))
    }

    pub(crate) fn get(&self, path: &str) -> Result<Value> {
        let request = self.agent.get(self.server.url(path)).header("authorization", &self.authorization);
        Ok(request.call()?.body_mut().read_json()?)
    }

    /// Sends it, and reads the answer if there is one.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let request = self.agent.post(self.server.url(path)).header("authorization", &self.authorization);
        let answer = request.send_json(body)?.body_mut().read_to_vec()?;
        Ok(if answer.is_empty() { Value::Null } else { serde_json::from_slice(&answer)? })
    }

    /// Syncs, and says what was found.
    pub(crate) fn sync(&self) -> Result<Value> {
        self.post(SYNC, &Value::Null)?;
        self.await_sync()
    }

    /// What the last sync found, once none runs.
    pub(crate) fn await_sync(&self) -> Result<Value> {
        loop {
            let status = self.get(SYNC)?;
            let part = |name| status.get(name).filter(|part| !part.is_null());
            if let (None, Some(last)) = (part("running"), part("last")) {
                return Ok(last.clone());
            }
            thread::sleep(POLL);
        }
    }
}
