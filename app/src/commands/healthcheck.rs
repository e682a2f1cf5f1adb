use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use thiserror::Error;

use crate::settings::Settings;
use crate::wiring::{ProbeError, probe};

/// The server does not answer that it can serve.
#[derive(Debug, Error)]
#[error("{url} does not answer as it should")]
pub struct Unhealthy {
    url: String,
    source: ProbeError,
}

impl Unhealthy {
    /// Whether a server answers, but not that it can serve.
    pub(super) fn is_answer(&self) -> bool {
        matches!(self.source, ProbeError::Status(_))
    }
}

/// Asks wherever the server may listen; one good answer is enough.
pub(super) async fn run(settings: &Settings) -> Result<(), Unhealthy> {
    let mut outcome = Ok(());
    for url in urls(settings) {
        outcome = probe(&url).await.map_err(|source| Unhealthy { url, source });
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

fn urls(settings: &Settings) -> Vec<String> {
    // By plain HTTP also beside HTTPS: to be started again would bring no certificate that is missing.
    let port = if settings.ssl.is_on() { settings.ssl.http_port } else { settings.listen.port };
    let hosts = settings.listen.hosts.iter().map(|host| reachable(host));
    hosts.map(|host| format!("http://{host}:{port}/readyz")).collect()
}

/// Where a server on this machine is reached that listens on `host`, as it is written in a URL.
fn reachable(host: &str) -> String {
    match host.parse() {
        Ok(IpAddr::V4(Ipv4Addr::UNSPECIFIED)) => Ipv4Addr::LOCALHOST.to_string(),
        Ok(IpAddr::V6(Ipv6Addr::UNSPECIFIED)) => format!("[{}]", Ipv6Addr::LOCALHOST),
        Ok(IpAddr::V6(address)) => format!("[{address}]"),
        Ok(IpAddr::V4(_)) | Err(_) => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_reached_where_it_listens() {
        for (host, expected) in [
            ("::", "[::1]"),
            ("0.0.0.0", "127.0.0.1"),
            ("10.0.0.1", "10.0.0.1"),
            ("fd00::1", "[fd00::1]"),
            ("ra.example.org", "ra.example.org"),
        ] {
            assert_eq!(reachable(host), expected);
        }
    }
}
