//! Asks a server whether it answers.

use std::time::Duration;

use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::http::uri::InvalidUri;
use hyper::{StatusCode, Uri};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use thiserror::Error;
use tokio::time::timeout;

use crate::registry::{RegistrySetupError, RegistryTls, tls, with_causes};

const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Why a server counts as not answering.
#[derive(Debug, Error)]
pub enum ProbeError {
    /// It cannot be asked.
    #[error("its address cannot be used")]
    Address(#[from] InvalidUri),
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

/// Whether `url` (http or https) answers with success within some seconds. The certificate may be any,
/// since nothing is told to whoever answers, and nothing believed but the status.
pub async fn probe(url: &str) -> Result<(), ProbeError> {
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls::client_config(&RegistryTls::Unverified)?)
        .https_or_http()
        .enable_http1()
        .build();
    let client: Client<_, Empty<Bytes>> = Client::builder(TokioExecutor::new()).build(connector);
    let url: Uri = url.parse()?;
    let response = timeout(LONGEST_WAIT, client.get(url)).await.map_err(|_| ProbeError::Timeout)?;
    match response.map_err(|error| ProbeError::Connection(with_causes(&error)))?.status() {
        status if status.is_success() => Ok(()),
        status => Err(ProbeError::Status(status)),
    }
}
