use std::net::Ipv6Addr;

use crate::config::Options;

use super::checks::{Checks, option};
use super::{Fault, Ssl, value};

/// Where to listen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listen {
    /// Host names or addresses to try in this order; the first that can be bound to is used.
    pub hosts: Vec<String>,
    /// The port: of HTTPS if TLS is on, of HTTP otherwise.
    pub port: u16,
}

impl Listen {
    pub(super) fn read(options: &Options, ssl: &Ssl, checks: &mut Checks) -> Self {
        let http_port = checks.required(option!(options.port), value::port);
        let https_port = checks.required(option!(options.ssl_port), value::port);
        let (hosts, own_port) = checks.required(option!(options.listen), hosts_and_port);
        let port = own_port.unwrap_or(if ssl.is_on() { https_port } else { http_port });
        if ssl.is_on() && port == ssl.http_port {
            checks.report(option!(options.ssl_http_port), Fault::SamePort(port));
        }
        Self { hosts, port }
    }
}

fn hosts_and_port(text: &str) -> Result<(Vec<String>, Option<u16>), Fault> {
    let (host, port) = split(text)?;
    let hosts = match host {
        // One socket for both families, or IPv4 alone where the machine has no IPv6.
        "*" | "" => vec![Ipv6Addr::UNSPECIFIED.to_string(), "0.0.0.0".to_owned()],
        host => vec![value::host(host)?],
    };
    Ok((hosts, port.map(value::port).transpose()?))
}

/// Splits `host`, `host:port`, `[v6]`, `[v6]:port` and, as it is clear enough, `v6`.
fn split(text: &str) -> Result<(&str, Option<&str>), Fault> {
    if let Some((host, rest)) = text.strip_prefix('[').and_then(|text| text.split_once(']')) {
        let is_v6 = host.parse::<Ipv6Addr>().is_ok();
        let port = rest.strip_prefix(':');
        return if is_v6 && (port.is_some() || rest.is_empty()) {
            Ok((host, port))
        } else {
            Err(Fault::Host(text.to_owned()))
        };
    }
    Ok(match text.split_once(':') {
        Some((host, port)) if !port.contains(':') => (host, Some(port)),
        _ => (text, None),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_written_as_everywhere() {
        let everywhere = vec!["::".to_owned(), "0.0.0.0".to_owned()];
        for (text, hosts, port) in [
            ("*", everywhere.clone(), None),
            ("*:8080", everywhere.clone(), Some(8080)),
            (":8080", everywhere, Some(8080)),
            ("127.0.0.1", vec!["127.0.0.1".into()], None),
            ("127.0.0.1:81", vec!["127.0.0.1".into()], Some(81)),
            ("localhost:81", vec!["localhost".into()], Some(81)),
            ("my_host", vec!["my_host".into()], None),
            ("[::1]", vec!["::1".into()], None),
            ("[::1]:81", vec!["::1".into()], Some(81)),
            ("::1", vec!["::1".into()], None),
        ] {
            assert_eq!(hosts_and_port(text), Ok((hosts, port)), "{text}");
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for text in ["a b", "http://a", "a:0", "a:65536", "a:b", "a:", "[::1", "[a]:80", "[::1]80", "a:1:2", "[]"] {
            assert!(hosts_and_port(text).is_err(), "{text}");
        }
    }
}
