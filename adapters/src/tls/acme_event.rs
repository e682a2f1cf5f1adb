use std::io;

use tokio_rustls_acme::acme::{Auth, Identifier, Order, Problem};
use tokio_rustls_acme::{Event, EventError, EventOk, OrderError};

/// Tells the operator what happened to the certificate.
pub(super) fn tell(event: &Event<io::Error, io::Error>) {
    match event {
        Ok(EventOk::DeployedNewCert) => tracing::info!("serving a new certificate from the authority"),
        Ok(EventOk::DeployedCachedCert) => tracing::info!("serving the certificate that was kept"),
        Ok(EventOk::CertCacheStore | EventOk::AccountCacheStore) => tracing::debug!("kept what the authority gave"),
        Err(EventError::Order(error)) => {
            let cause = cause(error);
            tracing::error!(cause, "the authority gave no certificate; it will be asked again");
        }
        Err(error) => tracing::error!(%error, "trouble with what is kept of certificates"),
    }
}

/// What the authority says, without the objects around it.
fn cause(error: &OrderError) -> String {
    match error {
        OrderError::BadAuth(auth) => refused_name(auth),
        OrderError::BadOrder(Order { error: Some(problem), .. }) => text(problem),
        other => other.to_string(),
    }
}

fn refused_name(auth: &Auth) -> String {
    let Identifier::Dns(name) = &auth.identifier;
    let problems = auth.challenges.iter().filter_map(|challenge| challenge.error.as_ref()).map(text);
    format!("{name}: {}", problems.collect::<Vec<_>>().join(", "))
}

fn text(problem: &Problem) -> String {
    let parts = [&problem.detail, &problem.typ];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
}
