use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use thiserror::Error;

use crate::settings::{Settings, SslType};
use crate::wiring::{ProbeError, probe};

/// The server does not answer that it can serve.
#[derive(Debug, Error)]
#[error("{url} does not answer as it should")]
pub struct Unhealthy {
    url: String,
    source: ProbeError,
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
    let (scheme, port) = match settings.ssl.kind {
        SslType::None => ("http", settings.listen.port),
        SslType::Static | SslType::Auto => ("https", settings.ssl.port),
    };
    let hosts = settings.listen.hosts.iter().map(|host| reachable(host));
    hosts.map(|host| format!("{scheme}://{host}:{port}/readyz")).collect()
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
