//! Asks a server and looks at what it answers.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::{Request, Response, StatusCode};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use thiserror::Error;
use tokio::time::timeout;

use crate::registry::{RegistrySetupError, RegistryTls, tls, with_causes};

const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The most bytes of an answer that are looked at.
const LONGEST_ANSWER: usize = 1 << 20;

/// Asks one question at a time, follows no redirect and tries nothing twice.
pub struct Probe {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

/// Why a server counts as not answering.
#[derive(Debug, Error)]
pub enum ProbeError {
    /// It cannot be asked.
    #[error("its address cannot be used")]
    Address(#[from] hyper::http::Error),
    /// No TLS connection can be prepared.
    #[error("TLS cannot be prepared")]
    Tls(#[from] RegistrySetupError),
    /// There is no connection, or it breaks off.
    #[error("{0}")]
    Connection(String),
    /// The answer does not come.
    #[error("there is no answer in {} seconds", LONGEST_WAIT.as_secs())]
    Timeout,
    /// The answer is another than success.
    #[error("the answer is {0}")]
    Status(StatusCode),
}

impl Probe {
    /// One that speaks http and https, and believes by https whom `tls` says.
    pub fn new(tls: &RegistryTls) -> Result<Self, ProbeError> {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls::client_config(tls)?)
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self { client: Client::builder(TokioExecutor::new()).build(connector) })
    }

    /// The answer, whatever its status. It has to come as a whole within some seconds.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, ProbeError> {
        timeout(LONGEST_WAIT, self.exchange(request)).await.map_err(|_| ProbeError::Timeout)?
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, ProbeError> {
        let response = self.client.request(request.map(Full::new)).await;
        let (head, body) = response.map_err(|error| ProbeError::Connection(with_causes(&error)))?.into_parts();
        let body = Limited::new(body, LONGEST_ANSWER).collect().await;
        let body = body.map_err(|error| ProbeError::Connection(with_causes(&*error)))?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
}

/// Whether `url` (http or https) answers with success within some seconds. The certificate may be any,
/// since nothing is told to whoever answers, and nothing believed but the status.
pub async fn probe(url: &str) -> Result<(), ProbeError> {
    let request = Request::get(url).body(Bytes::new())?;
    match Probe::new(&RegistryTls::Unverified)?.send(request).await?.status() {
        status if status.is_success() => Ok(()),
        status => Err(ProbeError::Status(status)),
    }
}
